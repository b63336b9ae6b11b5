package import Basics
package import Modeling

/// Turns a CSV row into the object a client would send (core.md §8.2).
package enum CSVObject {
    /// Reads a row.
    ///
    /// Columns named `location__name`, `location__parent__name` … together describe one reference. `NULL` and
    /// `NoObject` stand for null, lists are separated by commas, or by `|` where members are natural keys.
    package static func make(header: [String], row: [String], _ schema: AnySchema) -> JSONObject {
        var members: [(String, JSONValue)] = []
        var references: [String: [(path: String, value: JSONValue)]] = [:]
        var referenceOrder: [String] = []
        for (index, column) in header.enumerated() where index < row.count {
            let name = Words.trimmed(column)
            let (text, isLiteral) = CSVWords.read(CSVText.unguardFormula(row[index]))
            if let (base, path) = reference(name, schema) {
                if references[base] == nil { referenceOrder.append(base) }
                references[base, default: []].append((path, isLiteral ? .string(text) : cell(text)))
                continue
            }
            if name.hasPrefix("cf_"), schema.features.contains(.customFields), schema.fieldsByName[name] == nil {
                // What the text means is known to the definition of the field, when the row is written.
                members.append((name, isLiteral ? .string(text) : cell(text)))
            } else if isLiteral, schema.fieldsByName[name]?.info.kind == .text {
                members.append((name, .string(text)))
            } else if let value = member(name, text, schema) {
                members.append((name, value))
            }
        }
        for base in referenceOrder {
            let parts = references[base] ?? []
            let isEmpty = parts.allSatisfy { $0.value == .null }
            members.append((base, isEmpty ? .null : .object(JSONObject(parts.map { ($0.path, $0.value) }))))
        }
        return JSONObject(members)
    }

    /// The field and the rest of a column that is a part of a reference, such as `location__name`; nil for others.
    static func reference(_ column: String, _ schema: AnySchema) -> (field: String, path: String)? {
        guard let separator = column.firstRange(of: "__") else { return nil }
        let base = String(column[..<separator.lowerBound])
        guard let field = schema.fieldsByName[base], field.target != nil || field is Reserved else { return nil }
        return (base, String(column[separator.upperBound...]))
    }

    /// Whether a cell stands for no value.
    static func isNothing(_ text: String) -> Bool { text.isEmpty || text == "NULL" || text == "NoObject" }

    private static func cell(_ text: String) -> JSONValue { isNothing(text) ? .null : .string(text) }

    private static func member(_ name: String, _ text: String, _ schema: AnySchema) -> JSONValue? {
        if name == "tags" { return .array(list(text).map(JSONValue.string)) }
        if name == "id" { return text.isEmpty ? nil : .string(text) }
        guard let field = schema.fieldsByName[name] else { return nil }
        if field.target != nil, !field.isStored { return .array(list(text).map(reference)) }
        if field.target != nil || field is Reserved { return cell(text) }
        switch field.info.kind {
        case .strings: return .array(list(text).map(JSONValue.string))
        case .json:
            guard cell(text) != .null else { return .null }
            return (try? JSONValue(parsing: text)) ?? .string(text)
        case .text:
            // An empty cell is the empty text; only a nullable text knows NULL.
            return field.info.isNullable && (text == "NULL" || text.isEmpty)
                ? .null : .string(text == "NULL" ? "" : text)
        default:
            guard cell(text) == .null else { return .string(text) }
            return field.info.isNullable ? .null : nil
        }
    }

    private static func list(_ text: String) -> [String] {
        guard cell(text) != .null else { return [] }
        let separator: Character = text.contains("|") ? "|" : ","
        return text.split(separator: separator).map { Words.trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    private static func reference(_ text: String) -> JSONValue { .string(text) }
}

/// Cells whose text is one of the words that stand for nothing.
enum CSVWords {
    private static func isReserved(_ text: Substring) -> Bool { text == "NULL" || text == "NoObject" }

    /// Puts an apostrophe before a text that would be read as nothing; ``read(_:)`` is the inverse.
    static func guarded(_ text: String) -> String {
        isReserved(text.drop { $0 == "'" }) ? "'" + text : text
    }

    /// Takes the apostrophe away, and tells whether there was one.
    static func read(_ text: String) -> (text: String, isLiteral: Bool) {
        guard text.hasPrefix("'"), isReserved(text.drop { $0 == "'" }) else { return (text, false) }
        return (String(text.dropFirst()), true)
    }
}
