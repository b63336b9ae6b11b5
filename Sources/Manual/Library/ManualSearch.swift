/// Looks for words in the manual.
package struct ManualSearch: Sendable {
    /// A section with all words.
    package struct Hit: Sendable {
        package let document: ManualDocument
        package let section: ManualDocument.Section
        /// A part of the text around the first of the words: what stands before it, the words as written, and what follows.
        package let excerpt: (before: String, match: String, after: String)

        /// Where it is.
        package var path: String { document.path + (section.anchor.map { "#\($0)" } ?? "") }
    }

    /// Letters of a question that are looked at.
    package static let maximumLength = 200
    private static let maximumWords = 8
    private static let maximumHits = 40
    private static let maximumPerDocument = 4
    private static let excerptLength = 160

    private let sections: [(document: ManualDocument, section: ManualDocument.Section, title: [UInt8], text: [UInt8])]

    /// Over the manual of this release; made when first needed.
    package static let shared = ManualSearch(.shared)

    init(_ library: ManualLibrary) {
        sections = library.documents.flatMap { document in
            document.sections.map { section in
                (
                    document, section, Self.folded("\(document.title)\n\(section.title)"),
                    Self.folded(section.text.replacing("\n", with: " "))
                )
            }
        }
    }

    /// The sections that have all words, the likeliest first: words of titles count more, and short sections.
    package func hits(_ question: String) -> [Hit] {
        let words = Self.folded(String(question.prefix(Self.maximumLength)))
            .split { $0 <= 0x20 }.prefix(Self.maximumWords).map(Array.init)
        guard !words.isEmpty else { return [] }
        var found: [(number: Int, score: Int)] = []
        for (number, entry) in sections.enumerated() {
            if let score = Self.score(words, entry.title, entry.text) { found.append((number, score)) }
        }
        found.sort { ($1.score, $0.number) < ($0.score, $1.number) }
        var perDocument: [String: Int] = [:]
        var hits: [Hit] = []
        for (number, _) in found where hits.count < Self.maximumHits {
            let entry = sections[number]
            let count = perDocument[entry.document.file] ?? 0
            guard count < Self.maximumPerDocument else { continue }
            perDocument[entry.document.file] = count + 1
            hits.append(
                Hit(document: entry.document, section: entry.section, excerpt: Self.excerpt(words, entry.section.text)))
        }
        return hits
    }

    private static func score(_ words: [[UInt8]], _ title: [UInt8], _ text: [UInt8]) -> Int? {
        var score = 0
        for word in words {
            if place(of: word, in: title) != nil {
                score += 100
            } else if place(of: word, in: text) != nil {
                score += 10
            } else {
                return nil
            }
        }
        return score + (text.count < 1000 ? 1 : 0)
    }

    private static func excerpt(_ words: [[UInt8]], _ text: String) -> (String, String, String) {
        let written = Array(text.replacing("\n", with: " ").utf8)
        let small = written.map { folded($0) }
        let places = words.compactMap { word in place(of: word, in: small).map { ($0, $0 + word.count) } }
        let (start, end) = places.min { $0.0 < $1.0 } ?? (0, 0)
        var first = max(0, start - excerptLength / 2)
        var last = min(written.count, end + excerptLength)
        // No word and no character is cut in two.
        while first > 0, written[first - 1] != Mark.space { first -= 1 }
        while last < written.count, written[last] != Mark.space { last += 1 }
        let part = { (range: Range<Int>) in String(decoding: written[range], as: UTF8.self) }
        return (
            (first > 0 ? "… " : "") + part(first..<start), part(start..<end),
            part(end..<last) + (last < written.count ? " …" : "")
        )
    }

    // MARK: Texts

    /// The bytes with small letters; of ASCII, so that places in one are places in the other.
    private static func folded(_ text: String) -> [UInt8] { text.utf8.map { folded($0) } }

    private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func place(of word: [UInt8], in text: [UInt8]) -> Int? {
        guard let first = word.first, word.count <= text.count else { return nil }
        for start in 0...(text.count - word.count) where text[start] == first {
            if text[start..<(start + word.count)].elementsEqual(word) { return start }
        }
        return nil
    }
}
