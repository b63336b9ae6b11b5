package import Basics
import Modeling

/// Where an imported object stands in its file.
package struct ImportOrigin: Hashable, Sendable {
    package let file: String
    /// 1 for the first line.
    package let line: Int
    /// The place in the line where a text is malformed, or the cell that a table's row is refused for, both from 1; 0
    /// when the whole line is meant.
    package let column: Int

    package init(file: String, line: Int, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One object to import.
package struct ImportItem: Sendable {
    /// What the object is imported for.
    package enum Purpose: Hashable, Sendable {
        case itself
        /// Others need that there is one: it is made when it is missing, and left as it is when it is there.
        case need
        /// It connects others, and is passed over, and told, when one of its optional references is nowhere.
        case connection
        /// Others name it by this key: it may be here under another, and is never made.
        case mention
    }

    /// `dcim.device`.
    package let model: String
    package let object: JSONObject
    package let origin: ImportOrigin
    /// Members or columns that the model does not have.
    package let unknown: [String]
    /// The cells of fields, 1 for the first of the row; empty when the object is no row of a table.
    package let columns: [String: Int]
    /// The members that together find the object where its natural key need not; empty when the natural key does.
    let identity: [String]
    let purpose: Purpose
    /// References that are left out, and told, when what they name is nowhere.
    let optional: Set<String>

    package init(
        model: String, object: JSONObject, origin: ImportOrigin, unknown: [String] = [], columns: [String: Int] = [:],
        identity: [String] = [], purpose: Purpose = .itself, optional: Set<String> = []
    ) {
        self.model = model
        self.object = object
        self.origin = origin
        self.unknown = unknown
        self.columns = columns
        self.identity = identity
        self.purpose = purpose
        self.optional = optional
    }

    /// The item without some members.
    func without(_ names: some Collection<String>) -> ImportItem {
        ImportItem(
            model: model, object: JSONObject(object.members.filter { !names.contains($0.key) }), origin: origin,
            unknown: [], columns: columns, identity: identity,
            purpose: purpose, optional: optional)
    }
}

/// What a reader found: an object, or something that cannot be one.
package enum ImportReading: Sendable {
    case item(ImportItem)
    case failure(ImportOrigin, String)
}

/// What an import does, or would do, with one object.
package struct ImportEntry: Sendable {
    package enum Action: String, Sendable, CaseIterable {
        case create
        case update
        case unchanged
        case error
    }
    package let action: Action
    package let model: String
    package let origin: ImportOrigin
    /// How the object reads; empty for errors.
    package let display: String
    /// Fields that change.
    package let changed: [String]
    /// What is wrong, one sentence each.
    package let messages: [String]

    package init(
        action: Action, model: String, origin: ImportOrigin, display: String = "", changed: [String] = [],
        messages: [String] = []
    ) {
        self.action = action
        self.model = model
        self.origin = origin
        self.display = display
        self.changed = changed
        self.messages = messages
    }
}

extension ImportEntry {
    var json: JSONValue {
        .object(
            JSONObject([
                ("action", .string(action.rawValue)), ("model", .string(model)), ("file", .string(origin.file)),
                ("line", .int(Int64(origin.line))), ("column", .int(Int64(origin.column))),
                ("display", .string(display)), ("changed", .array(changed.map(JSONValue.string))),
                ("messages", .array(messages.map(JSONValue.string))),
            ]))
    }
}
