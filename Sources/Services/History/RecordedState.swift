package import Basics
import Domain
package import Modeling

/// An object as the history keeps it, made whole again: what the row leaves out is derived from the model.
package struct RecordedState: Sendable {
    package let schema: AnySchema
    package let id: Identifier
    /// The members as recorded, without those that are never shown.
    package let members: JSONObject

    /// The cells as they were; hidden ones as in a new row.
    package let row: [Value]

    /// - Parameter recorded: Members as a history row keeps them; names that the model does not have are passed over.
    package init(_ schema: AnySchema, _ id: Identifier, _ recorded: JSONObject) {
        self.schema = schema
        self.id = id
        // Few members are recorded of an object with many fields: each of them finds its column, not the other way.
        var row = schema.emptyRow
        row[0] = .id(id)
        var members = JSONObject()
        for (name, value) in recorded.members {
            let column = schema.columnIndex[name == "custom_fields" ? "custom_field_data" : name]
            if let column, schema.columns[column].isRecorded {
                row[column] = Self.cell(value, schema.columns[column])
                members[name] = value
            } else if column == nil, name == "tags" || schema.fieldsByName[name].map({ !$0.isStored }) == true {
                members[name] = value
            }
        }
        for (index, column) in schema.columns.enumerated() {
            guard let source = column.sortKeyOf else { continue }
            row[index] = .text(NaturalOrder.key(row[source].textValue ?? ""))
        }
        self.members = members
        self.row = row
    }

    /// The members of the sets that the model keeps itself, by field.
    package var many: [String: [Identifier]] {
        Dictionary(
            schema.ownSets.map { field in
                let ids = members[field.info.name]?.arrayValue ?? []
                return (field.info.name, ids.compactMap { $0.stringValue.flatMap { Identifier($0) } })
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of the tags, sorted.
    package var tags: [String] { (members["tags"]?.arrayValue ?? []).compactMap(\.stringValue) }

    /// The object in the flat form of core.md §7.2: every field, empty ones too, times cut to milliseconds.
    package var flat: JSONObject { object(cutsTimes: true) }

    /// The object with every field, exactly as it was.
    package var exact: JSONObject { object(cutsTimes: false) }

    private func object(cutsTimes: Bool) -> JSONObject {
        var object = JSONObject()
        for field in schema.fields where !field.info.isHidden && !field.info.isWriteOnly {
            if field is Reserved {
                object[field.info.name] = (field as? Reserved)?.isMany == true ? .array([]) : .null
            } else if field.isStored {
                let cell = row[field.index]
                let key = cell.identifier.flatMap { id in field.target?.json(of: id) }
                object[field.info.name] = key ?? Self.json(cell, field.info.kind, cutsTimes)
            } else if case .own = field.joinTable {
                let ids = many[field.info.name] ?? []
                object[field.info.name] = .array(ids.map { field.target?.json(of: $0) ?? .string($0.description) })
            }
        }
        for name in ["created", "last_updated"] {
            if let index = schema.columnIndex[name] { object[name] = Self.json(row[index], .timestamp, cutsTimes) }
        }
        if schema.features.contains(.customFields) { object["custom_fields"] = members["custom_fields"] ?? [:] }
        if schema.features.contains(.tags) { object["tags"] = .array(tags.map(JSONValue.string)) }
        return object
    }

    /// The cell that a recorded member stands for; the column's empty value when it cannot be read.
    package static func cell(_ json: JSONValue, _ column: Column) -> Value {
        switch (column.kind, json) {
        case (_, .null): .null
        case (.boolean, .bool(let truth)): .bool(truth)
        case (.integer, .int(let number)): .int(number)
        case (.decimal(_, let scale), .string(let text)): scaled(text, scale).map(Value.int) ?? column.emptyValue
        case (.real, _): json.doubleValue.map(Value.double) ?? column.emptyValue
        case (.text, .string(let text)): .text(text)
        case (.identifier, .string(let text)): Identifier(text).map(Value.id) ?? column.emptyValue
        case (.day, .string(let text)): CalendarDay(text).map(Value.day) ?? column.emptyValue
        case (.timestamp, .string(let text)): Timestamp(text).map(Value.timestamp) ?? column.emptyValue
        case (.json, _), (.strings, _): .json(json.text)
        default: column.emptyValue
        }
    }

    /// A decimal without its point, as cells hold it; exact.
    private static func scaled(_ text: String, _ scale: Int) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard fraction.count <= scale else { return nil }
        return Int64(parts[0] + fraction + String(repeating: "0", count: scale - fraction.count))
    }

    private static func json(_ value: Value, _ kind: Kind, _ cutsTimes: Bool) -> JSONValue {
        if cutsTimes, case .timestamp(let time) = value {
            let milliseconds = Timestamp(microseconds: time.microseconds / 1000 * 1000)
            let text = milliseconds.description
            // A fraction is written with six digits, of which three are left.
            return .string(text.utf8.count > 20 ? text.dropLast(4) + "Z" : text)
        }
        var bytes: [UInt8] = []
        CellJSON.append(value, kind, to: &bytes)
        // What cells are written as is JSON; a damaged JSON cell shows as null.
        return (try? JSONValue(parsing: bytes)) ?? .null
    }
}

extension AnySchema {
    /// A row in which nothing was ever written; what is not recorded is as in a new row.
    fileprivate var emptyRow: [Value] {
        columns.enumerated().map { index, column in column.isRecorded ? column.emptyValue : blankRow[index] }
    }
}
