/// A text broken into lines of a width.
struct TextLines: Sendable {
    struct Line: Sendable {
        let codes: [UInt8]
        let width: Millipoints
        /// The text as it was, where stand-ins are in the line.
        let original: String?
    }

    /// Characters of a text that are looked at: more than the lines of any cell can show.
    static let characters = 2_000

    private(set) var lines: [Line] = []
    /// Whether the text has more than the lines show; the last of them ends with an ellipsis then.
    private(set) var isCut = false
    /// Whether stand-ins are in the lines.
    let hasStandIns: Bool

    /// - Parameters:
    ///   - size: Of the type, in points.
    ///   - width: Of a line at most; a single character may be wider.
    ///   - most: How many lines there are at most.
    init(_ text: WinAnsiText, _ font: PDFFont, size: Int, width: Millipoints, most: Int) {
        hasStandIns = !text.originals.isEmpty
        let codes = text.codes
        // Nearly all cells are one line.
        let whole = font.width(of: codes, size: size)
        if whole <= width, !text.isCut, !codes.contains(WinAnsiText.lineEnd) {
            if !codes.isEmpty {
                lines = [Line(codes: codes, width: whole, original: text.original(0..<codes.count))]
            }
            return
        }
        var ranges: [Range<Int>] = []
        var start = 0
        /// Where the line can end, and where the next would begin.
        var chance: (end: Int, next: Int)?
        var sum = 0
        var index = 0
        while index < codes.count, ranges.count < most {
            let code = codes[index]
            if code == WinAnsiText.lineEnd {
                ranges.append(start..<index)
                (start, chance, sum) = (index + 1, nil, 0)
            } else {
                let wide = font.width(of: code, size: size)
                if code == 32 {
                    if index > start { chance = (index, index + 1) }
                } else if sum + wide > width, index > start {
                    let (end, next) = chance ?? (index, index)
                    ranges.append(start..<end)
                    // Once more from the new line's beginning; a chance always lies behind the old one.
                    (start, index, chance, sum) = (next, next, nil, 0)
                    continue
                } else if Self.breaksBehind(code) {
                    chance = (index + 1, index + 1)
                }
                sum += wide
            }
            index += 1
        }
        if start < codes.count, ranges.count < most { ranges.append(start..<codes.count) }
        let last = ranges.last?.upperBound ?? 0
        isCut = text.isCut || codes[last...].contains { $0 != 32 && $0 != WinAnsiText.lineEnd }
        for (number, range) in ranges.enumerated() {
            var range = range
            while let code = codes[range].last, code == 32 { range = range.lowerBound..<(range.upperBound - 1) }
            let isLast = isCut && number == ranges.count - 1
            lines.append(Self.line(text, range, font, size, width, isLast))
        }
    }

    /// Behind these a line may end: hyphen, comma, slash, semicolon, underscore.
    private static func breaksBehind(_ code: UInt8) -> Bool {
        switch code {
        case 0x2D, 0x2C, 0x2F, 0x3B, 0x5F: true
        default: false
        }
    }

    private static func line(
        _ text: WinAnsiText, _ range: Range<Int>, _ font: PDFFont, _ size: Int, _ width: Millipoints, _ isCut: Bool
    ) -> Line {
        let ellipsis = isCut ? font.width(of: WinAnsiText.ellipsis, size: size) : 0
        var range = range
        var wide = font.width(of: text.codes[range], size: size) + ellipsis
        while isCut, wide > width, let code = text.codes[range].last {
            wide -= font.width(of: code, size: size)
            range = range.lowerBound..<(range.upperBound - 1)
        }
        return Line(
            codes: Array(text.codes[range]) + (isCut ? [WinAnsiText.ellipsis] : []), width: wide,
            original: text.original(range).map { isCut ? $0 + "…" : $0 })
    }
}
