/// Texts in the parts of URLs and forms.
package enum URLText {
    /// A text as one segment of a path or one value of a query or form: everything but unreserved characters is encoded.
    package static func component(_ text: String) -> String { encoded(text, keepsSlashes: false) }

    /// A text as segments of a path: as ``component(_:)``, and slashes stay.
    package static func path(_ text: String) -> String { encoded(text, keepsSlashes: true) }

    /// `name=value` pairs.
    package static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(component($0.0))=\(component($0.1))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String, keepsSlashes: Bool) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(byte)
            case 0x2F where keepsSlashes: result.append(byte)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
