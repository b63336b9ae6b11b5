/// A part of a text in Markdown that stands on lines of its own.
package indirect enum MarkdownBlock: Sendable, Equatable {
    /// A heading of level 1 to 6.
    case heading(level: Int, [MarkdownInline])
    case paragraph([MarkdownInline])
    /// A text as it is, with the language that its fence names; empty when it names none.
    case code(language: String, text: String)
    case quote([MarkdownBlock])
    case list(MarkdownList)
    case table(MarkdownTable)
    /// A line across.
    case rule
    /// What stands between `<!--` and `-->` on a line of its own, without white space at its ends.
    case comment(String)
}

/// A list of Markdown.
package struct MarkdownList: Sendable, Equatable {
    /// The number of the first item; nil for a list without numbers.
    package var start: Int?
    /// Whether items stand close to each other, so that their paragraphs are lines.
    package var isTight: Bool
    package var items: [[MarkdownBlock]]
}

/// A table, as GitHub's Markdown has it.
package struct MarkdownTable: Sendable, Equatable {
    /// To which side a column is set.
    package enum Side: Sendable {
        case none
        case left
        case center
        case right
    }

    /// One for each column.
    package var sides: [Side]
    package var header: [[MarkdownInline]]
    /// Rows of cells, at most as many as there are columns.
    package var rows: [[[MarkdownInline]]]
}

/// A part of a line of Markdown.
package indirect enum MarkdownInline: Sendable, Equatable {
    /// A text; a line feed in it is a space to readers.
    case text(String)
    case code(String)
    case emphasis([MarkdownInline])
    case strong([MarkdownInline])
    case deleted([MarkdownInline])
    /// A link to wherever its author wrote: whoever shows it decides where links may lead.
    case link(target: String, [MarkdownInline])
    case image(source: String, alternative: String)
    /// The end of a line that stays one.
    case lineBreak
}

extension [MarkdownInline] {
    /// The words without what makes them stand out.
    package var plainText: String {
        var text = ""
        for part in self {
            switch part {
            case .text(let words), .code(let words): text += words
            case .emphasis(let parts), .strong(let parts), .deleted(let parts), .link(_, let parts):
                text += parts.plainText
            case .image(_, let alternative): text += alternative
            case .lineBreak: text += "\n"
            }
        }
        return text
    }
}

extension [MarkdownBlock] {
    /// The words of all blocks, one line feed between each.
    package var plainText: String {
        var lines: [String] = []
        for block in self {
            switch block {
            case .heading(_, let parts), .paragraph(let parts): lines.append(parts.plainText)
            case .code(_, let text): lines.append(text)
            case .quote(let blocks): lines.append(blocks.plainText)
            case .list(let list): lines += list.items.map(\.plainText)
            case .table(let table):
                lines += ([table.header] + table.rows).map { $0.map(\.plainText).joined(separator: " ") }
            case .rule, .comment: continue
            }
        }
        return lines.joined(separator: "\n")
    }
}
