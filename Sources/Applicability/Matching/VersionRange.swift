/// Versions between two bounds.
package struct VersionRange: Hashable, Sendable {
    /// An end of a range.
    package enum Bound: Hashable, Sendable {
        /// There is no end.
        case open
        /// A version, which may belong to the range.
        case version(Version, isIncluded: Bool)
        /// A text that is no version.
        case unreadable(String)
    }

    /// Where it begins.
    package let lower: Bound
    /// Where it ends.
    package let upper: Bound

    /// Makes a range.
    package init(lower: Bound, upper: Bound) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether a version lies in the range.
    ///
    /// Numbers of different trains give no firm answer, unless the range is about one train and the version lies
    /// outside of it by its numbers too.
    package func covers(_ version: Version) -> Truth {
        let isAbove = Self.holds(version, lower) { $0 > 0 }
        let isBelow = Self.holds(version, upper) { $0 < 0 }
        let inside = min(isAbove.truth, isBelow.truth)
        guard !(isAbove.isFirm && isBelow.isFirm) else { return inside }
        // A firm "no" of one end settles it.
        if isAbove.isFirm, isAbove.truth == .no { return .no }
        if isBelow.isFirm, isBelow.truth == .no { return .no }
        if inside == .no { return isOfOneTrain ? .no : .possible }
        return .possible
    }

    /// Whether both ends name the same train.
    private var isOfOneTrain: Bool {
        guard case .version(let first, _) = lower, case .version(let last, _) = upper else { return false }
        return first.train != 0 && first.train == last.train
    }

    private static func holds(
        _ version: Version, _ bound: Bound, _ test: (Int) -> Bool
    ) -> (truth: Truth, isFirm: Bool) {
        switch bound {
        case .open: return (.yes, true)
        case .unreadable: return (.possible, false)
        case .version(let limit, let isIncluded):
            guard let position = version.position(to: limit) else { return (.possible, false) }
            if position.sign == 0 { return (isIncluded ? .yes : .no, position.isFirm) }
            if test(position.sign) { return (.yes, position.isFirm) }
            // Whether the end of a range means the hotfixes on top of it too, no source says.
            if isIncluded, version.isHotfix(of: limit) { return (.possible, false) }
            return (.no, position.isFirm)
        }
    }
}

extension Version {
    /// Where a version stands to a bound, and whether that means what it says; `nil` when there is no order.
    ///
    /// A bound without a train compares by the numbers before the train; a bound without a build covers all builds.
    func position(to bound: Version) -> (sign: Int, isFirm: Bool)? {
        if isBuild(of: bound) { return (0, true) }
        if bound.train == 0, train != 0, let field = trainFields.first {
            for place in 0..<field where key[place] != bound.key[place] {
                return (key[place] < bound.key[place] ? -1 : 1, true)
            }
            return (0, true)
        }
        guard let order = try? order(bound) else { return nil }
        // A special build shares its number with a release, and may hold or lack its fixes.
        let isSpecial = order.sign == 0 && traits.contains(.special) != bound.traits.contains(.special)
        return (order.sign, order.isSameTrain && !isSpecial)
    }

    /// Whether the version is a hotfix on top of a release.
    func isHotfix(of release: Version) -> Bool {
        guard traits.contains(.hotfix), !release.traits.contains(.hotfix) else { return false }
        // The numbers, and that both are past candidates and betas.
        return key.prefix(4) == release.key.prefix(4)
    }
}
