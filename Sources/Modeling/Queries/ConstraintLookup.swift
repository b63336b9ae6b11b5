import Basics

/// How a constraint compares (core.md §4.2): the lookups of the dialect's object-relational mapper.
enum ConstraintLookup: String, CaseIterable {
    case exact, iexact, contains, icontains, startswith, istartswith, endswith, iendswith, regex, iregex
    case `in`, gt, gte, lt, lte, range, isnull, year, date

    /// The condition.
    ///
    /// - Throws: ``ValueError`` when the value does not fit.
    func predicate(
        _ path: [String], _ column: ConstraintColumn, _ json: JSONValue, user: Identifier?
    ) throws(ValueError) -> Predicate {
        switch self {
        case .isnull:
            guard case .bool(let wanted) = json else { throw ValueError("isnull takes true or false.") }
            return wanted ? .isNull(path) : .not(.isNull(path))
        case .exact:
            if json == .null { return .isNull(path) }
            return try compare(.equals, [json], path, column, user)
        case .in:
            guard case .array(let items) = json else { throw ValueError("in takes a list.") }
            return items.isEmpty ? .never : try compare(.equals, items, path, column, user)
        case .range:
            guard case .array(let bounds) = json, bounds.count == 2 else {
                throw ValueError("range takes a list of two values.")
            }
            return try compare(.greaterOrEqual, [bounds[0]], path, column, user)
                && compare(.lessOrEqual, [bounds[1]], path, column, user)
        case .year: return try yearPredicate(path, column, json)
        case .date: return try datePredicate(path, column, json)
        case .gt: return try compare(.greater, [json], path, column, user)
        case .gte: return try compare(.greaterOrEqual, [json], path, column, user)
        case .lt: return try compare(.less, [json], path, column, user)
        case .lte: return try compare(.lessOrEqual, [json], path, column, user)
        default: return try text(path, column, json)
        }
    }

    /// The condition on a member inside JSON, whose values have the sort that they are written with.
    ///
    /// - Parameter path: The field, then the keys of the member; the field alone can only be null or not.
    /// - Throws: ``ValueError`` when the value does not fit.
    func member(_ path: [String], _ json: JSONValue) throws(ValueError) -> Predicate {
        if self == .isnull || (self == .exact && json == .null) {
            return try predicate(path, ConstraintColumn.anything, json, user: nil)
        }
        guard path.count > 1 else { throw ValueError("Name the member inside the field, such as field__member.") }
        guard path.dropFirst().allSatisfy({ !$0.utf8.contains { $0 == 34 || $0 == 92 || $0 < 32 } }) else {
            throw ValueError("A key with a quotation mark or a backslash cannot be asked for.")
        }
        switch self {
        case .exact: return .compare(path, .equals, [try Self.plain(json)])
        case .in:
            guard case .array(let items) = json else { throw ValueError("in takes a list.") }
            var values: [Value] = []
            for item in items { values.append(try Self.plain(item)) }
            return values.isEmpty ? .never : .compare(path, .equals, values)
        case .gt: return .compare(path, .greater, [try Self.plain(json)])
        case .gte: return .compare(path, .greaterOrEqual, [try Self.plain(json)])
        case .lt: return .compare(path, .less, [try Self.plain(json)])
        case .lte: return .compare(path, .lessOrEqual, [try Self.plain(json)])
        case .range, .year, .date, .isnull:
            throw ValueError("\(rawValue) does not compare members inside JSON.")
        default: return try text(path, .anything, json)
        }
    }

    private static func plain(_ json: JSONValue) throws(ValueError) -> Value {
        switch json {
        case .string(let text): return .text(text)
        case .int(let number): return .int(number)
        case .double(let number): return .double(number)
        case .bool(let truth): return .bool(truth)
        default: throw ValueError("The value must be a text, a number, true or false.")
        }
    }

    private func compare(
        _ comparison: Comparison, _ items: [JSONValue], _ path: [String], _ column: ConstraintColumn,
        _ user: Identifier?
    ) throws(ValueError) -> Predicate {
        var values: [Value] = []
        for item in items {
            if item == .string("$user") {
                // Nobody in particular matches nothing.
                guard let user else { continue }
                values.append(column.kind == .identifier ? .id(user) : .text(user.description))
            } else {
                values.append(try value(item, column))
            }
        }
        return values.isEmpty ? .never : .compare(path, comparison, values)
    }

