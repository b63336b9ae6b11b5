import Manual

/// Abbreviations in titles and labels, each a link to what it means.
enum Glossary {
    private static let file = "reference/glossary.md"

    /// Words of labels, and the heading of the glossary that explains each; the longer ones first.
    static let terms: [(word: String, anchor: String)] = {
        let sections = ManualLibrary.shared.document(file)?.sections ?? []
        return sections.compactMap { section in section.anchor.map { (section.title, $0) } }
            .filter { word, _ in !word.contains(" ") && word.filter(\.isUppercase).count > 1 }
            .sorted { $0.0.count > $1.0.count }
    }()

    /// A title or label in which the first abbreviation is a link.
    static func linked(_ label: String) -> HTML {
        for (word, anchor) in terms {
            guard let range = label.firstRange(of: word), isWord(range, label) else { continue }
            return .join {
                String(label[..<range.lowerBound])
                a(.href("\(path)#\(anchor)"), .class("term")) { word }
                String(label[range.upperBound...])
            }
        }
        return HTML(label)
    }

    private static let path = ManualLibrary.shared.place(file, in: "README.md") ?? "/docs/"

    /// Whether the letters are a word, and no part of a longer one.
    private static func isWord(_ range: Range<String.Index>, _ text: String) -> Bool {
        let before = text[..<range.lowerBound].last
        let after = text[range.upperBound...].first
        return ![before, after].contains { $0.map { $0.isLetter || $0.isNumber } ?? false }
    }
}
