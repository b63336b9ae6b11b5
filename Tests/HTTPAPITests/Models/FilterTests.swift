import Basics
import Foundation
import HTTPAPI
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

/// Every filter that follows from a field, against a plain evaluation over all rows.
@Suite("Filters of any model")
struct FilterTests {
    @Test("Text filters agree with a plain comparison, in every suffix", arguments: Models.all)
    func texts(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        let rows = try await populated.rows(schema)
        for field in Self.plain(schema) where field.info.kind == .text && field.info.filterShape == nil {
            let values = rows.map { Self.cell($0, field) }
            guard let value = values.compactMap(\.self).first(where: { !$0.isEmpty }) else { continue }
            let middle = String(value.dropFirst().prefix(max(1, value.count - 2))).uppercased()
            for (suffix, given, holds) in Self.comparisons(value, middle) {
                // Only stored choices may be asked for by equality.
                if !field.info.choices.isEmpty, suffix.isEmpty || suffix == "n", given != value { continue }
                let expected = Set(zip(rows, values).filter { holds($0.1) }.map { $0.0.id })
                try await check(schema, "\(field.info.name)\(suffix.isEmpty ? "" : "__" + suffix)", given, expected)
            }
            let empty = Set(zip(rows, values).filter { $0.1 == nil }.map { $0.0.id })
            try await check(schema, "\(field.info.name)__isnull", "true", empty)
            try await check(schema, "\(field.info.name)__isnull", "False", Set(rows.map(\.id)).subtracting(empty))
        }
    }

    /// Suffix, value to send, and which cells match; null matches what is negated only.
    private static func comparisons(
        _ value: String, _ middle: String
    ) -> [(String, String, @Sendable (String?) -> Bool)] {
        let head = String(value.prefix(2)).lowercased()
        let tail = String(value.suffix(2)).lowercased()
        let pattern = "^" + NSRegularExpression.escapedPattern(for: value) + "$"
        let folded = middle.lowercased()
        return [
            ("", value, { $0 == value }), ("n", value, { $0 != value }),
            ("ic", middle, { $0?.lowercased().contains(folded) == true }),
            ("nic", middle, { $0?.lowercased().contains(folded) != true }),
            ("isw", head.uppercased(), { $0?.lowercased().hasPrefix(head) == true }),
            ("nisw", head.uppercased(), { $0?.lowercased().hasPrefix(head) != true }),
            ("iew", tail.uppercased(), { $0?.lowercased().hasSuffix(tail) == true }),
            ("niew", tail.uppercased(), { $0?.lowercased().hasSuffix(tail) != true }),
            ("ie", value.uppercased(), { $0?.lowercased() == value.lowercased() }),
            ("nie", value.uppercased(), { $0?.lowercased() != value.lowercased() }),
            ("re", pattern, { $0 == value }), ("nre", pattern, { $0 != value }),
            ("ire", pattern.lowercased(), { $0?.lowercased() == value.lowercased() }),
            ("nire", pattern.lowercased(), { $0?.lowercased() != value.lowercased() }),
        ]
    }

    @Test("Numbers, dates and times are compared by size", arguments: Models.all)
    func ordered(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        let rows = try await populated.rows(schema)
        var names = Self.plain(schema).filter { field in
            switch field.info.kind {
            case .integer, .decimal, .real, .day, .timestamp: field.info.filterShape == nil
            default: false
            }
        }.map(\.info.name)
        if schema.features.contains(.timestamps) { names += ["created", "last_updated"] }
        for name in names {
            let values = rows.map { Self.comparable($0[name]) }
            guard let value = values.compactMap(\.self).first else { continue }
            let sent = rows.first { Self.comparable($0[name]) == value }?[name].map { $0.stringValue ?? $0.text } ?? ""
            let tests: [(String, (Ordered?) -> Bool)] = [
                ("", { $0 == value }), ("n", { $0 != value }), ("lt", { $0.map { $0 < value } ?? false }),
                ("lte", { $0.map { $0 <= value } ?? false }), ("gt", { $0.map { $0 > value } ?? false }),
                ("gte", { $0.map { $0 >= value } ?? false }),
            ]
            for (suffix, holds) in tests {
                let expected = Set(zip(rows, values).filter { holds($0.1) }.map { $0.0.id })
                try await check(schema, name + (suffix.isEmpty ? "" : "__" + suffix), sent, expected)
            }
            let empty = Set(zip(rows, values).filter { $0.1 == nil }.map { $0.0.id })
            try await check(schema, "\(name)__isnull", "True", empty)
        }
    }

