import Basics
import Domain
import Modeling
import Storage

/// The worst that devices are exposed to today, by their software and type, less what people decided.
///
/// It is made of kept counts and of the few vulnerabilities that people decided about: neither devices nor the findings of
/// everything else are read.
struct ExposureIndex: Sendable {
    /// Devices that are alike.
    struct Kind: Hashable, Sendable {
        let software: Identifier
        /// nil for all hardware of which nothing else is said.
        let type: Identifier?
    }

    private var kinds: [Kind: DeviceExposure] = [:]
    private var types: [Identifier: [Identifier]] = [:]
    /// Single devices that people decided about.
    private(set) var devices: [Identifier: DeviceExposure] = [:]
    /// Software of which anything is known: its findings, or that it was read.
    private var known: Set<Identifier> = []

    /// Reads it.
    init(_ session: Session, today: CalendarDay) throws {
        let decisions = try TriageBook(session, today: today)
        let special = try SpecialFindings(session, decisions.exceptionalCVEs)
        var counts = try Self.tallies(session, special, decisions)
        special.visit { cve, software, type, level in
            if decisions.silences(cve, software: software, type: type, device: nil) {
                counts[Kind(software: software, type: type)]?[level, default: 0] -= 1
            }
        }
        let understood = try Self.understood(session)
        known = Set(understood.keys)
        for (kind, levels) in counts {
            known.insert(kind.software)
            if let type = kind.type { types[kind.software, default: []].append(type) }
            kinds[kind] = Self.worst(levels, understood[kind.software] ?? false)
        }
        for (software, isUnderstood) in understood where kinds[Kind(software: software, type: nil)] == nil {
            kinds[Kind(software: software, type: nil)] = isUnderstood ? DeviceExposure.none : .notUnderstood
        }
        try decide(session, decisions, special, counts, understood)
    }

    /// The exposure of a device without a decision of its own.
    func exposure(software: Identifier?, type: Identifier) -> DeviceExposure {
        guard let software else { return .noSoftware }
        return kinds[Kind(software: software, type: type)] ?? kinds[Kind(software: software, type: nil)]
            ?? .notUnderstood
    }

    /// The devices whose worst exposure is one of these.
    func predicate(_ wanted: Set<DeviceExposure>) -> Predicate {
        var fits = DeviceKinds()
        for (kind, exposure) in kinds { fits.say(kind.software, type: kind.type, wanted.contains(exposure)) }
        var alike = fits.predicate
        if wanted.contains(.noSoftware) { alike = alike || .isNull(["software_version"]) }
        if wanted.contains(.notUnderstood) {
            alike =
                alike
                || (.not(.isNull(["software_version"]))
                    && .not(.compare(["software_version"], .equals, known.sorted().map(Value.id))))
        }
        guard !devices.isEmpty else { return alike }
        return (alike && .not(.ids(devices.keys.sorted())))
            || .ids(devices.filter { wanted.contains($0.value) }.map(\.key).sorted())
    }

    // MARK: Making it

    private typealias Levels = [DeviceExposure: Int]

    private static func worst(_ levels: Levels, _ isUnderstood: Bool) -> DeviceExposure {
        DeviceExposure.ofFindings.first { levels[$0, default: 0] > 0 }
            ?? (isUnderstood ? DeviceExposure.none : .notUnderstood)
    }

    /// The counts of every kind that can differ from others of the same software.
    private static func tallies(
        _ session: Session, _ special: SpecialFindings, _ decisions: TriageBook
    ) throws -> [Kind: Levels] {
        var base: [Identifier: Levels] = [:]
        var differences: [Kind: Levels] = [:]
        for (key, findings) in try ExposureTallies.load(session) {
            if key.type == nil {
                base[key.software, default: [:]][key.level] = findings
            } else {
                differences[Kind(software: key.software, type: key.type), default: [:]][key.level] = findings
            }
        }
        var counts = Dictionary(
            uniqueKeysWithValues: base.map { (Kind(software: $0.key, type: nil), $0.value) })
        var all = Set(differences.keys)
        for cve in decisions.exceptionalCVEs {
            for type in decisions.all(cve).compactMap(\.deviceType) {
                for software in special.software(of: cve) { all.insert(Kind(software: software, type: type.raw)) }
            }
            // What differs in findings differs in decisions too, even where the counts are the same.
            for kind in special.exceptions(of: cve) { all.insert(kind) }
        }
        for kind in all {
            counts[kind] = (base[kind.software] ?? [:]).merging(differences[kind] ?? [:], uniquingKeysWith: +)
            let whole = Kind(software: kind.software, type: nil)
            if counts[whole] == nil { counts[whole] = [:] }
        }
        special.kinds = counts.keys.reduce(into: [:]) { $0[$1.software, default: []].append($1.type) }
        return counts
    }

