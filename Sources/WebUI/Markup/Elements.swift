// Elements of text and structure: one function per element, so that the compiler knows their names.
// swift-format-ignore-file: one line per element reads best

func main(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "main", attributes, content: content())
}
func header(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "header", attributes, content: content())
}
func footer(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "footer", attributes, content: content())
}
func nav(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "nav", attributes, content: content())
}
func section(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "section", attributes, content: content())
}
func article(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "article", attributes, content: content())
}
func aside(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "aside", attributes, content: content())
}
func div(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "div", attributes, content: content())
}
func span(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "span", attributes, content: content())
}
func p(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "p", attributes, content: content())
}
func h1(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "h1", attributes, content: content())
}
func h2(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "h2", attributes, content: content())
}
func h3(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "h3", attributes, content: content())
}
func ul(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "ul", attributes, content: content())
}
func ol(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "ol", attributes, content: content())
}
func li(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "li", attributes, content: content())
}
func dl(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "dl", attributes, content: content())
}
func dt(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "dt", attributes, content: content())
}
func dd(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "dd", attributes, content: content())
}
func a(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "a", attributes, content: content())
}
func strong(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "strong", attributes, content: content())
}
func em(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "em", attributes, content: content())
}
func small(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "small", attributes, content: content())
}
func code(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "code", attributes, content: content())
}
func pre(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "pre", attributes, content: content())
}
func time(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "time", attributes, content: content())
}
func mark(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "mark", attributes, content: content())
}
func details(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "details", attributes, content: content())
}
func summary(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "summary", attributes, content: content())
}
func figure(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "figure", attributes, content: content())
}
func figcaption(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "figcaption", attributes, content: content())
}
func kbd(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "kbd", attributes, content: content())
}
func dialog(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "dialog", attributes, content: content())
}
func ins(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "ins", attributes, content: content())
}
func del(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "del", attributes, content: content())
}
func abbr(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(element: "abbr", attributes, content: content())
}
func br(_ attributes: Attribute...) -> HTML { HTML(element: "br", attributes, content: nil) }
func hr(_ attributes: Attribute...) -> HTML { HTML(element: "hr", attributes, content: nil) }
func img(_ attributes: Attribute...) -> HTML { HTML(element: "img", attributes, content: nil) }
