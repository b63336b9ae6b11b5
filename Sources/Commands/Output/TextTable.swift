/// A plain table: columns as wide as their cells, at most as wide as said.
struct TextTable {
    let header: [String]
    let rows: [[String]]
    /// Longest cell shown, in characters; the last column is never cut.
    var widest = 40

    /// The table as lines.
    var lines: [String] {
        let last = header.count - 1
        let shown = rows.map { row in
            row.enumerated().map { index, text in
                let clean = Terminal.printable(text)
                return index < last && clean.count > widest ? clean.prefix(widest - 1) + "…" : clean
            }
        }
        var widths = header.map(\.count)
        for row in shown {
            for (index, cell) in row.enumerated() where index < widths.count {
                widths[index] = max(widths[index], cell.count)
            }
        }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (index, cell) in cells.enumerated() {
                text += cell
                if index < last { text += String(repeating: " ", count: max(0, widths[index] - cell.count) + 2) }
            }
            while text.last == " " { text.removeLast() }
            return text
        }
        return [line(header), line(widths.map { String(repeating: "─", count: $0) })] + shown.map(line)
    }
}
