import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Random requests, the same ones in every run: whatever is sent, the server answers and has no fault.
@Suite("Mutated requests")
struct FuzzTests {
    @Test("No request of 250 is a fault of the server", arguments: 1...12)
    func mutated(_ seed: Int) async throws {
        let populated = try await Populated.shared.value
        // The mutations write, so they have a server of their own with a few objects.
        let server = try await TestServer()
        let samples = SampleObjects(server)
        var random = SplitMix(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        let schemas = Models.schemas
        for schema in schemas where schema.operations.contains(.create) && random.chance(3) {
            try await samples.create(schema)
        }
        for number in 0..<250 {
            let schema = schemas[random.below(schemas.count)]
            let method = ["GET", "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "HEAD"][random.below(8)]
            var body: [UInt8] = []
            if method != "GET", schema.operations.contains(.create), random.chance(2) {
                let object = try await populated.server.get("\(schema.names.path)?limit=1&exclude_m2m=false")
                body = Array((object["results"]?[0] ?? [:]).text.utf8)
                if random.chance(3) { body = [91] + body + [44] + body + [93] }
                random.mutate(&body)
            }
            let target = random.target(schema)
            guard
                let request = try? APIRequest(
                    method: method, target: target,
                    headers: [
                        "authorization": "Token \(server.token)",
                        "accept": random.pick(["*/*", "text/csv", "application/json"]),
                        "content-type": random.pick(["application/json", "application/json", "text/csv", "x"]),
                    ], body: body, baseURL: "http://test")
            else { continue }
            let response = await server.router.respond(to: request)
            // A streamed answer fails, if at all, while it is read.
            let text = try await response.text()
            #expect(
                response.status < 500, "seed \(seed) number \(number): \(method) \(target) \(text.prefix(300))")
        }
    }
}

/// A small generator whose sequence never changes.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
    mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }

    /// Changes, removes, doubles and swaps a few bytes or pieces.
    mutating func mutate(_ bytes: inout [UInt8]) {
        for _ in 0..<below(4) where !bytes.isEmpty {
            let at = below(bytes.count)
            switch below(6) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(bytes[below(bytes.count)], at: at)
            case 3: bytes.replaceSubrange(at..<min(bytes.count, at + below(40)), with: Array(pick(Self.tokens).utf8))
            case 4: bytes = Array(bytes.prefix(at))
            default: bytes.swapAt(at, below(bytes.count))
            }
        }
    }

    private static let tokens = [
        "null", "[]", "{}", "\"\"", "-1", "1e308", "99999999999999999999", "\"\\u0000\"", "true", "\"\\ud83d\\ude00\"",
        "{\"id\":null}", "{\"name\":{\"name\":1}}", "[[[[]]]]", "\"2026-02-30\"", "\"10.0.0.0/33\"", "\"::/0\"", ",",
        "\"",
    ]
    private static let values = [
        "", "null", "true", "-1", "0", "99999999999999999999", "1e5", "%F0%9F%98%80", "a%00b", "%27%22%3B--",
        "2026-01-01",
        "2026-13-45", "00000000-0000-4000-8000-000000000000", "10.0.0.0/8", "::", "*", "%5B", "%28a%2B%29%2B", "%C3%9F",
        "text", "dcim.device", "x".padding(3000),
    ]
    private static let parameters = [
        "limit", "offset", "sort", "depth", "exclude_m2m", "include", "cursor", "format", "api_version", "q", "id",
        "tags",
        "created__gte", "has_devices", "name__re", "cf_x", "contacts", "dynamic_groups", "brief", "indent",
    ]

    /// A path with a query, both somewhat off.
    mutating func target(_ schema: AnySchema) -> String {
        var path = schema.names.path
        switch below(6) {
        case 0: path += "\(pick(Self.values))/"
        case 1: path += "00000000-0000-4000-8000-000000000000/"
        case 2: path += "a;b;\(pick(Self.values))/notes/"
        default: break
        }
        var pairs: [String] = []
        for _ in 0..<below(5) {
            var name = pick(Self.parameters)
            if chance(2) { name = schema.fields[below(schema.fields.count)].info.name }
            if chance(2) { name += "__" + pick(["n", "ic", "isnull", "re", "gte", "lt", "x", "", "name", "id"]) }
            pairs.append("\(name)=\(pick(Self.values))")
        }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }
}

extension String {
    /// The text repeated until it is that long.
    fileprivate func padding(_ length: Int) -> String { String(repeating: self, count: length / max(1, count)) }
}
