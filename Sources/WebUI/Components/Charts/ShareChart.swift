/// Shares of a whole as one stacked bar with a legend that leads to the lists.
struct ShareChart: Sendable {
    let title: String
    let parts: [ChartPart]
    /// What the parts are, as "devices".
    let unit: String
    var csv: String?

    var html: HTML {
        ChartFrame(
            title: title, drawing: drawing, table: shares.table(title, unit), csv: csv
        ).html
    }

    private var shares: ChartShares { ChartShares(parts: parts) }

    @HTMLBuilder private var drawing: HTML {
        let total = shares.total
        svg(
            .class("share"), .role("img"), Attribute("width", "100%"), Attribute("height", "28"),
            .aria("label", "\(title): \(shares.words)")
        ) {
            for (index, part) in parts.enumerated() where part.count > 0 {
                rect(
                    Attribute("x", ChartScale.percent(parts[..<index].reduce(0) { $0 + $1.count }, of: total)),
                    Attribute("width", ChartScale.percent(part.count, of: total)), Attribute("height", "28"),
                    .class("\(part.color) edged"))
            }
        }
        shares.legend
    }
}
