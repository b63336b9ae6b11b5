/// Where versions that a rule may mean lie, by their first two numbers: outside of it the rule firmly says no.
///
/// A look at two numbers, before the rule itself is asked.
package struct VersionReach: Hashable, Sendable {
    private(set) var floor: UInt64 = 0
    private(set) var ceiling = UInt64.max

    /// The reach of a rule; everything where the rule sets no bound that holds whatever the train.
    package init(_ rule: VersionRule) {
        switch rule {
        case .range(let range):
            if case .version(let limit, _) = range.lower { floor = Self.mark(of: limit) ?? floor }
            if case .version(let limit, _) = range.upper { ceiling = Self.mark(of: limit) ?? ceiling }
        case .unlessFixed(.version(let start, _), _): floor = Self.mark(of: start) ?? floor
        case .both(let rules):
            for reach in rules.map(VersionReach.init) {
                floor = max(floor, reach.floor)
                ceiling = min(ceiling, reach.ceiling)
            }
        default: break
        }
    }

    /// Whether a version with this mark may be meant.
    package func holds(_ mark: UInt64) -> Bool { floor <= mark && mark <= ceiling }

    /// A bound without a train compares firmly with every version that differs in numbers before the train.
    private static func mark(of bound: Version) -> UInt64? { bound.train == 0 ? bound.mark : nil }
}

extension Version {
    /// The first two numbers as one that keeps their order, numbers that are too large being equal; nil where one of them
    /// belongs to a train or a build.
    package var mark: UInt64? {
        guard key.count >= buildFields + 2, (trainFields.first ?? 2) >= 2 else { return nil }
        let most = UInt64(UInt32.max)
        return key[0] >= most ? .max : key[0] << 32 | min(key[1], most)
    }
}
