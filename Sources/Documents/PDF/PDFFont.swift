/// A length on a page in thousandths of a point (1/72,000 inch): whole numbers, so that the same text is laid out the same
/// everywhere.
typealias Millipoints = Int

/// The fonts of a document: two of the fourteen that every reader of PDF brings along (ISO 32000-1, 9.6.2.2).
enum PDFFont: String, CaseIterable, Sendable {
    case regular = "F1"
    case bold = "F2"

    /// The name by which readers know it.
    var postScriptName: String { self == .regular ? "Helvetica" : "Helvetica-Bold" }

    /// How wide a character is.
    ///
    /// - Parameters:
    ///   - code: In WinAnsiEncoding.
    ///   - size: Of the type, in points.
    @inline(__always)
    func width(of code: UInt8, size: Int) -> Millipoints {
        code < 32 ? 0 : Int(widths[Int(code) - 32]) * size
    }

    /// How wide a line of text is.
    func width(of codes: some Sequence<UInt8>, size: Int) -> Millipoints {
        let widths = widths
        var sum = 0
        for code in codes where code >= 32 { sum += Int(widths[Int(code) - 32]) }
        return sum * size
    }

    private var widths: [UInt16] { self == .regular ? Self.regularWidths : Self.boldWidths }

    // Widths of the codes from 32 on in thousandths of the type's size, from Adobe's Core 14 AFM files (Helvetica,
    // Helvetica-Bold); https://adobe-type-tools.github.io/font-tech-notes/
    // Codes without a character are bullets (ISO 32000-1, Annex D.2, footnote 3).
    private static let regularWidths: [UInt16] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350,
        556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
        350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667,
        278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
        400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
        667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
        722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
        556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
    ]
    private static let boldWidths: [UInt16] = [
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
        975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
        333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
        611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 350,
        556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
        350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667,
        278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
        400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
        722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
        722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
        556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
        611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
    ]
}
