import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Lists of any model")
struct ListTests {
    @Test("Pages are bounded, and odd numbers fall back to what is usual", arguments: Models.all)
    func pages(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let path = schema.names.path
        let all = try await server.get("\(path)?limit=0")
        let count = Int(all["count"]?.intValue ?? -1)
        #expect(all["results"]?.arrayValue?.count == min(count, 1000))
        #expect(all["next"] == .null && all["previous"] == .null)
        for (query, rows) in [
            ("limit=1", min(count, 1)), ("limit=-4", min(count, 50)), ("limit=x", min(count, 50)), ("", min(count, 50)),
            ("limit=99999", min(count, 1000)), ("offset=\(count)", 0), ("offset=99999999999", 0),
            ("offset=-1&limit=2", min(count, 2)), ("offset=abc&limit=2", min(count, 2)),
        ] {
            let page = try await server.get("\(path)?\(query)")
            #expect(page["results"]?.arrayValue?.count == rows, "\(query)")
            #expect(page["count"]?.intValue == Int64(count), "\(query)")
        }
    }

    @Test("Following next, and previous back, meets every row once", arguments: Models.all)
    func links(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let all = try await server.get("\(schema.names.path)?limit=0&sort=-created")
        let ids = (all["results"]?.arrayValue ?? []).compactMap { $0["id"]?.keyText }
        for start in ["?limit=2&sort=-created", "?sort=-created&limit=3&cursor="] {
            var seen: [String] = []
            var next: String? = schema.names.path + start
            var last = ""
            while let target = next, seen.count <= ids.count {
                let page = try await server.get(target)
                seen += (page["results"]?.arrayValue ?? []).compactMap { $0["id"]?.keyText }
                next = page["next"]?.stringValue
                #expect(next?.hasPrefix("http://test\(schema.names.path)?") != false)
                next = next.map { String($0.dropFirst("http://test".count)) }
                last = target
            }
            #expect(seen == ids, "\(start)")
            guard !start.contains("cursor"), ids.count > 2 else { continue }
            let previous = try await server.get(last)["previous"]?.stringValue
            let page = try await server.get(String((previous ?? "").dropFirst("http://test".count)))
            #expect(page["results"]?.arrayValue?.count == 2)
        }
    }

    @Test("Every column sorts both ways without losing a row", arguments: Models.all)
    func sorting(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        let ids = Set(try await populated.rows(schema).map(\.id))
        var names = schema.fields.filter { $0.isStored && !$0.info.isHidden && !$0.info.isWriteOnly }.map(\.info.name)
        if schema.features.contains(.timestamps) { names += ["created", "last_updated"] }
        for name in names + ["id", "no_such_field", "a__b", ""] {
            var orders: [[JSONObject]] = []
            for sign in ["", "-"] {
                let answer = try await populated.server.get("\(schema.names.path)?limit=0&sort=\(sign)\(name)")
                let rows = (answer["results"]?.arrayValue ?? []).compactMap(\.objectValue)
                #expect(Set(rows.map(\.id)) == ids && rows.count == ids.count, "\(sign)\(name)")
                orders.append(rows)
            }
            guard let field = schema.fieldsByName[name], field.target == nil else { continue }
            let ascending = orders[0].map { $0[name] ?? .null }.filter { $0 != .null }
            let descending = orders[1].map { $0[name] ?? .null }.filter { $0 != .null }
            #expect(ascending == descending.reversed(), "\(name)")
            switch field.info.kind {
            case .integer:
                let numbers = ascending.compactMap(\.intValue)
                #expect(numbers == numbers.sorted(), "\(name)")
            case .day, .timestamp:
                let times = ascending.compactMap(\.stringValue)
                #expect(times == times.sorted(), "\(name)")
            default: break
            }
        }
    }

    @Test("Depth shows related objects in full, and no deeper than asked", arguments: Models.all)
    func depth(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        for depth in 0...10 {
            let answer = try await populated.server.get("\(schema.names.path)?limit=3&depth=\(depth)")
            for row in (answer["results"]?.arrayValue ?? []).compactMap(\.objectValue) {
                for field in schema.fields where field.isStored && field.target?.isExposed == true {
                    guard let shown = row[field.info.name]?.objectValue else { continue }
                    #expect((shown["display"] != nil) == (depth > 0), "\(field.info.name) at depth \(depth)")
                    #expect(shown["tags"] == nil && shown["computed_fields"] == nil)
                }
            }
        }
        for (query, status) in [("depth=11", 400), ("depth=-1", 400), ("depth=x", 200), ("depth=", 200)] {
            try await expect(
                try await populated.server.send("GET", "\(schema.names.path)?\(query)"), answers: status, query)
        }
    }

    @Test("Sets are shown as exclude_m2m says", arguments: Models.all)
    func sets(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let sets = schema.setFields.filter { !$0.info.isHidden }.map(\.info.name)
        for (value, shown) in [("false", sets), ("False", sets), ("0", sets), ("true", []), ("True", [])] {
            let answer = try await server.get("\(schema.names.path)?limit=1&exclude_m2m=\(value)")
            guard let row = answer["results"]?[0]?.objectValue else { continue }
            #expect(sets.filter { row[$0] != nil } == shown, "\(value)")
            let lists = schema.fields.filter { $0.info.kind == .strings && !($0 is Derived) }.map(\.info.name)
            #expect(lists.allSatisfy { (row[$0] != nil) == !shown.isEmpty || sets.isEmpty }, "\(value)")
        }
        try await expect(
            try await server.send("GET", "\(schema.names.path)?exclude_m2m=maybe"), answers: 400)
    }

    @Test("Computed fields, relationships and context are shown when asked for", arguments: Models.all)
    func includes(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let query = "include=computed_fields,config_context&include=relationships"
        guard let row = try await server.get("\(schema.names.path)?limit=1&\(query)")["results"]?[0]?.objectValue
        else { return }
        let plain = try await server.get("\(schema.names.path)?limit=1")["results"]?[0]?.objectValue ?? [:]
        for name in ["computed_fields", "relationships"] {
            #expect((row[name] != nil) == schema.features.contains(.relationships), "\(name)")
            #expect(plain[name] == nil)
        }
        #expect((row["config_context"] != nil) == (schema.fieldsByName["config_context"] != nil))
        #expect(plain["config_context"] == nil)
    }

    @Test("An id that names nothing is answered with the model's name", arguments: Models.all)
    func notFound(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        for key in ["00000000-0000-4000-8000-000000000000", "no;such;key;at;all", "%ff", "x%20y", "..", "%00"] {
            let response = try await server.send("GET", "\(schema.names.path)\(key)/")
            #expect(response.status == 404, "\(key)")
            #expect(
                try await response.jsonBody()
                    == ["detail": .string("No \(schema.names.modelName) matches the given query.")], "\(key)")
        }
    }

    @Test("Methods that a model does not know are refused with those it does", arguments: Models.all)
    func methods(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        for path in [schema.names.path, "\(schema.names.path)00000000-0000-4000-8000-000000000000/"] {
            let allow = try await server.send("OPTIONS", path).header("Allow") ?? ""
            for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"]
            where !allow.split(separator: ", ").contains(Substring(method)) {
                let response = try await server.send(method, path, [:])
                #expect(response.status == 405)
                #expect(response.header("Allow") == allow)
                #expect(
                    try await response.jsonBody() == ["detail": .string("Method \"\(method)\" not allowed.")])
            }
        }
    }
}
