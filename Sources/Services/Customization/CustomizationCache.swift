import Basics
import Domain
package import Modeling
package import Storage
import Synchronization

/// What operators added to the models, remembered until any of it changes.
///
/// Every change of a definition gives the store a new revision, a text that never comes back; a reader asks its own
/// snapshot for the revision, one row by key, and loads the definitions only when it does not know it. So other
/// processes and transactions that are rolled back are covered too.
package final class CustomizationCache: Sendable {
    private let known = Mutex<(revision: String, customization: Customization)?>(nil)
    private static let key = "customization.revision"
    private static let rowID = Identifier.derived(from: key)

    package init() {}

    /// The definitions as the session sees them.
    package func current(in session: Session) throws -> Customization {
        guard let memory = session.memory else { return try find(in: session) }
        if let known: Customization = memory.value(of: self) { return known }
        let found = try find(in: session)
        memory.keep(found, of: self)
        return found
    }

    private func find(in session: Session) throws -> Customization {
        guard let row = try session.row(SystemSetting.schema, Self.rowID) else { return .none }
        let revision = Record<SystemSetting>(values: row).value.text
        if let known = known.withLock({ $0 }), known.revision == revision { return known.customization }
        let customization = try CustomizationLoader(session).load()
        known.withLock { $0 = (revision, customization) }
        return customization
    }

    /// Gives the definitions a new revision; bookkeeping of the store, without history.
    func raise(in session: Session, to revision: Identifier) throws {
        let text = JSONValue.string(revision.description).text
        guard let row = try session.row(SystemSetting.schema, Self.rowID) else {
            var setting = Record<SystemSetting>(id: ID(Self.rowID))
            setting.key = Self.key
            setting.value = JSONDocument(text: text)
            return try session.insert(SystemSetting.schema, setting.values)
        }
        var setting = Record<SystemSetting>(values: row)
        setting.value = JSONDocument(text: text)
        try session.update(
            SystemSetting.schema, setting.values, columns: [SystemSetting.schema.handles.value.index])
    }
}

/// Reads every definition, in one query per model of definitions.
private struct CustomizationLoader {
    let session: Session

    init(_ session: Session) { self.session = session }

    func load() throws -> Customization {
        let choices = Dictionary(
            grouping: try session.fetch(Query<CustomFieldChoice>().sorted(by: "weight", "value")), by: \.customField)
        var fields: [String: [CustomFieldDefinition]] = [:]
        for field in try session.fetch(Query<CustomField>()) {
            let definition = CustomFieldDefinition(field, choices: (choices[field.id] ?? []).map(\.value))
            for type in field.contentTypes.elements { fields[type, default: []].append(definition) }
        }
        let computed = Dictionary(grouping: try session.fetch(Query<ComputedField>()), by: \.contentType)
        var ends: [String: [RelationshipEnd]] = [:]
        for record in try session.fetch(Query<Relationship>()) {
            let relationship = RelationshipDefinition(record)
            let sides: [RelationshipSide] = relationship.type.isSymmetric ? [.peer] : [.source, .destination]
            for side in sides {
                ends[relationship.model(of: side), default: []].append(RelationshipEnd(relationship, side))
            }
        }
        var byModel: [String: ModelCustomization] = [:]
        for model in Set(fields.keys).union(computed.keys).union(ends.keys) {
            byModel[model] = ModelCustomization(
                fields: fields[model] ?? [], computedFields: (computed[model] ?? []).map(ComputedFieldDefinition.init),
                relationships: ends[model] ?? [])
        }
        return Customization(byModel)
    }
}
