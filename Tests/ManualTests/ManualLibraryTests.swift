import Foundation
import Testing

@testable import Manual

@Suite("The manual")
struct ManualLibraryTests {
    private let library = ManualLibrary.shared

    @Test func `every file of docs is in the executable, byte for byte`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs")
        let found = try #require(FileManager.default.enumerator(atPath: folder.path))
        var names: Set<String> = []
        for case let name as String in found where [".md", ".png", ".svg"].contains(where: name.hasSuffix) {
            names.insert(name)
            if let document = library.document(name) {
                #expect(document.source == (try String(contentsOf: folder.appending(path: name), encoding: .utf8)))
            }
        }
        #expect(names == Set(library.files))
        #expect(library.documents.count == names.filter { $0.contains("/") && $0.hasSuffix(".md") }.count)
        #expect(library.documents.count >= 50)
    }

    @Test func `every document has a title and a first sentence, and every part has documents`() {
        for document in library.documents {
            #expect(!document.title.isEmpty && document.title != document.name, "\(document.file)")
            #expect(document.summary.count > 20, "\(document.file): \(document.summary)")
        }
        for part in ManualDocument.Part.allCases { #expect(library.documents.contains { $0.part == part }) }
    }

    private func links(_ parts: [MarkdownInline]) -> [String] {
        parts.flatMap { part -> [String] in
            switch part {
            case .link(let target, let inside): [target] + links(inside)
            case .image(let source, _): [source]
            case .emphasis(let inside), .strong(let inside), .deleted(let inside): links(inside)
            default: []
            }
        }
    }

    private func links(_ blocks: [MarkdownBlock]) -> [String] {
        blocks.flatMap { block -> [String] in
            switch block {
            case .heading(_, let parts), .paragraph(let parts): links(parts)
            case .quote(let inside): links(inside)
            case .list(let list): list.items.flatMap(links)
            case .table(let table): ([table.header] + table.rows).flatMap { $0.flatMap(links) }
            default: []
            }
        }
    }

    @Test func `every link and anchor of every document leads somewhere`() {
        var count = 0
        let texts =
            library.documents.map { ($0.file, $0.source, $0.path) } + [("README.md", library.contents, "/docs/")]
        for (file, source, path) in texts {
            for target in links(Markdown.blocks(source)) {
                guard let place = library.place(target, in: file) else {
                    Issue.record("\(file): \(target)")
                    continue
                }
                guard !place.contains("://") else {
                    #expect(place.hasPrefix("https://") || place.hasPrefix("http://"), "\(file): \(target)")
                    continue
                }
                #expect(library.has(place.hasPrefix("#") ? path + place : place), "\(file): \(target)")
                count += 1
            }
        }
        #expect(count > 200)
    }

    @Test func `what is not there is noticed`() {
        #expect(library.place("../../ARCHITECTURE.md", in: "reference/feeds.md") == nil)
        #expect(library.place("nothing.md", in: "reference/feeds.md") == nil)
        #expect(library.place("../../../../etc/passwd", in: "reference/feeds.md") == nil)
        #expect(library.place("../README.md", in: "reference/feeds.md") == "/docs/")
        #expect(library.place("glossary.md#kev", in: "reference/feeds.md") == "/docs/reference/glossary/#kev")
        #expect(library.has("/docs/reference/glossary/#kev") && !library.has("/docs/reference/glossary/#kevin"))
        #expect(!library.has("/docs/reference/nothing/") && !library.has("/docs/images/nothing.png"))
    }

    @Test func `headings are named as code hosts name them`() {
        var anchors = HeadingAnchors()
        #expect(
            ["A `b_c` d", "What's new?", "A b_c d", "dcim.device", "1. Ü-x"].map {
                anchors.next($0.replacing("`", with: ""))
            } == [
                "a-b_c-d", "whats-new", "a-b_c-d-1", "dcimdevice", "1-ü-x",
            ])
    }

    @Test func `a search finds sections with all words, titles first`() throws {
        let search = ManualSearch.shared
        let first = try #require(search.hits("EPSS").first)
        #expect(first.path == "/docs/reference/glossary/#epss")
        #expect(search.hits("receiver does not ANSWER").contains { $0.document.name == "tell-other-systems" })
        #expect(search.hits("no such words zzzzqq").isEmpty && search.hits("  ").isEmpty)
        #expect(search.hits("the").count <= 40)
        let hit = try #require(search.hits("CYCLONEDX").first)
        #expect(hit.excerpt.match.lowercased() == "cyclonedx" || hit.section.title == "CycloneDX")
        // Neither length nor bytes of the question matter.
        #expect(search.hits(String(repeating: "é", count: 5000)).isEmpty)
    }
}
