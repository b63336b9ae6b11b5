/// What the beginning of a line says: each looks at one line and no further.
struct BlockStart {
    let source: [UInt8]

    /// The fence that opens a block of code.
    struct Fence {
        let byte: UInt8
        let length: Int
        let indentation: Int
        let language: String
    }

    /// The mark of an item of a list.
    struct Item {
        /// `-`, `+` or `*`, or the byte behind the number.
        let byte: UInt8
        let number: Int?
        /// Columns from the beginning of the line to the content.
        let width: Int
        /// What stands on the line behind the mark.
        let rest: MarkdownLine
    }

    /// Whether the line begins something that ends a paragraph before it.
    func interrupts(_ line: MarkdownLine) -> Bool {
        guard line.indentation(in: source) < 4, let first = line.first(in: source) else { return false }
        switch first {
        case Mark.hash: return heading(line) != nil
        case Mark.greater: return true
        case Mark.backtick, Mark.tilde: return fence(line) != nil
        case Mark.star, Mark.minus, Mark.plus, Mark.underscore:
            return isRule(line) || item(line).map { !$0.rest.isBlank(in: source) } ?? false
        case Mark.less: return comment(line) != nil
        default: return item(line).map { $0.number == 1 && !$0.rest.isBlank(in: source) } ?? false
        }
    }

    func heading(_ line: MarkdownLine) -> (level: Int, line: MarkdownLine)? {
        var rest = line.trimmed(in: source)
        var level = 0
        while rest.start < rest.end, source[rest.start] == Mark.hash, level < 7 {
            level += 1
            rest.start += 1
        }
        guard level > 0, level < 7, rest.start == rest.end || Mark.isBlank(source[rest.start]) else { return nil }
        rest = rest.trimmed(in: source)
        // Marks at the end close the heading and are no part of it.
        var end = rest.end
        while end > rest.start, source[end - 1] == Mark.hash { end -= 1 }
        if end == rest.start || Mark.isBlank(source[end - 1]) { rest.end = end }
        return (level, rest.trimmed(in: source))
    }

    /// `***`, `---` or `___`, with or without spaces between.
    func isRule(_ line: MarkdownLine) -> Bool {
        guard let byte = line.first(in: source), [Mark.star, Mark.minus, Mark.underscore].contains(byte) else {
            return false
        }
        var count = 0
        for index in line.start..<line.end {
            if source[index] == byte {
                count += 1
            } else if !Mark.isBlank(source[index]) {
                return false
            }
        }
        return count >= 3
    }

    /// The level of the heading that a line of `=` or `-` makes of the paragraph above it.
    func underline(_ line: MarkdownLine) -> Int? {
        let trimmed = line.trimmed(in: source)
        guard trimmed.start < trimmed.end, line.indentation(in: source) < 4 else { return nil }
        let byte = source[trimmed.start]
        guard byte == Mark.equals || byte == Mark.minus else { return nil }
        guard source[trimmed.start..<trimmed.end].allSatisfy({ $0 == byte }) else { return nil }
        return byte == Mark.equals ? 1 : 2
    }

    func fence(_ line: MarkdownLine) -> Fence? {
        let trimmed = line.trimmed(in: source)
        guard trimmed.start < trimmed.end else { return nil }
        let byte = source[trimmed.start]
        guard byte == Mark.backtick || byte == Mark.tilde else { return nil }
        let length = run(of: byte, trimmed)
        guard length >= 3 else { return nil }
        let words = source[(trimmed.start + length)..<trimmed.end]
        // Backticks behind would make it code inside a paragraph.
        guard byte == Mark.tilde || !words.contains(Mark.backtick) else { return nil }
        let language = words.drop { Mark.isBlank($0) }.prefix { !Mark.isBlank($0) }.prefix(60)
        return Fence(
            byte: byte, length: length, indentation: line.indentation(in: source),
            language: String(decoding: language, as: UTF8.self))
    }

    func closes(_ line: MarkdownLine, _ fence: Fence) -> Bool {
        let trimmed = line.trimmed(in: source)
        guard trimmed.start < trimmed.end, line.indentation(in: source) < 4 else { return false }
        let length = run(of: fence.byte, trimmed)
        return length >= fence.length && length == trimmed.end - trimmed.start
    }

    func item(_ line: MarkdownLine) -> Item? {
        let indentation = line.indentation(in: source)
        guard indentation < 4 else { return nil }
        var index = line.dropping(columns: indentation, in: source).start
        let begin = index
        var number: Int?
        while index < line.end, index - begin < 9, Mark.isDigit(source[index]) {
            number = (number ?? 0) * 10 + Int(source[index] - 0x30)
            index += 1
        }
        guard index < line.end else { return nil }
        let byte = source[index]
        let isMark =
            number == nil
            ? [Mark.minus, Mark.plus, Mark.star].contains(byte) : byte == Mark.close || byte == UInt8(ascii: ".")
        index += 1
        guard isMark, index == line.end || Mark.isBlank(source[index]) else { return nil }
        let mark = indentation + index - begin
        let rest = MarkdownLine(start: index, end: line.end)
        let gap = rest.indentation(in: source)
        // More than four columns belong to code that begins in the item.
        let space = gap > 4 || rest.isBlank(in: source) ? 1 : gap
        return Item(
            byte: byte, number: number, width: mark + space, rest: rest.dropping(columns: space, in: source))
    }

    func comment(_ line: MarkdownLine) -> String? {
        let trimmed = line.trimmed(in: source)
        let bytes = source[trimmed.start..<trimmed.end]
        guard bytes.count >= 7, bytes.starts(with: "<!--".utf8), bytes.suffix(3).elementsEqual("-->".utf8) else {
            return nil
        }
        let inside = MarkdownLine(start: trimmed.start + 4, end: trimmed.end - 3).trimmed(in: source)
        return String(decoding: source[inside.start..<inside.end], as: UTF8.self)
    }

    private func run(of byte: UInt8, _ line: MarkdownLine) -> Int {
        var length = 0
        while line.start + length < line.end, source[line.start + length] == byte { length += 1 }
        return length
    }
}
