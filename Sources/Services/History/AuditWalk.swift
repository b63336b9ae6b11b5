import Basics
import Domain
import Modeling
import Storage

/// A verification on its way along the chain.
struct AuditWalk: Sendable {
    private(set) var result = AuditResult()
    private(set) var isDone = false
    private var sequence = 0
    private var previous = ""
    /// Rows up to this key have been looked at; nil before the first.
    private var seen: Identifier?

    /// Finds the first seal to verify.
    static func begin(_ session: Session, _ start: HistoryAudit.Start?) throws -> AuditWalk {
        var walk = AuditWalk()
        let marker = try HistoryChain.newestMarker(session)
        if let marker, let through = marker.prunedThrough {
            walk.result.pruned = (through, marker.time)
            walk.sequence = through
            walk.previous = marker.prunedDigest
        }
        guard let start else { return walk }
        guard start.sequence > walk.sequence else {
            return walk.broken("Seal \(start.sequence) was removed by retention; begin with \(walk.sequence + 1).")
        }
        guard let seal = try session.first(Query<ChangeSeal>().where { $0.sequence == start.sequence }) else {
            return walk.broken("There is no seal \(start.sequence).")
        }
        if let digest = start.digest, digest != seal.digest {
            return walk.broken("Seal \(start.sequence) has another digest than the one given: \(seal.digest).")
        }
        walk.sequence = start.sequence - 1
        walk.previous = seal.previous
        // What lies before belongs to seals that are not looked at.
        walk.seen = try session.first(
            Query<ChangeSeal>().where { $0.sequence < start.sequence && $0.changes > 0 }.sorted(by: "-sequence")
        )?.lastChange
        return walk
    }

    /// Verifies some more seals and the rows that they cover.
    mutating func step(_ session: Session, seals limit: Int, changes: Int) throws {
        if let marker = try HistoryChain.newestMarker(session), let through = marker.prunedThrough, through > sequence {
            // Retention went past this place in the meantime.
            result.pruned = (through, marker.time)
            sequence = through
            previous = marker.prunedDigest
        }
        let position = sequence
        var seals = try session.fetch(
            Query<ChangeSeal>().where { $0.sequence > position }.sorted(by: "sequence").limited(to: limit))
        var total = 0
        if let end = seals.firstIndex(where: { seal in
            total += seal.changes
            return total > changes
        }) {
            seals = Array(seals.prefix(max(1, end)))
        }
        guard !seals.isEmpty else { return try end(session) }
        if result.first == 0 { result.first = seals[0].sequence }
        var rows = SealedRows(seals, after: seen)
        if let stranger = try rows.read(session) {
            self = broken(stranger)
            return
        }
        for seal in seals {
            if let fault = fault(of: seal, rows) {
                self = broken(fault)
                return
            }
            sequence = seal.sequence
            previous = seal.digest
            result.seals += 1
            result.changes += seal.changes
            if seal.kind == ChangeSeal.Kind.adopted.rawValue { result.adopted += seal.changes }
        }
        seen = rows.end ?? seen
    }

    /// What is wrong with one seal.
    private func fault(of seal: Record<ChangeSeal>, _ rows: SealedRows) -> String? {
        let expected = sequence + 1
        guard seal.sequence == expected else {
            return seal.sequence == expected + 1
                ? "Seal \(expected) is missing." : "Seals \(expected) to \(seal.sequence - 1) are missing."
        }
        let place = "Transaction \(seal.sequence) of \(seal.time)"
        guard seal.previous == previous else {
            return "\(place) does not follow the one before: its seal names another digest."
        }
        let found = rows.found(seal)
        if found.count < seal.changes {
            return "\(place): \(seal.changes - found.count) of its \(seal.changes) history rows are missing."
        }
        if found.count > seal.changes {
            return "\(place): \(found.count - seal.changes) history rows were added to its \(seal.changes)."
        }
        guard HistoryChain.digest(seal, rows: found.digest) == seal.digest else {
            return "\(place): one of its \(seal.changes) history rows, or the seal itself, was altered"
                + (seal.firstChange.map { "; the first of them is \($0)." } ?? ".")
        }
        return nil
    }

    /// Compares the end of the chain with its head, and looks behind the last row.
    private mutating func end(_ session: Session) throws {
        isDone = true
        let head = try HistoryChain.head(session)
        result.head = head
        guard head.sequence == sequence, head.digest == previous || sequence == 0 else {
            self = broken(
                head.sequence > sequence
                    ? "The chain ends with seal \(sequence), its head with \(head.sequence): the last "
                        + "\(head.sequence - sequence) seals are missing."
                    : "The head of the chain does not fit its last seal, \(sequence).")
            return
        }
        var rest = SealedRows([], after: seen)
        if let stranger = try rest.read(session) { self = broken(stranger) }
    }

    private func broken(_ fault: String) -> AuditWalk {
        var walk = self
        walk.result.fault = fault
        walk.isDone = true
        return walk
    }
}

/// The history rows that some neighbouring seals cover, digested while they are read in the order of their keys.
struct SealedRows {
    private var digests: [Identifier: (count: Int, digest: CellDigest)] = [:]
    private let adopted: [Record<ChangeSeal>]
    private let start: Identifier?
    /// Key of the last row that the seals cover.
    let end: Identifier?
    private let isRest: Bool
    private let first: Identifier?

    /// - Parameter after: Rows up to this key have been looked at; a seal that reaches further back is read from its start.
    init(_ seals: [Record<ChangeSeal>], after: Identifier?) {
        for seal in seals { digests[seal.id.raw] = (0, CellDigest()) }
        adopted = seals.filter { $0.kind == ChangeSeal.Kind.adopted.rawValue }
        start = after
        end = seals.compactMap(\.lastChange).max()
        first = seals.compactMap(\.firstChange).min()
        isRest = seals.isEmpty
    }

    func found(_ seal: Record<ChangeSeal>) -> (count: Int, digest: String) {
        let found = digests[seal.id.raw] ?? (0, CellDigest())
        return (found.count, found.digest.text)
    }

    /// Reads the rows.
    ///
    /// - Returns: What to say of a row that no seal covers, nil when there is none.
    mutating func read(_ session: Session) throws -> String? {
        guard isRest || end != nil else { return nil }
        var known: [Identifier: Bool] = [:]
        var stranger: String?
        try session.forEach(Selection(ObjectChange.schema, where: range, ordering: ["id"])) { row in
            let change = Record<ObjectChange>(values: row)
            if let seal = change.seal ?? adopting(change.id.raw), digests[seal] != nil {
                digests[seal]?.count += 1
                digests[seal]?.digest.update(row)
                return true
            }
            // Writers that overlap leave their rows between each other's; those are looked at with their own seal.
            if let seal = change.seal {
                if known[seal] == nil { known[seal] = try session.row(ChangeSeal.schema, seal) != nil }
                if known[seal] == true { return true }
            }
            stranger =
                "The history row \(change.id) of \(change.time) belongs to no sealed transaction: "
                + "it was added past Almanac, or its seal was removed."
            return false
        }
        return stranger
    }

    private var range: Predicate {
        var range = Predicate.always
        if let end { range = range && .compare(["id"], .lessOrEqual, [.id(end)]) }
        guard let start else { return range }
        if let first, first <= start { return range && .compare(["id"], .greaterOrEqual, [.id(first)]) }
        return range && .compare(["id"], .greater, [.id(start)])
    }

    private func adopting(_ change: Identifier) -> Identifier? {
        adopted.first { seal in
            guard let first = seal.firstChange, let last = seal.lastChange else { return false }
            return first <= change && change <= last
        }?.id.raw
    }
}