    @Test("References are found by id and by name, and by what they are not", arguments: Models.all)
    func references(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        let rows = try await populated.rows(schema)
        for field in Self.plain(schema, references: true) {
            if case .some(.none) = field.info.filterShape { continue }
            guard let target = field.target, target.isExposed, schema.fieldsByName[field.info.name] === field
            else { continue }
            let name = field.info.name
            let members = rows.map { Self.members($0[name]) }
            guard let id = members.compactMap(\.first).first else { continue }
            let having = Set(zip(rows, members).filter { $0.1.contains(id) }.map { $0.0.id })
            let all = Set(rows.map(\.id))
            try await check(schema, name, id, having)
            try await check(schema, "\(name)__n", id, all.subtracting(having))
            let empty = Set(zip(rows, members).filter { $0.1.isEmpty }.map { $0.0.id })
            try await check(schema, "\(name)__isnull", "true", empty)
            try await check(schema, "has_\(name)", "true", all.subtracting(empty))
            try await check(schema, "has_\(name)", "false", empty)
            if case .some(.idOnly) = field.info.filterShape { continue }
            guard target.lookupField != "id" else { continue }
            let row = try await populated.server.get("\(target.names.path)\(id)/")
            guard let text = row[target.lookupField]?.stringValue else { continue }
            let named = try await populated.ids(schema, "\(name)=\(QueryString.encode(text))")
            #expect(named.ids.isSuperset(of: having), "\(name)=\(text) \(named.text)")
        }
    }

    @Test("Truth values and content types", arguments: Models.all)
    func others(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        let rows = try await populated.rows(schema)
        let all = Set(rows.map(\.id))
        for field in Self.plain(schema) where field.info.kind == .boolean && field.info.filterShape == nil {
            let yes = Set(rows.filter { $0[field.info.name] == true }.map(\.id))
            let no = Set(rows.filter { $0[field.info.name] == false }.map(\.id))
            for text in ["true", "True", "1"] { try await check(schema, field.info.name, text, yes) }
            for text in ["false", "False", "0"] { try await check(schema, field.info.name, text, no) }
            for text in ["maybe", "", "TRUE "] { try await check(schema, field.info.name, text, all) }
        }
        for field in Self.plain(schema) where field.info.kind == .strings && field.info.filterShape == nil {
            let having = Set(
                rows.filter { $0[field.info.name]?.arrayValue?.contains("dcim.device") == true }.map(\.id))
            try await check(schema, field.info.name, "dcim.device", having)
            try await check(schema, "\(field.info.name)__n", "dcim.device", all.subtracting(having))
        }
    }

