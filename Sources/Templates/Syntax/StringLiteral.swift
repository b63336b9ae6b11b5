/// The escape sequences of texts in quotes, as Python has them.
enum StringLiteral {
    private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r",
        "t": "\t", "v": "\u{0B}",
    ]

    /// The text that stands for what is between the quotes.
    static func content(of scalars: ArraySlice<Unicode.Scalar>) throws(Lexer.Failure) -> String {
        var content = String.UnicodeScalarView()
        var rest = scalars
        while let next = rest.popFirst() {
            guard next == "\\", let kind = rest.popFirst() else {
                content.append(next)
                continue
            }
            if let plain = simple[kind] {
                content.append(plain)
            } else if let length = ["x": 2, "u": 4, "U": 8][kind] {
                content.append(try hexadecimal(&rest, length: length, kind))
            } else if ("0"..."7").contains(kind) {
                content.append(octal(kind, &rest))
            } else if kind == "N" {
                throw Lexer.Failure(message: "malformed \\N character escape")
            } else if kind != "\n" {
                content.append("\\")
                content.append(kind)
            }
        }
        return String(content)
    }

    private static func hexadecimal(
        _ rest: inout ArraySlice<Unicode.Scalar>, length: Int, _ kind: Unicode.Scalar
    ) throws(Lexer.Failure) -> Unicode.Scalar {
        let digits = rest.prefix(length)
        guard digits.count == length, digits.allSatisfy(\.properties.isASCIIHexDigit) else {
            throw Lexer.Failure(message: "truncated \\\(kind)\(String(repeating: "X", count: length)) escape")
        }
        rest = rest.dropFirst(length)
        let value = digits.reduce(UInt32(0)) { $0 << 4 | UInt32(Character($1).hexDigitValue ?? 0) }
        guard let scalar = Unicode.Scalar(value) else { throw Lexer.Failure(message: "illegal Unicode character") }
        return scalar
    }

    private static func octal(_ first: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let next = rest.first, ("0"..."7").contains(next) else { break }
            value = value << 3 | (next.value - 0x30)
            rest = rest.dropFirst()
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
