/// The texts of a small XML document by the path of their elements, as in `ErrorResponse/Error/Code`.
///
/// Strict, because what is read decides who Almanac is: no document types, no other entities than the five of XML, no text
/// beside elements, one value per path.
struct XMLLeaves {
    private var values: [String: String] = [:]

    /// Reads a document; nil when it is none of this kind.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var rest = Substring(text).drop(while: \.isWhitespace)
        if rest.hasPrefix("<?xml") {
            guard let end = rest.firstRange(of: "?>") else { return nil }
            rest = rest[end.upperBound...]
        }
        var open: [Substring] = []
        var isLeaf = false
        while let start = rest.firstIndex(of: "<") {
            let before = rest[..<start]
            rest = rest[start...].dropFirst()
            guard let end = rest.firstIndex(of: ">"), open.count < 32 else { return nil }
            let tag = rest[..<end]
            rest = rest[end...].dropFirst()
            if tag.hasPrefix("/") {
                guard open.last == tag.dropFirst() else { return nil }
                if isLeaf {
                    let path = open.joined(separator: "/")
                    guard let value = Self.plain(before), values.updateValue(value, forKey: path) == nil else {
                        return nil
                    }
                } else if !before.allSatisfy(\.isWhitespace) {
                    return nil
                }
                open.removeLast()
                isLeaf = false
                if open.isEmpty { break }
            } else {
                let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
                guard before.allSatisfy(\.isWhitespace), let first = name.first, first.isASCII && first.isLetter else {
                    return nil
                }
                isLeaf = !tag.hasSuffix("/")
                if isLeaf { open.append(name) }
            }
        }
        guard open.isEmpty, rest.allSatisfy(\.isWhitespace), !values.isEmpty else { return nil }
    }

    subscript(path: String) -> String? { values[path] }

    /// The text of the only element whose path ends so.
    func only(endingWith end: String) -> String? {
        let found = values.filter { $0.key.hasSuffix("/" + end) }
        return found.count == 1 ? found.first?.value : nil
    }

    private static func plain(_ text: Substring) -> String? {
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { return nil }
            switch rest[start...end] {
            case "&amp;": result += "&"
            case "&lt;": result += "<"
            case "&gt;": result += ">"
            case "&quot;": result += "\""
            case "&apos;": result += "'"
            default: return nil
            }
            rest = rest[end...].dropFirst()
        }
        return result + rest
    }
}
