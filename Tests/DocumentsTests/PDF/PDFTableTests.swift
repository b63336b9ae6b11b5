import Basics
import Testing

@testable import Documents

@Suite("Tables as PDF documents")
struct PDFTableTests {
    private static let columns = [PDFColumn("Name"), PDFColumn("Location"), PDFColumn("Height", alignsRight: true)]

    private static func rows(_ count: Int) -> [[String]] {
        (0..<count).map { ["device-\($0)", "Site \($0 % 7)", String($0 % 48)] }
    }

    private static func texts(_ bytes: [UInt8]) throws -> [[String]] {
        try PDFProbe(bytes).contents().map(PDFProbe.shown)
    }

    @Test func `every object is where the table says, every page has heading, place and number`() throws {
        let pages = try Self.texts(try Sample.document(Self.columns, Self.rows(1_234)))
        #expect(pages.count > 20)
        for (index, page) in pages.enumerated() {
            #expect(page.contains("Name") && page.contains("Location") && page.contains("Height"))
            #expect(page.contains("Page \(index + 1) of "))
            #expect(page.contains("Almanac 0.1.0, 2026-11-18 14:26:40 UTC"))
        }
        let names = pages.flatMap { $0 }.filter { $0.hasPrefix("device-") }
        #expect(names == (0..<1_234).map { "device-\($0)" })
        #expect(pages[0].contains("Devices") && pages[0].contains("Narrowed to: Name contains acc."))
        #expect(pages[1].contains { $0.hasPrefix("Devices, rows ") })
        #expect(pages.last?.contains("1,234 rows.") == true && pages.last?.contains(Sample.notice) == true)
    }

    @Test func `the number of pages stands on each page without any being held`() throws {
        let probe = try PDFProbe(try Sample.document(Self.columns, Self.rows(500)))
        let pages = try probe.pages()
        #expect(try probe.contents().allSatisfy { $0.contains("/Total Do") })
        let total = try #require(probe.objects.keys.first { probe.text($0).contains("/Subtype/Form") })
        #expect(String(decoding: try probe.stream(total), as: UTF8.self).contains("(\(pages.count))Tj"))
    }

    @Test func `the same rows at the same moment are the same bytes, however they are handed in`() throws {
        let rows = Self.rows(900)
        let whole = try Sample.document(Self.columns, rows)
        #expect(whole == (try Sample.document(Self.columns, rows)))
        #expect(whole == (try Sample.document(Self.columns, rows, batch: 37)))
        var other = rows
        other[899][0] = "device-x"
        let changed = try PDFProbe(try Sample.document(Self.columns, other))
        #expect(changed.trailer.ranges(of: "/ID[<").count == 1)
        #expect(changed.trailer != (try PDFProbe(whole)).trailer, "the identifier follows from the content")
    }

    @Test func `a document without rows says so`() throws {
        let pages = try Self.texts(try Sample.document(Self.columns, []))
        #expect(pages.count == 1)
        #expect(pages[0].contains("Name") && pages[0].contains("no rows") && pages[0].contains("0 rows."))
    }

    @Test func `title, language, maker and moment are in the document`() throws {
        let probe = try PDFProbe(try Sample.document(Self.columns, []))
        #expect(probe.text(1).contains("/Lang(en)"))
        #expect(probe.text(3).contains("/Title<FEFF0044006500760069006300650073>"))
        #expect(probe.text(3).contains("/Producer<FEFF0041"))
        #expect(probe.text(3).contains("/CreationDate(D:20261118142640Z)"))
    }

    @Test func `numbers end at the right edge of their column`() throws {
        let probe = try PDFProbe(try Sample.document(Self.columns, [["a", "b", "7"], ["a", "b", "1234567"]]))
        let content = try #require(try probe.contents().first)
        let lefts = ["(7)Tj", "(1234567)Tj"].compactMap { shown in
            content.split(separator: "\n").first { $0.hasSuffix(shown) }?.split(separator: " ").dropFirst(4).first
                .flatMap { Double($0) }
        }
        // What is longer begins as much further left.
        let width = Double(PDFFont.regular.width(of: "123456".utf8, size: 8)) / 1000
        #expect(lefts.count == 2 && abs(lefts[0] - lefts[1] - width) < 0.01)
    }

    @Test func `columns that do not fit go on on further pages beside the first column`() throws {
        let columns = (1...40).map { PDFColumn("Column \($0)") }
        let rows = (0..<100).map { row in (1...40).map { "cell \(row)/\($0) with words" } }
        let pages = try Self.texts(try Sample.document(columns, rows))
        for row in [0, 50, 99] {
            for column in 2...40 {
                #expect(pages.flatMap { $0 }.filter { $0 == "cell \(row)/\(column) with words" }.count == 1)
            }
            #expect(pages.flatMap { $0 }.filter { $0 == "cell \(row)/1 with words" }.count > 1)
        }
        #expect(pages.flatMap { $0 }.contains { $0.contains("columns 1 to ") && $0.hasSuffix(" of 40") })
        #expect(pages.last?.contains("100 rows.") == true)
    }

    @Test func `type gets smaller before columns leave the page`() throws {
        func sizes(_ count: Int) -> (Int, Int) {
            let layout = TableLayout(
                (1...count).map { PDFColumn("Column \($0)") },
                sample: [(1...count).map { _ in WinAnsiText("some words of a cell", limit: 100) }])
            return (layout.size, layout.bands.count)
        }
        #expect(sizes(4) == (8, 1))
        #expect(sizes(10) == (7, 1))
        #expect(sizes(12) == (6, 1))
        #expect(sizes(30).1 > 1)
    }

    @Test(.timeLimit(.minutes(5))) func `200,000 rows need no more memory than a page of them`() throws {
        var table = try PDFTable(Sample.heading, columns: [PDFColumn("Name"), PDFColumn("Place")], closing: [])
        var largest = 0
        var size = 0
        for batch in 0..<200 {
            let bytes = try table.rows(
                (0..<1_000).map { ["device-\(1_000_000 + batch * 1_000 + $0)", "Site \(1_000 + $0)"] })
            largest = max(largest, bytes.count)
            size += bytes.count
        }
        let end = try table.end()
        #expect(table.largestPending < 16_000, "\(table.largestPending) bytes of a page")
        #expect(largest < 60_000, "\(largest) bytes of a thousand rows")
        // What grows is a line of the table for each object.
        #expect(end.count < 300_000 && size > 2_000_000)
        #expect(String(decoding: end.suffix(7), as: UTF8.self) == "\n%%EOF\n")
    }
}
