package import Basics

/// A row of versions in `affected` of a record of the CVE list.
///
/// What its `versionType` says is not used: CNAs call almost anything `semver` or `custom`.
package struct AffectedRow: Sendable {
    /// What a CNA says of versions.
    package enum Status: String, Hashable, Sendable {
        /// They are vulnerable.
        case affected
        /// They are not.
        case unaffected
        /// The CNA does not know.
        case unknown
    }

    /// What was mended in a row to make sense of it.
    package enum Flag: String, Hashable, Sendable {
        /// The end came before the start.
        case boundsSwapped = "vendor-bounds-swapped"
        /// A value held a sign such as `<=`.
        case operatorInValue = "operator-in-value"
        /// A text in words was read.
        case words = "text-read-as-range"
        /// The row names no version.
        case noVersion = "no-version"
        /// A text could not be read.
        case unreadable = "not-understood"
        /// The source says two things at once.
        case contradicted = "contradicts-itself"
    }

    /// The status of what the row covers.
    package let status: Status
    /// The versions that it covers, one of the rules.
    package let rules: [VersionRule]
    /// Where the status changes inside of the row.
    let changes: [(at: Version, status: Status)]
    /// What was mended.
    package let flags: Set<Flag>
    /// The row as the source writes it.
    package let text: String

    /// Reads a row.
    package init(_ json: JSONValue, of system: OperatingSystem) {
        var reader = AffectedRowReader(system: system)
        status = json["status"]?.stringValue.flatMap(Status.init) ?? .unknown
        let version = json["version"]?.stringValue ?? ""
        let less = json["lessThan"]?.stringValue
        let lessOrEqual = json["lessThanOrEqual"]?.stringValue
        rules = reader.rules(version: version, lessThan: less, lessThanOrEqual: lessOrEqual)
        var changes: [(at: Version, status: Status)] = []
        for change in json["changes"]?.arrayValue ?? [] {
            guard let at = change["at"]?.stringValue, let version = try? Version(Words.trimmed(at), of: system),
                let status = change["status"]?.stringValue.flatMap(Status.init)
            else {
                reader.flags.insert(.unreadable)
                continue
            }
            changes.append((version, status))
        }
        self.changes = changes.sorted { $0.at < $1.at }
        // A feed marks rows of which its source lists the same product as affected and as fixed.
        if json["conflict"]?.boolValue == true { reader.flags.insert(.contradicted) }
        flags = reader.flags
        var text = version
        if let less { text += " < \(less)" }
        if let lessOrEqual { text += " <= \(lessOrEqual)" }
        self.text = text
    }

    /// Whether something that the row covers is affected.
    var mayAffect: Bool { status == .affected || changes.contains { $0.status == .affected } }

    /// Whether the row covers a version, and what it says of it.
    func finding(_ version: Version) -> (covers: Truth, status: Status) {
        var covers = rules.map { $0.covers(version) }.max() ?? .no
        if flags.contains(.contradicted) { covers = min(covers, .possible) }
        guard covers != .no, !changes.isEmpty else { return (covers, status) }
        let fixes = changes.filter { $0.status == .unaffected }.map(\.at)
        if fixes.count > 1, fixes.count == changes.count {
            // Each hotfix and service release covers its own line only.
            let isLast = fixes.last.flatMap { version.position(to: $0) }.map { $0.sign >= 0 && $0.isFirm } ?? false
            switch isLast ? .yes : FixList(fixes).fixes(version) {
            case .yes: return (covers, .unaffected)
            case .no: return (covers, status)
            case .possible: return (min(covers, .possible), status)
            }
        }
        var status = status
        for change in changes {
            guard let position = version.position(to: change.at), position.isFirm else {
                return (min(covers, .possible), self.status)
            }
            if position.sign >= 0 { status = change.status }
        }
        return (covers, status)
    }

    /// The versions that end what is affected, as fixes.
    var fixes: [Version] {
        guard status == .affected else { return [] }
        var fixes = changes.filter { $0.status == .unaffected }.map(\.at)
        for rule in rules {
            switch rule {
            case .range(let range):
                if case .version(let version, isIncluded: false) = range.upper { fixes.append(version) }
            case .unlessFixed(_, let list): fixes += list
            default: break
            }
        }
        return fixes
    }
}
