import Domain
import Manual

/// What stands on the pages of the manual, inside whichever frame.
struct ManualPage: Sendable {
    let title: String
    let crumbs: [Page.Crumb]
    let body: HTML
    var status = 200

    private static let root = Page.Crumb(title: "Manual", path: "/docs/")

    /// A document, with the way to all others beside it.
    init(_ document: ManualDocument) {
        title = document.title
        crumbs = [Self.root, Page.Crumb(title: document.part.title, path: "/docs/#\(document.part.rawValue)")]
        let sections = document.sections.filter { $0.anchor != nil }
        body = div(.class("manual")) {
            article { ManualShelf.shared.html(document) }
            div(.class("beside")) {
                if sections.count > 1 { Self.contents(sections) }
                Self.documents(document)
            }
        }
    }

    /// All documents by part, or those in which some words are.
    init(search question: String) {
        title = "Manual"
        crumbs = []
        let library = ManualLibrary.shared
        let words = Markdown.blocks(library.contents).first { if case .paragraph = $0 { true } else { false } }
        body = .join {
            if case .paragraph(let words) = words { p(.class("lead")) { words.plainText } }
            Self.searchForm(question)
            if !question.isEmpty { Self.results(question) }
            div(.class("grid")) {
                for part in ManualDocument.Part.allCases { Self.part(part, library) }
            }
            p(.class("quiet")) { "Almanac \(ProductVersion.text). This manual is part of it, and of the same version." }
        }
    }

    // MARK: Beside a document

    private static func contents(_ sections: [ManualDocument.Section]) -> HTML {
        details(.class("box"), .flag("open", if: sections.count <= 24)) {
            summary { "On this page" }
            nav(.aria("label", "On this page")) {
                ul(.class("links")) {
                    for section in sections { li { a(.href("#\(section.anchor ?? "")")) { section.title } } }
                }
            }
        }
    }

    private static func documents(_ current: ManualDocument) -> HTML {
        nav(.class("panel"), .aria("label", "Documents")) {
            p { a(.href("/docs/")) { "Search the manual" } }
            for part in ManualDocument.Part.allCases {
                details(.flag("open", if: part == current.part)) {
                    summary { part.title }
                    ul(.class("links")) {
                        for document in ManualLibrary.shared.documents where document.part == part {
                            li {
                                a(
                                    .href(document.path),
                                    .when(document.path == current.path, .aria("current", "page"))
                                ) { document.title }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: The first page

    private static func searchForm(_ question: String) -> HTML {
        form(.class("row manual-search"), Attribute("method", "get"), Attribute("action", "/docs/")) {
            label(.for("manual-q")) { "Search the manual" }
            input(
                .id("manual-q"), .name("q"), .type("search"), .value(question),
                Attribute("maxlength", String(ManualSearch.maximumLength)))
            button(.type("submit"), .class("primary")) { "Search" }
        }
    }

    private static func results(_ question: String) -> HTML {
        let hits = ManualSearch.shared.hits(question)
        return Component.panel("Found") {
            if hits.isEmpty {
                p { "No part of the manual has all of these words. Fewer words, or the beginning of one, find more." }
            } else {
                ul {
                    for hit in hits {
                        li {
                            a(.href(hit.path)) {
                                hit.section.anchor == nil
                                    ? hit.document.title : "\(hit.document.title): \(hit.section.title)"
                            }
                            p(.class("quiet")) {
                                hit.excerpt.before
                                if !hit.excerpt.match.isEmpty { mark { hit.excerpt.match } }
                                hit.excerpt.after
                            }
                        }
                    }
                }
            }
        }
    }

    private static func part(_ part: ManualDocument.Part, _ library: ManualLibrary) -> HTML {
        Component.panel(part.title, id: part.rawValue) {
            p(.class("quiet")) { part.purpose }
            dl(.class("documents")) {
                for document in library.documents where document.part == part {
                    dt { a(.href(document.path)) { document.title } }
                    dd { document.summary }
                }
            }
        }
    }
}
