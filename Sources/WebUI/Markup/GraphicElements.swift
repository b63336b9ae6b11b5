// Elements of drawings (SVG): one function per element, so that the compiler knows their names.
// swift-format-ignore-file: one line per element reads best

func svg(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "svg", attributes, content: content())
}
func g(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "g", attributes, content: content())
}
func svgText(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "text", attributes, content: content())
}
func svgTitle(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "title", attributes, content: content())
}
func desc(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "desc", attributes, content: content())
}
func rect(_ attributes: Attribute...) -> HTML { HTML(element: "rect", attributes, content: HTML()) }
func line(_ attributes: Attribute...) -> HTML { HTML(element: "line", attributes, content: HTML()) }
func path(_ attributes: Attribute...) -> HTML { HTML(element: "path", attributes, content: HTML()) }
func circle(_ attributes: Attribute...) -> HTML { HTML(element: "circle", attributes, content: HTML()) }
func polyline(_ attributes: Attribute...) -> HTML { HTML(element: "polyline", attributes, content: HTML()) }
func rect(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "rect", attributes, content: content())
}
