/// Criteria that do not name the versions that they mean, so that each has to be tried.
struct VersionTrials: Sendable {
    private var reaches: [VersionReach] = []
    private var rules: [VersionRule] = []
    /// The vulnerability of each.
    private var entries: [Int] = []

    /// Adds a criterion of a vulnerability, unless it is the one that was added last.
    mutating func add(_ rule: VersionRule, of entry: Int) {
        guard entries.last != entry || rules.last != rule else { return }
        reaches.append(VersionReach(rule))
        rules.append(rule)
        entries.append(entry)
    }

    /// Adds the vulnerabilities of which a criterion may mean a version.
    func collect(_ version: Version, into places: inout Set<Int>) {
        let mark = version.mark
        for (place, reach) in reaches.enumerated() {
            if let mark, !reach.holds(mark) { continue }
            guard !places.contains(entries[place]), rules[place].covers(version) != .no else { continue }
            places.insert(entries[place])
        }
    }
}
