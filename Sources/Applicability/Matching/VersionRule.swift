/// Which versions a criterion or a row of a source means.
package enum VersionRule: Hashable, Sendable {
    /// All versions.
    case everything
    /// One version, with the builds of it.
    case exact(Version)
    /// A version with all updates on top of it.
    case release(Version)
    /// The versions between two bounds.
    case range(VersionRange)
    /// The versions whose numbers begin so.
    case train([UInt64])
    /// The versions whose canonical form fits a text with wildcards.
    case pattern(CPEPattern)
    /// The versions from a start on that none of several fixes covers; a service release fixes its own line only.
    case unlessFixed(from: VersionRange.Bound, fixes: [Version])
    /// What all of several rules mean.
    case both([VersionRule])
    /// What all of several rules mean, and what is listed by name.
    case listed([VersionRule], NamedVersions)
    /// A text that is no version of the system.
    case unreadable(String)
    /// The source names no version.
    case unspecified

    /// Whether a version is meant.
    package func covers(_ version: Version) -> Truth {
        switch self {
        case .everything: return .yes
        case .unspecified: return .possible
        case .exact(let other): return Self.isSame(version, other)
        case .release(let other): return Self.isUpdate(version, of: other)
        case .range(let range): return range.covers(version)
        case .train(let numbers): return Self.isIn(version, train: numbers)
        case .pattern(let pattern): return pattern.matches(version.canonical.lowercased()) ? .yes : .no
        case .unlessFixed(let start, let fixes):
            let isAfter = VersionRange(lower: start, upper: .open).covers(version)
            return min(isAfter, FixList(fixes).fixes(version).negated)
        case .both(let rules): return rules.map { $0.covers(version) }.min() ?? .no
        case .listed(let rules, let names):
            let truth = VersionRule.both(rules).covers(version)
            return truth == .yes || names.contain(version) ? .yes : truth
        case .unreadable(let text): return Self.unreadable(text, version)
        }
    }

    private static func isSame(_ version: Version, _ other: Version) -> Truth {
        if version.isBuild(of: other) { return .yes }
        guard version.key == other.key else { return .no }
        let isSpecial = version.traits.contains(.special) || other.traits.contains(.special)
        return isSpecial && version.canonical != other.canonical ? .possible : .yes
    }

    private static func isUpdate(_ version: Version, of release: Version) -> Truth {
        if version.isHotfix(of: release) { return .yes }
        if release.train == 0, version.train != 0, let field = version.trainFields.first {
            return version.key.prefix(field) == release.key.prefix(field) ? .yes : .no
        }
        return isSame(version, release)
    }

    private static func isIn(_ version: Version, train numbers: [UInt64]) -> Truth {
        guard version.key.prefix(numbers.count).elementsEqual(numbers) else { return .no }
        // X trains of Junos share their numbers with the train that they left.
        return version.system == .junos && version.train > 1 << 32 ? .possible : .yes
    }

    /// A text that nobody understands may mean a version with the same first two numbers.
    private static func unreadable(_ text: String, _ version: Version) -> Truth {
        guard var scanner = VersionScanner(text) else { return .possible }
        if scanner.rest.elementsEqual(version.canonical.lowercased().utf8) { return .yes }
        let numbers = scanner.dotted(2)
        guard numbers.count == 2 else { return .possible }
        return version.key.prefix(2).elementsEqual(numbers) ? .possible : .no
    }
}

/// Releases that fix something, of which each covers its own line only.
///
/// With `21.1R1-S1, 21.1R3` the version `21.1R1-S2` is fixed, `21.1R2` is not, `21.1R3` is.
package struct FixList: Sendable {
    private let fixes: [Version]

    /// Makes a list.
    package init(_ fixes: [Version]) {
        self.fixes = fixes.sorted()
    }

    /// Whether a version holds the fix.
    package func fixes(_ version: Version) -> Truth {
        var result = Truth.no
        for fix in fixes {
            guard let position = version.position(to: fix) else {
                result = max(result, .possible)
                continue
            }
            guard position.sign >= 0 else { continue }
            guard position.isFirm else {
                result = max(result, .possible)
                continue
            }
            if Self.isOfLine(version, fix) || !Self.isService(fix) { return .yes }
        }
        // Newer than everything that is listed, in a train of which the list says nothing.
        if result == .no, let last = fixes.last, Self.numbers(version) != Self.numbers(last), last < version {
            return .yes
        }
        return result
    }

    /// Whether a release came after the one whose line it continues: a service release, a hotfix.
    private static func isService(_ fix: Version) -> Bool {
        switch fix.system {
        case .junos: fix.key[6] > 0 && fix.key[2] < 10
        case .panOS: fix.traits.contains(.hotfix)
        default: false
        }
    }

    /// Whether both are of one line: the same R release of Junos, the same release of PAN-OS.
    private static func isOfLine(_ version: Version, _ fix: Version) -> Bool {
        switch fix.system {
        case .junos: version.key.prefix(6) == fix.key.prefix(6)
        case .panOS: version.key.prefix(3) == fix.key.prefix(3)
        default: true
        }
    }

    private static func numbers(_ version: Version) -> ArraySlice<UInt64> { version.key.prefix(2) }
}
