import Basics
package import Modeling

/// What happened to a row.
package enum ChangeKind: String, Sendable {
    case create
    case update
    case delete
}

/// What a change of one model sets in motion in others, inside the same transaction.
package struct RecordEffects: Sendable {
    /// One consequence: the model it watches and what it does.
    package struct Effect: Sendable {
        package let model: String
        package let run: @Sendable (ChangeKind, _ row: [Value], _ previous: [Value]?, RecordPipeline) throws -> Void
        /// What is to be moved out of the way before rows are deleted.
        package let beforeDelete: @Sendable (_ rows: [[Value]], RecordPipeline) throws -> Void

        package init(
            of model: String,
            beforeDelete: @escaping @Sendable (_ rows: [[Value]], RecordPipeline) throws -> Void = { _, _ in },
            run: @escaping @Sendable (ChangeKind, _ row: [Value], _ previous: [Value]?, RecordPipeline) throws -> Void
        ) {
            self.model = model
            self.run = run
            self.beforeDelete = beforeDelete
        }
    }

    private let byModel: [String: [Effect]]

    package init(_ effects: [Effect]) { byModel = Dictionary(grouping: effects, by: \.model) }

    /// No consequences.
    package static let none = RecordEffects([])

    /// Whether changes of a model have consequences.
    func exist(for schema: AnySchema) -> Bool { byModel[schema.identifier] != nil }

    func run(
        _ kind: ChangeKind, _ schema: AnySchema, row: [Value], previous: [Value]?, in pipeline: RecordPipeline
    ) throws {
        guard let effects = byModel[schema.identifier] else { return }
        for effect in effects { try effect.run(kind, row, previous, pipeline) }
    }

    /// Lets effects move out of the way what would hold the rows back.
    func prepareDelete(_ schema: AnySchema, _ rows: [[Value]], in pipeline: RecordPipeline) throws {
        for effect in byModel[schema.identifier] ?? [] { try effect.beforeDelete(rows, pipeline) }
    }
}
