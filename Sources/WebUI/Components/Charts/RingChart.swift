/// Shares of a whole as a ring with the whole in its middle, and a legend that leads to the lists.
struct RingChart: Sendable {
    let title: String
    let parts: [ChartPart]
    /// What the parts are, as "devices".
    let unit: String
    var csv: String?

    /// The length of the ring in units of its dashes, and the gap between two parts.
    private static let (length, gap) = (1000, 4)

    var html: HTML {
        ChartFrame(
            title: title, drawing: drawing, table: shares.table(title, unit), csv: csv
        ).html
    }

    private var shares: ChartShares { ChartShares(parts: parts) }

    private var drawing: HTML {
        div(.class("ring")) {
            svg(
                .role("img"), Attribute("width", "132"), Attribute("height", "132"),
                Attribute("viewBox", "0 0 132 132"), .aria("label", "\(title): \(shares.words)")
            ) {
                for (index, part) in parts.enumerated() where part.count > 0 { arc(part, index) }
                svgText(
                    .class("whole"), Attribute("x", "66"), Attribute("y", "66"), Attribute("text-anchor", "middle")
                ) { shares.total.grouped }
                svgText(
                    .class("faint"), Attribute("x", "66"), Attribute("y", "84"), Attribute("text-anchor", "middle")
                ) { unit }
            }
            shares.legend
        }
    }

    /// A dash of a circle, from the top clockwise.
    private func arc(_ part: ChartPart, _ index: Int) -> HTML {
        let before = parts[..<index].reduce(0) { $0 + $1.count }
        let start = ChartScale.part(before, of: shares.total, length: Self.length)
        let end = ChartScale.part(before + part.count, of: shares.total, length: Self.length)
        let isWhole = part.count == shares.total
        // A part too small to see is drawn nevertheless.
        let dash = isWhole ? Self.length : max(2, end - start - Self.gap)
        return circle(
            .class(part.color), Attribute("cx", "66"), Attribute("cy", "66"), Attribute("r", "54"),
            Attribute("pathLength", String(Self.length)), Attribute("stroke-dasharray", "\(dash) \(Self.length)"),
            Attribute("stroke-dashoffset", String(-start)), Attribute("transform", "rotate(-90 66 66)"))
    }
}
