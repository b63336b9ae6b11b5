/// A line `[name]: address`, to which links of the text refer by the name.
///
/// Definitions stand outside of quotes and lists, on a line each.
struct LinkDefinition {
    /// Bytes of a name at most (CommonMark 0.31 §4.7).
    static let maximumLabel = 999
    /// Definitions of a text at most.
    private static let maximumCount = 1000

    let label: String
    let target: String

    /// The definition on a line; nil when the line is none.
    init?(_ source: [UInt8], _ line: MarkdownLine) {
        guard line.first(in: source) == Mark.bracket, line.indentation(in: source) < 4 else { return nil }
        let trimmed = line.trimmed(in: source)
        let bytes = source[trimmed.start..<trimmed.end]
        guard let end = bytes.dropFirst().prefix(Self.maximumLabel + 1).firstIndex(of: Mark.endBracket),
            end + 1 < bytes.endIndex, bytes[end + 1] == Mark.colon,
            let label = Self.label(bytes[(bytes.startIndex + 1)..<end])
        else { return nil }
        var destination = LinkDestination(source, from: end + 2, to: trimmed.end)
        guard let target = destination.definition() else { return nil }
        self.label = label
        self.target = target
    }

    /// Where names lead; the first definition of a name counts.
    static func all(in source: [UInt8], _ lines: [MarkdownLine]) -> [String: String] {
        var all: [String: String] = [:]
        for line in lines where all.count < maximumCount {
            guard let definition = LinkDefinition(source, line) else { continue }
            if all[definition.label] == nil { all[definition.label] = definition.target }
        }
        return all
    }

    /// The name as it is compared: without differences of letter case and white space; nil for what is no name.
    static func label(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count <= maximumLabel, !bytes.contains(Mark.bracket) else { return nil }
        let words = bytes.split { Mark.isSpace($0) }
        guard !words.isEmpty else { return nil }
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ").lowercased()
    }
}
