// Elements of tables: one function per element, so that the compiler knows their names.
// swift-format-ignore-file: one line per element reads best

func table(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "table", attributes, content: content())
}
func caption(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "caption", attributes, content: content())
}
func thead(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "thead", attributes, content: content())
}
func tbody(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "tbody", attributes, content: content())
}
func tfoot(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "tfoot", attributes, content: content())
}
func tr(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "tr", attributes, content: content())
}
func th(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "th", attributes, content: content())
}
func td(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "td", attributes, content: content())
}
