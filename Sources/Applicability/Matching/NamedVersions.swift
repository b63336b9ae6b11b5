/// Versions that a source lists by name for a criterion with bounds (vendor.md §2.8).
///
/// A name that is listed beats any order of versions: where our own order leaves a version out, or is not sure, the source
/// that wrote the bounds has said what it means by them.
package struct NamedVersions: Hashable, Sendable {
    private var rules: [[UInt64]: [VersionRule]] = [:]

    /// Takes the versions of a system among names.
    ///
    /// - Parameter names: In the form of ``short(_:)``; what is no version of the system is passed over.
    init(_ names: [String], of system: OperatingSystem) {
        for text in names {
            guard let name = try? CPEName("cpe:2.3:o:x:x:" + text) else { continue }
            let rule = NVDMatch.rule(system, version: name.version, update: name.update)
            guard let key = rule.namedVersion, rules[key]?.contains(rule) != true else { continue }
            rules[key, default: []].append(rule)
        }
    }

    /// Whether nothing is listed.
    var isEmpty: Bool { rules.isEmpty }

    /// What ``Version/keysOfNames`` of a listed version leads to.
    var keys: [[UInt64]] { Array(rules.keys) }

    /// Whether a version is listed.
    func contain(_ version: Version) -> Bool {
        version.keysOfNames.contains { key in rules[key]?.contains { $0.covers(version) == .yes } ?? false }
    }

    /// Version and update of a name (`17.3.1`, `21.4:r3-s2`), as the source writes them; `nil` when it names no version.
    package static func short(_ name: String) -> String? {
        (try? CPEName(name)).flatMap { short($0) }
    }

    /// Version and update of a name that was read.
    static func short(_ name: CPEName) -> String? {
        guard case .text = name.version else { return nil }
        return name.update == .any ? name.version.formatted : "\(name.version.formatted):\(name.update.formatted)"
    }
}
