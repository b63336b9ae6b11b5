import Basics
import Domain
import Modeling
import Storage

/// What a pipeline knows of the definitions, read when first asked for in its transaction.
final class PipelineCustomization {
    private let session: Session
    private let cache: CustomizationCache
    private var known: Customization?

    init(_ session: Session, _ cache: CustomizationCache) {
        self.session = session
        self.cache = cache
    }

    /// The definitions, with what the transaction itself changed.
    func current() throws -> Customization {
        if let known { return known }
        let current = try cache.current(in: session)
        known = current
        return current
    }

    /// Says that a definition changed.
    func changed(_ revision: Identifier) throws {
        try cache.raise(in: session, to: revision)
        known = nil
    }
}

extension RecordPipeline {
    /// Brings a client's custom field values into the row; a new row gets the defaults.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` under `custom_fields`.
    func mergeCustomFields(_ input: RecordInput, into row: inout [Value], _ schema: AnySchema, isNew: Bool) throws {
        guard let column = schema.customFieldsIndex, case .json(let stored) = row[column] else { return }
        let defined = try customization.current()[schema]
        var given = input.customFields ?? JSONObject()
        // Most rows of most models end here.
        guard !given.isEmpty || defined?.fields.isEmpty == false else { return }
        var errors: [String] = []
        let customization = defined ?? ModelCustomization()
        for (key, cell) in input.customCells {
            // A column of a table that names no field is passed over like any other (core.md §8.2).
            guard let field = customization.field(key) else { continue }
            do throws(ValueError) {
                given[key] = try cell.stringValue.map(field.value(ofCell:)) ?? cell
            } catch {
                errors.append("Invalid value for custom field '\(key)': \(error.message)")
            }
        }
        let merged = customization.merge(given, into: stored, isNew: isNew)
        errors += merged.errors
        guard errors.isEmpty else { throw invalid([FieldErrors("custom_fields", errors)]) }
        row[column] = .json(merged.stored)
    }

    /// Columns of a table that look like custom fields and are none of the model's.
    func unknownCustomFields(_ object: JSONObject, _ schema: AnySchema) throws -> [String] {
        guard schema.features.contains(.customFields),
            object.members.contains(where: { $0.key.utf8.first == UInt8(ascii: "c") && $0.key.hasPrefix("cf_") })
        else { return [] }
        return try object.members.compactMap { name, value in
            guard name.hasPrefix("cf_"), value != .null, schema.fieldsByName[name] == nil else { return nil }
            return try customization.current()[schema]?.field(String(name.dropFirst(3))) == nil ? name : nil
        }
    }

    /// Gives a new row that code made the defaults of the custom fields.
    func fillCustomFields(_ row: inout [Value], _ schema: AnySchema) throws {
        guard let column = schema.customFieldsIndex, case .json(let stored) = row[column],
            let customization = try customization.current()[schema]
        else { return }
        row[column] = .json(customization.merge(JSONObject(), into: stored, isNew: true).stored)
    }
}