    @Test("Ids, creation and search find what they should", arguments: Models.all)
    func common(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        let rows = try await populated.rows(schema)
        guard let first = rows.first, rows.count > 1 else { return }
        let all = Set(rows.map(\.id))
        try await check(schema, "id", first.id, [first.id])
        try await check(schema, "id", first.id.uppercased(), [first.id])
        try await check(schema, "id__n", first.id, all.subtracting([first.id]))
        let two = try await populated.ids(schema, "id=\(first.id)&id=\(rows[1].id)")
        #expect(two.ids == [first.id, rows[1].id])
        try await check(schema, "id", "00000000-0000-4000-8000-000000000000", [])
        let bad = try await populated.ids(schema, "id=x")
        #expect(bad.status == 400 && bad.text == "{\"id\":[\"“x” is not a valid UUID.\"]}")
        guard schema.fields.contains(where: \.info.isSearched) else { return }
        let searched = schema.fields.filter { $0.info.isSearched && $0.info.kind == .text && !$0.info.isHidden }
        for field in searched {
            guard let value = rows.compactMap({ Self.cell($0, field) }).first(where: { $0.count > 2 }) else { continue }
            let having = Set(
                rows.filter { row in
                    searched.contains { Self.cell(row, $0)?.lowercased().contains(value.lowercased()) == true }
                }.map(\.id))
            let found = try await populated.ids(schema, "q=\(QueryString.encode(" " + value.uppercased() + " "))")
            #expect(found.ids.isSuperset(of: having), "q=\(value)")
        }
        // A number may be part of a name as well.
        if !schema.features.contains(.numbered) { try await check(schema, "q", first.id, [first.id]) }
        try await check(schema, "q", "nothing has this", [])
    }

    @Test("A filter that a model does not have is refused by name", arguments: Models.all)
    func unknown(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        var names = [
            "no_such", "id__bogus", "password__ic", "name__", "__n", "q__ic", "limit__n", "brief", "has_",
            "has_no_such",
            "custom_field_data", "created__ic", "cf_x", "url", "display", "natural_slug", "tags__ic", "+", "+namespace",
        ]
        names += schema.fields.filter(\.info.isHidden).flatMap { [$0.info.name, $0.info.name + "__ic"] }
        for name in names {
            let answer = try await populated.ids(schema, "\(QueryString.encode(name))=1")
            #expect(answer.status == 400, "\(name)")
            let body: JSONValue = .object([name: ["Unknown filter field"]])
            #expect(answer.text == body.text, "\(name)")
        }
    }

    // MARK: Helpers

    /// Fields whose filter is the one that their kind gives.
    private static func plain(_ schema: AnySchema, references: Bool = false) -> [AnyField] {
        let declared = Set(schema.filters.map(\.name) + LifecycleArea.names(schema.identifier))
        return schema.fields.filter { field in
            !field.info.isHidden && !field.info.isWriteOnly && !(field is Reserved) && !(field is Derived)
                && !declared.contains(field.info.name) && (field.target != nil) == references
        }
    }

    private static func cell(_ row: JSONObject, _ field: AnyField) -> String? {
        let value = row[field.info.name]
        return value?["value"]?.stringValue ?? value?.stringValue
    }

    private static func members(_ value: JSONValue?) -> [String] {
        switch value {
        case .array(let items): items.compactMap { $0["id"]?.keyText }
        case .some(let value): value["id"]?.keyText.map { [$0] } ?? []
        case nil: []
        }
    }

    /// Numbers as numbers, dates and times as texts of one form.
    private enum Ordered: Comparable {
        case number(Double)
        case text(String)
    }

    private static func comparable(_ value: JSONValue?) -> Ordered? {
        switch value {
        case .int, .double: value?.doubleValue.map(Ordered.number) ?? nil
        case .string(let text): Double(text).map(Ordered.number) ?? .text(text)
        default: nil
        }
    }

    private func check(_ schema: AnySchema, _ name: String, _ value: String, _ expected: Set<String>) async throws {
        let populated = try await Populated.shared.value
        let answer = try await populated.ids(schema, "\(name)=\(QueryString.encode(value))")
        #expect(answer.status == 200, "\(name)=\(value) \(answer.text)")
        guard answer.status == 200 else { return }
        #expect(
            answer.ids == expected,
            "\(name)=\(value): extra \(answer.ids.subtracting(expected)), missing \(expected.subtracting(answer.ids))")
    }
}

extension LifecycleArea {
    /// Names of the filters that the area adds to a model.
    static func names(_ identifier: String) -> [String] { (filters[identifier] ?? []).map(\.name) }
}
