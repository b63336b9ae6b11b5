/// A part of a chart: a number with a name, which leads to what it counts.
struct ChartPart: Sendable {
    let label: String
    let count: Int
    /// The class of its colour, `c1` to `c7`.
    var color = "c1"
    /// The list behind the number; nil when there is none that holds exactly these.
    var path: String?

    /// A square of the colour, beside the words that say the same.
    static func swatch(_ color: String) -> HTML {
        svg(.class("swatch"), Attribute("width", "12"), Attribute("height", "12"), .aria("hidden", "true")) {
            rect(Attribute("width", "12"), Attribute("height", "12"), Attribute("rx", "2"), .class(color))
        }
    }

    /// The number, as a link where there is something to open.
    static func number(_ count: Int, _ path: String?) -> HTML {
        guard let path, count > 0 else { return HTML(count.grouped) }
        return a(.href(path)) { count.grouped }
    }
}
