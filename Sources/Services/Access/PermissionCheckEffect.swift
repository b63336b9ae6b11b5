import Basics
import Domain
import Modeling
import Storage

/// A permission whose constraints cannot be used is refused when it is saved, with the path that is wrong (core.md §4.1).
enum PermissionCheckEffect {
    static let effect = RecordEffects.Effect(of: "users.objectpermission") { kind, row, _, pipeline in
        guard kind != .delete else { return }
        let permission = Record<ObjectPermission>(values: row)
        var errors: [FieldErrors] = []
        if permission.objectTypes.elements.isEmpty {
            errors.append(FieldErrors("object_types", ["This list may not be empty."]))
        }
        if permission.actions.elements.isEmpty {
            errors.append(FieldErrors("actions", ["This list may not be empty."]))
        }
        for action in permission.actions.elements where !isWord(action) {
            errors.append(FieldErrors("actions", ["\"\(action)\" is not an action: use lower-case letters and _."]))
        }
        if let text = permission.constraints?.text, let json = try? JSONValue(parsing: text) {
            for type in permission.objectTypes.elements {
                guard let schema = pipeline.session.catalog[type] else { continue }
                do throws(ConstraintFault) {
                    try ConstraintParser(schema, pipeline.session.catalog, user: nil).checkWritten(json)
                } catch {
                    errors.append(FieldErrors("constraints", ["\(type): \(error.message)"]))
                }
            }
        }
        guard errors.isEmpty else { throw Problem(.invalidInput, "The values are not valid.", fields: errors) }
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100 && text.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
    }
}
