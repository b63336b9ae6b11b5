/// Writes CSV (RFC 4180), and guards spreadsheets against cells that they would take for formulas.
package enum CSVText {
    /// Appends one field; in quotes only when it needs them.
    ///
    /// - Parameters:
    ///   - text: The field.
    ///   - buffer: Where to append.
    ///   - delimiter: The separator of the record that the field is for.
    package static func appendField(_ text: String, to buffer: inout [UInt8], delimiter: UInt8 = 0x2C) {
        text.withUTF8Bytes { bytes in
            guard needsQuotes(bytes, delimiter: delimiter) else {
                buffer.append(contentsOf: bytes)
                return
            }
            buffer.append(0x22)
            var written = 0
            for index in bytes.indices where bytes[index] == 0x22 {
                buffer.append(contentsOf: bytes.part(written, index &+ 1))
                buffer.append(0x22)
                written = index &+ 1
            }
            buffer.append(contentsOf: bytes.part(written, bytes.count))
            buffer.append(0x22)
        }
    }

    /// Appends one record and CR LF.
    ///
    /// - Parameters:
    ///   - fields: At least one; a single empty field is written as `""`, since an empty line is no record.
    ///   - buffer: Where to append.
    ///   - delimiter: The separator of the fields.
    package static func appendRow(_ fields: [String], to buffer: inout [UInt8], delimiter: UInt8 = 0x2C) {
        var isFirst = true
        for field in fields {
            if !isFirst { buffer.append(delimiter) }
            isFirst = false
            appendField(field, to: &buffer, delimiter: delimiter)
        }
        if fields.count == 1, fields[0].isEmpty { buffer.append(contentsOf: [0x22, 0x22]) }
        buffer.append(0x0D)
        buffer.append(0x0A)
    }

    /// Puts an apostrophe before a cell that a spreadsheet would run as a formula.
    ///
    /// These are cells that start, after any number of apostrophes, with `=`, `+`, `-`, `@`, a tab, CR, LF or a
    /// full-width form of the first four. ``unguardFormula(_:)`` is the exact inverse for every text.
    /// - Source: OWASP, "CSV Injection", <https://owasp.org/www-community/attacks/CSV_Injection>.
    package static func guardFormula(_ text: String) -> String {
        isDangerous(text.utf8[...]) ? "'" + text : text
    }

    /// Takes away the apostrophe that ``guardFormula(_:)`` puts before a cell, and no other.
    package static func unguardFormula(_ text: String) -> String {
        guard text.utf8.first == 0x27, isDangerous(text.utf8.dropFirst()) else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    private static func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Bool {
        // A field that starts like a byte order mark would lose it at the start of a file.
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { return true }
        for byte in bytes where byte == 0x22 || byte == delimiter || byte == 0x0A || byte == 0x0D { return true }
        return false
    }

    /// Whether the text is apostrophes, or none, and then a character that starts a formula.
    private static func isDangerous(_ text: Substring.UTF8View) -> Bool {
        var rest = text.drop { $0 == 0x27 }
        switch rest.popFirst() {
        case 0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0A, 0x0D: return true
        // U+FF1D, U+FF0B, U+FF0D and U+FF20 are EF BC 9D, 8B, 8D and A0.
        case 0xEF:
            guard rest.popFirst() == 0xBC, let last = rest.first else { return false }
            return last == 0x9D || last == 0x8B || last == 0x8D || last == 0xA0
        default: return false
        }
    }
}
