/// Cuts a template into tokens.
///
/// What cannot be read becomes a token too, so that errors come in the order of the text: an error of the grammar before
/// it is found first.
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var tokens: [Token] = []
    /// The closing brackets that are waited for; an end of a tag counts only when there is none.
    private var closings: [Unicode.Scalar] = []

    /// The tokens of a template; the last one is an end or a failure.
    static func tokens(of source: String) -> [Token] {
        var lexer = Lexer(source)
        do throws(Failure) {
            while lexer.position < lexer.scalars.count { try lexer.readText() }
            lexer.append(.end, "")
        } catch {
            lexer.append(.failure, error.message)
        }
        return lexer.tokens
    }

    struct Failure: Error {
        let message: String
    }

    private init(_ source: String) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(source.utf8.count)
        var isAfterReturn = false
        for scalar in source.unicodeScalars {
            if scalar != "\n" || !isAfterReturn { scalars.append(scalar == "\r" ? "\n" : scalar) }
            isAfterReturn = scalar == "\r"
        }
        // One line break at the end of a template belongs to the file, not to the text.
        if scalars.last == "\n" { scalars.removeLast() }
        self.scalars = scalars
    }

    private mutating func append(_ kind: Token.Kind, _ text: String) {
        tokens.append(Token(kind: kind, text: text, line: line))
    }

    private func scalar(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private func stands(_ word: String, at place: Int) -> Bool {
        var place = place
        for scalar in word.unicodeScalars {
            guard place < scalars.count, scalars[place] == scalar else { return false }
            place += 1
        }
        return true
    }

    private func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text)
    }

    /// Moves on, and counts the lines passed.
    private mutating func move(to place: Int) {
        for index in position..<place where scalars[index] == "\n" { line += 1 }
        position = place
    }

    private func afterSpace(_ place: Int) -> Int {
        var place = place
        while place < scalars.count, PythonText.isSpace(scalars[place]) { place += 1 }
        return place
    }

    /// Reads the text before the next tag, and the tag.
    private mutating func readText() throws(Failure) {
        var start = position
        while start < scalars.count, !(scalars[start] == "{" && isTagBegin(start)) { start += 1 }
        guard start < scalars.count else { return appendData(upTo: start, strips: false) }
        let kind = scalars[start + 1]
        let sign = start + 2 < scalars.count ? scalars[start + 2] : " "
        let isSigned = sign == "-" || sign == "+"
        appendData(upTo: start, strips: sign == "-")
        if let end = rawBegin(start) {
            move(to: end)
            return try readRaw()
        }
        move(to: start + (isSigned ? 3 : 2))
        switch kind {
        case "#": try skipComment()
        case "{":
            append(.variableBegin, "{{")
            try readTag(end: ["}", "}"], kind: .variableEnd)
        default:
            append(.blockBegin, "{%")
            try readTag(end: ["%", "}"], kind: .blockEnd)
        }
    }

    private func isTagBegin(_ place: Int) -> Bool {
        guard place + 1 < scalars.count else { return false }
        return scalars[place + 1] == "{" || scalars[place + 1] == "%" || scalars[place + 1] == "#"
    }

    private mutating func appendData(upTo end: Int, strips: Bool) {
        var last = end
        if strips { while last > position, PythonText.isSpace(scalars[last - 1]) { last -= 1 } }
        if last > position { append(.data, text(position..<last)) }
        move(to: end)
    }

    private mutating func skipComment() throws(Failure) {
        // The reference takes a comment that begins at the very end for nothing.
        guard position < scalars.count else { return }
        var place = position
        while place < scalars.count, !stands("#}", at: place) { place += 1 }
        guard place < scalars.count else { throw Failure(message: "Missing end of comment tag") }
        let strips = place > position && scalars[place - 1] == "-"
        move(to: strips ? afterSpace(place + 2) : place + 2)
    }

    /// The place after `{% raw %}`; `nil` when another tag stands here.
    private func rawBegin(_ start: Int) -> Int? {
        blockTag("raw", at: start).map { $0.strips ? afterSpace($0.end) : $0.end }
    }

    /// Where a tag that is one word ends, and whether it strips what follows.
    private func blockTag(_ word: String, at start: Int, plusEnds: Bool = false) -> (end: Int, strips: Bool)? {
        guard stands("{%", at: start) else { return nil }
        var place = start + 2
        if place < scalars.count, scalars[place] == "-" || scalars[place] == "+" { place += 1 }
        place = afterSpace(place)
        guard stands(word, at: place) else { return nil }
        place = afterSpace(place + word.unicodeScalars.count)
        if stands("%}", at: place) { return (place + 2, false) }
        if stands("-%}", at: place) { return (place + 3, true) }
        return plusEnds && stands("+%}", at: place) ? (place + 3, false) : nil
    }

    private mutating func readRaw() throws(Failure) {
        var place = position
        while place < scalars.count {
            if scalars[place] == "{", let tag = blockTag("endraw", at: place, plusEnds: true) {
                appendData(upTo: place, strips: place + 2 < scalars.count && scalars[place + 2] == "-")
                return move(to: tag.strips ? afterSpace(tag.end) : tag.end)
            }
            place += 1
        }
        guard position == scalars.count else { throw Failure(message: "Missing end of raw directive") }
    }

    /// Reads tokens up to the end of a tag.
    private mutating func readTag(end: [Unicode.Scalar], kind: Token.Kind) throws(Failure) {
        closings = []
        while let next = scalar() {
            if closings.isEmpty, let length = endLength(end, kind) {
                append(kind, "")
                let strips = length == 3 && next == "-"
                return move(to: strips ? afterSpace(position + 3) : position + length)
            }
            try readToken(next)
        }
    }

    private func endLength(_ end: [Unicode.Scalar], _ kind: Token.Kind) -> Int? {
        if scalar() == end[0], scalar(1) == end[1] { return 2 }
        let isSign = scalar() == "-" || (scalar() == "+" && kind == .blockEnd)
        return isSign && scalar(1) == end[0] && scalar(2) == end[1] ? 3 : nil
    }

    private mutating func readToken(_ next: Unicode.Scalar) throws(Failure) {
        if PythonText.isSpace(next) { return move(to: afterSpace(position)) }
        if NumberScan.isDigit(next) { return readNumber() }
        if PythonText.isWord(next) { return try readName() }
        if next == "'" || next == "\"" { return try readString(quote: next) }
        try readOperator(next)
    }

    private mutating func readName() throws(Failure) {
        var end = position
        while end < scalars.count, PythonText.isWord(scalars[end]) { end += 1 }
        let name = text(position..<end)
        guard PythonText.isIdentifier(name) else { throw Failure(message: "Invalid character in identifier") }
        append(.name, name)
        position = end
    }

    private mutating func readNumber() {
        let isAfterDot = position > 0 && scalars[position - 1] == "."
        let scan = NumberScan(scalars, from: position, allowsFraction: !isAfterDot)
        append(scan.isFraction ? .float : .integer, text(position..<scan.end).filter { $0 != "_" })
        position = scan.end
    }

    private mutating func readString(quote: Unicode.Scalar) throws(Failure) {
        var end = position + 1
        while end < scalars.count, scalars[end] != quote { end += scalars[end] == "\\" ? 2 : 1 }
        guard end < scalars.count else { throw unexpected(quote) }
        append(.string, try StringLiteral.content(of: scalars[(position + 1)..<end]))
        move(to: end + 1)
    }

    private func unexpected(_ scalar: Unicode.Scalar) -> Failure {
        Failure(message: "unexpected char \(PythonText.quoted(String(scalar))) at \(position)")
    }

    private mutating func readOperator(_ next: Unicode.Scalar) throws(Failure) {
        let pair = scalar(1).map { "\(next)\($0)" }
        let kind: Token.Kind
        if let pair, let double = Token.Kind(rawValue: pair), pair.utf8.count == 2 {
            kind = double
        } else if let single = Token.Kind(rawValue: String(next)) {
            kind = single
        } else {
            throw unexpected(next)
        }
        switch kind {
        case .leftParenthesis: closings.append(")")
        case .leftBracket: closings.append("]")
        case .leftBrace: closings.append("}")
        case .rightParenthesis, .rightBracket, .rightBrace:
            guard let expected = closings.popLast() else { throw Failure(message: "unexpected '\(next)'") }
            guard expected == next else { throw Failure(message: "unexpected '\(next)', expected '\(expected)'") }
        default: break
        }
        append(kind, kind.rawValue)
        position += kind.rawValue.unicodeScalars.count
    }
}
