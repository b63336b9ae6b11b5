import Basics
package import Modeling
import Storage

/// An object as people name it: model, colon, id or name: `dcim.device:csr1`, or `device:csr1`.
package struct ObjectName: Sendable {
    package let schema: AnySchema
    /// The object's id, or its name.
    package let key: String

    /// - Throws: ``Problem`` of kind `invalidInput` about the field `object`.
    package init(_ text: String, in catalog: Catalog) throws {
        let words = text.split(separator: ":", maxSplits: 1).map(String.init)
        let named = catalog.schemas.filter { schema in
            schema.isExposed && words.count == 2 && !words[1].isEmpty
                && (schema.identifier == words[0] || schema.names.model == words[0])
        }
        guard let schema = named.first, named.count == 1 else {
            throw Self.refused("Give a model and an id or a name, such as dcim.device:csr1.")
        }
        self.schema = schema
        key = words[1]
    }

    /// The row that is meant.
    ///
    /// - Parameter visible: The rows that the caller may view; others are not there.
    /// - Throws: ``Problem`` of kind `invalidInput` when there is none, or more than one.
    func row(in session: Session, visible: Predicate) throws -> [Value] {
        do {
            let id = try ReferenceResolver(session).resolve(.string(key), in: schema, visible: visible)
            guard let row = try session.row(schema, id) else { throw ValueError("") }
            return row
        } catch let error as ValueError {
            throw Self.refused(
                error.message.hasPrefix("Multiple")
                    ? "More than one \(schema.names.verbose) is called so; give the id."
                    : "No \(schema.names.modelName) matches the given query.")
        }
    }

    private static func refused(_ message: String) -> Problem {
        Problem(.invalidInput, message, fields: [FieldErrors("object", message)])
    }
}
