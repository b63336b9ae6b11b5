/// Filters that compare versions part by part.
///
/// - Source: netutils, <https://netutils.readthedocs.io/en/latest/dev/code_reference/os_version/>.
enum VersionFilters {
    static let all: [Filter] = [
        Filter("compare_version_loose", "comparison", "target_version") { call throws(TemplateError) in
            try compare(call, parts: looseParts)
        },
        Filter("compare_version_strict", "comparison", "target_version") { call throws(TemplateError) in
            try compare(call, parts: strictParts)
        },
        Filter("get_upgrade_path", "target_version", "firmware_list") { call throws(TemplateError) in
            let current = try looseParts(call.subject, call)
            let target = try looseParts(call[0] ?? .none, call)
            guard try !call.evaluator.isLess(target, current) else {
                throw .value("Target version must be newer than current version.")
            }
            guard try call.evaluator.isLess(current, target) else {
                throw .value("Target version equals current version. No upgrade necessary.")
            }
            var path: [Value] = []
            for version in try call.evaluator.items(of: call[1] ?? .none) {
                let parts = try looseParts(version, call)
                if try call.evaluator.isLess(current, parts), try !call.evaluator.isLess(target, parts) {
                    path.append(version)
                }
            }
            let list = try call.evaluator.list(path)
            if try call.evaluator.contains(list, call[0] ?? .none) { return list }
            return try call.evaluator.list(path + [call[0] ?? .none])
        },
    ]

    private static func compare(
        _ call: FilterCall, parts: (Value, FilterCall) throws(TemplateError) -> Value
    ) throws(TemplateError) -> Value {
        let sign = try call.string(0)
        let left = try parts(call.subject, call)
        let right = try parts(call[1] ?? .none, call)
        guard let comparison = Expression.Comparison(rawValue: sign), comparison != .contained,
            comparison != .notContained
        else { throw .value("Invalid comparison operator: \(sign)") }
        return .bool(try call.evaluator.compare(left, comparison, right))
    }

    /// Runs of digits as numbers, runs of small letters and everything else as texts.
    private static func looseParts(_ version: Value, _ call: FilterCall) throws(TemplateError) -> Value {
        var parts: [Value] = []
        var run = String.UnicodeScalarView()
        var kind = 0
        func finish() {
            guard !run.isEmpty, String(run) != "." else {
                run = String.UnicodeScalarView()
                return
            }
            parts.append(
                kind == 1 ? Int128(String(run)).map { .int($0) } ?? .string(String(run)) : .string(String(run)))
            run = String.UnicodeScalarView()
        }
        for scalar in try call.string(version).unicodeScalars {
            let next = NumberScan.isDigit(scalar) ? 1 : ("a"..."z").contains(scalar) ? 2 : scalar == "." ? 3 : 4
            if next != kind || next == 3 { finish() }
            kind = next
            run.append(scalar)
        }
        finish()
        return try call.evaluator.list(parts)
    }

    /// Two or three numbers, and `a` or `b` with a number for what comes before a release.
    private static func strictParts(_ version: Value, _ call: FilterCall) throws(TemplateError) -> Value {
        let text = try call.string(version)
        let release = text.firstIndex { $0 == "a" || $0 == "b" } ?? text.endIndex
        let numbers = text[..<release].split(separator: ".", omittingEmptySubsequences: false).map { Int128($0) }
        let before = text[release...].dropFirst()
        guard (2...3).contains(numbers.count), numbers.allSatisfy({ $0 != nil }), !text.contains("+"),
            !text.contains("-"),
            release == text.endIndex || Int128(before) != nil
        else { throw .value("invalid version number '\(text)'") }
        var parts = numbers.map { Value.int($0 ?? 0) }
        if parts.count == 2 { parts.append(.int(0)) }
        parts.append(release == text.endIndex ? .string("c") : .string(String(text[release])))
        return try call.evaluator.list(parts + [.int(Int128(before) ?? 0)])
    }
}
