/// A line, or what is left of it inside a quote or an item of a list: a range of the source without the end of the line.
struct MarkdownLine: Sendable, Equatable {
    var start: Int
    var end: Int

    /// The lines of a text; ends of lines are LF, CR LF or CR.
    static func all(of source: [UInt8]) -> [MarkdownLine] {
        var lines: [MarkdownLine] = []
        var start = 0
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == 0x0A || byte == 0x0D {
                lines.append(MarkdownLine(start: start, end: index))
                if byte == 0x0D, index + 1 < source.count, source[index + 1] == 0x0A { index += 1 }
                start = index + 1
            }
            index += 1
        }
        if start < source.count { lines.append(MarkdownLine(start: start, end: source.count)) }
        return lines
    }

    /// Columns of white space at the beginning, tabs going to the next of each fourth.
    func indentation(in source: [UInt8]) -> Int {
        var columns = 0
        var index = start
        // Only whether there are so many as an item of a list is indented by matters, which is never more than this.
        while index < end, columns < 32 {
            switch source[index] {
            case Mark.space: columns += 1
            case Mark.tab: columns += 4 - columns % 4
            default: return columns
            }
            index += 1
        }
        return columns
    }

    /// The line without as much white space at its beginning as this many columns.
    func dropping(columns: Int, in source: [UInt8]) -> MarkdownLine {
        var line = self
        var left = columns
        while left > 0, line.start < line.end {
            switch source[line.start] {
            case Mark.space: left -= 1
            case Mark.tab: left -= 4
            default: return line
            }
            line.start += 1
        }
        return line
    }

    /// The line without white space at its ends.
    func trimmed(in source: [UInt8]) -> MarkdownLine {
        var line = self
        while line.start < line.end, Mark.isBlank(source[line.start]) { line.start += 1 }
        while line.end > line.start, Mark.isBlank(source[line.end - 1]) { line.end -= 1 }
        return line
    }

    func isBlank(in source: [UInt8]) -> Bool {
        var index = start
        while index < end {
            guard Mark.isBlank(source[index]) else { return false }
            index += 1
        }
        return true
    }

    /// The first byte that is no white space; nil on a blank line.
    func first(in source: [UInt8]) -> UInt8? {
        var index = start
        while index < end {
            if !Mark.isBlank(source[index]) { return source[index] }
            index += 1
        }
        return nil
    }
}
