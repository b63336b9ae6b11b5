/// Reads tables as GitHub's Markdown has them (<https://github.github.com/gfm/#tables-extension->).
struct TableParser {
    /// A line with more columns is text: nobody reads such a table.
    static let maximumColumns = 50

    let parser: BlockParser
    let starts: BlockStart
    private var source: [UInt8] { parser.source }

    init(parser: BlockParser, starts: BlockStart) {
        self.parser = parser
        self.starts = starts
    }

    /// The table that begins at a line, and the line behind it; nil when none does.
    func table(_ lines: [MarkdownLine], _ index: inout Int) -> MarkdownBlock? {
        guard index + 1 < lines.count, source[lines[index].start..<lines[index].end].contains(Mark.pipe),
            let sides = sides(lines[index + 1])
        else { return nil }
        let header = cells(lines[index])
        guard header.count == sides.count else { return nil }
        index += 2
        var table = MarkdownTable(sides: sides, header: header.map(inlines), rows: [])
        while index < lines.count, !lines[index].isBlank(in: source), !starts.interrupts(lines[index]) {
            // Missing cells are not made up: a long table of one cell each would become a large page.
            table.rows.append(cells(lines[index]).prefix(sides.count).map(inlines))
            index += 1
        }
        return .table(table)
    }

    private func inlines(_ cell: [UInt8]) -> [MarkdownInline] {
        InlineParser(cell, definitions: parser.definitions).inlines()
    }

    /// What the line below the header says of each column; nil when it is no such line.
    private func sides(_ line: MarkdownLine) -> [MarkdownTable.Side]? {
        guard line.indentation(in: source) < 4 else { return nil }
        let isMark: (UInt8) -> Bool = {
            $0 == Mark.pipe || $0 == Mark.minus || $0 == Mark.colon || Mark.isBlank($0)
        }
        guard source[line.start..<line.end].allSatisfy(isMark) else { return nil }
        var sides: [MarkdownTable.Side] = []
        for cell in cells(line) {
            let isLeft = cell.first == Mark.colon
            let isRight = cell.count > 1 && cell.last == Mark.colon
            let dashes = cell.dropFirst(isLeft ? 1 : 0).dropLast(isRight ? 1 : 0)
            guard !dashes.isEmpty, dashes.allSatisfy({ $0 == Mark.minus }), sides.count < Self.maximumColumns else {
                return nil
            }
            sides.append(isLeft ? (isRight ? .center : .left) : (isRight ? .right : .none))
        }
        return sides.isEmpty ? nil : sides
    }

    /// The cells of a line; `\|` is a bar inside one, in code too.
    private func cells(_ line: MarkdownLine) -> [[UInt8]] {
        var line = line.trimmed(in: source)
        if line.start < line.end, source[line.start] == Mark.pipe { line.start += 1 }
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var index = line.start
        var isOpen = false
        while index < line.end, cells.count <= Self.maximumColumns {
            let byte = source[index]
            isOpen = true
            if byte == Mark.backslash, index + 1 < line.end {
                if source[index + 1] != Mark.pipe { cell.append(byte) }
                cell.append(source[index + 1])
                index += 1
            } else if byte == Mark.pipe {
                cells.append(Self.trimmed(cell))
                cell = []
                isOpen = false
            } else {
                cell.append(byte)
            }
            index += 1
        }
        if isOpen { cells.append(Self.trimmed(cell)) }
        return cells
    }

    private static func trimmed(_ cell: [UInt8]) -> [UInt8] {
        let start = cell.drop { Mark.isBlank($0) }
        let blanks = start.reversed().prefix { Mark.isBlank($0) }.count
        return Array(start.dropLast(blanks))
    }
}
