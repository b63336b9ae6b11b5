/// The operators that draw a page (ISO 32000-1, Annex A).
struct PageContent: Sendable {
    private(set) var bytes: [UInt8] = []

    /// Shows a line of text.
    ///
    /// - Parameters:
    ///   - x: Of its left edge.
    ///   - y: Of its baseline.
    mutating func show(_ line: TextLines.Line, x: Millipoints, y: Millipoints) {
        put("1 0 0 1 ")
        put(x, y)
        put("Tm ")
        // Who copies or searches gets what stand-ins stand for (14.9.4).
        if let original = line.original { put("/Span<</ActualText\(PDFFile.string(original))>>BDC ") }
        bytes.append(0x28)
        for code in line.codes {
            // Only these have a meaning within a string (7.3.4.2).
            if code == 0x28 || code == 0x29 || code == 0x5C { bytes.append(0x5C) }
            bytes.append(code)
        }
        put(line.original == nil ? ")Tj\n" : ")Tj EMC\n")
    }

    mutating func beginText(_ font: PDFFont, size: Int) { put("BT /\(font.rawValue) \(size) Tf\n") }

    mutating func endText() { put("ET\n") }

    /// Draws a light line from left to right.
    mutating func rule(from left: Millipoints, to right: Millipoints, y: Millipoints) {
        put("0.25 w 0.75 G ")
        put(left, y)
        put("m ")
        put(right, y)
        put("l S\n")
    }

    /// Fills a rectangle with light grey.
    mutating func shade(x: Millipoints, y: Millipoints, width: Millipoints, height: Millipoints) {
        put("0.92 g ")
        put(x, y)
        put(width, height)
        put("re f 0 g\n")
    }

    /// Draws a form that other pages draw too.
    mutating func form(_ name: String, x: Millipoints, y: Millipoints) {
        put("q 1 0 0 1 ")
        put(x, y)
        put("cm /\(name) Do Q\n")
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Two lengths, each with a space behind it.
    private mutating func put(_ first: Millipoints, _ second: Millipoints) {
        for length in [first, second] {
            bytes.append(contentsOf: Self.points(length).utf8)
            bytes.append(0x20)
        }
    }

    /// A length in points with up to three decimals.
    static func points(_ length: Millipoints) -> String {
        let (whole, rest) = Int(length.magnitude).quotientAndRemainder(dividingBy: 1000)
        let sign = length < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(whole)" }
        var digits = String(1000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}
