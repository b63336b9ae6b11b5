import Basics

/// Filters with regular expressions; the pattern is what is filtered, and matching is bound.
enum PatternFilters {
    static let all: [Filter] = [
        Filter("regex_search", "string") { call throws(TemplateError) in
            var search = try PatternSearch(call, in: try call.string(0))
            return try search.next().map { match throws(TemplateError) in try found(match, search, call) } ?? .none
        },
        Filter("regex_match", "string") { call throws(TemplateError) in
            var search = try PatternSearch(call, in: try call.string(0), isAnchored: true)
            return try search.next().map { match throws(TemplateError) in try found(match, search, call) } ?? .none
        },
        Filter("regex_findall", "string") { call throws(TemplateError) in
            var search = try PatternSearch(call, in: try call.string(0))
            var matches: [Value] = []
            while let match = try search.next() {
                let groups = match.count == 1 ? match : Array(match.dropFirst())
                let texts = groups.map { Value.string(search.text($0) ?? "") }
                matches.append(texts.count == 1 ? texts[0] : try call.evaluator.tuple(texts))
            }
            return try call.evaluator.list(matches)
        },
        Filter("regex_split", "string", "maxsplit?") { call throws(TemplateError) in
            var search = try PatternSearch(call, in: try call.string(0))
            let limit = try call.index(1)
            var parts: [Value] = []
            var start = 0
            var splits = 0
            while limit == 0 || splits < limit, let match = try search.next(), let whole = match[0] {
                parts.append(.string(search.text(start..<whole.lowerBound) ?? ""))
                parts += match.dropFirst().map { search.text($0).map { .string($0) } ?? Value.none }
                (start, splits) = (whole.upperBound, splits + 1)
            }
            parts.append(.string(search.text(start..<search.count) ?? ""))
            return try call.evaluator.list(parts)
        },
        Filter("regex_sub", "repl", "string", "count?", body: substitute),
    ]

    /// The whole match, or the groups of a pattern that has some.
    private static func found(
        _ match: [Range<Int>?], _ search: PatternSearch, _ call: FilterCall
    ) throws(TemplateError) -> Value {
        if match.count == 1 { return .string(search.text(match[0]) ?? "") }
        return try call.evaluator.list(match.dropFirst().map { search.text($0).map { .string($0) } ?? Value.none })
    }

    private static func substitute(_ call: FilterCall) throws(TemplateError) -> Value {
        var search = try PatternSearch(call, in: try call.string(1))
        let template = Array(try call.string(0).unicodeScalars)
        let limit = try call.index(2)
        var result = ""
        var start = 0
        var count = 0
        while limit == 0 || count < limit, let match = try search.next(), let whole = match[0] {
            result += search.text(start..<whole.lowerBound) ?? ""
            result += try expanded(template, match, search)
            try call.evaluator.limit(length: result.utf8.count)
            (start, count) = (whole.upperBound, count + 1)
        }
        return .string(result + (search.text(start..<search.count) ?? ""))
    }

    /// A replacement with `\1` and `\g<name>` filled in.
    private static func expanded(
        _ template: [Unicode.Scalar], _ match: [Range<Int>?], _ search: PatternSearch
    ) throws(TemplateError) -> String {
        var result = ""
        var rest = template[...]
        func group(_ number: Int?, _ name: String) throws(TemplateError) -> String {
            guard let number, match.indices.contains(number) else {
                throw .value("invalid group reference \(name)")
            }
            return search.text(match[number]) ?? ""
        }
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let kind = rest.popFirst() else {
                result.unicodeScalars.append(scalar)
                continue
            }
            if NumberScan.isDigit(kind) {
                var digits = String(kind)
                if let next = rest.first, NumberScan.isDigit(next) {
                    digits.unicodeScalars.append(next)
                    rest.removeFirst()
                }
                result += try group(Int(digits), digits)
            } else if kind == "g", rest.first == "<", let end = rest.firstIndex(of: ">") {
                let name = PythonText.text(rest[(rest.startIndex + 1)..<end])
                rest = rest[(end + 1)...]
                result += try group(Int(name) ?? search.groupNumber(name), name)
            } else if let plain = ["n": "\n", "t": "\t", "r": "\r", "\\": "\\"][kind] {
                result += plain
            } else {
                result += "\\\(kind)"
            }
        }
        return result
    }
}

/// Goes through the matches of a pattern in a text.
private struct PatternSearch {
    private let pattern: Pattern
    private let bytes: [UInt8]
    private let isAnchored: Bool
    private let evaluator: Evaluator
    private var place = 0
    private var wasEmpty = false
    private var isDone = false

    /// The number of bytes of the text.
    var count: Int { bytes.count }

    init(_ call: FilterCall, in text: String, isAnchored: Bool = false) throws(TemplateError) {
        evaluator = call.evaluator
        self.isAnchored = isAnchored
        bytes = Array(text.utf8)
        // One search is counted like a few hundred steps, so it may take no more time than those.
        let source = try call.string(call.subject)
        do throws(PatternError) {
            // Read on its own first: the places in messages are those of the author's pattern.
            _ = try Pattern(source, caseInsensitive: false)
            pattern = try Pattern("(*LIMIT_MATCH=10000)" + source, caseInsensitive: false)
        } catch {
            throw .value(error.reason)
        }
        try evaluator.spend(1_000)
    }

    mutating func next() throws(TemplateError) -> [Range<Int>?]? {
        guard !isDone else { return nil }
        try evaluator.spend(300 + (bytes.count - place) >> 4)
        let match: [Range<Int>?]?
        do throws(PatternError) {
            match = try pattern.groups(
                in: bytes, from: place, isAnchored: isAnchored, canBeEmptyAtStart: !wasEmpty)
        } catch {
            throw .limit(error.reason)
        }
        guard let match, let whole = match[0], whole.lowerBound <= whole.upperBound else {
            isDone = true
            return nil
        }
        wasEmpty = whole.isEmpty
        place = whole.upperBound
        return match
    }

    func text(_ range: Range<Int>?) -> String? {
        range.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    func groupNumber(_ name: String) -> Int? { pattern.groupNumber(name) }
}
