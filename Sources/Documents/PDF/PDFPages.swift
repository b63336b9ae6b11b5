import Basics

/// The pages of a document: numbered, with a foot, written as they are handed in.
///
/// Each foot says "Page N of" and draws a form behind it that is written last, when the number of pages is known.
struct PDFPages: Sendable {
    /// A4, lying.
    static let width: Millipoints = 841_890
    static let height: Millipoints = 595_280
    static let margin: Millipoints = 36_000
    /// Where the space for content ends, above the foot.
    static let bottom: Millipoints = 42_000
    /// From margin to margin.
    static let space = width - 2 * margin

    private static let footSize = 7
    private static let footLine: Millipoints = 26_000
    /// Where "Page N of M" begins: M is not known when N is written.
    private static let pageLeft = width - margin - 80_000
    /// Pages below one node of their tree, so that readers find a page without reading all.
    private static let nodeSize = 512

    /// How many pages are written.
    private(set) var count = 0
    private var file: PDFFile
    private let heading: DocumentHeading
    private let catalog: Int
    private let tree: Int
    private let information: Int
    private let fonts: [PDFFont: Int]
    private let total: Int
    private var nodes: [Int] = []
    private var kids: [Int] = []

    /// - Throws: ``Problem`` when there is no memory.
    init(_ heading: DocumentHeading) throws {
        var file = try PDFFile()
        self.heading = heading
        catalog = file.reserve()
        tree = file.reserve()
        information = file.reserve()
        fonts = Dictionary(uniqueKeysWithValues: PDFFont.allCases.map { ($0, file.reserve()) })
        total = file.reserve()
        self.file = file
        try self.file.write(
            catalog,
            "<</Type/Catalog/Pages \(tree) 0 R/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>>>")
        try self.file.write(
            information,
            "<</Title\(PDFFile.string(heading.title))/Producer\(PDFFile.string(heading.producer))"
                + "/Creator\(PDFFile.string(heading.producer))/CreationDate(\(Self.date(heading.made)))>>")
        for font in PDFFont.allCases {
            try self.file.write(
                fonts[font] ?? 0,
                "<</Type/Font/Subtype/Type1/BaseFont/\(font.postScriptName)/Encoding/WinAnsiEncoding>>")
        }
    }

    /// Writes a page.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    mutating func append(_ content: PageContent) throws {
        if kids.isEmpty { nodes.append(file.reserve()) }
        let (page, stream) = (file.reserve(), file.reserve())
        count += 1
        kids.append(page)
        var content = content
        foot(&content)
        try file.write(stream, stream: content.bytes)
        try file.write(page, "<</Type/Page/Parent \(nodes.last ?? tree) 0 R/Contents \(stream) 0 R>>")
        if kids.count == Self.nodeSize { try writeNode() }
    }

    /// Gives what is written since the last call.
    mutating func take() -> [UInt8] { file.take() }

    /// Writes what belongs to all pages, and the end of the file.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    mutating func end() throws {
        if !kids.isEmpty { try writeNode() }
        var content = PageContent()
        content.beginText(.regular, size: Self.footSize)
        content.show(Self.line(String(count)), x: 0, y: 0)
        content.endText()
        try file.write(
            total, stream: content.bytes,
            "/Type/XObject/Subtype/Form/BBox[0 -4 60 10]/Resources<</Font\(fontNames)>>")
        let box = "[0 0 \(PageContent.points(Self.width)) \(PageContent.points(Self.height))]"
        try file.write(
            tree,
            "<</Type/Pages/Count \(count)/Kids[\(nodes.map { "\($0) 0 R" }.joined(separator: " "))]/MediaBox\(box)"
                + "/Resources<</Font\(fontNames)/XObject<</Total \(total) 0 R>>>>>>")
        try file.end(catalog: catalog, information: information)
    }

    private mutating func writeNode() throws {
        try file.write(
            nodes.last ?? tree,
            "<</Type/Pages/Parent \(tree) 0 R/Count \(kids.count)/Kids["
                + kids.map { "\($0) 0 R" }.joined(separator: " ") + "]>>")
        kids.removeAll(keepingCapacity: true)
    }

    private var fontNames: String {
        "<<" + PDFFont.allCases.map { "/\($0.rawValue) \(fonts[$0] ?? 0) 0 R" }.joined() + ">>"
    }

    private func foot(_ content: inout PageContent) {
        let page = Self.line("Page \(count) of ")
        let origin = Self.line("\(heading.producer), \(heading.madeText)")
        content.beginText(.regular, size: Self.footSize)
        content.show(origin, x: Self.margin, y: Self.footLine)
        content.show(page, x: Self.pageLeft, y: Self.footLine)
        content.endText()
        content.form("Total", x: Self.pageLeft + page.width, y: Self.footLine)
    }

    private static func line(_ text: String) -> TextLines.Line {
        let text = WinAnsiText(text, limit: 200)
        return TextLines.Line(
            codes: text.codes, width: PDFFont.regular.width(of: text.codes, size: footSize), original: nil)
    }

    /// A moment as in 7.9.4, to the second.
    private static func date(_ moment: Timestamp) -> String {
        "D:" + moment.description.prefix(19).filter(\.isNumber) + "Z"
    }
}
