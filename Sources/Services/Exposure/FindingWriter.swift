import Basics
import Domain
import Modeling
import Storage

/// Brings the findings of some CVEs in step with what was judged; writes only what differs.
struct FindingWriter {
    /// What a write changed.
    struct Counts: Sendable, Hashable {
        var opened = 0
        var changed = 0
        var closed = 0
        var reopened = 0
        /// How many more or fewer open findings software has, on whatever hardware.
        var open: [Identifier: OpenFindingChange] = [:]
        /// The same by hardware and level.
        var tallies: [ExposureTallies.Key: Int] = [:]
        /// Whether ``tallies`` tells everything: not so when a vulnerability became worse of which not all software was judged.
        var areTalliesWhole = true
    }

    private let session: Session
    private let now: Timestamp
    /// Software that runs nowhere any more.
    private let ceased: Set<Identifier>
    /// Keys per statement.
    private static let chunk = 1000

    init(_ session: Session, now: Timestamp, ceased: Set<Identifier>) {
        self.session = session
        self.now = now
        self.ceased = ceased
    }

    /// What is stored of a finding.
    private struct Stored {
        let id: Identifier
        let vulnerability: Identifier
        let software: Identifier
        let deviceType: Identifier?
        let assessment: Identifier
        let verdict: String
        let isOpen: Bool

        var entry: TallyChanges.Entry {
            TallyChanges.Entry(
                vulnerability: vulnerability, software: software, deviceType: deviceType, isOpen: isOpen,
                isPotential: verdict == "potential")
        }
    }

    /// Writes what was judged of a batch.
    ///
    /// - Parameters:
    ///   - software: The software versions that were judged; nil for all.
    func write(
        _ findings: [JudgedFinding], _ book: AssessmentBook, of batch: CaseBatch, software: Set<Identifier>?
    ) throws -> Counts {
        let stored = try self.stored(batch.cves, software)
        let used = Set(findings.map(\.cve))
        let kept = Set(stored.values.map(\.vulnerability))
        let before = try writeViews(batch.cves.filter { used.contains($0) || kept.contains(MergedView.id($0)) }, batch)
        try insertMissing(book)
        var counts = Counts()
        var fresh: [[Value]] = []
        var updates: [[Value]] = []
        var judged: Set<Identifier> = []
        judged.reserveCapacity(findings.count)
        var entries: [TallyChanges.Entry] = []
        for finding in findings {
            guard let assessment = book.rows[finding.assessment] else { continue }
            let id = finding.id
            judged.insert(id)
            let applies = assessment.verdict == "affected" || assessment.verdict == "potential"
            let isOpen = applies && !ceased.contains(finding.software)
            entries.append(Self.entry(finding, isOpen: isOpen, assessment.verdict))
            if let known = stored[id] {
                guard known.assessment != finding.assessment || known.isOpen != isOpen else { continue }
                if known.isOpen { Self.count(known, by: -1, &counts) }
                let reason = isOpen ? "" : applies ? Self.runsNowhere : Self.notAffected
                updates.append(update(known, assessment, reason, &counts))
            } else {
                // What runs nowhere any more gets no new findings: they come when it runs again.
                if ceased.contains(finding.software) { continue }
                if isOpen { counts.opened += 1 }
                fresh.append(row(finding, id, assessment, isOpen: isOpen))
            }
            if isOpen, finding.deviceType == nil {
                counts.open[finding.software, default: OpenFindingChange()].add(1, assessment.verdict)
            }
        }
        // In the order of their keys, neighbours are written together.
        fresh.sort { Self.precedes($0.first, $1.first) }
        updates.sort { Self.precedes($0.last, $1.last) }
        try session.insert(Finding.schema, all: fresh)
        try apply(updates)
        try close(stored.values.filter { !judged.contains($0.id) }, batch, &counts)
        let after = Dictionary(
            batch.views.values.map { ($0.id.raw, TallyChanges.View($0)) }, uniquingKeysWith: { first, _ in first })
        var tallies = TallyChanges()
        tallies.add(stored.values.map(\.entry), before.merging(after) { old, _ in old }, times: -1)
        tallies.add(entries, after, times: 1)
        counts.tallies = tallies.counts
        counts.areTalliesWhole = software == nil || before.allSatisfy { after[$0.key] == $0.value }
        return counts
    }

