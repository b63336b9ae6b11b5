import Domain
import Modeling
import Storage

/// Sees that an import is filling a table, and has its indexes made when all rows are there instead of row by row.
///
/// Only of a table that has mostly come with this import and is too large for the cache, so that making them costs less than
/// it saves, and only while objects of its model come one after another, as files are written; whatever refers to them comes
/// after and finds the indexes made. Every object leaves a row of history, so that table fills as well, up to the end.
struct TableFilling {
    private let engine: any Engine
    private let catalog: Catalog
    /// Tables that have had their chance.
    private var seen: Set<String> = []
    /// The model whose objects are coming.
    private var model: AnySchema?
    /// Tables whose indexes wait.
    private var waiting: [String] = []

    private let history = ObjectChange.schema.names.table
    private let leastRows: Int

    /// - Parameter leastRows: Rows that a table must have got before its indexes wait.
    init(_ engine: any Engine, _ catalog: Catalog, leastRows: Int) {
        self.engine = engine
        self.catalog = catalog
        self.leastRows = leastRows
    }

    /// Whether any index waits.
    var isWaiting: Bool { !waiting.isEmpty }

    /// Takes in what a batch has done, between two transactions.
    ///
    /// - Throws: ``Problem``.
    mutating func batchDone(
        _ before: ImportPlan, _ after: ImportPlan, _ progress: @Sendable (ImportRun.Step) -> Void
    ) async throws {
        let earlier = Dictionary(before.totals(.create).map { ($0.model, $0.count) }) { first, _ in first }
        let created = after.totals(.create).map {
            (model: $0.model, all: $0.count, now: $0.count - (earlier[$0.model] ?? 0))
        }
        let written = created.reduce(0) { $0 + $1.now } + after.total(.update) - before.total(.update)
        guard let most = created.max(by: { $0.now < $1.now }), most.now > 0, let schema = catalog[most.model] else {
            return
        }
        for table in waiting {
            let isMissed = try await asking { try await engine.missesPostponedIndexes(of: table, rowsWritten: written) }
            if isMissed { try await make(table, progress) }
        }
        if let model, model !== schema { try await make(model.names.table, progress) }
        model = schema
        // Objects of many models in a row fill no table much.
        guard most.now * 8 >= written * 7 else { return }
        try await postpone(schema.names.table, added: most.all)
        try await postpone(history, added: after.total(.create) + after.total(.update))
    }

    /// Has all indexes made that wait.
    ///
    /// - Throws: ``Problem``; the next start makes what is left.
    mutating func finish(_ progress: @Sendable (ImportRun.Step) -> Void) async throws {
        for table in waiting { try await make(table, progress) }
    }

    private mutating func postpone(_ table: String, added: Int) async throws {
        guard added >= leastRows, seen.insert(table).inserted else { return }
        let isPostponed = try await asking { try await engine.postponeIndexes(of: table, whenRowsAtMost: added * 2) }
        if isPostponed { waiting.append(table) }
    }

    private mutating func make(_ table: String, _ progress: @Sendable (ImportRun.Step) -> Void) async throws {
        guard let place = waiting.firstIndex(of: table) else { return }
        try await asking {
            try await engine.makePostponedIndexes(of: table) { progress(.indexes(made: $0, total: $1)) }
        }
        waiting.remove(at: place)
    }

    private func asking<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        do {
            return try await body()
        } catch let error as StorageError {
            throw error.problem
        }
    }
}
