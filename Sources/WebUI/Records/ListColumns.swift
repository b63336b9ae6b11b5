import Basics
import Modeling

/// A column that a list can have.
struct ListColumn: Sendable {
    /// The member of the API's object, or the name of a custom field after `cf_`.
    let name: String
    let label: String
    /// The field behind it; nil for what every object has, and for custom fields.
    let field: AnyField?
    /// Whether the list can be ordered by it.
    let sorts: Bool

    /// The value in an object of the API.
    func value(in object: JSONObject) -> JSONValue? {
        name.hasPrefix("cf_") ? object["custom_fields"]?[String(name.dropFirst(3))] : object[name]
    }
}

/// Which columns a list can have, and which it has.
struct ListColumns: Sendable {
    let all: [ListColumn]
    let shown: [ListColumn]

    /// - Parameter chosen: Names in order; nil for those that the model begins with.
    init(_ schema: AnySchema, _ customization: ModelCustomization?, chosen: [String]?) {
        let all = Self.columns(of: schema, customization)
        let names = chosen ?? ModelPages.columns(schema)
        let wanted = names.compactMap { name in all.first { $0.name == name } }
        self.all = all
        // A link that names no column of today still shows something.
        shown = wanted.isEmpty ? Array(all.prefix(1)) : wanted
    }

    private static func columns(of schema: AnySchema, _ customization: ModelCustomization?) -> [ListColumn] {
        var all = [ListColumn(name: "display", label: schema.names.title, field: nil, sorts: false)]
        for field in schema.fields where isShown(field) {
            all.append(
                ListColumn(
                    name: field.info.name, label: field.info.label, field: field,
                    sorts: field.isStored && field.info.kind != .json && field.info.kind != .strings))
        }
        if schema.features.contains(.tags) {
            all.append(ListColumn(name: "tags", label: "Tags", field: nil, sorts: false))
        }
        if schema.features.contains(.timestamps) {
            all.append(ListColumn(name: "created", label: "Created", field: nil, sorts: true))
            all.append(ListColumn(name: "last_updated", label: "Last changed", field: nil, sorts: true))
        }
        for field in customization?.fields ?? [] {
            all.append(ListColumn(name: "cf_\(field.key)", label: Words.label(field.key), field: nil, sorts: true))
        }
        return all
    }

    /// Whether pages show a field at all: nothing hidden, nothing that this release does not keep.
    static func isShown(_ field: AnyField) -> Bool {
        !field.info.isHidden && !field.info.isWriteOnly && !(field is Reserved)
    }
}
