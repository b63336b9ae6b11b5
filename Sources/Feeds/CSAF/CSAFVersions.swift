import Basics

/// Versions as CSAF documents write them, in the form of rows of the CVE list.
///
/// What is not understood is passed on as it is written: whoever reads the row will not understand it either, and say so.
struct CSAFVersions {
    /// The members of a row that say which versions it covers.
    typealias Bounds = [(String, JSONValue)]

    /// The rows of a text (`vers:generic/PAN-OS<11.0.2`, `FortiOS >=7.4.0|<=7.4.3`, `FortiOS/ 7.6 all versions`).
    ///
    /// - Parameters:
    ///   - text: The text; `nil` when none is told.
    ///   - product: The name of the product, which may stand before the version.
    static func rows(_ text: String?, of product: String) -> [Bounds] {
        guard let text = text.map(Words.trimmed), !text.isEmpty else { return [[("version", "unspecified")]] }
        let plain = withoutProduct(text, product)
        return words(plain) ?? constraints(plain) ?? [[("version", .string(plain))]]
    }

    /// The text without `vers:…/` and without the name of the product before the version.
    private static func withoutProduct(_ text: String, _ product: String) -> String {
        var rest = Substring(text)
        if rest.lowercased().hasPrefix("vers:"), let slash = rest.firstIndex(of: "/") {
            rest = rest[rest.index(after: slash)...]
        }
        if !product.isEmpty, rest.lowercased().hasPrefix(product.lowercased()) {
            let after = rest.dropFirst(product.count).drop { " /-:".contains($0) }
            if after.isEmpty || after.first.map(beginsVersion) == true { rest = after }
        }
        let plain = Words.trimmed(String(rest))
        return plain.isEmpty ? "*" : plain
    }

    private static func beginsVersion(_ character: Character) -> Bool {
        character.isNumber || "<>=*vVrRaA".contains(character)
    }

    /// `7.6 all versions`, `all versions`, `All`, `7.0.6 and above`.
    private static func words(_ text: String) -> [Bounds]? {
        let words = text.lowercased().split(separator: " ").map(String.init)
        if text == "*" || words == ["all"] || words == ["all", "versions"] { return [[("version", "all")]] }
        guard words.count == 3, isNumeric(words[0]) else { return nil }
        if words[1] == "all", words[2] == "versions" { return [[("version", .string(words[0] + ".*"))]] }
        guard ["and", "or"].contains(words[1]), ["above", "later", "newer"].contains(words[2]) else { return nil }
        // Other trains have entries of their own.
        let train = words[0].split(separator: ".").dropLast()
        guard !train.isEmpty else { return nil }
        return [[("version", .string(words[0])), ("lessThan", .string(train.joined(separator: ".") + ".*"))]]
    }

    private static func isNumeric(_ text: String) -> Bool {
        text.first?.isNumber == true && text.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// `>=7.4.0|<=7.4.3`, `<11.0.2`, `>=11.2.0`, `7.4.8`; `nil` for anything else.
    private static func constraints(_ text: String) -> [Bounds]? {
        var rows: [Bounds] = []
        var start: String?
        for part in text.split(whereSeparator: { $0 == "|" || $0 == "," }).map({ Words.trimmed(String($0)) }) {
            let sign = part.prefix { "<>=!".contains($0) }
            let version = Words.trimmed(String(part.dropFirst(sign.count)))
            guard !version.isEmpty, !version.contains(" ") else { return nil }
            switch sign {
            case ">=":
                if let start { rows.append(above(start)) }
                start = version
            case "<", "<=":
                let end = (sign == "<" ? "lessThan" : "lessThanOrEqual", JSONValue.string(version))
                rows.append([("version", .string(start ?? "0")), end])
                start = nil
            case "", "=":
                guard start == nil, version.first.map(beginsVersion) == true else { return nil }
                rows.append([("version", .string(version))])
            default: return nil
            }
        }
        if let start { rows.append(above(start)) }
        return rows.isEmpty ? nil : rows
    }

    private static func above(_ version: String) -> Bounds { [("version", .string(version)), ("lessThan", "*")] }
}
