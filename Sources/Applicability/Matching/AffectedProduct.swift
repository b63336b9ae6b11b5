package import Basics

/// A product in `affected` of a record of the CVE list, with its rows of versions.
package struct AffectedProduct: Sendable {
    /// The system that is meant.
    package let system: OperatingSystem
    /// The rows.
    package let rows: [AffectedRow]
    private let isEvolved: Bool
    private let vendor: String
    private let defaultStatus: AffectedRow.Status?
    private let platforms: [String]
    private let modules: [String]

    /// Reads an entry of `affected`; `nil` when it is about no system that is known.
    package init?(_ json: JSONValue) {
        guard let product = json["product"]?.stringValue,
            let system = SystemNames.system(product: product, vendor: json["vendor"]?.stringValue)
        else { return nil }
        self.init(json, of: system, isEvolved: SystemNames.isEvolved(product: product))
    }

    /// Reads an entry whose product is known to be a system.
    package init(_ json: JSONValue, of system: OperatingSystem, isEvolved: Bool) {
        self.system = system
        self.isEvolved = isEvolved
        vendor = Self.cpeVendor(system)
        rows = (json["versions"]?.arrayValue ?? []).map { AffectedRow($0, of: system) }
        defaultStatus = json["defaultStatus"]?.stringValue.flatMap(AffectedRow.Status.init)
        platforms = Self.texts(json["platforms"])
        modules = Self.texts(json["modules"])
    }

    private static func texts(_ json: JSONValue?) -> [String] {
        (json?.arrayValue ?? []).compactMap(\.stringValue).filter { !$0.lowercased().hasPrefix("all") && $0 != "n/a" }
    }

    /// What the entry says of a subject; `nil` when it is about another product.
    package func evidence(_ subject: Subject) -> Evidence? {
        guard subject.system == system else { return nil }
        if system == .junos, subject.version.traits.contains(.evolved) != isEvolved { return nil }
        var evidence = versionEvidence(subject.version)
        if !platforms.isEmpty {
            evidence.conditions.append("platforms: \(platforms.joined(separator: ", "))")
            if evidence.verdict == .affected || evidence.verdict == .potential {
                switch platforms.map({ subject.hardware.match($0, vendor: vendor) }).max() ?? .yes {
                case .yes: break
                case .possible: evidence.verdict = .potential
                case .no: evidence.verdict = .notAffected
                }
            }
        }
        if !modules.isEmpty { evidence.conditions.append("modules: \(modules.joined(separator: ", "))") }
        return evidence
    }

    /// Whether a version that no row covers may be affected.
    var affectsWhatIsNotListed: Bool { defaultStatus == .affected }

    private func versionEvidence(_ version: Version) -> Evidence {
        var strongest: [AffectedRow.Status: (covers: Truth, row: AffectedRow)] = [:]
        for row in rows {
            let (covers, status) = finding(row, version)
            if covers > strongest[status]?.covers ?? .no { strongest[status] = (covers, row) }
        }
        var evidence = Evidence(source: .cna, verdict: .unknown, rule: "")
        let deciding: AffectedRow?
        if let found = strongest[.affected] {
            // What a CNA lists as affected is never made less by other rows.
            evidence.verdict = Verdict(found.covers)
            deciding = found.row
        } else if let found = strongest[.unaffected] {
            evidence.verdict =
                found.covers == .yes ? .notAffected : uncovered(version) == .affected ? .potential : .unknown
            deciding = found.row
        } else if let found = strongest[.unknown] {
            deciding = found.row
        } else {
            evidence.verdict = uncovered(version)
            deciding = nil
        }
        evidence.rule = deciding?.text ?? "default: \(defaultStatus?.rawValue ?? "none")"
        evidence.flags = deciding?.flags ?? []
        evidence.fixedIn = fixedIn(version)
        return evidence
    }

    private func finding(_ row: AffectedRow, _ version: Version) -> (covers: Truth, status: AffectedRow.Status) {
        // `10.1.0 unaffected` of Palo Alto Networks means the whole train 10.1.
        if system == .panOS, row.status == .unaffected, row.rules.count == 1, case .exact(let first) = row.rules[0],
            first.key[2] == 0, !first.traits.contains(.hotfix)
        {
            return (version.key.prefix(2) == first.key.prefix(2) ? .yes : .no, .unaffected)
        }
        return row.finding(version)
    }

    /// The verdict for a version that no row covers.
    private func uncovered(_ version: Version) -> Verdict {
        switch defaultStatus {
        case .affected?: return .affected
        case .unaffected?: return .notAffected
        case .unknown?, nil: break
        }
        let affected = rows.filter { $0.status == .affected }
        guard !affected.isEmpty else { return .unknown }
        // A list of single versions is complete: Cisco names every release that is affected.
        let isList = affected.allSatisfy { row in
            row.rules.allSatisfy { if case .exact = $0 { true } else { false } }
        }
        if isList, vendor == "cisco" { return .notAffected }
        // At or after the end of a range in its own train: the end is the fix.
        let isFixed = affected.flatMap(\.fixes).contains { fix in
            guard fix.key.prefix(2) == version.key.prefix(2), let position = version.position(to: fix) else {
                return false
            }
            return position.sign >= 0 && position.isFirm
        }
        return isFixed ? .notAffected : .unknown
    }

    /// The releases that hold a fix, those of the version's own train first.
    private func fixedIn(_ version: Version) -> [String] {
        let fixes = Set(rows.flatMap(\.fixes)).filter { version < $0 }.sorted()
        let isOwn = { (fix: Version) in fix.key.prefix(2) == version.key.prefix(2) }
        return (fixes.filter(isOwn) + fixes.filter { !isOwn($0) }).map(\.canonical)
    }

    private static func cpeVendor(_ system: OperatingSystem) -> String {
        SystemNames.names(system).first.map { String($0.prefix { $0 != ":" }) } ?? ""
    }
}
