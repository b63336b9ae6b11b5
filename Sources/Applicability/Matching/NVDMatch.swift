package import Basics

/// One criterion of a configuration of the NVD: a name, maybe with bounds of its version.
package struct NVDMatch: Sendable {
    /// Whether what matches is the vulnerable thing, and not only where it must run.
    package let isVulnerable: Bool
    /// The criterion as the source writes it, bounds behind it.
    package let text: String
    private let name: CPEName
    private let bounds: Bounds
    /// What the source lists by name for the bounds; empty without bounds.
    private let listed: [String]
    /// What to say when it matches, where it stands for a name that the source has given up; `nil` in any other criterion.
    let replacement: String?

    /// Bounds as texts.
    private struct Bounds {
        var lower: (text: String, isIncluded: Bool)?
        var upper: (text: String, isIncluded: Bool)?

        var isOpen: Bool { lower == nil && upper == nil }
    }

    /// Gives the names that the source lists for a `matchCriteriaId`, as ``NamedVersions/short(_:)`` writes them.
    package typealias Lists = (String) -> [String]

    /// Reads a `cpeMatch` of the API 2.0.
    ///
    /// - Parameter lists: Asked for criteria with bounds.
    /// - Throws: ``CPEError`` when its name cannot be read.
    package init(_ json: JSONValue, lists: Lists = { _ in [] }) throws(CPEError) {
        guard let criteria = json["criteria"]?.stringValue else { throw CPEError("A match has no criteria.") }
        name = try CPEName(criteria)
        isVulnerable = json["vulnerable"]?.boolValue ?? true
        var bounds = Bounds()
        var text = criteria
        let keys: [(String, String)] = [
            ("versionStartIncluding", ">="), ("versionStartExcluding", ">"), ("versionEndIncluding", "<="),
            ("versionEndExcluding", "<"),
        ]
        for (key, sign) in keys {
            guard let value = json[key]?.stringValue.map(Words.trimmed), !value.isEmpty else { continue }
            let bound = (text: value, isIncluded: sign.hasSuffix("="))
            if sign.hasPrefix(">") { bounds.lower = bound } else { bounds.upper = bound }
            text += " \(sign) \(value)"
        }
        self.bounds = bounds
        self.text = text
        listed = bounds.isOpen ? [] : json["matchCriteriaId"]?.stringValue.map(lists) ?? []
        replacement = nil
    }

    /// A criterion that names a release in place of one that another criterion names, or lists.
    private init(_ match: NVDMatch, naming name: CPEName, because reason: String) {
        self.name = name
        isVulnerable = match.isVulnerable
        text = match.text
        bounds = Bounds()
        listed = []
        replacement = reason
    }

    /// What the criterion says of names that the source has given up, as criteria that have the names in their place.
    func replaced(_ names: ReplacedNames) -> [NVDMatch] {
        guard !names.isEmpty else { return [] }
        func text(_ name: CPEName) -> String { NamedRelease(name)?.text ?? name.formatted }
        guard !bounds.isOpen else {
            return names.successors(of: name).map { NVDMatch(self, naming: $0, because: "now named \(text($0))") }
        }
        guard case .text(let vendor) = name.vendor, case .text(let product) = name.product else { return [] }
        return listed.flatMap { version in
            names.successors(of: NamedRelease(product: "\(vendor):\(product)", version: version)).map {
                NVDMatch(self, naming: $0, because: "listed by name as \(version), now \(text($0))")
            }
        }
    }

    /// The systems that the name is filed under.
    var systems: [OperatingSystem] {
        guard case .text(let vendor) = name.vendor, case .text(let product) = name.product, name.part != .hardware
        else {
            return []
        }
        return SystemNames.systems(filedUnder: "\(vendor):\(product)")
    }

    /// What a match says of a subject.
    struct Finding {
        /// Whether the subject is meant.
        var truth: Truth
        /// Whether the criterion is about the subject's product.
        var isOwn: Bool
        /// Whether the version is meant because it is listed by name, and not by its place between the bounds.
        var isListed = false
    }

    /// What a match means for one system.
    enum Meaning: Sendable {
        /// Another product.
        case other
        /// Hardware of a vendor.
        case hardware(product: String, vendor: String)
        /// Hardware that is not named.
        case anyHardware
        /// Versions of the system.
        case versions(VersionRule, relation: SystemNames.Relation, isEvolved: Bool?)

        /// Whether a subject of the system is meant.
        func finding(_ subject: Subject) -> Finding {
            switch self {
            case .other: return Finding(truth: .no, isOwn: false)
            case .anyHardware: return Finding(truth: .possible, isOwn: false)
            case .hardware(let product, let vendor):
                return Finding(truth: subject.hardware.match(product, vendor: vendor), isOwn: false)
            case .versions(let rule, let relation, let isEvolved):
                if let isEvolved, isEvolved != subject.version.traits.contains(.evolved) {
                    return Finding(truth: .no, isOwn: false)
                }
                let truth = rule.covers(subject.version)
                // A name that is used for other systems too says something only by what it lists.
                if case .also = relation, truth != .yes { return Finding(truth: .no, isOwn: false) }
                var isListed = false
                if case .listed(let rules, _) = rule, truth == .yes {
                    isListed = VersionRule.both(rules).covers(subject.version) != .yes
                }
                return Finding(truth: truth, isOwn: true, isListed: isListed)
            }
        }
    }

    /// What the match means for a system.
    func meaning(_ system: OperatingSystem) -> Meaning {
        if name.part == .hardware {
            guard case .text(let vendor) = name.vendor, case .text(let product) = name.product else {
                return .anyHardware
            }
            return .hardware(product: product, vendor: vendor)
        }
        guard let relation = SystemNames.relation(name, system) else { return .other }
        let rule = rule(system)
        // Junos is filed under its own name for both; only the other name tells them apart.
        let isEvolved: Bool? = if case .text("junos_os_evolved") = name.product { true } else { nil }
        // A name in place of another one adds a version, and says nothing of all others.
        if replacement != nil {
            switch rule {
            case .exact, .release: return .versions(rule, relation: .also, isEvolved: isEvolved)
            default: return .other
            }
        }
        if case .also = relation {
            switch rule {
            case .exact, .release: break
            // A text that is no version of this system is about another one.
            case .unreadable: return .other
            // "All versions" under the name of another system means all of that one.
            default: if SystemNames.isOwnOfAnother(name, than: system) { return .other }
            }
        }
        return .versions(rule, relation: relation, isEvolved: isEvolved)
    }

    /// The versions of a system that are meant.
    func rule(_ system: OperatingSystem) -> VersionRule {
        let named = Self.rule(system, version: name.version, update: name.update)
        guard !bounds.isOpen else { return named }
        let range = VersionRange(lower: Self.bound(bounds.lower, system), upper: Self.bound(bounds.upper, system))
        let names = NamedVersions(listed, of: system)
        switch named {
        case .everything, .unspecified: return names.isEmpty ? .range(range) : .listed([.range(range)], names)
        default: return names.isEmpty ? .both([named, .range(range)]) : .listed([named, .range(range)], names)
        }
    }

    private static func bound(
        _ bound: (text: String, isIncluded: Bool)?, _ system: OperatingSystem
    ) -> VersionRange.Bound {
        guard let bound else { return .open }
        guard let version = try? Version(bound.text, of: system) else { return .unreadable(bound.text) }
        return .version(version, isIncluded: bound.isIncluded)
    }

    /// The versions that two attributes of a name mean together.
    ///
    /// NVD writes `21.4`/`r3-s2` and `12.3r12-s15`/`*` for Junos, `10.1.14`/`h10` for PAN-OS.
    static func rule(_ system: OperatingSystem, version: CPEAttribute, update: CPEAttribute) -> VersionRule {
        switch version {
        case .any: return .everything
        case .notApplicable: return .unspecified
        case .pattern(let pattern): return .pattern(pattern)
        case .text(let text):
            switch update {
            case .any:
                guard let version = try? Version(text, of: system) else { return .unreadable(text) }
                return version.traits.contains(.wildcard) ? .unreadable(text) : .release(version)
            case .notApplicable:
                guard let version = try? Version(text, of: system) else { return .unreadable(text) }
                return .exact(version)
            case .pattern: return .unreadable(text)
            case .text(let update):
                for joint in ["", "-", " ", ".", " patch "] {
                    if let version = try? Version(text + joint + update, of: system) { return .exact(version) }
                }
                return .unreadable("\(text) \(update)")
            }
        }
    }
}