    private static func entry(_ finding: JudgedFinding, isOpen: Bool, _ verdict: String) -> TallyChanges.Entry {
        TallyChanges.Entry(
            vulnerability: MergedView.id(finding.cve), software: finding.software, deviceType: finding.deviceType,
            isOpen: isOpen, isPotential: verdict == "potential")
    }

    private static func count(_ stored: Stored, by number: Int, _ counts: inout Counts) {
        guard stored.deviceType == nil else { return }
        counts.open[stored.software, default: OpenFindingChange()].add(number, stored.verdict)
    }

    private func stored(_ cves: [String], _ software: Set<Identifier>?) throws -> [Identifier: Stored] {
        var stored: [Identifier: Stored] = [:]
        let ids = cves.map { Value.id(MergedView.id($0)) }
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT id, vulnerability_id, software_id, device_type_id, assessment_id, state, verdict FROM "
            sql += "\(Finding.schema.names.table) WHERE vulnerability_id IN "
            sql.bindList(Array(ids[start..<min(start + Self.chunk, ids.count)]))
            let kinds: [Kind] = [.identifier, .identifier, .identifier, .identifier, .identifier, .text, .text]
            try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
                guard let id = row[0].identifier, let vulnerability = row[1].identifier, let of = row[2].identifier,
                    let assessment = row[4].identifier, software?.contains(of) ?? true
                else { return true }
                stored[id] = Stored(
                    id: id, vulnerability: vulnerability, software: of, deviceType: row[3].identifier,
                    assessment: assessment, verdict: row[6].plainText,
                    isOpen: row[5].plainText == Finding.State.open.rawValue)
                return true
            }
        }
        return stored
    }

    private func row(
        _ finding: JudgedFinding, _ id: Identifier, _ assessment: Record<FindingAssessment>, isOpen: Bool
    ) -> [Value] {
        var row = Record<Finding>(id: ID(id))
        row.vulnerability = ID(MergedView.id(finding.cve))
        row.software = ID(finding.software)
        row.deviceType = finding.deviceType.map { ID($0) }
        row.assessment = assessment.id
        row.verdict = assessment.verdict
        row.isConflict = assessment.isConflict
        row.state = (isOpen ? Finding.State.open : .closed).rawValue
        row.opened = now
        row.closed = isOpen ? nil : now
        row.closeReason = isOpen ? "" : Self.notAffected
        return row.values
    }

    private static let notAffected = "The source that is believed most says that it does not apply."
    private static let runsNowhere = "The software runs nowhere any more."

    /// The arguments of ``apply(_:)``.
    ///
    /// - Parameter reason: Why it is closed; empty when it is open.
    private func update(
        _ known: Stored, _ assessment: Record<FindingAssessment>, _ reason: String, _ counts: inout Counts
    ) -> [Value] {
        let isOpen = reason.isEmpty
        switch (known.isOpen, isOpen) {
        case (false, true): counts.reopened += 1
        case (true, false): counts.closed += 1
        default: counts.changed += 1
        }
        let isReopened = isOpen && !known.isOpen
        return [
            .id(assessment.id.raw), .text(assessment.verdict), .bool(assessment.isConflict),
            .text((isOpen ? Finding.State.open : .closed).rawValue), isReopened ? .timestamp(now) : .null,
            isOpen ? .null : .timestamp(now), .text(reason), .id(known.id),
        ]
    }

    private func apply(_ updates: [[Value]]) throws {
        guard let first = updates.first else { return }
        var sql = SQLText(session.connection.dialect)
        func assign(_ column: String, _ place: Int, _ kind: Kind) {
            sql += "\(column) = "
            sql.bind(first[place], as: kind)
        }
        sql += "UPDATE \(Finding.schema.names.table) SET "
        assign("assessment_id", 0, .identifier)
        sql += ", "
        assign("verdict", 1, .text)
        sql += ", "
        assign("is_conflict", 2, .boolean)
        sql += ", "
        assign("state", 3, .text)
        sql += ", opened = COALESCE("
        sql.bind(first[4], as: .timestamp)
        sql += ", opened), "
        assign("closed", 5, .timestamp)
        sql += ", "
        assign("close_reason", 6, .text)
        sql += " WHERE "
        assign("id", 7, .identifier)
        try session.connection.executeMany(sql.text, updates)
    }

    /// Ends findings that nothing supports any more; what differed for one hardware and does no more, is forgotten.
    private func close(_ gone: [Stored], _ batch: CaseBatch, _ counts: inout Counts) throws {
        try delete(gone.filter { $0.deviceType != nil }.map(\.id))
        let open = gone.filter { $0.deviceType == nil && $0.isOpen }
        counts.closed += open.count
        for finding in open { Self.count(finding, by: -1, &counts) }
        let withdrawn = Set(batch.cves.filter { batch.views[$0]?.isWithdrawn ?? true }.map(MergedView.id))
        for isWithdrawn in [false, true] {
            try end(open.filter { withdrawn.contains($0.vulnerability) == isWithdrawn }.map(\.id), isWithdrawn)
        }
    }

    /// Closes findings one by one: a statement over many would first copy each page that it changes, to be able to end halfway.
    private func end(_ ids: [Identifier], _ isWithdrawn: Bool) throws {
        let reason =
            isWithdrawn
            ? "Its sources took the vulnerability back."
            : "No source says any more that it applies to this software."
        let rows = ids.sorted().map {
            [Value.text(Finding.State.closed.rawValue), .timestamp(now), .text(reason), .id($0)]
        }
        guard let first = rows.first else { return }
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(Finding.schema.names.table) SET state = "
        sql.bind(first[0])
        sql += ", closed = "
        sql.bind(first[1])
        sql += ", close_reason = "
        sql.bind(first[2])
        sql += " WHERE id = "
        sql.bind(first[3])
        try session.connection.executeMany(sql.text, rows)
    }

    private static func precedes(_ left: Value?, _ right: Value?) -> Bool {
        guard let left = left?.identifier, let right = right?.identifier else { return false }
        return left < right
    }

    private func delete(_ ids: [Identifier]) throws {
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            try session.delete(Finding.schema, ids: Array(ids[start..<min(start + Self.chunk, ids.count)]))
        }
    }

    private func insertMissing(_ book: AssessmentBook) throws {
        let ids = Array(book.rows.keys)
        var known: Set<Identifier> = []
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            let part = ids[start..<min(start + Self.chunk, ids.count)].map(Value.id)
            known.formUnion(try session.ids(FindingAssessment.schema, where: .compare(["id"], .equals, part)))
        }
        try session.insert(
            FindingAssessment.schema, all: book.rows.values.filter { !known.contains($0.id.raw) }.map(\.values))
    }

    /// Writes the merged views that differ.
    ///
    /// - Returns: What they were.
    private func writeViews(_ cves: [String], _ batch: CaseBatch) throws -> [Identifier: TallyChanges.View] {
        let schema = KnownVulnerability.schema
        var known: [Identifier: [Value]] = [:]
        for start in stride(from: 0, to: cves.count, by: Self.chunk) {
            let part = cves[start..<min(start + Self.chunk, cves.count)].map(MergedView.id)
            for row in try session.rows(schema, ids: part) {
                if let id = row[0].identifier { known[id] = row }
            }
        }
        var fresh: [[Value]] = []
        for cve in cves {
            guard let view = batch.views[cve] else { continue }
            if let old = known[view.id.raw] {
                let columns = (1..<old.count).filter { old[$0] != view.values[$0] }
                try session.update(schema, view.values, columns: columns)
            } else {
                fresh.append(view.values)
            }
        }
        try session.insert(schema, all: fresh)
        return known.mapValues { TallyChanges.View(Record<KnownVulnerability>(values: $0)) }
    }
}
