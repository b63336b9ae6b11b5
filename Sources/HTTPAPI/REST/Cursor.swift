import Basics
import HTTPServing
import Modeling
import Services

/// Where a page starts, as an opaque text: the sort values of the row before it.
enum Cursor {
    static func encode(_ values: [Value]) -> String {
        let parts = values.map { value -> JSONValue in
            switch value {
            case .null: .null
            case .bool(let truth): .array([.string("b"), .bool(truth)])
            case .int(let number): .array([.string("i"), .int(number)])
            case .double(let number): .array([.string("d"), .double(number)])
            case .text(let text), .json(let text): .array([.string("t"), .string(text)])
            case .id(let id): .array([.string("k"), .string(id.description)])
            case .day(let day): .array([.string("c"), .string(day.description)])
            case .timestamp(let time): .array([.string("m"), .int(time.microseconds)])
            }
        }
        return QueryString.encode(JSONValue.array(parts).text)
    }

    /// - Throws: ``Problem`` of kind `invalidInput` when the text is not one of ours.
    static func decode(_ text: String) throws -> [Value] {
        guard let parts = (try? JSONValue(parsing: text))?.arrayValue else { throw malformed }
        return try parts.map { part in
            if case .null = part { return .null }
            guard let pair = part.arrayValue, pair.count == 2, let tag = pair[0].stringValue else { throw malformed }
            switch (tag, pair[1]) {
            case ("b", .bool(let truth)): return .bool(truth)
            case ("i", .int(let number)): return .int(number)
            case ("d", .double(let number)): return .double(number)
            case ("d", .int(let number)): return .double(Double(number))
            case ("t", .string(let text)): return .text(text)
            case ("k", .string(let text)):
                guard let id = Identifier(text) else { throw malformed }
                return .id(id)
            case ("c", .string(let text)):
                guard let day = CalendarDay(text) else { throw malformed }
                return .day(day)
            case ("m", .int(let number)): return .timestamp(Timestamp(microseconds: number))
            default: throw malformed
            }
        }
    }

    private static var malformed: Problem {
        Problem(.invalidInput, "The cursor is not one that this server gave out. Start again with an empty cursor.")
    }
}
