/// Reads what stands on lines: code, links, pictures and words that stand out.
struct InlineParser {
    private struct Bracket {
        /// The number of its piece.
        let piece: Int
        let isImage: Bool
        /// Where the words begin.
        let start: Int
        /// Whether there are brackets between it and here, which a name may not have.
        var hasInner = false
    }

    private let bytes: [UInt8]
    private let definitions: [String: String]
    private var position = 0
    private var text: [UInt8] = []
    private var pieces: [InlinePiece] = []
    private var brackets: [Bracket] = []
    /// Brackets below these numbers begin no link and no picture any more: neither stands in another of its kind.
    private var linkFloor = 0
    private var imageFloor = 0
    /// Places of runs of backticks by their length, made when first needed, and how many of each lie behind.
    private var backticks: [Int: [Int]]?
    private var passedBackticks: [Int: Int] = [:]

    init(_ bytes: [UInt8], definitions: [String: String]) {
        self.bytes = bytes
        self.definitions = definitions
    }

    /// The parts of the text.
    func inlines() -> [MarkdownInline] {
        var reading = self
        while reading.position < bytes.count { reading.step() }
        while let last = reading.text.last, Mark.isBlank(last) { reading.text.removeLast() }
        reading.flush()
        return EmphasisTree.inlines(reading.pieces[...])
    }

    private mutating func step() {
        let byte = bytes[position]
        switch byte {
        case Mark.backslash: backslash()
        case Mark.backtick: code()
        case Mark.star, Mark.underscore, Mark.tilde: run(byte)
        case Mark.bracket: open(isImage: false)
        case Mark.exclamation where next == Mark.bracket: open(isImage: true)
        case Mark.endBracket: close()
        case Mark.less: address()
        case Mark.ampersand: reference()
        case Mark.newline: newline()
        case UInt8(ascii: "h"), UInt8(ascii: "H"): bareAddress()
        default: literal()
        }
    }

    private var next: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

    private mutating func literal() {
        text.append(bytes[position])
        position += 1
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        pieces.append(.inline(.text(String(decoding: text, as: UTF8.self))))
        text.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ inline: MarkdownInline) {
        flush()
        pieces.append(.inline(inline))
    }

    // MARK: Characters

    private mutating func backslash() {
        guard let next else { return literal() }
        if next == Mark.newline {
            append(.lineBreak)
            position += 2
        } else if Mark.isPunctuation(next) {
            text.append(next)
            position += 2
        } else {
            literal()
        }
    }

    private mutating func reference() {
        guard let (character, end) = CharacterReference.read(bytes[position...]) else { return literal() }
        text.append(contentsOf: character.utf8)
        position = end
    }

    private mutating func newline() {
        var blanks = 0
        while let last = text.last, Mark.isBlank(last) {
            text.removeLast()
            blanks += 1
        }
        position += 1
        if blanks >= 2 { append(.lineBreak) } else { text.append(Mark.newline) }
    }

    // MARK: Code

    private mutating func code() {
        var length = 0
        while position + length < bytes.count, bytes[position + length] == Mark.backtick { length += 1 }
        let start = position + length
        guard let end = closingBackticks(length, from: start) else {
            text.append(contentsOf: bytes[position..<start])
            position = start
            return
        }
        var inside = bytes[start..<end].map { $0 == Mark.newline ? Mark.space : $0 }
        if inside.count > 2, inside.first == Mark.space, inside.last == Mark.space,
            inside.contains(where: { $0 != Mark.space })
        {
            inside = Array(inside.dropFirst().dropLast())
        }
        append(.code(String(decoding: inside, as: UTF8.self)))
        position = end + length
    }

    private mutating func closingBackticks(_ length: Int, from start: Int) -> Int? {
        if backticks == nil { backticks = Self.backtickRuns(bytes) }
        guard let places = backticks?[length] else { return nil }
        var passed = passedBackticks[length] ?? 0
        while passed < places.count, places[passed] < start { passed += 1 }
        passedBackticks[length] = passed
        return passed < places.count ? places[passed] : nil
    }

