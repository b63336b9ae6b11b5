import Basics
import Modeling
import Synchronization

/// Takes texts into the ``TextIndex``: first those of rows that changed, then those of rows that were there before it.
package final class TextIndexer: Sendable {
    private let store: Store
    /// Whether this process has tried to have groups of letters indexed.
    private let hasTried = Mutex(false)
    /// Rows that one unit of work takes in; others who write wait for so long.
    private static let batch = 1_000

    package init(_ store: Store) { self.store = store }

    /// Whether anything waits to be taken in; a look that takes no writer's time.
    package func isBehind() async throws -> Bool {
        try await store.read { session in
            guard try TextIndex(session.connection) != nil else { return true }
            let waiting = try session.connection.value(
                "SELECT 1 FROM \(TextChange.schema.names.table) LIMIT 1", kind: .integer)
            return try !waiting.isNull || !TextModels(session).isComplete
        }
    }

    /// Whether the engine finds what stands inside texts without looking at all of them.
    package func hasTrigrams() async throws -> Bool {
        try await store.read { try TextIndex($0.connection)?.hasTrigrams ?? false }
    }

    /// Takes in one batch.
    ///
    /// What is taken in and the note that it is commit together, so that a crash loses nothing and does little twice.
    ///
    /// - Returns: Whether there may be more to do.
    package func step() async throws -> Bool {
        let isFirst = hasTried.withLock { hasTried in
            defer { hasTried = true }
            return !hasTried
        }
        return try await store.write { [self] session in
            if try TextIndex.make(session, triesAgain: isFirst) {
                // It is new, whatever an index before it had come to.
                try session.delete(TextProgress.schema, ids: session.ids(TextProgress.schema, where: .always))
            }
            guard let index = try TextIndex(session.connection) else { return false }
            let models = try TextModels(session)
            try models.register()
            if try takeChanges(session, index, models) { return true }
            return try takeOld(session, index, models)
        }
    }

    private func takeChanges(_ session: Session, _ index: TextIndex, _ models: TextModels) throws -> Bool {
        var done: [Identifier] = []
        var changed: [String: Set<Identifier>] = [:]
        var count = 0
        for change in try session.rows(Selection(TextChange.schema, limit: 500)).map(Record<TextChange>.init(values:)) {
            let ids = TextChange.ids(change.objects)
            done.append(change.id.raw)
            changed[change.model, default: []].formUnion(ids)
            count += ids.count
            if count >= Self.batch { break }
        }
        guard !done.isEmpty else { return false }
        for (name, ids) in changed {
            guard let model = models[name] else { continue }
            try model.take(Array(ids), session, index)
            for (schema, reference) in models.readers(of: model.schema) {
                // Their texts are taken from these rows.
                let path = [reference.info.name]
                let keys = ids.map(Value.id)
                for id in try session.ids(schema, where: .compare(path, .equals, keys)) {
                    try session.noteTexts(schema, .id(id))
                }
            }
        }
        try session.delete(TextChange.schema, ids: done)
        return true
    }

    private func takeOld(_ session: Session, _ index: TextIndex, _ models: TextModels) throws -> Bool {
        guard let model = models.all.first(where: { !$0.progress.isComplete }) else { return false }
        var progress = model.progress
        let rest = progress.last.map { Predicate.compare(["id"], .greater, [.id($0)]) } ?? .always
        let rows = try session.rows(Selection(model.schema, where: rest, ordering: ["id"], limit: Self.batch))
        try model.take(rows.compactMap { $0[0].identifier }, rows: rows, session, index)
        if let last = rows.last?[0].identifier { progress.last = last }
        progress.isComplete = rows.count < Self.batch
        try session.update(TextProgress.schema, progress.values, columns: Array(1..<progress.values.count))
        return true
    }
}

/// The models that the index knows, with how far it has come.
struct TextModels {
    /// One of them.
    struct Member {
        let schema: AnySchema
        let texts: [AnySchema.SearchedText]
        var progress: Record<TextProgress>

        /// What the index calls it.
        var number: Int { progress.number }

        /// Takes in what these rows hold now; rows that are gone lose their entries.
        func take(_ ids: [Identifier], rows given: [[Value]]? = nil, _ session: Session, _ index: TextIndex) throws {
            guard !ids.isEmpty else { return }
            let rows = try given ?? session.rows(schema, ids: ids)
            var entries: [TextIndex.Entry] = []
            for (place, text) in texts.enumerated() {
                var targets: [Identifier: Value] = [:]
                if let target = text.target, let reference = text.reference {
                    let wanted = Set(rows.compactMap { $0[reference.index].identifier })
                    for row in try session.rows(target, ids: Array(wanted)) {
                        if let id = row[0].identifier { targets[id] = row[text.column] }
                    }
                }
                for row in rows {
                    var cell = text.reference == nil ? row[text.column] : .null
                    if let key = text.reference.flatMap({ row[$0.index].identifier }) { cell = targets[key] ?? .null }
                    guard let object = row[0].identifier, let raw = cell.textValue, let folded = FoldedText(raw) else {
                        continue
                    }
                    entries.append(TextIndex.Entry(object: object, place: place, text: folded.text))
                }
            }
            try index.replace(ids, of: number, by: entries)
        }
    }

    private(set) var all: [Member] = []
    private let session: Session
    private let isRegistered: Bool

    init(_ session: Session) throws {
        self.session = session
        var known: [String: Record<TextProgress>] = [:]
        for progress in try session.fetch(Query<TextProgress>()) { known[progress.model] = progress }
        var next = (known.values.map(\.number).max() ?? 0) + 1
        var isRegistered = true
        for schema in session.catalog.schemas where schema.globalSearch != nil {
            let texts = schema.searchedTexts
            let paths = texts.map(\.path).joined(separator: " ")
            if let progress = known[schema.identifier], progress.texts == paths {
                all.append(Member(schema: schema, texts: texts, progress: progress))
                continue
            }
            isRegistered = false
            var progress = known[schema.identifier] ?? Record(id: ID(Identifier.derived(from: schema.identifier)))
            if known[schema.identifier] == nil {
                progress.number = next
                next += 1
            }
            progress.model = schema.identifier
            progress.texts = paths
            progress.last = nil
            progress.isComplete = false
            all.append(Member(schema: schema, texts: texts, progress: progress))
        }
        self.isRegistered = isRegistered
    }

    /// Whether all rows of all models were taken in.
    var isComplete: Bool { all.allSatisfy(\.progress.isComplete) }

    subscript(name: String) -> Member? { all.first { $0.schema.identifier == name } }

    /// The models whose texts stand in rows of this one, and the references that lead there.
    func readers(of schema: AnySchema) -> [(schema: AnySchema, reference: AnyField)] {
        var readers: [(schema: AnySchema, reference: AnyField)] = []
        for member in all {
            var seen: Set<Int> = []
            for text in member.texts where text.target === schema {
                guard let reference = text.reference, seen.insert(reference.index).inserted else { continue }
                readers.append((member.schema, reference))
            }
        }
        return readers
    }

    /// Writes down models that are new or have other texts than before.
    func register() throws {
        guard !isRegistered else { return }
        let known = Set(try session.ids(TextProgress.schema, where: .always))
        for member in all {
            if known.contains(member.progress.id.raw) {
                let columns = Array(1..<member.progress.values.count)
                try session.update(TextProgress.schema, member.progress.values, columns: columns)
            } else {
                try session.insert(TextProgress.schema, member.progress.values)
            }
        }
    }
}
