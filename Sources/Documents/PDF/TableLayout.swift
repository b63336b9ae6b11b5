/// A column of a table in a document.
package struct PDFColumn: Sendable {
    package let label: String
    /// Whether its cells are numbers.
    package let alignsRight: Bool

    package init(_ label: String, alignsRight: Bool = false) {
        self.label = label
        self.alignsRight = alignsRight
    }
}

/// How the columns of a table stand on pages: size of the type, their widths, and which share a page.
///
/// Columns that do not fit beside each other, even in the smallest type, go on on further pages with the same rows at the same
/// heights; the first column, which says what a row is, stands on each.
struct TableLayout: Sendable {
    /// A column's place on the page.
    struct Place: Sendable {
        let column: Int
        let left: Millipoints
        let width: Millipoints
    }

    /// Space left and right of a cell's text.
    static let padding: Millipoints = 3_000
    /// Lines of a cell at most.
    static let cellLines = 12
    private static let headLines = 4
    private static let narrowest: Millipoints = 24_000
    /// Type sizes, and how wide a column may be in each, in the order in which they are tried for all columns on one page.
    private static let trials: [(size: Int, widest: Millipoints)] = [
        (8, 400_000), (8, 260_000), (8, 170_000), (8, 130_000), (7, 130_000), (7, 100_000), (6, 100_000),
    ]
    /// For columns that go on on further pages.
    private static let divided = (size: 7, widest: 150_000)

    /// Of the type, in points.
    let size: Int
    /// The columns that stand on a page together.
    let bands: [[Place]]
    /// How wide each column is.
    let widths: [Millipoints]
    /// The text of each heading in its lines.
    let heads: [TextLines]
    let headHeight: Millipoints
    let alignsRight: [Bool]

    /// Measures headings and some rows.
    ///
    /// - Parameters:
    ///   - columns: At least one.
    ///   - sample: The first rows.
    init(_ columns: [PDFColumn], sample: [[WinAnsiText]]) {
        let labels = columns.map { WinAnsiText($0.label, limit: TextLines.characters) }
        // In thousandths of the type's size.
        var natural = labels.map { Self.widestWord($0) }
        for row in sample {
            for (index, cell) in row.prefix(natural.count).enumerated() {
                natural[index] = max(natural[index], Self.widestLine(cell))
            }
        }
        func widths(_ size: Int, _ widest: Millipoints) -> [Millipoints] {
            natural.map { min(max($0 * size + 2 * Self.padding, Self.narrowest), widest) }
        }
        let whole = Self.trials.first { widths($0.size, $0.widest).reduce(0, +) <= PDFPages.space }
        let (size, widest) = whole ?? Self.divided
        let chosen = whole == nil ? widths(size, widest) : Self.spread(widths(size, widest))
        self.size = size
        alignsRight = columns.map(\.alignsRight)
        self.widths = chosen
        bands = Self.bands(chosen)
        heads = zip(labels, chosen).map { label, width in
            TextLines(label, .bold, size: size, width: width - 2 * Self.padding, most: Self.headLines)
        }
        headHeight = Self.height(heads, size: size)
    }

    /// How high a row of cells is.
    static func height(_ cells: [TextLines], size: Int) -> Millipoints {
        max(1, cells.map(\.lines.count).max() ?? 1) * leading(size) + 4_000
    }

    /// From one baseline to the next.
    static func leading(_ size: Int) -> Millipoints { size * 1_200 }

    /// Space that is left makes columns wider by a quarter at most: later rows may have longer texts than those measured.
    private static func spread(_ widths: [Millipoints]) -> [Millipoints] {
        let sum = widths.reduce(0, +)
        let spare = min(PDFPages.space - sum, sum / 4)
        return widths.map { $0 + $0 * spare / max(1, sum) }
    }

    /// Columns fill a page from the left; the first of all stands on each.
    private static func bands(_ widths: [Millipoints]) -> [[Place]] {
        let left = PDFPages.margin
        guard let key = widths.first else { return [[]] }
        let first = Place(column: 0, left: left, width: key)
        var bands = [[first]]
        var end = left + key
        for (column, width) in widths.enumerated().dropFirst() {
            if end + width > left + PDFPages.space {
                bands.append([first])
                end = left + key
            }
            bands[bands.count - 1].append(Place(column: column, left: end, width: width))
            end += width
        }
        return bands
    }

    private static func widestWord(_ text: WinAnsiText) -> Int {
        text.codes.split { $0 == 32 || $0 == WinAnsiText.lineEnd }.map { PDFFont.bold.width(of: $0, size: 1) }.max()
            ?? 0
    }

    private static func widestLine(_ text: WinAnsiText) -> Int {
        text.codes.split(separator: WinAnsiText.lineEnd).map { PDFFont.regular.width(of: $0, size: 1) }.max() ?? 0
    }
}
