import Applicability
package import Basics
import Domain
import Modeling
package import Storage

/// Says which release a device should go to: what each candidate fixes, what it leaves open, and until when it is supported.
///
/// Candidates are approved releases, releases that sources name as fixed, and releases that run elsewhere in the network; each
/// is judged against everything that is known, so that a fix for one thing which opens another is seen.
package struct UpgradeAdvisor: Sendable {
    private let store: Store
    private let environment: RecordEnvironment
    /// Candidates that are shown.
    private static let shown = 8

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Advice for a device, by its name or id.
    ///
    /// - Throws: ``Problem`` of kind `notFound`, or `unprocessable` when nothing can be said.
    package func device(_ name: String) async throws -> UpgradeAdvice {
        let (today, settings) = (environment.time.today, environment.settings)
        return try await store.read { session in
            let device = try VulnerabilityReader.device(name, session)
            guard let software = device.softwareVersion else {
                throw Problem(.unprocessable, "No software of the device is known, so nothing can be advised.")
            }
            let id = device.id.raw
            let facts = SubjectFacts(
                id: id, deviceType: device.deviceType.raw, role: device.role.raw, tenant: device.tenant?.raw,
                tags: Set(try session.tags(of: [id])[id] ?? []), software: software.raw)
            let approval = try Approval(session, facts, today: today, settings: settings)
            var judge = try AdviceJudge(session, today: today)
            let kind = try session.get(device.deviceType)
            return try Self.advice(
                device.name ?? device.id.description, software.raw, kind, id, approval, session, &judge)
        }
    }

    /// Advice for each software that runs on a type of device, by the type's id, model or part number.
    ///
    /// - Throws: ``Problem`` of kind `notFound`.
    package func deviceType(_ name: String) async throws -> [UpgradeAdvice] {
        let (today, settings) = (environment.time.today, environment.settings)
        return try await store.read { session in
            let types = try Self.types(name, session)
            guard !types.isEmpty else {
                throw Problem(.notFound, "There is no device and no type of device “\(name.prefix(100))”.")
            }
            var judge = try AdviceJudge(session, today: today)
            return try types.flatMap { type in
                var sql = SQLText(session.connection.dialect)
                sql += "SELECT DISTINCT software_version_id FROM \(Device.schema.names.table) "
                sql += "WHERE software_version_id IS NOT NULL AND device_type_id = "
                sql.bind(.id(type.id.raw))
                sql += " ORDER BY software_version_id"
                let use = try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier])
                // Entries for a role, a tenant or single devices say nothing of the type alone.
                let facts = SubjectFacts(id: type.id.raw, deviceType: type.id.raw)
                let approval = try Approval(session, facts, today: today, settings: settings)
                return try use.compactMap(\.[0].identifier).compactMap { software in
                    do {
                        return try Self.advice(type.model, software, type, nil, approval, session, &judge)
                    } catch let problem as Problem where problem.kind == .unprocessable {
                        // What cannot be read has no advice; the others have.
                        return nil
                    }
                }
            }
        }
    }

    /// The types of device that a name means: the one of an id, those of the model, else those with the part number in any of
    /// the forms that vendors write it in.
    private static func types(_ name: String, _ session: Session) throws -> [Record<DeviceType>] {
        if let id = Identifier(name) {
            return try session.rows(DeviceType.schema, ids: [id]).map { Record(values: $0) }
        }
        let exact = try session.fetch(
            Query<DeviceType>().where { $0.model == name || $0.partNumber == name }.sorted(by: "id"))
        guard exact.isEmpty else { return exact }
        let wanted = Set(PartNumbers.candidates([name]))
        return try session.fetch(Query<DeviceType>().sorted(by: "id")).filter { type in
            PartNumbers.candidates([type.partNumber, type.model]).contains(where: wanted.contains)
        }
    }

    /// Advice for a software version, on each type of device that runs it.
    ///
    /// - Throws: ``Problem`` of kind `notFound`, or `unprocessable` when nothing can be said of the version.
    package func software(_ id: Identifier) async throws -> [UpgradeAdvice] {
        let (today, settings) = (environment.time.today, environment.settings)
        return try await store.read { session in
            guard try session.holds(SoftwareVersion.schema, id) else {
                throw Problem(.notFound, "There is no such software version.")
            }
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT DISTINCT device_type_id FROM \(Device.schema.names.table) WHERE software_version_id = "
            sql.bind(.id(id))
            sql += " ORDER BY device_type_id"
            let types = try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier])
            var judge = try AdviceJudge(session, today: today)
            return try types.compactMap(\.[0].identifier).map { typeID in
                let type = try session.get(ID<DeviceType>(typeID))
                let approval = try Approval(
                    session, SubjectFacts(id: typeID, deviceType: typeID), today: today, settings: settings)
                return try Self.advice(type.model, id, type, nil, approval, session, &judge)
            }
        }
    }

    private static func advice(
        _ subject: String, _ software: Identifier, _ kind: Record<DeviceType>, _ device: Identifier?,
        _ approval: Approval, _ session: Session, _ judge: inout AdviceJudge
    ) throws -> UpgradeAdvice {
        let release = try session.get(ID<SoftwareVersion>(software))
        let platform = try session.get(release.platform)
        guard case .version(let current) = NetworkSystems.read(release.version, driver: platform.networkDriver) else {
            throw Problem(
                .unprocessable, "The software \(release.version) is not understood, so nothing can be advised.")
        }
        let hardware = [kind.model, kind.partNumber].filter { !$0.isEmpty }
        let batch = try judge.batch(of: current.system, session)
        let (decisions, type) = (judge.decisions, kind.id.raw)
        func open(_ version: Version) -> [String: Assessment] {
            judge.open(Applicability.Subject(version, hardware: hardware), batch) {
                decisions.silences($0, software: software, type: type, device: device)
            }
        }
        let now = open(current)
        let candidates = try Candidates(session, platform.id, current, now.values.flatMap(\.fixedIn), approval)
        var advice: [UpgradeAdvice.Candidate] = candidates.all.map { candidate in
            let later = open(candidate.version)
            return UpgradeAdvice.Candidate(
                version: candidate.version.canonical, origins: candidate.origins,
                isSameTrain: Candidates.isSameTrain(candidate.version, current), endOfSupport: candidate.endOfSupport,
                fixes: now.keys.filter { later[$0] == nil }.sorted(by: { Self.precedes($0, $1, batch) }),
                leaves: later.keys.filter { now[$0] != nil }.sorted(by: { Self.precedes($0, $1, batch) }),
                opens: later.keys.filter { now[$0] == nil }.sorted(by: { Self.precedes($0, $1, batch) }),
                burden: UpgradeAdvice.Burden(later.keys.compactMap { batch.views[$0] }))
        }
        // The stable sort keeps older releases first where nothing else tells them apart.
        advice.sort { left, right in
            if left.burden != right.burden { return left.burden < right.burden }
            if left.isApproved != right.isApproved { return left.isApproved }
            if left.isSameTrain != right.isSameTrain { return left.isSameTrain }
            return (left.endOfSupport ?? .last) > (right.endOfSupport ?? .last)
        }
        return UpgradeAdvice(
            subject: subject, software: "\(platform.name) \(release.version)", type: kind.model,
            open: now.keys.sorted(by: { Self.precedes($0, $1, batch) }),
            burden: UpgradeAdvice.Burden(now.keys.compactMap { batch.views[$0] }),
            candidates: Array(advice.prefix(shown)))
    }

    private static func precedes(_ left: String, _ right: String, _ batch: CaseBatch) -> Bool {
        let (a, b) = (batch.views[left]?.priority ?? 0, batch.views[right]?.priority ?? 0)
        return a != b ? a > b : left < right
    }
}

