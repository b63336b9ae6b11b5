import Basics
import Testing

@testable import Documents

/// What we write is what readers of others read: pypdf and openpyxl.
@Suite("Documents in readers of others")
struct ForeignReaderTests {
    /// Prints pages, title and language, then the texts of all pages; a fault ends it with a trace.
    private static let pdf = """
        import sys
        import pypdf
        document = pypdf.PdfReader(sys.argv[1], strict=True)
        root = document.trailer["/Root"]
        assert set(root) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}, root
        print(len(document.pages), document.metadata.title, root["/Lang"], document.metadata.creation_date.isoformat())
        for page in document.pages:
            assert "/Annots" not in page and "/AA" not in page
            print(page.extract_text())
        """

    private static let xlsx = """
        import sys
        import warnings
        import openpyxl
        warnings.simplefilter("ignore")  # A workbook without styles has those of the reader.
        book = openpyxl.load_workbook(open(sys.argv[1], "rb"))
        for sheet in book.worksheets:
            print(sheet.title)
            for row in sheet.iter_rows():
                assert all(cell.data_type == "s" or cell.value is None for cell in row), row
                print("|".join(cell.value or "" for cell in row))
        """

    @Test(.enabled(if: DocumentReader.isInstalled, "Run Scripts/install-prerequisites."), .timeLimit(.minutes(5)))
    func `a reader reads the text of all rows and pages of a PDF document`() async throws {
        let columns = [PDFColumn("Name"), PDFColumn("Location"), PDFColumn("Height", alignsRight: true)]
        // More pages than one node of their tree has.
        let rows = (0..<22_000).map { ["device-\(100_000 + $0)", "Zürich \($0 % 7) (\\EMEA)", String($0 % 48)] }
        let document = try Sample.document(columns, rows)
        let text = try await DocumentReader.read(document, Self.pdf)
        let lines = text.split(separator: "\n").map(String.init)
        let pages = try #require(lines.first.flatMap { Int($0.prefix(while: \.isNumber)) }, "\(text.prefix(2_000))")
        #expect(lines.first == "\(pages) Devices en 2026-11-18T14:26:40+00:00")
        #expect(pages > 512 && lines.count(where: { $0.contains(" UTC Page ") }) == pages)
        #expect(text.contains("Page \(pages) of \n\(pages)\n"), "the form is a text of its own to the reader")
        let words = text.split { $0 == "\n" || $0 == " " }.filter { $0.hasPrefix("device-") }.map(String.init)
        #expect(words == rows.map { $0[0] })
        #expect(text.contains("Zürich 6 (\\EMEA)") && text.contains("22,000 rows.") && text.contains(Sample.notice))
    }

    @Test(.enabled(if: DocumentReader.isInstalled, "Run Scripts/install-prerequisites."), .timeLimit(.minutes(5)))
    func `a reader finds nothing but text in hostile cells`() async throws {
        let rows = HostileCellTests.hostile.enumerated().map { ["row-\($0.offset)-", $0.element] }
        let document = try Sample.document([PDFColumn("Name"), PDFColumn("Text")], rows)
        let text = try await DocumentReader.read(document, Self.pdf)
        #expect(!text.contains("Traceback"), "\(text.suffix(2_000))")
        #expect(rows.indices.allSatisfy { text.contains("row-\($0)-") })
        #expect(text.contains("/S/JavaScript/JS(app.alert(1))"), "shown as it was written")
        // The reader can tell: a document that was cut off does not pass.
        let broken = try await DocumentReader.read(Array(document.dropLast(200)), Self.pdf)
        #expect(broken.contains("Traceback"))
    }

    @Test(.enabled(if: DocumentReader.isInstalled, "Run Scripts/install-prerequisites."), .timeLimit(.minutes(5)))
    func `a reader finds rows in the first sheet of a workbook and notices in the second`() async throws {
        var writer = XLSXWriter(Sample.heading, closing: [Sample.notice])
        var bytes = try writer.begin(["Name", "Text"])
        bytes += try writer.rows([["=SUM(1)", "a & b"], ["+1", "<c>"]])
        bytes += try writer.end()
        #expect(
            try await DocumentReader.read(bytes, Self.xlsx) == """
                Devices
                Name|Text
                =SUM(1)|a & b
                +1|<c>
                About
                Devices
                Narrowed to: Name contains acc.
                Made on 2026-11-18 14:26:40 UTC by Almanac 0.1.0.
                Example: The notice of a source.

                """)
    }
}
