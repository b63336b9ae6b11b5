/// A document of the manual.
package struct ManualDocument: Sendable {
    /// What a document is for, which is the folder of `docs/` that it lies in.
    package enum Part: String, Sendable, CaseIterable {
        case tutorial
        case howTo = "how-to"
        case reference
        case explanation

        package var title: String {
            switch self {
            case .tutorial: "Tutorial"
            case .howTo: "How to"
            case .reference: "Reference"
            case .explanation: "Explanation"
            }
        }

        /// What somebody finds there.
        package var purpose: String {
            switch self {
            case .tutorial: "A first report, step by step."
            case .howTo: "Steps for one task each."
            case .reference: "Everything there is, to look things up."
            case .explanation: "Why it is as it is."
            }
        }
    }

    /// What stands below one heading, up to the next.
    package struct Section: Sendable {
        /// Nil for what stands below the title.
        package let anchor: String?
        package let title: String
        /// The words without what makes them stand out.
        package let text: String
    }

    package let part: Part
    /// The name of its file without `.md`.
    package let name: String
    package let title: String
    /// The first sentence.
    package let summary: String
    /// In the order in which they stand; the first is what stands below the title.
    package let sections: [Section]
    /// The text in Markdown.
    package let source: String

    /// Where its page is.
    package var path: String { "/docs/\(part.rawValue)/\(name)/" }
    /// Its file below `docs/`.
    package var file: String { "\(part.rawValue)/\(name).md" }

    /// Reads a document; nil for a file outside of the parts.
    init?(file: String, source: String) {
        let pieces = file.split(separator: "/")
        guard pieces.count == 2, let part = Part(rawValue: String(pieces[0])), pieces[1].hasSuffix(".md") else {
            return nil
        }
        let blocks = Markdown.blocks(source)
        self.part = part
        self.source = source
        name = String(pieces[1].dropLast(3))
        sections = Self.sections(blocks)
        title = sections.first?.title ?? name
        summary = Self.firstSentence(blocks)
    }

    private static func sections(_ blocks: [MarkdownBlock]) -> [Section] {
        var anchors = HeadingAnchors()
        var sections: [Section] = []
        var title = ""
        var anchor: String?
        var inside: [MarkdownBlock] = []
        func end() {
            sections.append(Section(anchor: anchor, title: title, text: inside.plainText))
            inside = []
        }
        for (number, block) in blocks.enumerated() {
            guard case .heading(_, let words) = block else {
                inside.append(block)
                continue
            }
            let made = anchors.next(words.plainText)
            if number > 0 {
                end()
                anchor = made
            }
            title = words.plainText
        }
        end()
        return sections
    }

    private static func firstSentence(_ blocks: [MarkdownBlock]) -> String {
        for block in blocks {
            guard case .paragraph(let words) = block else { continue }
            let text = words.plainText.replacing("\n", with: " ")
            guard let end = text.firstRange(of: ". ") else { return text }
            return String(text[..<end.lowerBound]) + "."
        }
        return ""
    }
}

/// Names headings so that links can lead to them, as code hosts do: the links of a document work there and here.
package struct HeadingAnchors: Sendable {
    private var seen: [String: Int] = [:]

    package init() {}

    /// The name of the next heading of a document.
    package mutating func next(_ heading: String) -> String {
        var name = ""
        for character in heading.lowercased() {
            if character == " " {
                name.append("-")
            } else if character == "-" || character == "_" || character.isLetter || character.isNumber {
                name.append(character)
            }
        }
        let count = seen[name] ?? 0
        seen[name] = count + 1
        return count == 0 ? name : "\(name)-\(count)"
    }
}
