/// Finds which of many records of the NVD may concern a version, without looking at all of them.
///
/// Most criteria name one version: these are found by it. What is left, ranges and words, is tried one by one. Every
/// record that is found is judged by its whole configurations, so the answers are those of judging all records.
package struct ConfigurationIndex<ID: Hashable & Sendable>: Sendable {
    /// A record and what it says of the system.
    private struct Entry: Sendable {
        let id: ID
        let configurations: SystemConfigurations
    }

    /// A criterion that has to be tried.
    private struct Trial: Sendable {
        let rule: VersionRule
        let entry: Int
    }

    private let system: OperatingSystem
    private var entries: [Entry] = []
    private var byVersion: [[UInt64]: [Int]] = [:]
    private var trials: [Trial] = []
    /// Records whose verdict does not begin with a version that is named: negated ones.
    private var always: [Int] = []

    /// Starts without records.
    package init(_ system: OperatingSystem) {
        self.system = system
    }

    /// How many records are about the system.
    package var count: Int { entries.count }

    /// Adds a record, unless it is not about the system.
    package mutating func add(_ id: ID, _ configurations: NVDConfigurations) {
        guard let configurations = SystemConfigurations(configurations, system) else { return }
        let place = entries.count
        entries.append(Entry(id: id, configurations: configurations))
        var isAlways = false
        for node in configurations.nodes { collect(node, place, &isAlways) }
        if isAlways { always.append(place) }
    }

    private mutating func collect(_ node: SystemConfigurations.Node, _ place: Int, _ isAlways: inout Bool) {
        if node.isNegated { isAlways = true }
        for child in node.children { collect(child, place, &isAlways) }
        for (match, meaning) in node.matches {
            guard match.isVulnerable, case .versions(let rule, _, _) = meaning else { continue }
            if let key = meaning.namedVersion {
                if byVersion[key]?.last != place { byVersion[key, default: []].append(place) }
            } else if trials.last?.entry != place || trials.last?.rule != rule {
                trials.append(Trial(rule: rule, entry: place))
            }
        }
    }

    /// The records that say "affected" or "potential" of a subject, in the order in which they were added.
    package func findings(_ subject: Subject) -> [(id: ID, evidence: Evidence)] {
        candidates(subject.version).compactMap { place in
            guard let evidence = entries[place].configurations.evidence(subject), evidence.verdict != .notAffected
            else {
                return nil
            }
            return (entries[place].id, evidence)
        }
    }

    /// What each record says of a subject, by looking at all of them: what ``findings(_:)`` is held to.
    package func everything(_ subject: Subject) -> [(id: ID, evidence: Evidence)] {
        entries.compactMap { entry in entry.configurations.evidence(subject).map { (entry.id, $0) } }
    }

    private func candidates(_ version: Version) -> [Int] {
        var places = Set(always)
        for key in version.keysOfNames { places.formUnion(byVersion[key] ?? []) }
        for trial in trials where !places.contains(trial.entry) && trial.rule.covers(version) != .no {
            places.insert(trial.entry)
        }
        return places.sorted()
    }
}

extension NVDMatch.Meaning {
    /// The key of the one version that a criterion names, where ``Version/keysOfNames`` leads to it.
    var namedVersion: [UInt64]? {
        guard case .versions(let rule, _, _) = self else { return nil }
        switch rule {
        case .exact(let version), .release(let version):
            return version.traits.contains(.special) || version.hasNumbersBehindTrain ? nil : version.key
        default: return nil
        }
    }
}

extension Version {
    /// The keys of all versions that a criterion may name and mean this one: itself, without its build, without its
    /// hotfix, and the number before its train.
    var keysOfNames: [[UInt64]] {
        var keys = [key]
        func add(_ other: [UInt64]) { if !keys.contains(other) { keys.append(other) } }
        if buildFields > 0 { add(key.dropLast(buildFields) + Array(repeating: 0, count: buildFields)) }
        if traits.contains(.hotfix) { add(Array(key.prefix(4)) + [0, 0]) }
        if train != 0, let field = trainFields.first {
            add(key.prefix(field) + Array(repeating: 0, count: key.count - field))
        }
        return keys
    }

    /// Whether a version without a train has numbers where those of a train would stand.
    fileprivate var hasNumbersBehindTrain: Bool {
        guard train == 0, let field = trainFields.first else { return false }
        return key[field...].contains { $0 != 0 }
    }
}
