// Elements of forms: one function per element, so that the compiler knows their names.
// swift-format-ignore-file: one line per element reads best

func form(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "form", attributes, content: content())
}
func label(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "label", attributes, content: content())
}
func button(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "button", attributes, content: content())
}
func select(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "select", attributes, content: content())
}
func option(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "option", attributes, content: content())
}
func optgroup(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "optgroup", attributes, content: content())
}
func textarea(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "textarea", attributes, content: content())
}
func fieldset(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "fieldset", attributes, content: content())
}
func legend(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "legend", attributes, content: content())
}
func datalist(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "datalist", attributes, content: content())
}
func output(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "output", attributes, content: content())
}
func input(_ attributes: Attribute...) -> HTML { HTML(element: "input", attributes, content: nil) }
