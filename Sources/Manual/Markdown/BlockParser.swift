/// Takes lines apart into blocks: quotes and items of lists first, then what stands in them, by the same code.
struct BlockParser {
    /// Quotes and lists inside each other, each of which looks at a line once; deeper ones are text.
    static let maximumDepth = 12

    let source: [UInt8]
    let definitions: [String: String]
    private let starts: BlockStart

    init(source: [UInt8], definitions: [String: String]) {
        self.source = source
        self.definitions = definitions
        starts = BlockStart(source: source)
    }

    /// The blocks of some lines, and whether a blank line stands between two of them.
    func blocks(_ lines: [MarkdownLine], depth: Int) -> (blocks: [MarkdownBlock], isSpaced: Bool) {
        var blocks: [MarkdownBlock] = []
        var isSpaced = false
        var isAfterBlank = false
        var index = 0
        while index < lines.count {
            if lines[index].isBlank(in: source) {
                isAfterBlank = true
                index += 1
                continue
            }
            isSpaced = isSpaced || (isAfterBlank && !blocks.isEmpty)
            isAfterBlank = false
            if let block = block(lines, &index, depth) { blocks.append(block) }
        }
        return (blocks, isSpaced)
    }

    /// The block that begins at a line, nil for lines that show nothing; goes on to the line behind it.
    private func block(_ lines: [MarkdownLine], _ index: inout Int, _ depth: Int) -> MarkdownBlock? {
        let line = lines[index]
        if line.indentation(in: source) >= 4 { return indentedCode(lines, &index) }
        if let fence = starts.fence(line) { return fencedCode(fence, lines, &index) }
        if let heading = starts.heading(line) {
            index += 1
            return .heading(level: heading.level, inlines(heading.line))
        }
        if starts.isRule(line) {
            index += 1
            return .rule
        }
        if let comment = starts.comment(line) {
            index += 1
            return .comment(comment)
        }
        if depth < Self.maximumDepth {
            if line.first(in: source) == Mark.greater { return quote(lines, &index, depth) }
            if let item = starts.item(line) { return list(item, lines, &index, depth) }
        }
        if let table = TableParser(parser: self, starts: starts).table(lines, &index) { return table }
        if LinkDefinition(source, line) != nil {
            index += 1
            return nil
        }
        return paragraph(lines, &index)
    }

    // MARK: Texts

    private func paragraph(_ lines: [MarkdownLine], _ index: inout Int) -> MarkdownBlock {
        var content: [UInt8] = []
        let first = index
        while index < lines.count {
            let line = lines[index]
            if line.isBlank(in: source) { break }
            if index > first {
                if let level = starts.underline(line) {
                    index += 1
                    return .heading(level: level, InlineParser(content, definitions: definitions).inlines())
                }
                if starts.interrupts(line) { break }
                content.append(Mark.newline)
            }
            let start = line.trimmed(in: source).start
            content.append(contentsOf: source[start..<line.end])
            index += 1
        }
        return .paragraph(InlineParser(content, definitions: definitions).inlines())
    }

    func inlines(_ line: MarkdownLine) -> [MarkdownInline] {
        InlineParser(Array(source[line.start..<line.end]), definitions: definitions).inlines()
    }

    private func fencedCode(_ fence: BlockStart.Fence, _ lines: [MarkdownLine], _ index: inout Int) -> MarkdownBlock {
        var text: [UInt8] = []
        index += 1
        while index < lines.count {
            let line = lines[index]
            index += 1
            if starts.closes(line, fence) { break }
            append(line.dropping(columns: fence.indentation, in: source), to: &text)
        }
        return .code(language: fence.language, text: String(decoding: text, as: UTF8.self))
    }

    private func indentedCode(_ lines: [MarkdownLine], _ index: inout Int) -> MarkdownBlock {
        var text: [UInt8] = []
        var end = index
        for next in index..<lines.count {
            let isBlank = lines[next].isBlank(in: source)
            guard isBlank || lines[next].indentation(in: source) >= 4 else { break }
            if !isBlank { end = next }
        }
        while index <= end {
            append(lines[index].dropping(columns: 4, in: source), to: &text)
            index += 1
        }
        return .code(language: "", text: String(decoding: text, as: UTF8.self))
    }

    private func append(_ line: MarkdownLine, to text: inout [UInt8]) {
        text.append(contentsOf: source[line.start..<line.end])
        text.append(Mark.newline)
    }

    // MARK: What holds other blocks

    private func quote(_ lines: [MarkdownLine], _ index: inout Int, _ depth: Int) -> MarkdownBlock {
        var inside: [MarkdownLine] = []
        var isAfterBlank = false
        while index < lines.count {
            let line = lines[index]
            let isQuoted = line.first(in: source) == Mark.greater && line.indentation(in: source) < 4
            if isQuoted {
                var rest = line.trimmed(in: source)
                rest = MarkdownLine(start: rest.start + 1, end: line.end)
                if rest.start < rest.end, Mark.isBlank(source[rest.start]) { rest.start += 1 }
                inside.append(rest)
                isAfterBlank = rest.isBlank(in: source)
            } else if !isAfterBlank, !line.isBlank(in: source), !starts.interrupts(line) {
                // A paragraph goes on without the mark.
                inside.append(line)
            } else {
                break
            }
            index += 1
        }
        return .quote(blocks(inside, depth: depth + 1).blocks)
    }

    private func list(
        _ first: BlockStart.Item, _ lines: [MarkdownLine], _ index: inout Int, _ depth: Int
    ) -> MarkdownBlock {
        var list = MarkdownList(start: first.number, isTight: true, items: [])
        var item = first
        while true {
            let taken = self.lines(of: item, lines, index)
            var inside = taken.inside
            let blanks = inside.reversed().prefix { $0.isBlank(in: source) }.count
            inside.removeLast(blanks)
            let content = blocks(inside, depth: depth + 1)
            list.items.append(content.blocks)
            list.isTight = list.isTight && !content.isSpaced
            index = taken.end
            guard index < lines.count, let next = starts.item(lines[index]), next.byte == item.byte,
                (next.number == nil) == (item.number == nil), !starts.isRule(lines[index])
            else { break }
            list.isTight = list.isTight && blanks == 0
            item = next
        }
        return .list(list)
    }

    /// The lines of an item without its indentation, and the number of the line behind it.
    private func lines(
        of item: BlockStart.Item, _ lines: [MarkdownLine], _ start: Int
    ) -> (inside: [MarkdownLine], end: Int) {
        var inside = [item.rest]
        var fence = starts.fence(item.rest)
        var isAfterBlank = item.rest.isBlank(in: source)
        var index = start + 1
        while index < lines.count {
            let line = lines[index]
            if line.isBlank(in: source) {
                // An item may begin with one blank line, which is the one of its mark.
                if inside.count == 1, isAfterBlank { break }
                inside.append(line)
                isAfterBlank = true
            } else if line.indentation(in: source) >= item.width {
                let stripped = line.dropping(columns: item.width, in: source)
                inside.append(stripped)
                if let open = fence {
                    if starts.closes(stripped, open) { fence = nil }
                } else {
                    fence = starts.fence(stripped)
                }
                isAfterBlank = false
            } else if !isAfterBlank, fence == nil, !starts.interrupts(line), starts.item(line) == nil {
                inside.append(line.trimmed(in: source))
            } else {
                break
            }
            index += 1
        }
        return (inside, index)
    }
}
