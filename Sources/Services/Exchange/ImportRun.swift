import Basics
import Modeling
package import Storage

/// Imports objects of any model: matches them with stored rows, creates and updates through the pipeline.
///
/// A plan is the very same work in a transaction that is rolled back, so what it says is what applying does. A bad
/// object is reported and stops nothing. Objects may refer to objects that come later.
package struct ImportRun: Sendable {
    /// What to do with the outcome.
    package enum Mode: Sendable {
        /// Tell what would happen.
        case plan
        /// Do it, in batches; good objects are kept whatever happens to others.
        case apply
        /// Do it in one transaction, and only when the outcome is exactly the plan with this fingerprint.
        case applyExactly(fingerprint: String)
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let actor: Actor
    /// Objects per transaction when applying.
    private static let batchSize = 5000

    package init(store: Store, environment: RecordEnvironment, actor: Actor) {
        self.store = store
        self.environment = environment
        self.actor = actor
    }

    /// Runs an import.
    ///
    /// - Parameters:
    ///   - next: Gives the next object, nil at the end; called on a database thread when planning.
    ///   - progress: Told how many objects have been read, about once per batch.
    /// - Returns: What was done, or would be done.
    /// - Throws: ``Problem`` of kind `conflict` when the outcome is not the expected plan; nothing is changed then.
    package func run(
        _ mode: Mode, next: @escaping @Sendable () throws -> ImportReading?,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> ImportPlan {
        switch mode {
        case .plan:
            return try await rolledBack(next, progress)
        case .applyExactly(let fingerprint):
            return try await store.write { session in
                var state = ImportState()
                let worker = ImportWorker(session, actor: actor, environment: environment, state: state)
                try worker.consumeAll(next, progress)
                state = worker.state
                guard state.plan.fingerprint == fingerprint else {
                    throw Problem(
                        .conflict,
                        "The data or the files have changed since the plan \(fingerprint) was made: "
                            + "the outcome would be \(state.plan.fingerprint). Nothing was changed. Make a new plan.")
                }
                return state.plan
            }
        case .apply:
            return try await batched(next, progress)
        }
    }

    private func rolledBack(
        _ next: @escaping @Sendable () throws -> ImportReading?, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws -> ImportPlan {
        do {
            return try await store.write { session -> ImportPlan in
                let worker = ImportWorker(session, actor: actor, environment: environment, state: ImportState())
                try worker.consumeAll(next, progress)
                throw PlanOnly(plan: worker.state.plan)
            }
        } catch let outcome as PlanOnly {
            return outcome.plan
        }
    }

    private func batched(
        _ next: @escaping @Sendable () throws -> ImportReading?, _ progress: @Sendable (Int) -> Void
    ) async throws -> ImportPlan {
        var state = ImportState()
        var isAtEnd = false
        while !isAtEnd {
            var batch: [ImportReading] = []
            batch.reserveCapacity(Self.batchSize)
            while batch.count < Self.batchSize {
                guard let reading = try next() else {
                    isAtEnd = true
                    break
                }
                batch.append(reading)
            }
            let before = state
            let current = batch
            let isLast = isAtEnd
            state = try await store.write { session in
                let worker = ImportWorker(session, actor: actor, environment: environment, state: before)
                for reading in current { try worker.consume(reading) }
                if isLast { try worker.retryDeferred() }
                return worker.finishBatch()
            }
            progress(state.read)
            try Task.checkCancellation()
        }
        return state.plan
    }

    /// Carries a plan out of the transaction that it rolls back.
    private struct PlanOnly: Error {
        let plan: ImportPlan
    }
}

/// What an import knows between batches.
struct ImportState: Sendable {
    var plan = ImportPlan()
    var read = 0
    /// Objects that refer to something not met yet.
    var deferred: [ImportItem] = []
    /// Places of deferred objects that have been created without their optional references.
    var reduced: Set<ImportOrigin> = []
    /// References resolved so far.
    var references: [String: Identifier] = [:]
    /// Deferred objects kept at most; beyond, an unresolved reference is an error at once.
    static let deferredLimit = 200_000
}

/// Does the work of an import inside one transaction.
final class ImportWorker {
    private(set) var state: ImportState
    private let session: Session
    private let pipeline: RecordPipeline
    private let matcher: ImportMatcher

    init(_ session: Session, actor: Actor, environment: RecordEnvironment, state: ImportState) {
        self.session = session
        self.state = state
        let references = ReferenceResolver(session, known: state.references)
        pipeline = RecordPipeline(session, actor: actor, environment: environment, references: references)
        matcher = ImportMatcher(session: session, references: references)
        self.state.references = [:]
    }

    func consumeAll(_ next: () throws -> ImportReading?, _ progress: (Int) -> Void) throws {
        while let reading = try next() {
            try consume(reading)
            if state.read.isMultiple(of: 2000) { progress(state.read) }
        }
        try retryDeferred()
        progress(state.read)
    }

    func finishBatch() -> ImportState {
        state.references = pipeline.references.resolved
        return state
    }

    func consume(_ reading: ImportReading) throws {
        state.read += 1
        switch reading {
        case .failure(let origin, let message):
            state.plan.add(ImportEntry(action: .error, model: "", origin: origin, messages: [message]))
        case .item(let item):
            if try !attempt(item, isFinal: false) {
                if state.deferred.count < ImportState.deferredLimit {
                    state.deferred.append(item)
                } else {
                    _ = try attempt(item, isFinal: true)
                }
            }
        }
    }

    /// Tries objects again that referred to later ones, until nothing moves any more.
    func retryDeferred() throws {
        while !state.deferred.isEmpty {
            let waiting = state.deferred
            state.deferred = []
            for item in waiting where try !attempt(item, isFinal: false) { state.deferred.append(item) }
            guard state.deferred.count == waiting.count else { continue }
            // Objects that refer to each other: the optional reference of one is filled in afterwards.
            if try createWithoutOptional() { continue }
            for item in state.deferred { _ = try attempt(item, isFinal: true) }
            state.deferred = []
        }
    }

    /// Creates deferred objects that can stand without their unresolved optional references, each once.
    ///
    /// They stay deferred, so that the references are filled in when their targets have come.
    ///
    /// - Returns: Whether any was created.
    private func createWithoutOptional() throws -> Bool {
        var moved = false
        for item in state.deferred where !state.reduced.contains(item.origin) {
            guard let schema = session.catalog[item.model] else { continue }
            let unresolved = try unresolvedFields(item, schema)
            guard !unresolved.isEmpty, unresolved.allSatisfy({ $0.info.isNullable }) else { continue }
            let names = Set(unresolved.map(\.info.name))
            let reduced = ImportItem(
                model: item.model, object: JSONObject(item.object.members.filter { !names.contains($0.key) }),
                origin: item.origin)
            guard try attempt(reduced, isFinal: false) else { continue }
            state.reduced.insert(item.origin)
            moved = true
        }
        return moved
    }

    private func unresolvedFields(_ item: ImportItem, _ schema: AnySchema) throws -> [AnyField] {
        try schema.fields.filter { field in
            guard let target = field.target, let given = item.object[field.info.name], given != .null else {
                return false
            }
            let values = field.isStored ? [given] : given.arrayValue ?? []
            for value in values {
                do {
                    _ = try pipeline.references.resolve(
                        value, in: target, scope: field.info.isScoped ? schema.identifier : nil)
                } catch is ValueError {
                    return true
                }
            }
            return false
        }
    }

    /// Imports one object.
    ///
    /// - Returns: False when it refers to something that does not exist yet and `isFinal` is not set.
    private func attempt(_ item: ImportItem, isFinal: Bool) throws -> Bool {
        guard let schema = session.catalog[item.model], schema.isExposed else {
            fail(item, ["There is no model \"\(item.model)\"."])
            return true
        }
        guard schema.operations.contains(.create) || schema.operations.contains(.update) else {
            fail(item, ["\(schema.names.title) records are made by Almanac and cannot be imported."])
            return true
        }
        do {
            try write(item, schema)
            return true
        } catch let error as ValueError {
            if !isFinal, error.message.hasPrefix(Self.unresolvedMessage) { return false }
            fail(item, [error.message])
        } catch let problem as Problem {
            guard problem.kind != .unavailable, problem.kind != .internalFault else { throw problem }
            let messages = problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
            if !isFinal,
                problem.fields.contains(where: { $0.messages.contains { $0.hasPrefix(Self.unresolvedMessage) } })
            {
                return false
            }
            fail(item, messages.isEmpty ? [problem.message] : messages)
        }
        return true
    }

    private static let unresolvedMessage = "Related object not found"

    private func write(_ item: ImportItem, _ schema: AnySchema) throws {
        if let id = try matcher.find(schema, item.object) {
            let result = try isolated(schema, item.object) {
                try pipeline.update(schema, id, item.object.without("id"))
            }
            state.plan.add(
                ImportEntry(
                    action: result.changed.isEmpty ? .unchanged : .update, model: item.model, origin: item.origin,
                    display: result.changed.isEmpty ? "" : try pipeline.texts.display(schema, result.row),
                    changed: result.changed))
        } else {
            guard schema.operations.contains(.create) else {
                throw Problem(.invalidInput, "\(schema.names.title) records cannot be created.")
            }
            let row = try isolated(schema, item.object) { try pipeline.create(schema, item.object) }
            state.plan.add(
                ImportEntry(
                    action: .create, model: item.model, origin: item.origin,
                    display: state.plan.needsDetail(.create) ? try pipeline.texts.display(schema, row) : ""))
        }
    }

    /// Runs a change that a failure must undo alone.
    ///
    /// A change of one row and its history cannot fail halfway: checks come first, and each statement is atomic. A
    /// savepoint costs a copy of every page it touches, so only changes with sets, tags or effects get one.
    private func isolated<R>(_ schema: AnySchema, _ object: JSONObject, _ change: () throws -> R) throws -> R {
        let isCompound =
            pipeline.environment.effects.exist(for: schema)
            || object.members.contains { name, _ in
                name == "tags" || schema.fieldsByName[name].map { !$0.isStored && $0.target != nil } ?? false
            }
        guard isCompound else { return try change() }
        try session.connection.execute("SAVEPOINT item", [])
        do {
            let result = try change()
            try session.connection.execute("RELEASE item", [])
            return result
        } catch {
            try session.connection.execute("ROLLBACK TO item", [])
            try session.connection.execute("RELEASE item", [])
            throw error
        }
    }

    private func fail(_ item: ImportItem, _ messages: [String]) {
        state.plan.add(
            ImportEntry(action: .error, model: item.model, origin: item.origin, messages: messages))
    }
}

extension ImportPlan {
    /// Whether another entry of this kind would be kept in detail.
    func needsDetail(_ action: ImportEntry.Action) -> Bool { total(action) < Self.detailLimit }
}

extension JSONObject {
    /// The object without one member.
    func without(_ key: String) -> JSONObject { JSONObject(members.filter { $0.key != key }) }
}
