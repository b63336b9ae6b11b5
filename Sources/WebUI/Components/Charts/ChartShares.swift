/// What charts of shares say in words and numbers.
struct ChartShares {
    let parts: [ChartPart]

    var total: Int { parts.reduce(0) { $0 + $1.count } }
    var words: String { parts.map { "\($0.label) \($0.count), \(share($0))" }.joined(separator: "; ") }
    private func share(_ part: ChartPart) -> String { ChartScale.percent(part.count, of: total) }

    func table(_ title: String, _ unit: String) -> DataTable {
        DataTable(
            caption: "\(title): \(unit)",
            columns: [.init("Part"), .init("Count", isNumber: true), .init("Share", isNumber: true)],
            rows: parts.map {
                [HTML($0.label), ChartPart.number($0.count, $0.path), HTML(share($0))]
            })
    }

    var legend: HTML {
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
}