    /// Whether software that was looked at was understood.
    private static func understood(_ session: Session) throws -> [Identifier: Bool] {
        let rows = try session.connection.rows(
            "SELECT software_id, problem FROM \(SoftwareIdentity.schema.names.table)", [], kinds: [.identifier, .text])
        return rows.reduce(into: [:]) { known, row in
            if let id = row[0].identifier { known[id] = row[1].plainText.isEmpty }
        }
    }

    private mutating func decide(
        _ session: Session, _ decisions: TriageBook, _ special: SpecialFindings, _ counts: [Kind: Levels],
        _ understood: [Identifier: Bool]
    ) throws {
        let ids = decisions.devices.sorted().map(Value.id)
        guard !ids.isEmpty else { return }
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT id, software_version_id, device_type_id FROM \(Device.schema.names.table) WHERE id IN "
        sql.bindList(ids)
        let rows = try session.connection.rows(
            sql.text, sql.arguments, kinds: [.identifier, .identifier, .identifier])
        for row in rows {
            guard let device = row[0].identifier, let type = row[2].identifier else { continue }
            guard let software = row[1].identifier else {
                devices[device] = .noSoftware
                continue
            }
            let exact = Kind(software: software, type: type)
            var levels = counts[exact] ?? counts[Kind(software: software, type: nil)] ?? [:]
            for cve in decisions.exceptionalCVEs {
                guard let level = special.level(cve, software, type) else { continue }
                let was = decisions.silences(cve, software: software, type: type, device: nil)
                let isSilent = decisions.silences(cve, software: software, type: type, device: device)
                if was != isSilent { levels[level, default: 0] += isSilent ? -1 : 1 }
            }
            devices[device] = Self.worst(levels, understood[software] ?? false)
        }
    }
}

/// The findings of the vulnerabilities that people decided about.
private final class SpecialFindings {
    private struct Entry {
        var base: DeviceExposure?
        /// nil where it does not hold on that hardware.
        var types: [Identifier: DeviceExposure?] = [:]
    }

    private var entries: [String: [Identifier: Entry]] = [:]
    /// The kinds that are counted apart, by software.
    var kinds: [Identifier: [Identifier?]] = [:]

    init(_ session: Session, _ cves: [String]) throws {
        for start in stride(from: 0, to: cves.count, by: 500) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT v.cve, f.software_id, f.device_type_id, f.state, f.verdict, v.severity, v.is_exploited "
            sql += "FROM \(KnownVulnerability.schema.names.table) v JOIN \(Finding.schema.names.table) f "
            sql += "ON f.vulnerability_id = v.id WHERE (f.state = 'open' OR f.device_type_id IS NOT NULL) AND v.cve IN "
            sql.bindList(cves[start..<min(start + 500, cves.count)].map(Value.text))
            let kinds: [Kind] = [.text, .identifier, .identifier, .text, .text, .text, .boolean]
            try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
                guard let software = row[1].identifier else { return true }
                let level = DeviceExposure(
                    severity: row[5].plainText, isExploited: row[6] == .bool(true),
                    isPotential: row[4].plainText == "potential")
                var entry = entries[row[0].plainText]?[software] ?? Entry()
                if let type = row[2].identifier {
                    entry.types[type] = .some(row[3].plainText == Finding.State.open.rawValue ? level : nil)
                } else {
                    entry.base = level
                }
                entries[row[0].plainText, default: [:]][software] = entry
                return true
            }
        }
    }

    func software(of cve: String) -> [Identifier] { entries[cve].map { Array($0.keys) } ?? [] }

    func exceptions(of cve: String) -> [ExposureIndex.Kind] {
        (entries[cve] ?? [:]).flatMap { software, entry in
            entry.types.keys.map { ExposureIndex.Kind(software: software, type: $0) }
        }
    }

    /// The level of the finding on a hardware; nil when there is none that holds.
    func level(_ cve: String, _ software: Identifier, _ type: Identifier?) -> DeviceExposure? {
        guard let entry = entries[cve]?[software] else { return nil }
        if let type, let exact = entry.types[type] { return exact }
        return entry.base
    }

    /// Every finding that holds, for each kind that is counted apart.
    func visit(_ body: (_ cve: String, _ software: Identifier, _ type: Identifier?, DeviceExposure) -> Void) {
        for (cve, bySoftware) in entries {
            for software in bySoftware.keys {
                for type in kinds[software] ?? [] {
                    if let level = level(cve, software, type) { body(cve, software, type, level) }
                }
            }
        }
    }
}
