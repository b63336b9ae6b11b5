import Basics
import Modeling
import Storage

/// What an import knows between batches.
struct ImportState: Sendable {
    var plan = ImportPlan()
    var read = 0
    /// Objects that refer to something not met yet.
    var deferred: [ImportItem] = []
    /// The model of the object before.
    var lastModel = ""
    /// Objects read since deferred ones were tried again.
    var readSinceRetry = 0
    /// Late references of created objects.
    var late: [ImportItem] = []
    /// Deferred objects that have been created without their optional references, by place and model.
    var reduced: Set<String> = []
    /// References resolved so far.
    var references: [KnownReference: Identifier] = [:]
    /// Keys that the files know objects by which are here under others.
    var otherKeys: [Identifier: Identifier] = [:]
    /// Deferred objects kept at most; beyond, an unresolved reference is an error at once.
    static let deferredLimit = 200_000
}

/// Does the work of an import inside one transaction.
final class ImportWorker {
    var state: ImportState
    let session: Session
    let pipeline: RecordPipeline
    private let matcher: ImportMatcher

    init(_ session: Session, actor: Actor, environment: RecordEnvironment, state: ImportState) {
        self.session = session
        self.state = state
        let references = ReferenceResolver(session, known: state.references, otherKeys: state.otherKeys)
        pipeline = RecordPipeline(session, actor: actor, environment: environment, references: references)
        matcher = ImportMatcher(session: session, pipeline: pipeline)
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

    /// Imports the next objects.
    ///
    /// - Returns: Whether there were fewer than `limit`.
    func consume(_ next: () throws -> ImportReading?, atMost limit: Int) throws -> Bool {
        for _ in 0..<limit {
            guard let reading = try next() else { return true }
            try consume(reading)
        }
        return false
    }

    func finishBatch() -> ImportState {
        state.references = pipeline.references.resolved
        state.otherKeys = pipeline.references.otherKeys
        return state
    }

    func consume(_ reading: ImportReading) throws {
        state.read += 1
        switch reading {
        case .failure(let origin, let message):
            state.plan.add(ImportEntry(action: .error, model: "", origin: origin, messages: [message]))
        case .item(let item):
            let further =
                try session.catalog[item.model].map { try pipeline.unknownCustomFields(item.object, $0) } ?? []
            state.plan.note(item, further: further)
            try retryEarly(before: item)
            if try !attempt(item, isFinal: false) {
                if state.deferred.count < ImportState.deferredLimit {
                    state.deferred.append(item)
                } else {
                    _ = try attempt(item, isFinal: true)
                }
            }
        }
    }

    /// Imports one object.
    ///
    /// - Parameter isTrial: Whether a failure is kept quiet, because the object will be tried again as a whole.
    /// - Returns: False when it refers to something that does not exist yet and `isFinal` is not set, or when a trial
    ///   failed.
    func attempt(_ item: ImportItem, isFinal: Bool, isTrial: Bool = false) throws -> Bool {
        guard let schema = session.catalog[item.model], schema.isExposed else {
            fail(item, ["There is no model \"\(item.model)\"."])
            return true
        }
        guard schema.operations.contains(.create) || schema.operations.contains(.update) else {
            fail(item, ["\(schema.names.title) records are made by Almanac and cannot be imported."])
            return true
        }
        if item.purpose == .mention {
            _ = try find(item, schema)
            return true
        }
        guard let item = isFinal && !item.optional.isEmpty ? try withoutNowhere(item, schema) : item else {
            return true
        }
        do {
            try write(item, schema)
            return true
        } catch let error as ValueError {
            if isTrial || (!isFinal && Self.isUnresolved(error.message)) { return false }
            fail(item, [error.message])
        } catch let problem as Problem {
            guard problem.kind != .unavailable, problem.kind != .internalFault else { throw problem }
            if isTrial { return false }
            if let reduced = withoutRefused(item, problem) {
                // What they ask for may come yet.
                guard isFinal else { return false }
                state.plan.note(reduced, further: problem.fields.map(\.field).sorted())
                return try attempt(reduced, isFinal: true)
            }
            let messages = problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
            if !isFinal,
                problem.fields.contains(where: { $0.messages.contains(where: Self.isUnresolved) })
            {
                return false
            }
            fail(
                item, messages.isEmpty ? [problem.message] : messages,
                column: problem.fields.lazy.compactMap { item.columns[$0.field] }.first)
        }
        return true
    }

    /// The object without optional references to what is nowhere, which the plan tells; nil for a connection without them.
    private func withoutNowhere(_ item: ImportItem, _ schema: AnySchema) throws -> ImportItem? {
        let missing = try unresolvedFields(item, schema, WaitingObjects([], session.catalog)).map(\.field.info.name)
            .filter(item.optional.contains)
        guard !missing.isEmpty else { return item }
        let reduced = item.without(missing)
        state.plan.note(reduced, further: missing)
        return item.purpose == .connection ? nil : reduced
    }

    /// The object without the optional references that it was refused for; nil when it was refused for anything else.
    private func withoutRefused(_ item: ImportItem, _ problem: Problem) -> ImportItem? {
        let refused = Set(problem.fields.map(\.field))
        guard !refused.isEmpty, refused.isSubset(of: item.optional), item.purpose == .itself,
            refused.contains(where: { item.object[$0] != nil })
        else { return nil }
        return item.without(refused)
    }

    /// Whether a refusal only says that something is not there yet.
    private static func isUnresolved(_ message: String) -> Bool {
        message.hasPrefix("Related object not found") || message == RecordPipeline.subjectNotFound
    }

    private func write(_ item: ImportItem, _ schema: AnySchema) throws {
        if let id = try find(item, schema) {
            guard item.purpose != .need else {
                state.plan.add(
                    ImportEntry(action: .unchanged, model: item.model, origin: item.origin), content: item.object)
                return
            }
            let result = try isolated(schema, item.object, isNew: false) {
                try pipeline.update(schema, id, item.object.without("id"))
            }
            state.plan.add(
                ImportEntry(
                    action: result.changed.isEmpty ? .unchanged : .update, model: item.model, origin: item.origin,
                    display: result.changed.isEmpty ? "" : try pipeline.texts.display(schema, result.row),
                    changed: result.changed), content: item.object)
        } else {
            guard schema.operations.contains(.create) else {
                throw Problem(.invalidInput, "\(schema.names.title) records cannot be created.")
            }
            let object = withoutLate(item, schema)
            let unsaid = importDefaults(schema, object)
            let row = try isolated(schema, object, isNew: true) {
                try pipeline.create(schema, object, filled: unsaid)
            }
            if object.count < item.object.count { deferLate(item, schema, row) }
            state.plan.add(
                ImportEntry(
                    action: .create, model: item.model, origin: item.origin,
                    display: state.plan.needsDetail(.create) ? try pipeline.texts.display(schema, row) : ""),
                content: item.object)
        }
    }

    /// The stored object: by its key, by the members that find it, or by what the model is known by.
    ///
    /// One that is here under another key is meant from then on by both.
    private func find(_ item: ImportItem, _ schema: AnySchema) throws -> Identifier? {
        let key = item.object["id"]?.stringValue.flatMap { schema.identifier($0) }
        if !item.identity.isEmpty, let key, try pipeline.lookup.holds(schema, key) { return key }
        let named =
            item.identity.isEmpty ? nil : try matcher.find(schema, item.object, by: item.identity)
        let found = try named ?? (item.purpose == .mention ? nil : matcher.find(schema, item.object))
        if let found, let key { pipeline.references.call(found, key) }
        return found
    }

    /// Cells of members that the object leaves out and that imports fill otherwise than clients do.
    private func importDefaults(_ schema: AnySchema, _ object: JSONObject) -> [Int: Value] {
        var cells: [Int: Value] = [:]
        for (field, value) in schema.importDefaults where object[field.info.name] == nil { cells[field.index] = value }
        return cells
    }

    /// The object without its late references, unless too many are waiting already.
    private func withoutLate(_ item: ImportItem, _ schema: AnySchema) -> JSONObject {
        guard state.late.count < ImportState.deferredLimit else { return item.object }
        let names = schema.lateFields.map(\.info.name).filter { item.object[$0].map { $0 != .null } ?? false }
        return names.isEmpty
            ? item.object : JSONObject(item.object.members.filter { !names.contains($0.key) })
    }

    /// Keeps the late references of a created object for the end.
    private func deferLate(_ item: ImportItem, _ schema: AnySchema, _ row: [Value]) {
        var members = item.object.members.filter { schema.fieldsByName[$0.key]?.info.isLate == true }
            .map { ($0.key, $0.value) }
        members.append(("id", .string(row[0].plainText)))
        state.late.append(
            ImportItem(
                model: item.model, object: JSONObject(members), origin: item.origin, columns: item.columns,
                optional: item.optional))
    }

    /// Runs a change that a failure must undo alone.
    ///
    /// On SQLite a change of one row and its history cannot fail halfway: checks come first, and each statement is
    /// atomic. A savepoint costs a copy of every page it touches there, so only changes with members of sets, tags or
    /// effects get one, and those of actors whose permissions are checked once more when the row is written. A new row whose
    /// members and tags cannot be written is taken away again by the pipeline.
    private func isolated<R>(
        _ schema: AnySchema, _ object: JSONObject, isNew: Bool, _ change: () throws -> R
    ) throws -> R {
        let isCompound =
            session.failureSpoilsTransaction || !pipeline.actor.isSuperuser
            || pipeline.environment.effects.exist(for: schema) || object["relationships"] != nil
            || !isNew && hasMembers(schema, object)
        guard isCompound else { return try change() }
        return try session.savepoint(change)
    }

    private func hasMembers(_ schema: AnySchema, _ object: JSONObject) -> Bool {
        object["tags"].map { $0 != .array([]) } ?? false
            || schema.setFields.contains { object[$0.info.name].map { $0 != .array([]) } ?? false }
    }

    private func fail(_ item: ImportItem, _ messages: [String], column: Int? = nil) {
        let origin = item.origin
        state.plan.add(
            ImportEntry(
                action: .error, model: item.model,
                origin: ImportOrigin(file: origin.file, line: origin.line, column: column ?? origin.column),
                messages: messages))
    }
}

extension JSONObject {
    /// The object without one member.
    func without(_ key: String) -> JSONObject { JSONObject(members.filter { $0.key != key }) }
}
