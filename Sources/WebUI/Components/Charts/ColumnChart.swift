/// Stacked columns along time, with a line for today; each column leads to its list.
struct ColumnChart: Sendable {
    /// A sort of thing that columns are stacked from.
    struct Series: Sendable {
        let label: String
        /// The class of its colour, `c1` to `c7`.
        let color: String
    }

    /// A column: a stretch of time.
    struct Column: Sendable {
        let label: String
        /// One count per series.
        let counts: [Int]
        /// The list of everything in the column.
        let path: String
        /// The list of one series in the column.
        let seriesPath: @Sendable (Int) -> String
        var total: Int { counts.reduce(0, +) }
    }

    let title: String
    let series: [Series]
    let columns: [Column]
    /// Where today is: a column, and how far into it, 0 to 1; nil when it is outside.
    let today: (column: Int, share: Double)?
    var csv: String?
    var hint = ""

    private static let (step, barWidth, height, top, left) = (46, 30, 200, 24, 44)

    var html: HTML {
        ChartFrame(title: title, drawing: drawing, table: table, csv: csv, hint: hint).html
    }

    private var table: DataTable {
        DataTable(
            caption: title,
            columns: [.init("When")] + series.map { .init($0.label, isNumber: true) } + [.init("All", isNumber: true)],
            rows: columns.map { column in
                [HTML(column.label)]
                    + column.counts.enumerated().map {
                        ChartPart.number($0.element, column.seriesPath($0.offset))
                    }
                    + [ChartPart.number(column.total, column.path)]
            })
    }

    @HTMLBuilder private var drawing: HTML {
        let most = ChartScale.roundedUp(columns.map(\.total).max() ?? 0)
        let width = Self.left + columns.count * Self.step + 8
        div(.class("chart wide"), Attribute("tabindex", "0"), .role("region"), .aria("label", "Chart: \(title)")) {
            svg(
                .role("group"), .aria("label", "\(title). Each column leads to its dates."),
                Attribute("width", String(width)), Attribute("height", String(Self.top + Self.height + 30)),
                Attribute("viewBox", "0 0 \(width) \(Self.top + Self.height + 30)")
            ) {
                axis(most, width)
                for (index, column) in columns.enumerated() { bar(column, index, most) }
                if let today { line(of: today) }
            }
        }
        ul(.class("legend")) {
            for (index, one) in series.enumerated() {
                li {
                    ChartPart.swatch(one.color)
                    " \(one.label): \(columns.reduce(0) { $0 + $1.counts[index] }.grouped)"
                }
            }
        }
    }

    @HTMLBuilder private func axis(_ most: Int, _ width: Int) -> HTML {
        for part in most < 2 ? [0, 2] : [0, 1, 2] {
            let y = Self.top + Self.height - Self.height * part / 2
            WebUI.line(
                .class("axis"), Attribute("x1", String(Self.left)), Attribute("x2", String(width)),
                Attribute("y1", String(y)), Attribute("y2", String(y)))
            svgText(
                .class("faint"), Attribute("x", String(Self.left - 6)), Attribute("y", String(y + 4)),
                Attribute("text-anchor", "end")
            ) { String(most * part / 2) }
        }
    }

    private func bar(_ column: Column, _ index: Int, _ most: Int) -> HTML {
        let x = Self.left + index * Self.step + (Self.step - Self.barWidth) / 2
        let content = HTML.join {
            // The whole height can be clicked, so that small columns are as easy to hit as tall ones.
            rect(
                .class("hit"), Attribute("x", String(x)), Attribute("y", String(Self.top)),
                Attribute("width", String(Self.barWidth)), Attribute("height", String(Self.height)))
            stack(column, x, most)
        }
        return g {
            if column.total > 0 {
                a(.href(column.path), .aria("label", words(column))) { content }
            } else {
                content
            }
            svgText(
                .class("faint"), Attribute("x", String(x + Self.barWidth / 2)),
                Attribute("y", String(Self.top + Self.height + 18)), Attribute("text-anchor", "middle")
            ) { column.label.hasSuffix("Q1") || index == 0 ? shortYear(column.label) : String(column.label.suffix(2)) }
        }
    }

    private func stack(_ column: Column, _ x: Int, _ most: Int) -> [HTML] {
        var below = 0
        return column.counts.enumerated().compactMap { index, count in
            guard count > 0 else { return nil }
            let low = Self.height * below / most
            below += count
            let high = Self.height * below / most
            return rect(
                .class("\(series[index].color) edged"), Attribute("x", String(x)),
                Attribute("y", String(Self.top + Self.height - high)), Attribute("width", String(Self.barWidth)),
                Attribute("height", String(max(1, high - low))))
        }
    }

    private func shortYear(_ label: String) -> String { "’\(label.dropFirst(2).prefix(2)) \(label.suffix(2))" }

    private func words(_ column: Column) -> String {
        let parts = zip(series, column.counts).filter { $0.1 > 0 }.map { "\($0.0.label) \($0.1)" }
        return "\(column.label): \(column.total) – \(parts.joined(separator: ", "))"
    }

    @HTMLBuilder private func line(of today: (column: Int, share: Double)) -> HTML {
        let x = Self.left + today.column * Self.step + Int(Double(Self.step) * today.share)
        WebUI.line(
            .class("today"), Attribute("x1", String(x)), Attribute("x2", String(x)), Attribute("y1", "16"),
            Attribute("y2", String(Self.top + Self.height)))
        svgText(Attribute("x", String(x)), Attribute("y", "12"), Attribute("text-anchor", "middle")) { "Today" }
    }
}
