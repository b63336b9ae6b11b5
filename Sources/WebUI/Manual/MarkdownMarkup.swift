import Manual

/// Turns texts in Markdown into markup.
///
/// Only elements that are named here come out, with texts escaped as everywhere; where links and pictures lead is decided
/// by ``Kind``.
struct MarkdownMarkup {
    /// Whose text it is.
    enum Kind: Sendable {
        /// A document of the manual, by its file below `docs/`: links lead to its other pages, headings have names.
        case document(String)
        /// What a person wrote: links lead to pages of this server, the web or a mail address, and pictures are links.
        case note
    }

    private let kind: Kind
    /// What tables are called to those who hear the page; each name is followed by its number.
    private let label: String
    private var anchors = HeadingAnchors()
    private var tables = 0
    /// The level of the last heading, at first that of the title of the page; none is left out below it.
    private var level = 1

    private init(_ kind: Kind, label: String) {
        self.kind = kind
        self.label = label
    }

    /// What a person wrote.
    ///
    /// - Parameter label: What its tables are called; different for each text of a page.
    static func note(_ text: String, label: String) -> HTML {
        var markup = MarkdownMarkup(.note, label: label)
        return div(.class("prose")) { markup.html(Markdown.blocks(text)) }
    }

    /// A document without its title, which is the page's.
    static func document(_ document: ManualDocument) -> HTML {
        var markup = MarkdownMarkup(.document(document.file), label: document.title)
        var blocks = Markdown.blocks(document.source)
        if case .heading(1, let title) = blocks.first {
            _ = markup.anchors.next(title.plainText)
            blocks.removeFirst()
        }
        return div(.class("prose")) { markup.html(blocks) }
    }

    // MARK: Blocks

    private mutating func html(_ blocks: [MarkdownBlock], isTight: Bool = false) -> HTML {
        var all = HTML()
        for block in blocks { all.append(html(block, isTight)) }
        return all
    }

    private mutating func html(_ block: MarkdownBlock, _ isTight: Bool) -> HTML {
        switch block {
        case .heading(let level, let parts): return heading(level, parts)
        case .paragraph(let parts): return isTight ? html(parts) : p { html(parts) }
        case .code(_, let text): return pre(Attribute("tabindex", "0")) { code { text } }
        case .quote(let blocks):
            let inside = html(blocks)
            return HTML(element: "blockquote", [], content: inside)
        case .list(let list): return html(list)
        case .table(let table): return html(table)
        case .rule: return hr()
        case .comment(let text): return comment(text)
        }
    }

    private mutating func heading(_ wanted: Int, _ parts: [MarkdownInline]) -> HTML {
        let isDocument = if case .document = kind { true } else { false }
        level = min(isDocument ? max(2, wanted) : wanted + 1, level + 1, 6)
        var attributes: [Attribute] = []
        var content = html(parts)
        if isDocument {
            let words = parts.plainText
            let anchor = anchors.next(words)
            attributes = [.id(anchor)]
            content.append(
                a(.href("#\(anchor)"), .class("anchor")) {
                    span(.aria("hidden", "true")) { "#" }
                    span(.class("unseen")) { "Link to “\(words)”" }
                })
        }
        switch level {
        case 2: return HTML(element: "h2", attributes, content: content)
        case 3: return HTML(element: "h3", attributes, content: content)
        case 4: return HTML(element: "h4", attributes, content: content)
        case 5: return HTML(element: "h5", attributes, content: content)
        default: return HTML(element: "h6", attributes, content: content)
        }
    }

    private mutating func html(_ list: MarkdownList) -> HTML {
        var items = HTML()
        for item in list.items {
            let inside = html(item, isTight: list.isTight)
            items.append(li { inside })
        }
        guard let start = list.start else { return ul { items } }
        return ol(.when(start != 1, Attribute("start", String(start)))) { items }
    }

    private mutating func html(_ table: MarkdownTable) -> HTML {
        tables += 1
        let isNumber = { (column: Int) in column < table.sides.count && table.sides[column] == .right }
        return div(
            .class("scroll"), Attribute("tabindex", "0"), .role("region"), .aria("label", "\(label), table \(tables)")
        ) {
            HTML(
                element: "table", [],
                content: .join {
                    // Markdown has no table without a header, so that writers leave it empty.
                    if table.header.contains(where: { !$0.isEmpty }) {
                        thead {
                            tr {
                                for (number, cell) in table.header.enumerated() {
                                    // A corner without words is no title of its column.
                                    if cell.isEmpty {
                                        td {}
                                    } else {
                                        th(Attribute("scope", "col"), .when(isNumber(number), .class("number"))) {
                                            html(cell)
                                        }
                                    }
                                }
                            }
                        }
                    }
                    tbody {
                        for row in table.rows {
                            tr {
                                for (number, cell) in row.enumerated() {
                                    td(.when(isNumber(number), .class("number"))) { html(cell) }
                                }
                            }
                        }
                    }
                })
        }
    }

    /// A remark of the manual names the file that the block below it is; a person's is text.
    private func comment(_ text: String) -> HTML {
        guard case .document = kind else { return p { "<!-- \(text) -->" } }
        guard text.hasPrefix("file: ") else { return HTML() }
        return p(.class("hint")) {
            "File "
            code { String(text.dropFirst(6)) }
        }
    }

    // MARK: Parts of lines

    private func html(_ parts: [MarkdownInline], isLinked: Bool = false) -> HTML {
        var all = HTML()
        for part in parts { all.append(html(part, isLinked)) }
        return all
    }

    private func html(_ part: MarkdownInline, _ isLinked: Bool) -> HTML {
        switch part {
        case .text(let text): return HTML(text)
        case .code(let text): return code { text }
        case .emphasis(let parts): return em { html(parts, isLinked: isLinked) }
        case .strong(let parts): return strong { html(parts, isLinked: isLinked) }
        case .deleted(let parts): return HTML(element: "s", [], content: html(parts, isLinked: isLinked))
        case .lineBreak: return br()
        case .link(let target, let parts):
            // An address inside the words of a link is words.
            let words = html(parts, isLinked: true)
            return isLinked ? words : link(target, words)
        case .image(let source, let alternative):
            if case .document(let file) = kind, let place = ManualLibrary.shared.place(source, in: file) {
                return img(Attribute("src", place), Attribute("alt", alternative))
            }
            let words = HTML(alternative.isEmpty ? source : alternative)
            return isLinked ? words : link(source, words)
        }
    }

    private func link(_ target: String, _ words: HTML) -> HTML {
        switch kind {
        case .document(let file):
            guard let place = ManualLibrary.shared.place(target, in: file) else { return words }
            return Link.isOutside(place) ? outside(place, words) : a(.href(place)) { words }
        case .note:
            // Browsers leave out some white space and controls, which could hide where a link leads.
            guard Link.isSafe(target), !target.hasPrefix("#"), !target.hasPrefix("?"),
                target.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
            else { return words }
            return target.hasPrefix("/") ? a(.href(target)) { words } : outside(target, words)
        }
    }

    private func outside(_ target: String, _ words: HTML) -> HTML {
        a(.href(target), Attribute("rel", "noopener noreferrer"), Attribute("target", "_blank")) {
            words
            span(.class("unseen")) { " (opens elsewhere)" }
        }
    }
}
