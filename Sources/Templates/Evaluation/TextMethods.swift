/// The methods of texts; those of a text that is HTML give HTML, and escape what they put in.
enum TextMethods {
    static let all: [String: Method] = mapping.merging(cutting) { $1 }.merging(searching) { $1 }
        .merging(filling) { $1 }.merging(judging) { $1 }

    /// A text with the same quality as another one.
    static func same(_ value: Value, _ text: String) -> Value { value.isMarkup ? .markup(text) : .string(text) }

    /// A text as it goes into another one.
    static func inserted(_ part: Value, into value: Value) throws(TemplateError) -> String {
        guard let text = part.textValue else {
            throw .type("must be str, not \(part.typeName)")
        }
        return value.isMarkup && !part.isMarkup ? PythonText.escaped(text) : text
    }

    private static func text(_ value: Value?) throws(TemplateError) -> String {
        guard let value else { return "" }
        if case .undefined(let missing) = value { throw missing.error }
        guard let text = value.textValue else { throw .type("must be str, not \(value.typeName)") }
        return text
    }

    private static func mapped(_ change: @escaping @Sendable (String) -> String) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            _ = try arguments.bound([], "the method")
            let text = try text(value)
            try evaluator.spend(text.utf8.count >> 4)
            return same(value, change(text))
        }
    }

    private static let mapping: [String: Method] = [
        "upper": mapped { $0.uppercased() },
        "lower": mapped { $0.lowercased() },
        "casefold": mapped { PythonText.replacing("ß", with: "ss", in: $0.lowercased()) },
        "capitalize": mapped(PythonText.capitalized),
        "title": mapped(PythonText.titled),
        "swapcase": mapped(PythonText.swappedCase),
        "unescape": mapped(HTMLText.unescaped),
        "striptags": mapped(HTMLText.withoutTags),
    ]

    // MARK: Cutting

    private static func stripping(left: Bool, right: Bool) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["chars?"], "strip")
            let characters = bound[0].flatMap { $0.isNone ? nil : $0 }
            let set = characters == nil ? nil : try text(characters)
            return same(value, PythonText.strip(try text(value), set, left: left, right: right))
        }
    }

    private static func splitting(fromEnd: Bool) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["sep?", "maxsplit?"], "split")
            let source = try text(value)
            try evaluator.spend(source.utf8.count >> 3)
            let limit = try Conversion.index(bound[1] ?? .int(-1))
            guard let separator = bound[0], !separator.isNone else {
                let words = PythonText.words(source, limit: limit, fromEnd: fromEnd)
                return try evaluator.strings(words, isMarkup: value.isMarkup)
            }
            let separatorText = try text(separator)
            guard !separatorText.isEmpty else { throw .value("empty separator") }
            let pieces = PythonText.pieces(source, by: separatorText, limit: limit, fromEnd: fromEnd)
            return try evaluator.strings(pieces, isMarkup: value.isMarkup)
        }
    }

    private static func partitioning(fromEnd: Bool) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["sep"], "partition")
            let (source, separator) = (try text(value), try text(bound[0]))
            guard !separator.isEmpty else { throw .value("empty separator") }
            let pieces = PythonText.pieces(source, by: separator, limit: 1, fromEnd: fromEnd)
            let parts =
                pieces.count == 2 ? [pieces[0], separator, pieces[1]] : fromEnd ? ["", "", source] : [source, "", ""]
            return try evaluator.tuple(parts.map { same(value, $0) })
        }
    }

    private static let cutting: [String: Method] = [
        "strip": stripping(left: true, right: true),
        "lstrip": stripping(left: true, right: false),
        "rstrip": stripping(left: false, right: true),
        "split": splitting(fromEnd: false),
        "rsplit": splitting(fromEnd: true),
        "partition": partitioning(fromEnd: false),
        "rpartition": partitioning(fromEnd: true),
        "splitlines": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["keepends?"], "splitlines")
            let keepsEnds = try evaluator.isTrue(bound[0] ?? .none)
            return try evaluator.strings(
                PythonText.lines(try text(value), keepsEnds: keepsEnds), isMarkup: value.isMarkup)
        },
        "removeprefix": { _, value, arguments throws(TemplateError) in
            let (source, part) = (try text(value), try text(try arguments.bound(["prefix"], "removeprefix")[0]))
            let isThere = source.unicodeScalars.starts(with: part.unicodeScalars)
            return same(value, isThere ? String(source.unicodeScalars.dropFirst(PythonText.length(part))) : source)
        },
        "removesuffix": { _, value, arguments throws(TemplateError) in
            let (source, part) = (try text(value), try text(try arguments.bound(["suffix"], "removesuffix")[0]))
            let isThere = source.unicodeScalars.reversed().starts(with: part.unicodeScalars.reversed())
            return same(value, isThere ? String(source.unicodeScalars.dropLast(PythonText.length(part))) : source)
        },
    ]

    // MARK: Searching

    /// A method that gives the place of a text, or fails.
    private static func finding(fromEnd: Bool, fails: Bool) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            if let place = try place(evaluator, value, arguments, fromEnd: fromEnd) { return .int(Int128(place)) }
            guard !fails else { throw .value("substring not found") }
            return .int(-1)
        }
    }

    /// The first or last place of a text, in code points, among those that the arguments allow.
    private static func place(
        _ evaluator: Evaluator, _ value: Value, _ arguments: CallArguments, fromEnd: Bool
    ) throws(TemplateError) -> Int? {
        let bound = try arguments.bound(["sub", "start?", "end?"], "find")
        let scalars = Array(try text(value).unicodeScalars)
        let part = Array(try text(bound[0]).unicodeScalars)
        try evaluator.spend(scalars.count >> 3)
        let window = Slice.places(scalars.count, try index(bound[1]), try index(bound[2]), nil)
        guard let first = window.first, let last = window.last else { return part.isEmpty ? 0 : nil }
        if part.isEmpty { return fromEnd ? last + 1 : first }
        let found = Array(scalars[first...last])
        guard fromEnd else { return ByteSearch.first(of: part, in: found).map { first + $0 } }
        return ByteSearch.first(of: part.reversed(), in: found.reversed()).map { last + 1 - $0 - part.count }
    }

    private static func index(_ value: Value?) throws(TemplateError) -> Int? {
        guard let value, !value.isNone else { return nil }
        return try Conversion.index(value)
    }

    private static func affix(atEnd: Bool) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            let name = atEnd ? "endswith" : "startswith"
            let bound = try arguments.bound([atEnd ? "suffix" : "prefix", "start?", "end?"], name)
            let scalars = Array(try text(value).unicodeScalars)
            let window = Slice.places(scalars.count, try index(bound[1]), try index(bound[2]), nil).map { scalars[$0] }
            var candidates = [bound[0] ?? .none]
            if case .tuple(let tuple)? = bound[0] { candidates = tuple.items }
            for candidate in candidates {
                guard let part = candidate.textValue?.unicodeScalars else {
                    throw .type("\(name) first arg must be str or a tuple of str, not \(candidate.typeName)")
                }
                if atEnd ? window.reversed().starts(with: part.reversed()) : window.starts(with: part) {
                    return .bool(true)
                }
            }
            return .bool(false)
        }
    }

    private static let searching: [String: Method] = [
        "find": finding(fromEnd: false, fails: false),
        "rfind": finding(fromEnd: true, fails: false),
        "index": finding(fromEnd: false, fails: true),
        "rindex": finding(fromEnd: true, fails: true),
        "startswith": affix(atEnd: false),
        "endswith": affix(atEnd: true),
        "count": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["sub", "start?", "end?"], "count")
            let scalars = Array(try text(value).unicodeScalars)
            let part = try text(bound[0])
            let window = Slice.places(scalars.count, try index(bound[1]), try index(bound[2]), nil).map { scalars[$0] }
            try evaluator.spend(window.count >> 3)
            if part.isEmpty { return .int(Int128(window.count + 1)) }
            let bytes = Array(PythonText.text(window).utf8)
            return .int(Int128(ByteSearch.places(of: Array(part.utf8), in: bytes).count))
        },
    ]

    // MARK: Filling and joining

    private enum Side { case left, right, both }

    private static func padding(_ side: Side) -> Method {
        { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["width", "fillchar?"], "center")
            let fill = try bound[1].map { fill throws(TemplateError) in try inserted(fill, into: value) } ?? " "
            guard PythonText.length(fill) == 1 else {
                throw .type("The fill character must be exactly one character long")
            }
            let source = try text(value)
            let missing = try Conversion.index(bound[0] ?? .none) - min(PythonText.length(source), Int.max / 4)
            guard missing > 0 else { return value }
            try evaluator.check(length: fill.utf8.count, times: missing)
            let filler = { (count: Int) in PythonText.repeated(fill, count) }
            switch side {
            case .left: return same(value, filler(missing) + source)
            case .right: return same(value, source + filler(missing))
            case .both:
                // Python puts the odd one to the left when the width is odd too.
                let width = missing + PythonText.length(source)
                let left = missing / 2 + (missing & width & 1)
                return same(value, filler(left) + source + filler(missing - left))
            }
        }
    }

    private static let filling: [String: Method] = [
        "center": padding(.both),
        "ljust": padding(.right),
        "rjust": padding(.left),
        "zfill": { evaluator, value, arguments throws(TemplateError) in
            let width = try Conversion.index(try arguments.bound(["width"], "zfill")[0] ?? .none)
            try evaluator.check(length: max(width, 0))
            let source = try text(value)
            let isSigned = source.hasPrefix("-") || source.hasPrefix("+")
            let head = isSigned ? String(source.prefix(1)) : ""
            let digits = String(source.unicodeScalars.dropFirst(head.utf8.count))
            return same(value, head + PythonText.filled(digits, to: width - head.utf8.count, with: "0"))
        },
        "expandtabs": { evaluator, value, arguments throws(TemplateError) in
            let size = try Conversion.index(try arguments.bound(["tabsize?"], "expandtabs")[0] ?? .int(8))
            var expanded = ""
            var column = 0
            for scalar in try text(value).unicodeScalars {
                let blanks = scalar == "\t" ? (size > 0 ? size - column % size : 0) : 0
                column = scalar == "\n" || scalar == "\r" ? 0 : column + (scalar == "\t" ? blanks : 1)
                try evaluator.limit(length: min(blanks, Int.max / 2) + expanded.utf8.count)
                expanded += scalar == "\t" ? PythonText.repeated(" ", blanks) : String(scalar)
            }
            return same(value, expanded)
        },
        "replace": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["old", "new", "count?"], "replace")
            let limit = try Conversion.index(bound[2] ?? .int(-1))
            let new = try inserted(bound[1] ?? .none, into: value)
            return same(value, try Replacement.text(try text(value), try text(bound[0]), new, limit, evaluator))
        },
        "join": { evaluator, value, arguments throws(TemplateError) in
            let bound = try arguments.bound(["iterable"], "join")
            let separator = try text(value)
            var joined = ""
            for (index, item) in try evaluator.items(of: bound[0] ?? .none).enumerated() {
                guard item.textValue != nil else {
                    throw .type("sequence item \(index): expected str instance, \(item.typeName) found")
                }
                joined += (index > 0 ? separator : "") + (try inserted(item, into: value))
                try evaluator.limit(length: joined.utf8.count)
            }
            return same(value, joined)
        },
        "format": { evaluator, value, arguments throws(TemplateError) in
            var format = BraceFormat(
                isMarkup: value.isMarkup, arguments.positional, named: { arguments[$0] }, evaluator)
            return same(value, try format.text(try text(value)))
        },
        "format_map": { evaluator, value, arguments throws(TemplateError) in
            guard case .dict(let dict)? = try arguments.bound(["mapping"], "format_map")[0] else {
                throw .type("format_map() takes a mapping")
            }
            var format = BraceFormat(isMarkup: value.isMarkup, [], named: { dict.value(named: $0) }, evaluator)
            return same(value, try format.text(try text(value)))
        },
    ]

    // MARK: Judging

    private static func judged(_ isSo: @escaping @Sendable (String) -> Bool) -> Method {
        { _, value, arguments throws(TemplateError) in
            _ = try arguments.bound([], "the method")
            return .bool(isSo(try text(value)))
        }
    }

    private static func all(_ isSo: @escaping @Sendable (Unicode.Scalar) -> Bool) -> Method {
        judged { !$0.isEmpty && $0.unicodeScalars.allSatisfy(isSo) }
    }

    private static let judging: [String: Method] = [
        "isdigit": all { $0.properties.numericType == .decimal || $0.properties.numericType == .digit },
        "isdecimal": all { $0.properties.numericType == .decimal },
        "isnumeric": all { $0.properties.numericType != nil },
        "isalpha": all(PythonText.isAlphabetic),
        "isalnum": all(PythonText.isAlphanumeric),
        "isspace": all(PythonText.isSpace),
        "isascii": judged { $0.utf8.allSatisfy { $0 < 0x80 } },
        "isidentifier": judged(PythonText.isIdentifier),
        "isupper": judged { PythonText.isCased($0, upper: true) },
        "islower": judged { PythonText.isCased($0, upper: false) },
        "istitle": judged { text in
            text.unicodeScalars.contains(where: \.properties.isCased) && PythonText.titled(text) == text
        },
        "isprintable": judged { text in PythonText.quoted(text).unicodeScalars.count == text.unicodeScalars.count + 2 },
    ]
}

/// Replaces within the limits.
enum Replacement {
    /// Checks how long the result gets, then makes it.
    static func text(
        _ source: String, _ old: String, _ new: String, _ limit: Int, _ evaluator: Evaluator
    ) throws(TemplateError) -> String {
        try evaluator.spend(source.utf8.count >> 4)
        let found =
            old.isEmpty
            ? PythonText.length(source) + 1 : ByteSearch.places(of: Array(old.utf8), in: Array(source.utf8)).count
        let places = limit < 0 ? found : min(found, limit)
        guard places > 0 else { return source }
        try evaluator.check(length: new.utf8.count, times: places)
        return PythonText.replacing(old, with: new, in: source, limit: limit)
    }
}
