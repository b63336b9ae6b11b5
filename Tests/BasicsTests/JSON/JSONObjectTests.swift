import Testing

@testable import Basics

@Suite struct JSONObjectTests {
    @Test(arguments: [3, 16, 17, 100])
    func `members are found, replaced, removed and kept in order`(_ count: Int) {
        var object = JSONObject()
        for index in 0..<count { object["k\(index)"] = .int(Int64(index)) }
        #expect(object.count == count)
        for index in 0..<count { #expect(object["k\(index)"] == .int(Int64(index))) }
        object["k1"] = "new"
        #expect(object.keys.prefix(3) == ["k0", "k1", "k2"])
        object["k0"] = nil
        object["none"] = nil
        #expect(object["k0"] == nil)
        #expect(object["k1"] == "new")
        #expect(object["k\(count - 1)"] != nil)
        #expect(object.count == count - 1)
        object["k0"] = 5
        #expect(object.keys.last == "k0")
        #expect(object["k0"] == 5)
    }

    @Test func `the order of members does not matter for equality`() {
        let one: JSONObject = ["a": 1, "b": [true]]
        let two: JSONObject = ["b": [true], "a": 1]
        #expect(one == two)
        #expect(one.hashValue == two.hashValue)
        #expect(one != ["a": 1])
        #expect(one != ["a": 1, "b": [false]])
        #expect(one != ["a": 1, "c": [true]])
    }

    @Test func `the last of two pairs with one key counts`() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object.map(\.key) == ["a", "b"])
        #expect(object.values == [3, 2])
        #expect(!object.isEmpty)
        #expect(JSONObject().isEmpty)
    }

    @Test func `accessors give nothing for other kinds`() {
        let values: [JSONValue] = [.null, true, 1, 1.5, "s", [1], ["a": 1]]
        #expect(values.map { $0.boolValue != nil } == [false, true, false, false, false, false, false])
        #expect(values.map { $0.intValue != nil } == [false, false, true, false, false, false, false])
        #expect(values.map { $0.doubleValue != nil } == [false, false, true, true, false, false, false])
        #expect(values.map { $0.stringValue != nil } == [false, false, false, false, true, false, false])
        #expect(values.map { $0.arrayValue != nil } == [false, false, false, false, false, true, false])
        #expect(values.map { $0.objectValue != nil } == [false, false, false, false, false, false, true])
    }
}
