/// Something that lives as long as one transaction and has the last word in it, such as a journal.
package protocol TransactionCompanion: AnyObject {
    /// A savepoint begins: what is noted from now on may be undone.
    func savepointBegan()
    /// The savepoint that began last ended, and its changes stay.
    func savepointReleased()
    /// The savepoint that began last was undone.
    func savepointUndone()
    /// The transaction is about to commit.
    ///
    /// - Throws: What undoes the transaction.
    func finish() throws
}

/// What the parts of one unit of work share: companions, each of which occurs once.
///
/// Like its session it must not leave the database thread.
package final class TransactionScope {
    private var companions: [(type: ObjectIdentifier, companion: any TransactionCompanion)] = []
    /// Savepoints that have begun and not ended.
    package private(set) var depth = 0

    /// The companion of a type; the first caller makes it.
    package func companion<C: TransactionCompanion>(_ type: C.Type, make: () -> C) -> C {
        let key = ObjectIdentifier(type)
        if let known = companions.first(where: { $0.type == key })?.companion as? C { return known }
        let made = make()
        companions.append((key, made))
        for _ in 0..<depth { made.savepointBegan() }
        return made
    }

    /// Lets every companion do what is left to do.
    func finish() throws {
        for entry in companions { try entry.companion.finish() }
    }

    /// Lets go of every companion: the transaction is over.
    func end() { companions = [] }

    fileprivate func began() {
        depth += 1
        for entry in companions { entry.companion.savepointBegan() }
    }

    fileprivate func ended(isUndone: Bool) {
        depth -= 1
        for entry in companions {
            if isUndone { entry.companion.savepointUndone() } else { entry.companion.savepointReleased() }
        }
    }
}

extension Session {
    /// Whether a refused statement makes the whole transaction void, unless it stands in a ``savepoint(_:)``.
    package var failureSpoilsTransaction: Bool { connection.dialect == .postgresql }

    /// Whether nobody else writes before the transaction ends.
    package var isOnlyWriter: Bool { connection.dialect == .sqlite }

    /// Runs a change that its failure undoes alone; what was done before in the transaction stays.
    ///
    /// - Throws: What `body` throws, after its changes have been undone.
    package func savepoint<R>(_ body: () throws -> R) throws -> R {
        try connection.execute("SAVEPOINT nested", [])
        scope.began()
        do {
            let result = try body()
            try connection.execute("RELEASE nested", [])
            scope.ended(isUndone: false)
            return result
        } catch {
            scope.ended(isUndone: true)
            // Fails when the whole transaction is gone, as on a full disk; that is then the error to tell.
            try connection.execute("ROLLBACK TO nested", [])
            try connection.execute("RELEASE nested", [])
            throw error
        }
    }
}
