/// Shares of a whole as one stacked bar with a legend that leads to the lists.
struct ShareChart: Sendable {
    let title: String
    let parts: [ChartPart]
    /// What the parts are, as "devices".
    let unit: String
    var csv: String?

    private var total: Int { parts.reduce(0) { $0 + $1.count } }

    var html: HTML {
        ChartFrame(
            title: title, drawing: drawing,
            table: DataTable(
                caption: "\(title): \(unit)",
                columns: [.init("Part"), .init("Count", isNumber: true), .init("Share", isNumber: true)],
                rows: parts.map {
                    [HTML($0.label), ChartPart.number($0.count, $0.path), HTML(share($0))]
                }), csv: csv
        ).html
    }

    @HTMLBuilder private var drawing: HTML {
        svg(
            .class("share"), .role("img"), Attribute("width", "100%"), Attribute("height", "28"),
            .aria("label", "\(title): \(words)")
        ) {
            for (index, part) in parts.enumerated() where part.count > 0 {
                rect(
                    Attribute("x", ChartScale.percent(parts[..<index].reduce(0) { $0 + $1.count }, of: total)),
                    Attribute("width", ChartScale.percent(part.count, of: total)), Attribute("height", "28"),
                    .class("\(part.color) edged"))
            }
        }
        ul(.class("legend")) {
            for part in parts {
                li {
                    ChartPart.swatch(part.color)
                    " \(part.label): "
                    ChartPart.number(part.count, part.path)
                    span(.class("quiet")) { " (\(share(part)))" }
                }
            }
        }
    }

    private var words: String { parts.map { "\($0.label) \($0.count), \(share($0))" }.joined(separator: "; ") }
    private func share(_ part: ChartPart) -> String { ChartScale.percent(part.count, of: total) }
}

/// Sizes as texts of drawings, without locale and without floating digits.
enum ChartScale {
    /// A share in percent with one decimal.
    static func percent(_ count: Int, of total: Int) -> String {
        guard total > 0, count > 0 else { return "0%" }
        let tenths = Int((Double(count) * 1000 / Double(total)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }

    /// The next round number at or above, for an axis: 1, 2 or 5 with noughts.
    static func roundedUp(_ count: Int) -> Int {
        var step = 1
        while step < count, step <= Int.max / 10 {
            for factor in [1, 2, 5] where step * factor >= count { return step * factor }
            step *= 10
        }
        return max(step, 1)
    }
}
