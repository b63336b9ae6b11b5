import Basics

/// Makes rules of the texts in a row, with what CNAs really write there.
struct AffectedRowReader {
    /// The system that the row is about.
    let system: OperatingSystem
    /// What was mended so far.
    var flags: Set<AffectedRow.Flag> = []

    /// Texts that mean "from the first one".
    private static let openStarts: Set<String> = [
        "", "0", "0.0", "0.0.0", "all", "all versions", "any", "*", "unspecified", "n/a", "-",
    ]
    /// Of these, texts that name nothing when they stand alone.
    private static let namesNothing: Set<String> = ["", "unspecified", "n/a", "-", "any"]

    init(system: OperatingSystem) {
        self.system = system
    }

    /// The rules that a row means together: a version is covered when one of them covers it.
    mutating func rules(version: String, lessThan: String?, lessThanOrEqual: String?) -> [VersionRule] {
        let start = Words.trimmed(version)
        guard let end = lessThan ?? lessThanOrEqual else { return alone(start) }
        let (limit, sign) = withoutSign(Words.trimmed(end))
        // The sign inside of the value is what the CNA meant: `<=` in lessThan, `=` in lessThanOrEqual.
        let isIncluded = sign == "<=" || sign == "=" || lessThan == nil && sign != "<"
        if limit == "0" || limit.isEmpty {
            // `lessThan "0"` ends nothing.
            flags.insert(.unreadable)
            return [.range(VersionRange(lower: lower(start), upper: .unreadable(limit)))]
        }
        if limit == "*" { return openEnd(start) }
        if let train = train(limit) { return [within(train, from: start)] }
        if limit.contains(",") { return fixList(limit, from: start) }
        guard let last = try? Version(limit, of: system) else {
            flags.insert(.unreadable)
            return [.range(VersionRange(lower: lower(start), upper: .unreadable(limit)))]
        }
        var range = VersionRange(lower: lower(start), upper: .version(last, isIncluded: isIncluded))
        if case .version(let first, _) = range.lower, let order = try? first.order(last), order.sign > 0 {
            flags.insert(.boundsSwapped)
            range = VersionRange(lower: .version(last, isIncluded: true), upper: .version(first, isIncluded: true))
        }
        return [.range(range)]
    }

    /// A row without an end: one version, a train, or words.
    private mutating func alone(_ text: String) -> [VersionRule] {
        let small = text.lowercased()
        if Self.namesNothing.contains(small) {
            flags.insert(.noVersion)
            return [.unspecified]
        }
        if Self.openStarts.contains(small) { return [.everything] }
        if let train = train(text) { return [.train(train)] }
        if let version = try? Version(text, of: system) { return [.exact(version)] }
        if let rules = VersionPhrase(text, of: system).rules {
            flags.insert(.words)
            return rules
        }
        flags.insert(.unreadable)
        return [.unreadable(text)]
    }

    /// Where a row begins.
    private mutating func lower(_ text: String) -> VersionRange.Bound {
        let (text, _) = withoutSign(text)
        if Self.openStarts.contains(text.lowercased()) { return .open }
        if let train = train(text), let first = try? Version(train.dottedText(atLeast: 2), of: system) {
            return .version(first, isIncluded: true)
        }
        guard let version = try? Version(text, of: system) else {
            flags.insert(.unreadable)
            return .unreadable(text)
        }
        return .version(version, isIncluded: true)
    }

    /// `*` as an end: F5 means the rest of the train, others everything that is newer.
    private mutating func openEnd(_ start: String) -> [VersionRule] {
        let lower = lower(start)
        guard system == .bigIP, case .version(let first, _) = lower else {
            return [.range(VersionRange(lower: lower, upper: .open))]
        }
        return [.both([.train(Array(first.key.prefix(2))), .range(VersionRange(lower: lower, upper: .open))])]
    }

    /// The versions of a train from a start on; the start may lie before the train.
    private mutating func within(_ train: [UInt64], from start: String) -> VersionRule {
        let first = lower(start)
        switch first {
        case .version(let version, _) where version.key.prefix(train.count).elementsEqual(train):
            return .both([.train(train), .range(VersionRange(lower: first, upper: .open))])
        case .version:
            // From an earlier train to the end of this one.
            let next = (train.dropLast() + [(train.last ?? 0) + 1]).map { $0 }
            guard let after = try? Version(Array(next).dottedText(atLeast: 2), of: system) else { return .train(train) }
            return .range(VersionRange(lower: first, upper: .version(after, isIncluded: false)))
        case .open:
            let next = Array(train.dropLast() + [(train.last ?? 0) + 1])
            guard let after = try? Version(next.dottedText(atLeast: 2), of: system) else { return .unreadable(start) }
            return .range(VersionRange(lower: .open, upper: .version(after, isIncluded: false)))
        case .unreadable: return .both([.train(train), .unreadable(start)])
        }
    }

    /// `22.4R1-S2, 22.4R2`: releases that hold the fix.
    private mutating func fixList(_ text: String, from start: String) -> [VersionRule] {
        var fixes: [Version] = []
        for part in text.split(separator: ",") {
            guard let fix = try? Version(Words.trimmed(String(part)), of: system) else {
                flags.insert(.unreadable)
                return [.range(VersionRange(lower: lower(start), upper: .unreadable(text)))]
            }
            fixes.append(fix)
        }
        return [.unlessFixed(from: lower(start), fixes: fixes)]
    }

    /// The numbers of a train: `21.3*`, `21.*`, `6.4.*`, `16.x`, `10.4.x.x`, `22.1*-EVO`.
    private func train(_ text: String) -> [UInt64]? {
        guard var scanner = VersionScanner(text) else { return nil }
        let numbers = scanner.dotted(4)
        guard !numbers.isEmpty else { return nil }
        var wildcards = 0
        while !scanner.isAtEnd {
            if scanner.take(".x") || scanner.take(".*") || scanner.take("*") {
                wildcards += 1
            } else if wildcards > 0, scanner.take("-evo") {
                continue
            } else {
                return nil
            }
        }
        return wildcards > 0 ? numbers : nil
    }

    /// A value without the sign that some CNAs put before it.
    private mutating func withoutSign(_ text: String) -> (String, String) {
        for sign in ["<=", ">=", "=", "<", ">"] where text.hasPrefix(sign) {
            flags.insert(.operatorInValue)
            return (Words.trimmed(String(text.dropFirst(sign.count))), sign)
        }
        return (text, "")
    }
}