    private func value(_ json: JSONValue, _ column: ConstraintColumn) throws(ValueError) -> Value {
        if json == .null { throw ValueError("null can only be compared by the field's name alone or by isnull.") }
        if case .array = json { throw ValueError("A list is compared with in.") }
        if let field = column.field, column.kind != .text { return try ValueParser.parse(json, for: field) }
        switch column.kind {
        case .identifier:
            let text = json.stringValue ?? json.intValue.map(String.init)
            guard let id = text.flatMap({ column.keyed?.identifier($0) }) else {
                throw ValueError("The value must be an id.")
            }
            return .id(id)
        case .timestamp:
            guard let time = json.stringValue.flatMap({ Timestamp($0) }) else {
                throw ValueError("The value must be a time such as 2026-11-20T12:00:00Z.")
            }
            return .timestamp(time)
        case .text:
            switch json {
            case .string(let text): return .text(text)
            case .int(let number): return .text(String(number))
            default: throw ValueError("The value must be a text.")
            }
        default: throw ValueError("This field cannot be compared like this.")
        }
    }

    private func text(
        _ path: [String], _ column: ConstraintColumn, _ json: JSONValue
    ) throws(ValueError) -> Predicate {
        guard case .string(let text) = json else { throw ValueError("\(rawValue) takes a text.") }
        guard column.kind == .text || column.kind == .strings else {
            throw ValueError("\(rawValue) compares texts, and this field is none.")
        }
        if column.kind == .strings {
            guard self == .contains else { throw ValueError("A list is compared with contains.") }
            return .compare(path, .listContains, [.text(text)])
        }
        let comparison: Comparison
        switch self {
        case .iexact: comparison = .equalsIgnoringCase
        case .contains: comparison = .contains
        case .icontains: comparison = .containsIgnoringCase
        case .startswith: comparison = .startsWith
        case .istartswith: comparison = .startsWithIgnoringCase
        case .endswith: comparison = .endsWith
        case .iendswith: comparison = .endsWithIgnoringCase
        case .regex, .iregex:
            do {
                _ = try Pattern(text, caseInsensitive: self == .iregex)
            } catch {
                throw ValueError("The pattern cannot be used: \(error.reason)")
            }
            comparison = self == .regex ? .matches : .matchesIgnoringCase
        default: throw ValueError("\(rawValue) compares no texts.")
        }
        return .compare(path, comparison, [.text(text)])
    }

    private func yearPredicate(
        _ path: [String], _ column: ConstraintColumn, _ json: JSONValue
    ) throws(ValueError) -> Predicate {
        guard let year = json.intValue, (1...9998).contains(year) else { throw ValueError("year takes a year.") }
        return try between("\(Self.digits(year))-01-01", "\(Self.digits(year + 1))-01-01", path, column)
    }

    private func datePredicate(
        _ path: [String], _ column: ConstraintColumn, _ json: JSONValue
    ) throws(ValueError) -> Predicate {
        guard let day = json.stringValue.flatMap({ CalendarDay($0) }) else {
            throw ValueError("date takes a day such as 2026-11-20.")
        }
        return try between(day.description, day.adding(days: 1).description, path, column)
    }

    /// From the first day on, before the second.
    private func between(
        _ first: String, _ second: String, _ path: [String], _ column: ConstraintColumn
    ) throws(ValueError) -> Predicate {
        let bounds: [Value]
        switch column.kind {
        case .day: bounds = [first, second].compactMap { CalendarDay($0).map(Value.day) }
        case .timestamp: bounds = [first, second].compactMap { Timestamp($0 + "T00:00:00Z").map(Value.timestamp) }
        default: throw ValueError("\(rawValue) compares dates and times.")
        }
        guard bounds.count == 2 else { throw ValueError("\(rawValue) takes a date that exists.") }
        return .compare(path, .greaterOrEqual, [bounds[0]]) && .compare(path, .less, [bounds[1]])
    }

    private static func digits(_ year: Int64) -> String {
        let text = String(year)
        return String(repeating: "0", count: 4 - text.count) + text
    }
}
