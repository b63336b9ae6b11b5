import Basics

/// Writes a table as a PDF document, part by part: A4 pages lying on their side, each with the heading of its columns.
///
/// The first ``sampleSize`` rows are held until the columns are measured, then a page of rows at a time; of pages that were
/// handed out nothing is kept but their place in the file. Cells are texts and nothing else: no cell becomes a link or an
/// operator. A text with characters that the fonts do not have shows ¤ for each, and keeps them for who copies or searches;
/// the end of the document says how many texts that are. So it does of texts that are longer than a cell shows.
package struct PDFTable: Sendable {
    /// Rows that columns are measured by.
    package static let sampleSize = 200
    private static let titleSize = 16
    private static let textSize = 8
    private static let detailLines = 14
    private static let closingLines = 44

    private let heading: DocumentHeading
    private let columns: [PDFColumn]
    private let closing: [String]
    private var pages: PDFPages
    private var sample: [[WinAnsiText]] = []
    private var layout: TableLayout?
    /// The page of each band of columns that is being filled.
    private var open: [PageContent] = []
    /// Where the next row begins.
    private var top: Millipoints = 0
    /// Baseline of the line that tells which rows and columns a page holds.
    private var placeLine: Millipoints = 0
    /// Rows drawn, and those of them on finished pages.
    private var rowCount = 0
    private var finishedCount = 0
    private var textsWithStandIns = 0
    private var cutTexts = 0
    /// Bytes of pages that are being filled, at most so far: what a test holds the promise of bounded memory to.
    private(set) var largestPending = 0

    /// - Parameters:
    ///   - columns: At least one.
    ///   - closing: Sentences for the end of the document, a paragraph each.
    /// - Throws: ``Problem`` when there is no memory.
    package init(_ heading: DocumentHeading, columns: [PDFColumn], closing: [String]) throws {
        self.heading = heading
        self.columns = columns
        self.closing = closing
        pages = try PDFPages(heading)
    }

    /// Takes the next rows, and gives what is ready of the file; often nothing.
    ///
    /// - Parameter rows: A cell for each column; more are passed over, missing ones are empty.
    /// - Throws: ``Problem`` of kind `tooLarge`.
    package mutating func rows(_ rows: [[String]]) throws -> [UInt8] {
        for row in rows {
            let cells = row.prefix(columns.count).map { WinAnsiText($0, limit: TextLines.characters) }
            if let layout {
                try draw(cells, layout)
            } else {
                sample.append(cells)
                if sample.count == Self.sampleSize { try measure() }
            }
        }
        return pages.take()
    }

    /// Gives the rest of the file.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    package mutating func end() throws -> [UInt8] {
        if layout == nil { try measure() }
        if let layout { try finish(layout) }
        try pages.end()
        return pages.take()
    }

    // MARK: Rows

    private mutating func measure() throws {
        let layout = TableLayout(columns, sample: sample)
        let held = sample
        sample = []
        self.layout = layout
        textsWithStandIns += layout.heads.count(where: \.hasStandIns)
        begin(layout)
        for row in held { try draw(row, layout) }
    }

    private mutating func draw(_ row: [WinAnsiText], _ layout: TableLayout) throws {
        var cells: [TextLines] = []
        cells.reserveCapacity(layout.widths.count)
        for (index, width) in layout.widths.enumerated() {
            let text = index < row.count ? row[index] : WinAnsiText("", limit: 0)
            let lines = TextLines(
                text, .regular, size: layout.size, width: width - 2 * TableLayout.padding,
                most: TableLayout.cellLines)
            if lines.hasStandIns { textsWithStandIns += 1 }
            if lines.isCut { cutTexts += 1 }
            cells.append(lines)
        }
        let height = TableLayout.height(cells, size: layout.size)
        if top - height < PDFPages.bottom, rowCount > finishedCount {
            try finishPages(layout)
            begin(layout)
        }
        for (number, band) in layout.bands.enumerated() {
            Self.draw(cells, band, layout, .regular, from: top, on: &open[number])
            guard let last = band.last else { continue }
            open[number].rule(from: PDFPages.margin, to: last.left + last.width, y: top - height)
        }
        top -= height
        rowCount += 1
        largestPending = max(largestPending, open.reduce(0) { $0 + $1.bytes.count })
    }

    private static func draw(
        _ cells: [TextLines], _ band: [TableLayout.Place], _ layout: TableLayout, _ font: PDFFont,
        from top: Millipoints, on page: inout PageContent
    ) {
        page.beginText(font, size: layout.size)
        for place in band {
            var baseline = top - 2_000 - layout.size * 900
            for line in cells[place.column].lines {
                let left =
                    layout.alignsRight[place.column]
                    ? place.left + place.width - TableLayout.padding - line.width : place.left + TableLayout.padding
                page.show(line, x: left, y: baseline)
                baseline -= TableLayout.leading(layout.size)
            }
        }
        page.endText()
    }

    // MARK: Pages

    /// Begins the pages of the next rows, one for each band.
    private mutating func begin(_ layout: TableLayout) {
        top = PDFPages.height - PDFPages.margin
        var first = PageContent()
        if pages.count == 0 { introduce(on: &first) }
        // The line that tells which rows these are is drawn when that is known.
        placeLine = top - Self.textSize * 900
        top -= Self.textSize * 1_600
        open = layout.bands.indices.map { $0 == 0 ? first : PageContent() }
        for (number, band) in layout.bands.enumerated() {
            guard let last = band.last else { continue }
            open[number].shade(
                x: PDFPages.margin, y: top - layout.headHeight, width: last.left + last.width - PDFPages.margin,
                height: layout.headHeight)
            Self.draw(layout.heads, band, layout, .bold, from: top, on: &open[number])
        }
        top -= layout.headHeight
    }

    private mutating func finishPages(_ layout: TableLayout) throws {
        let isFirst = pages.count == 0
        for (number, band) in layout.bands.enumerated() {
            var page = open[number]
            var words = isFirst && number == 0 ? [] : [heading.title]
            words.append(
                rowCount == finishedCount
                    ? "no rows" : "rows \(Self.grouped(finishedCount + 1)) to \(Self.grouped(rowCount))")
            if layout.bands.count > 1, let last = band.last?.column {
                let from = band.dropFirst().first?.column ?? 0
                words.append(
                    "columns \(number == 0 ? 1 : from + 1) to \(last + 1) of \(columns.count)")
            }
            let place = Self.text(words.joined(separator: ", "), .regular, Self.textSize, most: 1)
            Self.draw(place.lines[...], .regular, Self.textSize, from: placeLine, on: &page)
            try pages.append(page)
        }
        finishedCount = rowCount
        open = []
    }

    /// Title and details, on the first page.
    private mutating func introduce(on page: inout PageContent) {
        top -= Self.titleSize * 900
        let title = Self.text(heading.title, .bold, Self.titleSize, most: 2)
        Self.draw(title.lines[...], .bold, Self.titleSize, from: top, on: &page)
        top -= TableLayout.leading(Self.titleSize) * max(0, title.lines.count - 1) + Self.textSize * 1_800
        var texts = [title]
        var left = Self.detailLines
        for detail in heading.sentences where left > 0 {
            let text = Self.text(detail, .regular, Self.textSize, most: min(left, 6))
            Self.draw(text.lines[...], .regular, Self.textSize, from: top, on: &page)
            top -= TableLayout.leading(Self.textSize) * text.lines.count
            left -= text.lines.count
            texts.append(text)
        }
        textsWithStandIns += texts.count(where: \.hasStandIns)
        top += Self.textSize * 600
    }

    // MARK: The end

    /// What the document says behind its rows, and the pages that are still open.
    private mutating func finish(_ layout: TableLayout) throws {
        let texts = ([Self.counted(rowCount, "row", "rows") + "."] + shortcomings + closing)
            .map { Self.text($0, .regular, Self.textSize, most: 6) }
        let height = texts.reduce(0) { $0 + $1.lines.count * TableLayout.leading(Self.textSize) + 3_000 } + 10_000
        if layout.bands.count > 1 || top - height < PDFPages.bottom {
            try finishPages(layout)
            top = PDFPages.height - PDFPages.margin
            open = [PageContent()]
            conclude(texts)
            try pages.append(open[0])
        } else {
            conclude(texts)
            try finishPages(layout)
        }
    }

    private mutating func conclude(_ texts: [TextLines]) {
        top -= 10_000 + Self.textSize * 900
        var left = Self.closingLines
        for text in texts {
            let lines = text.lines.prefix(left)
            Self.draw(lines, .regular, Self.textSize, from: top, on: &open[0])
            top -= lines.count * TableLayout.leading(Self.textSize) + 3_000
            left -= lines.count
        }
    }

    private var shortcomings: [String] {
        var sentences: [String] = []
        if cutTexts > 0 {
            sentences.append(
                "\(Self.counted(cutTexts, "cell holds", "cells hold")) more text than is shown here, which ends with …;"
                    + " CSV and JSON hold all of it.")
        }
        if textsWithStandIns > 0 {
            sentences.append(
                "\(Self.counted(textsWithStandIns, "text holds", "texts hold")) characters that the fonts of this document"
                    + " do not have; ¤ stands for each. CSV and JSON hold them.")
        }
        return sentences
    }

    // MARK: Words

    /// A text over the whole width.
    private static func text(_ text: String, _ font: PDFFont, _ size: Int, most: Int) -> TextLines {
        TextLines(
            WinAnsiText(text, limit: TextLines.characters), font, size: size, width: PDFPages.space, most: most)
    }

    private static func draw(
        _ lines: ArraySlice<TextLines.Line>, _ font: PDFFont, _ size: Int, from baseline: Millipoints,
        on page: inout PageContent
    ) {
        page.beginText(font, size: size)
        for (number, line) in lines.enumerated() {
            page.show(line, x: PDFPages.margin, y: baseline - number * TableLayout.leading(size))
        }
        page.endText()
    }

    private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(grouped(count)) \(count == 1 ? one : many)"
    }

    private static func grouped(_ number: Int) -> String {
        var text = ""
        let digits = String(number)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
