import Testing

@testable import Basics

@Suite struct JSONReaderTests {
    private struct Item: Equatable {
        var id: Int64 = 0
        var name = ""
        var score: Double?
        var tags: [String] = []
        var isOn = false
    }

    private func read<R>(_ text: String, _ body: (inout JSONReader) throws -> R) throws -> R {
        try Array(text.utf8).withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            let result = try body(&reader)
            try reader.end()
            return result
        }
    }

    @Test func `members are taken by name and the rest is skipped`() throws {
        let text = """
            {"extra": {"deep": [1, {"id": 5}]}, "id": 7, "n\\u0061me": "A\\u00e9", "score": null, "on": true,
             "tags": ["x", "y\\n"], "more": "…"}
            """
        let item = try read(text) { reader in
            var item = Item()
            try reader.object { reader, key in
                switch key {
                case "id": item.id = try reader.int64()
                case "name": item.name = try reader.string()
                case "score": item.score = try reader.takeNull() ? nil : reader.double()
                case "on": item.isOn = try reader.bool()
                case "tags": try reader.array { item.tags.append(try $0.string()) }
                default: break
                }
            }
            return item
        }
        #expect(item == Item(id: 7, name: "Aé", score: nil, tags: ["x", "y\n"], isOn: true))
    }

    @Test func `elements that the closure leaves alone are skipped`() throws {
        let count = try read("[1, [2, 3], {\"a\": 4}, \"five\"]") { reader in
            var count = 0
            try reader.array { _ in count += 1 }
            return count
        }
        #expect(count == 4)
    }

    @Test func `looking at a value does not take it`() throws {
        try read("[null, 1, \"a\", {}, [], true]") { reader in
            var kinds: [JSONKind] = []
            var nulls = 0
            try reader.array { reader in
                kinds.append(try reader.peekKind())
                nulls += reader.isNull() ? 1 : 0
            }
            #expect(kinds == [.null, .number, .string, .object, .array, .bool])
            #expect(nulls == 1)
        }
    }

    @Test func `trees can be taken from the middle of a text`() throws {
        let values = try read("{\"skip\": 1, \"take\": {\"a\": [1, 2]}}") { reader in
            var values: [JSONValue] = []
            try reader.object { reader, key in
                guard key == "take" else { return }
                values.append(try reader.value())
            }
            return values
        }
        #expect(values == [["a": [1, 2]]])
    }

    @Test func `a value of another kind is an error`() {
        #expect(throws: JSONError.self) { try read("\"1\"") { try $0.int64() } }
        #expect(throws: JSONError.self) { try read("1.0") { try $0.int64() } }
        #expect(throws: JSONError.self) { try read("1") { try $0.string() } }
        #expect(throws: JSONError.self) { try read("1") { try $0.bool() } }
        #expect(throws: JSONError.self) { try read("[]") { try $0.object { _, _ in } } }
        #expect(throws: JSONError.self) { try read("{}") { try $0.array { _ in } } }
        #expect(throws: JSONError.self) { try read("nil") { try $0.takeNull() } }
        #expect(throws: JSONError.self) { try read("") { try $0.peekKind() } }
    }

    @Test func `null or a text can be taken`() throws {
        #expect(try read("null") { try $0.stringOrNull() } == nil)
        #expect(try read(" \"a\"") { try $0.stringOrNull() } == "a")
        #expect(try read("3") { try $0.double() } == 3)
    }

    @Test func `what the closure throws comes out`() {
        struct Stop: Error {}
        #expect(throws: Stop.self) { try read("[1]") { try $0.array { _ in throw Stop() } } }
    }

    @Test func `an empty buffer without an address is an error and no crash`() {
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: UnsafeBufferPointer<UInt8>(start: nil, count: 0))
        }
    }
}
