/// Names that a source has given up for others: each means the same as the names in its place (vendor.md §2.8).
///
/// They add versions to criteria that were written with the old names, and take none away. Chains are followed; one that ends
/// where it began does no harm.
package struct ReplacedNames: Sendable {
    /// So many names in place of one are looked at.
    private static let most = 100

    /// The names in place of a name, as formatted strings.
    private var successors: [String: [String]] = [:]
    /// The old names of a release, of all its editions.
    private var names: [NamedRelease: [String]] = [:]
    /// The products whose names stood for releases of another product, by that one.
    private var origins: [String: Set<String>] = [:]

    /// Starts without names.
    package init() {}

    /// Whether nothing was given up.
    package var isEmpty: Bool { successors.isEmpty }

    /// Adds a name that was given up; nothing when it names no release.
    ///
    /// - Parameters:
    ///   - text: The name as ``CPEName/formatted``.
    ///   - others: The names in its place, in the same form.
    package mutating func add(_ text: String, replacedBy others: [String]) {
        guard let release = Self.release(text) else { return }
        if successors[text] == nil { names[release, default: []].append(text) }
        successors[text, default: []] += others
        for other in others {
            guard let product = Self.release(other)?.product, product != release.product else { continue }
            origins[product, default: []].insert(release.product)
        }
    }

    private static func release(_ text: String) -> NamedRelease? {
        // What is no name says nothing.
        (try? CPEName(text)).flatMap { NamedRelease($0) }
    }

    /// The names of other releases that stand in place of a name, those on the way among them.
    func successors(of name: CPEName) -> [CPEName] {
        guard let release = NamedRelease(name), names[release] != nil else { return [] }
        return follow([name.formatted], from: release)
    }

    /// The names of other releases that stand in place of the names of a release.
    func successors(of release: NamedRelease) -> [CPEName] { follow(names[release] ?? [], from: release) }

    private func follow(_ starts: [String], from release: NamedRelease) -> [CPEName] {
        var seen = Set(starts)
        var way = starts
        var releases: Set = [release]
        var found: [CPEName] = []
        var place = 0
        while place < way.count {
            for next in successors[way[place]] ?? [] where way.count < starts.count + Self.most {
                guard seen.insert(next).inserted else { continue }
                way.append(next)
                guard let name = try? CPEName(next), let other = NamedRelease(name), releases.insert(other).inserted
                else { continue }
                found.append(name)
            }
            place += 1
        }
        return found
    }

    /// The releases whose names lead to one of some names, by one step or several; those of the names among them.
    package func releases(leadingTo changed: some Sequence<String>) -> Set<NamedRelease> {
        var before: [String: [String]] = [:]
        for (name, others) in successors { for other in others { before[other, default: []].append(name) } }
        var way = Array(changed)
        var seen = Set(way)
        while let name = way.popLast() {
            for other in before[name] ?? [] where seen.insert(other).inserted { way.append(other) }
        }
        return Set(seen.compactMap(Self.release))
    }

    /// Systems, and those under whose names records may mean a release of them.
    package func systems(leadingTo systems: Set<OperatingSystem>) -> Set<OperatingSystem> {
        var result = systems
        var way = origins.keys.filter { !systems.isDisjoint(with: SystemNames.systems(filedUnder: $0)) }
        var seen = Set(way)
        while let product = way.popLast() {
            for origin in origins[product] ?? [] where seen.insert(origin).inserted {
                result.formUnion(SystemNames.systems(filedUnder: origin))
                way.append(origin)
            }
        }
        return result
    }
}