    private static func backtickRuns(_ bytes: [UInt8]) -> [Int: [Int]] {
        var all: [Int: [Int]] = [:]
        var index = 0
        while index < bytes.count {
            let start = index
            while index < bytes.count, bytes[index] == Mark.backtick { index += 1 }
            if index > start { all[index - start, default: []].append(start) } else { index += 1 }
        }
        return all
    }

    // MARK: What stands out

    private mutating func run(_ byte: UInt8) {
        let start = position
        while position < bytes.count, bytes[position] == byte { position += 1 }
        let before = start > 0 ? bytes[start - 1] : Mark.newline
        let after = position < bytes.count ? bytes[position] : Mark.newline
        let isAfterWord = !Mark.isSpace(before)
        let isBeforeWord = !Mark.isSpace(after)
        let isAfterMark = Mark.isPunctuation(before)
        let isBeforeMark = Mark.isPunctuation(after)
        let isLeft = isBeforeWord && (!isBeforeMark || !isAfterWord || isAfterMark)
        let isRight = isAfterWord && (!isAfterMark || !isBeforeWord || isBeforeMark)
        // Underscores inside words are part of names.
        let isName = byte == Mark.underscore
        flush()
        pieces.append(
            .run(
                byte: byte, length: position - start, opens: isLeft && (!isName || !isRight || isAfterMark),
                closes: isRight && (!isName || !isLeft || isBeforeMark)))
    }

    // MARK: Links

    private mutating func open(isImage: Bool) {
        append(.text(isImage ? "![" : "["))
        position += isImage ? 2 : 1
        brackets.append(Bracket(piece: pieces.count - 1, isImage: isImage, start: position))
    }

    private mutating func close() {
        guard let bracket = brackets.popLast() else { return literal() }
        defer { if let last = brackets.indices.last { brackets[last].hasInner = true } }
        let floor = bracket.isImage ? imageFloor : linkFloor
        linkFloor = min(linkFloor, brackets.count)
        imageFloor = min(imageFloor, brackets.count)
        guard brackets.count >= floor, let (target, end) = target(of: bracket) else { return literal() }
        flush()
        let inside = EmphasisTree.inlines(pieces[(bracket.piece + 1)...])
        pieces.removeSubrange(bracket.piece...)
        if bracket.isImage {
            append(.image(source: target, alternative: inside.plainText))
            imageFloor = brackets.count
        } else {
            append(.link(target: target, inside))
            linkFloor = brackets.count
        }
        position = end
    }

    /// Where the link of a bracket that ends here leads, and the place behind it.
    private func target(of bracket: Bracket) -> (target: String, end: Int)? {
        var destination = LinkDestination(bytes, from: position + 1, to: bytes.count)
        if let target = destination.inline() { return (target, destination.position) }
        guard !definitions.isEmpty else { return nil }
        if next == Mark.bracket {
            let name = bytes[(position + 2)...].prefix(LinkDefinition.maximumLabel + 1)
            if let end = name.firstIndex(of: Mark.endBracket), end > name.startIndex {
                return LinkDefinition.label(name[..<end]).flatMap { definitions[$0] }.map { ($0, end + 1) }
            }
        }
        let words = bytes[bracket.start..<position]
        guard !bracket.hasInner, words.count <= LinkDefinition.maximumLabel,
            let target = LinkDefinition.label(words).flatMap({ definitions[$0] })
        else { return nil }
        let isCollapsed = bytes[(position + 1)...].starts(with: "[]".utf8)
        return (target, position + (isCollapsed ? 3 : 1))
    }

    private mutating func address() {
        guard let found = BareAddress.bracketed(bytes, at: position) else { return literal() }
        append(.link(target: found.target, [.text(found.words)]))
        position = found.end
    }

    private mutating func bareAddress() {
        guard let found = BareAddress.bare(bytes, at: position, isInBrackets: !brackets.isEmpty) else {
            return literal()
        }
        append(.link(target: found.target, [.text(found.words)]))
        position = found.end
    }
}
