/// What a device answered to a command, cleaned of what belongs to the terminal.
///
/// Gone are line ends of all kinds, escape sequences, prompts of pagers with what erases them, and white space at the
/// ends of lines. Of a text that is too long only the front is read.
package struct CLIText: Sendable {
    /// More bytes are not read.
    static let mostBytes = 1 << 20
    /// More lines are not kept.
    static let mostLines = 50_000

    /// The lines, without white space at their ends.
    package let lines: [String]

    /// Cleans a text.
    package init(_ text: String) {
        var lines: [String] = []
        var line: [UInt8] = []
        var bytes = Array(text.utf8.prefix(Self.mostBytes))[...]
        while let byte = bytes.popFirst(), lines.count < Self.mostLines {
            switch byte {
            case 0x0A:
                lines.append(Self.finished(line))
                line.removeAll(keepingCapacity: true)
            case 0x0D:
                // A pager goes back to the front of the line and writes over its prompt.
                if bytes.first != 0x0A, bytes.first != 0x0D, Self.isPager(line) {
                    line.removeAll(keepingCapacity: true)
                }
            case 0x08: if !line.isEmpty { line.removeLast() }
            case 0x1B: Self.skipEscape(&bytes)
            case 0..<0x09, 0x0B...0x1F, 0x7F: break
            default: line.append(byte)
            }
        }
        if !line.isEmpty { lines.append(Self.finished(line)) }
        self.lines = lines
    }

    private static let pagers = [
        "--more--", "-- more --", "---- more ----", "<--- more --->", "---(more)---", "--(more)--",
    ]

    private static func isPager(_ line: [UInt8]) -> Bool {
        let text = String(decoding: line, as: UTF8.self).lowercased()
        return pagers.contains { text.contains($0) }
    }

    private static func finished(_ line: [UInt8]) -> String {
        var text = String(decoding: line, as: UTF8.self)
        let small = text.lowercased()
        if small.utf8.count == text.utf8.count, small.contains("more") {
            for pager in pagers {
                // What follows the prompt of a pager is the line itself.
                guard let found = small.firstRange(of: pager) else { continue }
                let offset = small.utf8.distance(from: small.startIndex, to: found.upperBound)
                text = String(decoding: text.utf8.dropFirst(offset), as: UTF8.self)
                break
            }
        }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    /// Takes an escape sequence: `ESC [ … letter`, or a single character.
    private static func skipEscape(_ bytes: inout ArraySlice<UInt8>) {
        guard let first = bytes.popFirst(), first == 0x5B else { return }
        while let byte = bytes.popFirst() {
            if byte &- 0x40 < 0x3F { return }
        }
    }

    /// Whether nothing is there.
    var isEmpty: Bool { lines.allSatisfy(\.isEmpty) }
}

extension String {
    /// The rest after a start, whatever its case; `nil` when the text starts otherwise.
    func after(_ start: String) -> String? {
        guard utf8.count >= start.utf8.count else { return nil }
        let head = Substring(utf8.prefix(start.utf8.count))
        guard head.lowercased() == start.lowercased() else { return nil }
        return String(Substring(utf8.dropFirst(start.utf8.count)))
    }

    /// The text without white space at its ends.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// The words of the text.
    var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }

    /// The first word, without punctuation behind it; `nil` when there is none.
    var firstWord: String? {
        guard var word = split(whereSeparator: \.isWhitespace).first else { return nil }
        while let last = word.last, ",;".contains(last) { word.removeLast() }
        return word.isEmpty ? nil : String(word)
    }

    /// What stands between two texts; `nil` when they do not stand in this order.
    func between(_ start: String, _ end: String) -> String? {
        guard let from = firstRange(of: start) else { return nil }
        let rest = self[from.upperBound...]
        guard let to = rest.firstRange(of: end) else { return nil }
        return String(rest[..<to.lowerBound])
    }

    /// What stands before a text; `nil` when it does not occur.
    func before(_ text: String) -> String? {
        firstRange(of: text).map { String(self[..<$0.lowerBound]) }
    }

    /// What stands behind a text, anywhere; `nil` when it does not occur.
    func behind(_ text: String) -> String? {
        firstRange(of: text).map { String(self[$0.upperBound...]) }
    }

    /// The key and the value of a line `key : value`, `key....... value` or `key   value`.
    var keyAndValue: (key: String, value: String)? {
        let text = trimmed
        if let dots = text.firstRange(of: "...") {
            let value = text[dots.lowerBound...].drop { $0 == "." }
            return (String(text[..<dots.lowerBound]).trimmed.lowercased(), String(value).trimmed)
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let key = String(text[..<colon]).trimmed.lowercased()
        return key.isEmpty ? nil : (key, String(text[text.index(after: colon)...]).trimmed)
    }
}
