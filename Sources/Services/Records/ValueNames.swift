import Basics
import Modeling
import Storage

/// How values of a field are called: in the parameter of a filter, and by people.
struct ValueNames {
    /// The names of a value.
    struct Name {
        /// What a filter says: the name that people know where it is unique, else the key.
        let value: String
        /// The key of a row; of others the value.
        let key: String
        let label: String
    }

    private let session: Session
    private let visibility: Visibility?

    init(_ session: Session, _ visibility: Visibility?) {
        self.session = session
        self.visibility = visibility
    }

    /// The names of a field's values; nil when there are too many to choose from.
    ///
    /// - Returns: What gives the names of a cell; nil for a row that may not be seen, and for nothing.
    func labels(of field: AnyField, takesKeysOnly: Bool) throws -> ((Value) -> Name?)? {
        if let target = field.target { return try labels(of: target, byKey: takesKeysOnly) }
        if field.info.kind == .boolean { return Self.truth }
        let choices = Dictionary(
            field.info.choices.map { ($0.value, $0.label) }, uniquingKeysWith: { first, _ in first })
        return { value in
            guard case .text(let text) = value, !text.isEmpty, let label = choices[text] else { return nil }
            return Name(value: text, key: text, label: label)
        }
    }

    /// The names of a custom field's values; values that its filter refuses have none.
    static func labels(of field: CustomFieldDefinition) -> (Value) -> Name? {
        if field.type == .boolean { return truth }
        let choices = Set(field.choices)
        return { value in
            let text = value.plainText
            switch (field.type, value) {
            case (.integer, .int), (.text, .text), (.url, .text): break
            case (.select, .text), (.multiSelect, .text): guard choices.contains(text) else { return nil }
            default: return nil
            }
            // A filter reads these as "without a value".
            guard !text.isEmpty, text != "null" else { return nil }
            return Name(value: text, key: text, label: text)
        }
    }

    private static func truth(_ value: Value) -> Name? {
        guard case .bool(let truth) = value else { return nil }
        let text = truth ? "true" : "false"
        return Name(value: text, key: text, label: truth ? "Yes" : "No")
    }

    /// The names of some rows that may be seen, by what they are looked up by: of a tree without the rows above.
    func names(of ids: [Identifier], in target: AnySchema, byKey isKeysOnly: Bool) throws -> [Identifier: Name] {
        guard let lookup = target.columnIndex[target.lookupField], target.lookupField != "id" else { return [:] }
        let visible = visibility?.predicate(target) ?? .always
        let texts = try session.rows(Selection(target, where: .ids(ids) && visible)).compactMap { row in
            row[0].identifier.flatMap { id in
                if case .text(let text) = row[lookup] { (id, text) } else { nil }
            }
        }
        let path = [target.lookupField]
        let uses = try session.tally(
            target, by: path, where: .compare(path, .equals, texts.map { .text($0.1) }) && visible)
        // A name that several rows have would mean all of them.
        let unique = Set(uses.filter { $0.count == 1 }.map(\.value))
        return Dictionary(
            texts.map { id, text in
                let key = target.text(of: id)
                let isName = !isKeysOnly && unique.contains(.text(text)) && Self.isPlain(text, target)
                return (id, Name(value: isName ? text : key, key: key, label: text))
            }, uniquingKeysWith: { first, _ in first })
    }

    private func labels(of target: AnySchema, byKey isKeysOnly: Bool) throws -> ((Value) -> Name?)? {
        let visible = visibility?.predicate(target) ?? .always
        let rows =
            visible == .never
            ? []
            : try session.rows(
                Selection(target, where: visible, ordering: ["id"], limit: CountedField.mostTargets + 1))
        guard rows.count <= CountedField.mostTargets else { return nil }
        let texts = RowTexts(session, visibility: visibility)
        try texts.prefetch(target, rows)
        let isNamed = !isKeysOnly && target.naturalKey == [target.lookupField]
        let lookup = isNamed ? target.columnIndex[target.lookupField] : nil
        var names: [Identifier: Name] = [:]
        for row in rows {
            guard let id = row[0].identifier else { continue }
            let key = target.text(of: id)
            var value = key
            if let lookup, case .text(let text) = row[lookup], Self.isPlain(text, target) { value = text }
            names[id] = Name(value: value, key: key, label: try texts.display(target, row))
        }
        return { value in value.identifier.flatMap { names[$0] } }
    }

    /// Whether a filter takes the text for nothing but the name of a row.
    private static func isPlain(_ text: String, _ target: AnySchema) -> Bool {
        !text.isEmpty && text != "null" && !text.contains(";") && target.identifier(text) == nil
    }
}
