import GRDB
import Modeling
import Synchronization

/// Notices commits made by other processes, so that caches of ours are dropped and whoever waits for them is woken.
///
/// A connection's version of the data changes with every commit that another connection makes. Readers compare theirs with the
/// number of own commits, which is enough for caches: own commits drop them too. The look from outside has a connection of its
/// own, and takes in each own commit as it is made; the writer's version, which changes with commits of other processes alone,
/// tells what came beside it. So no commit of others hides behind one of ours.
final class ForeignCommitWatch: Sendable {
    /// Commits of others so far.
    let foreign = Mutex(0)
    private let seen = Mutex<[ObjectIdentifier: (version: Int64, own: Int)]>([:])
    private let version: SQLiteVersion
    /// The version of the look from outside, as far as it is known where it comes from; nil before the first look.
    private let known = Mutex<Int64?>(nil)
    /// The version of the writer's connection.
    private let writer = Mutex<Int64?>(nil)

    init(_ version: SQLiteVersion) { self.version = version }

    /// Compares the connection's data version with the one it had before.
    ///
    /// A version that changed while we committed nothing ourselves can only come from another process.
    ///
    /// - Returns: Whether it did.
    func look(through connection: SQLiteConnection, ownCommits: Int) throws -> Bool {
        let version = try connection.value("PRAGMA data_version", kind: .integer).integer ?? 0
        connection.see(version)
        let isForeign = seen.withLock { seen in
            defer { seen[connection.key] = (version, ownCommits) }
            guard let last = seen[connection.key] else { return false }
            return last.version != version && last.own == ownCommits
        }
        if isForeign { foreign.withLock { $0 += 1 } }
        return isForeign
    }

    /// Looks from outside, without a reader.
    ///
    /// - Returns: Whether others have committed.
    func look() -> Bool {
        let isForeign = known.withLock { known in
            guard let current = version.current else { return false }
            defer { known = current }
            return known != nil && known != current
        }
        if isForeign { foreign.withLock { $0 += 1 } }
        return isForeign
    }

    /// Looks in a transaction of the writer, while nobody else can commit.
    ///
    /// - Returns: Whether others have committed since the writer's last transaction.
    func look(by database: Database) -> Bool {
        let isForeign = writer.withLock { last in
            let current = Self.version(of: database)
            defer { last = current }
            return last != current
        }
        if isForeign { foreign.withLock { $0 += 1 } }
        return isForeign
    }

    /// Takes in what the writer has committed, so that the look from outside does not take it for a commit of others.
    ///
    /// - Returns: Whether others have committed meanwhile, who would be taken in too.
    func takeIn(_ database: Database) -> Bool {
        let isLooking = known.withLock { known in
            if known != nil { known = version.current ?? known }
            return known != nil
        }
        // What others commit from here on changes the version that was just taken in.
        return isLooking && look(by: database)
    }

    /// Begins with the version that the writer has.
    func begin(_ database: Database) { writer.withLock { $0 = Self.version(of: database) } }

    private static func version(of database: Database) -> Int64? {
        try? Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version"))
    }
}