/// What is known of systems, read once for all the software that is advised.
private struct AdviceJudge {
    let decisions: TriageBook
    private let checker: CheckerEvidence
    private let names: ReplacedNames
    private var batches: [OperatingSystem: CaseBatch] = [:]

    init(_ session: Session, today: CalendarDay) throws {
        decisions = try TriageBook(session, today: today)
        checker = try CheckerEvidence(session)
        names = try ReplacedNames(session)
    }

    /// Everything that is live about a system.
    mutating func batch(of system: OperatingSystem, _ session: Session) throws -> CaseBatch {
        if let known = batches[system] { return known }
        let cves = try ExposurePlan.cves(of: [system], checker, names, session)
        let batch = try CaseLoader.load(cves, checker, names, session)
        batches[system] = batch
        return batch
    }

    /// What affects a version, or may, by CVE.
    ///
    /// - Parameter isSilent: Whether people decided that nobody needs to act.
    func open(
        _ subject: Applicability.Subject, _ batch: CaseBatch, isSilent: (String) -> Bool
    ) -> [String: Assessment] {
        guard let index = batch.indexes[subject.system] else { return [:] }
        var open: [String: Assessment] = [:]
        for finding in index.findings(subject, extra: checker.evidence(subject)) {
            let verdict = finding.assessment.verdict
            guard verdict == .affected || verdict == .potential, !isSilent(finding.id) else { continue }
            open[finding.id] = finding.assessment
        }
        return open
    }
}

