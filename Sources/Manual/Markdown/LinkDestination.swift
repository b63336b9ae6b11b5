/// Reads where a link leads, as it is written behind the words: `(address "title")`.
///
/// Titles are read and left out: what is shown only to a mouse helps few. Every part has a length that it may have at
/// most, so that trying at each bracket of a text costs no more than reading it some times.
struct LinkDestination {
    private static let maximumAddress = 2000
    private static let maximumTitle = 1000
    /// Brackets inside each other in an address (cmark has the same limit).
    private static let maximumNesting = 32

    private let source: [UInt8]
    private let end: Int
    /// Where reading stands.
    private(set) var position: Int

    init(_ source: [UInt8], from start: Int, to end: Int) {
        self.source = source
        self.end = end
        position = start
    }

    /// The address in round brackets, with ``position`` behind them; nil when there is none.
    mutating func inline() -> String? {
        guard peek == Mark.open else { return nil }
        position += 1
        skipSpace()
        guard let target = address() else { return nil }
        let isSpaced = skipSpace()
        if isSpaced, peek != Mark.close {
            guard skipTitle() else { return nil }
            skipSpace()
        }
        guard peek == Mark.close else { return nil }
        position += 1
        return target
    }

    /// The address of a definition, which is all that is left of the line besides a title.
    mutating func definition() -> String? {
        skipSpace()
        guard position < end, let target = address(), !target.isEmpty else { return nil }
        if skipSpace(), position < end { guard skipTitle() else { return nil } }
        skipSpace()
        return position == end ? target : nil
    }

    private var peek: UInt8? { position < end ? source[position] : nil }

    @discardableResult private mutating func skipSpace() -> Bool {
        let start = position
        while position < end, Mark.isSpace(source[position]) { position += 1 }
        return position > start
    }

    private mutating func address() -> String? {
        if peek == Mark.less { return bracketed() }
        let start = position
        var depth = 0
        while position < end, position - start <= Self.maximumAddress {
            let byte = source[position]
            if byte <= Mark.space || byte == 0x7F { break }
            if byte == Mark.backslash, position + 1 < end, Mark.isPunctuation(source[position + 1]) {
                position += 2
                continue
            }
            if byte == Mark.open {
                depth += 1
                guard depth <= Self.maximumNesting else { return nil }
            } else if byte == Mark.close {
                if depth == 0 { break }
                depth -= 1
            }
            position += 1
        }
        guard depth == 0, position - start <= Self.maximumAddress else { return nil }
        return CharacterReference.unescaped(source[start..<min(position, end)])
    }

    private mutating func bracketed() -> String? {
        position += 1
        let start = position
        while position < end, position - start <= Self.maximumAddress {
            switch source[position] {
            case Mark.greater:
                position += 1
                return CharacterReference.unescaped(source[start..<(position - 1)])
            case Mark.less, Mark.newline: return nil
            case Mark.backslash: position += 2
            default: position += 1
            }
        }
        return nil
    }

    private mutating func skipTitle() -> Bool {
        guard let open = peek, [Mark.quote, Mark.apostrophe, Mark.open].contains(open) else { return false }
        let close = open == Mark.open ? Mark.close : open
        position += 1
        let start = position
        while position < end, position - start <= Self.maximumTitle {
            let byte = source[position]
            position += byte == Mark.backslash ? 2 : 1
            if byte == close {
                position = min(position, end)
                return true
            }
        }
        position = min(position, end)
        return false
    }
}
