/// Horizontal bars, one per line, each with its name, its number and the way to its list.
///
/// The lines are a list of HTML, so that names wrap and links keep their size on narrow screens; only the bars are drawn.
struct BarChart: Sendable {
    let title: String
    let parts: [ChartPart]
    /// What the numbers count, as "devices".
    let unit: String
    var csv: String?
    var hint = ""

    var html: HTML {
        ChartFrame(
            title: title, drawing: Self.bars(parts),
            table: DataTable(
                caption: "\(title): \(unit)", columns: [.init("Name"), .init("Count", isNumber: true)],
                rows: parts.map { [HTML($0.label), ChartPart.number($0.count, $0.path)] }), csv: csv, hint: hint
        ).html
    }

    /// The bars alone, for charts whose table says more.
    static func bars(_ parts: [ChartPart]) -> HTML {
        let longest = parts.map(\.count).max() ?? 0
        return ul(.class("bars")) {
            for part in parts {
                li {
                    span { part.label }
                    svg(.aria("hidden", "true"), Attribute("width", "100%"), Attribute("height", "14")) {
                        rect(
                            Attribute("width", ChartScale.percent(part.count, of: longest)),
                            Attribute("height", "14"), Attribute("rx", "2"), .class(part.color))
                    }
                    span(.class("number")) { ChartPart.number(part.count, part.path) }
                }
            }
        }
    }
}