/// Whether entries of validated software approve a release for one device, or for a type of device.
private struct Approval {
    private let rules: [SoftwareRule]
    private let matcher: ValidationMatcher
    private let subject: SubjectFacts
    private let today: CalendarDay

    init(_ session: Session, _ subject: SubjectFacts, today: CalendarDay, settings: DomainSettings) throws {
        rules = try SoftwareRules.load(session)
        matcher = ValidationMatcher(mode: MatchingMode(settings))
        self.subject = subject
        self.today = today
    }

    func approves(_ software: Identifier) -> Bool {
        var subject = subject
        subject.software = software
        return matcher.verdict(for: subject, among: rules, today: today).isValid
    }
}

/// Releases to which something could be upgraded.
private struct Candidates {
    struct Candidate {
        let version: Version
        var origins: [String]
        var endOfSupport: CalendarDay?
    }

    /// In their order.
    private(set) var all: [Candidate] = []

    /// - Parameter fixes: Releases that sources name as fixed.
    init(
        _ session: Session, _ platform: ID<Platform>, _ current: Version, _ fixes: [String], _ approval: Approval
    ) throws {
        var known: [String: Candidate] = [:]
        func add(_ version: Version, _ origin: String, _ end: CalendarDay?) {
            guard let order = try? version.order(current), order.sign > 0 else { return }
            var candidate = known[version.canonical] ?? Candidate(version: version, origins: [])
            if !candidate.origins.contains(origin) { candidate.origins.append(origin) }
            candidate.endOfSupport = candidate.endOfSupport ?? end
            known[version.canonical] = candidate
        }
        let versions = try session.fetch(Query<SoftwareVersion>().where { $0.platform == platform })
        for version in versions {
            guard let read = try? Version(version.version, of: current.system) else { continue }
            if approval.approves(version.id.raw) { add(read, "approved", version.endOfSupportDate) }
            add(read, "inventory", version.endOfSupportDate)
        }
        for fix in fixes {
            if let read = try? Version(fix, of: current.system) { add(read, "fixed-in", nil) }
        }
        all = known.values.sorted { $0.version < $1.version }
    }

    /// Whether two releases are of one line: the same train, and the same first two numbers.
    static func isSameTrain(_ left: Version, _ right: Version) -> Bool {
        func numbers(_ version: Version) -> [Substring] {
            Array(version.canonical.split(whereSeparator: { !$0.isNumber }).prefix(2))
        }
        guard let order = try? left.order(right) else { return false }
        return order.isSameTrain && numbers(left) == numbers(right)
    }
}
