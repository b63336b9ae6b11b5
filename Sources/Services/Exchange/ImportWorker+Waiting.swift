import Basics
import Modeling
import Storage

/// Objects that refer to something not met yet, and wait for it.
extension ImportWorker {
    /// Tries deferred objects again when a model is through.
    ///
    /// An export holds the nodes of a tree in any order, and a location that waits for its parent would make every
    /// device in it wait. Only after as many objects as are waiting, so that the tries cost no more than the rest.
    func retryEarly(before item: ImportItem) throws {
        state.readSinceRetry += 1
        guard item.model != state.lastModel else { return }
        state.lastModel = item.model
        if !state.deferred.isEmpty, state.readSinceRetry >= state.deferred.count { try retryWhileMoving() }
    }

    /// Tries objects again that referred to later ones, until nothing moves any more.
    ///
    /// Late references come last of all: by then everything they depend on is there.
    func retryDeferred() throws {
        try retryUnresolved()
        let late = state.late
        state.late = []
        for item in late { _ = try attempt(item, isFinal: true) }
    }

    private func retryWhileMoving() throws {
        state.readSinceRetry = 0
        var before: Int
        repeat {
            let waiting = state.deferred
            before = waiting.count
            state.deferred = []
            for item in waiting where try !attempt(item, isFinal: false) { state.deferred.append(item) }
        } while !state.deferred.isEmpty && state.deferred.count < before
    }

    private func retryUnresolved() throws {
        while !state.deferred.isEmpty {
            try retryWhileMoving()
            guard !state.deferred.isEmpty else { return }
            // Objects that refer to each other: the optional reference of one is filled in afterwards.
            if try createWithoutOptional() { continue }
            for item in state.deferred { _ = try attempt(item, isFinal: true) }
            state.deferred = []
        }
    }

    /// Creates deferred objects that can stand without their unresolved optional references, each once.
    ///
    /// They stay deferred, so that the references are filled in when their targets have come. An object whose target
    /// is nowhere in the files is left alone: it will be refused, and a refused object leaves no trace.
    ///
    /// - Returns: Whether any was created.
    private func createWithoutOptional() throws -> Bool {
        let waiting = WaitingObjects(state.deferred, session.catalog)
        var moved = false
        for item in state.deferred where !state.reduced.contains(Self.place(item)) {
            guard let schema = session.catalog[item.model] else { continue }
            let unresolved = try unresolvedFields(item, schema, waiting)
            guard !unresolved.isEmpty, unresolved.allSatisfy({ $0.field.info.isNullable && $0.isWaiting }) else {
                continue
            }
            let names = Set(unresolved.map(\.field.info.name))
            let reduced = item.without(names)
            guard try attempt(reduced, isFinal: false, isTrial: true) else { continue }
            state.reduced.insert(Self.place(item))
            moved = true
        }
        return moved
    }

    private static func place(_ item: ImportItem) -> String {
        let name = item.object["id"] ?? item.object["name"]
        return "\(item.origin.file):\(item.origin.line) \(item.model) \(name?.text ?? "")"
    }

    func unresolvedFields(
        _ item: ImportItem, _ schema: AnySchema, _ waiting: WaitingObjects
    ) throws -> [(field: AnyField, isWaiting: Bool)] {
        try schema.fields.compactMap { field in
            guard let target = field.target, let given = item.object[field.info.name], given != .null else {
                return nil
            }
            let values = field.isStored ? [given] : given.arrayValue ?? []
            let missing = try values.filter { value in
                do {
                    _ = try pipeline.references.resolve(
                        value, in: target, scope: field.info.isScoped ? schema.identifier : nil)
                    return false
                } catch is ValueError {
                    return true
                }
            }
            guard !missing.isEmpty else { return nil }
            return (field, missing.allSatisfy { waiting.mayHold($0, target) })
        }
    }
}
