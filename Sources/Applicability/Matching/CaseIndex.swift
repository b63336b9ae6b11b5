/// Finds which of many vulnerabilities may concern a version, without looking at all of them.
///
/// Most criteria name one version: these are found by it. What is left, ranges and words, is tried one by one. Every
/// vulnerability that is found is judged by all that is said of it, so the answers are those of judging all of them.
package struct CaseIndex: Sendable {
    /// A vulnerability and what is said of it.
    private struct Entry: Sendable {
        let id: String
        let statements: [SystemStatement]
    }

    /// What is known of a vulnerability and a subject.
    package struct Finding: Sendable {
        /// The vulnerability.
        package let id: String
        /// Its place in the index, for ``CaseIndex/assessment(at:_:extra:)``.
        package let place: Int
        /// What all sources together say.
        package let assessment: Assessment
    }

    private let system: OperatingSystem
    private var entries: [Entry] = []
    private var places: [String: Int] = [:]
    private var byVersion: [[UInt64]: [Int]] = [:]
    private var trials = VersionTrials()
    /// Vulnerabilities whose verdict does not begin with a version that is named: negated ones, and those that affect what
    /// is not listed.
    private var always: [Int] = []

    /// Starts without vulnerabilities.
    package init(_ system: OperatingSystem) {
        self.system = system
    }

    /// How many vulnerabilities are about the system.
    package var count: Int { entries.count }

    /// The place of a vulnerability.
    package func place(of id: String) -> Int? { places[id] }

    /// Adds a vulnerability, once; nothing when its statements say nothing of the system.
    package mutating func add(_ id: String, _ statements: [SystemStatement]) {
        guard !statements.isEmpty else { return }
        let place = entries.count
        entries.append(Entry(id: id, statements: statements))
        places[id] = place
        var isAlways = false
        for statement in statements {
            for node in statement.configurations?.nodes ?? [] { collect(node, place, &isAlways) }
            for product in statement.products { collect(product, place, &isAlways) }
        }
        if isAlways { always.append(place) }
    }

    /// Gives a vulnerability a place of which only evidence from elsewhere is at hand.
    package mutating func keepPlace(of id: String) {
        guard places[id] == nil else { return }
        places[id] = entries.count
        entries.append(Entry(id: id, statements: []))
    }

    private mutating func collect(_ product: AffectedProduct, _ place: Int, _ isAlways: inout Bool) {
        if product.affectsWhatIsNotListed { isAlways = true }
        for row in product.rows where row.mayAffect {
            for rule in row.rules { collect(rule, place) }
        }
    }

    private mutating func collect(_ node: SystemConfigurations.Node, _ place: Int, _ isAlways: inout Bool) {
        if node.isNegated { isAlways = true }
        for child in node.children { collect(child, place, &isAlways) }
        for (match, meaning) in node.matches {
            guard match.isVulnerable, case .versions(let rule, _, _) = meaning else { continue }
            collect(rule, place)
        }
    }

    private mutating func collect(_ rule: VersionRule, _ place: Int) {
        if case .listed(let rules, let names) = rule {
            collect(.both(rules), place)
            for key in names.keys where byVersion[key]?.last != place { byVersion[key, default: []].append(place) }
        } else if let key = rule.namedVersion {
            if byVersion[key]?.last != place { byVersion[key, default: []].append(place) }
        } else {
            trials.add(rule, of: place)
        }
    }

    /// The vulnerabilities of which a source says "affected" or "potential", in the order in which they were added.
    ///
    /// - Parameter extra: Evidence that is not in the index, by vulnerability; such as the answer of a checker.
    package func findings(_ subject: Subject, extra: [String: [Evidence]] = [:]) -> [Finding] {
        var wanted = candidates(subject.version)
        if !extra.isEmpty { wanted = Set(wanted).union(extra.keys.compactMap { places[$0] }).sorted() }
        return wanted.compactMap { place in
            let assessment = assessment(at: place, subject, extra: extra)
            guard assessment.evidence.contains(where: { $0.verdict == .affected || $0.verdict == .potential }) else {
                return nil
            }
            return Finding(id: entries[place].id, place: place, assessment: assessment)
        }
    }

    /// What all sources say of a vulnerability and a subject.
    package func assessment(at place: Int, _ subject: Subject, extra: [String: [Evidence]] = [:]) -> Assessment {
        let entry = entries[place]
        return Assessment(entry.statements.flatMap { $0.evidence(subject) } + (extra[entry.id] ?? []))
    }

    /// What is said of every vulnerability, by looking at all of them: what ``findings(_:extra:)`` is held to.
    package func everything(_ subject: Subject) -> [Finding] {
        entries.indices.compactMap { place in
            let assessment = assessment(at: place, subject)
            return assessment.evidence.isEmpty
                ? nil : Finding(id: entries[place].id, place: place, assessment: assessment)
        }
    }

    private func candidates(_ version: Version) -> [Int] {
        var places = Set(always)
        for key in version.keysOfNames { places.formUnion(byVersion[key] ?? []) }
        trials.collect(version, into: &places)
        return places.sorted()
    }
}

extension VersionRule {
    /// The key of the one version that a rule names, where ``Version/keysOfNames`` leads to it.
    var namedVersion: [UInt64]? {
        switch self {
        case .exact(let version), .release(let version):
            return version.traits.contains(.special) || version.hasNumbersBehindTrain ? nil : version.key
        default: return nil
        }
    }
}

extension NVDMatch.Meaning {
    /// The key of the one version that a criterion names, where ``Version/keysOfNames`` leads to it.
    var namedVersion: [UInt64]? {
        guard case .versions(let rule, _, _) = self else { return nil }
        return rule.namedVersion
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
