/// The members of a JSON object, in order, each key once.
///
/// Keys are the same when they have as many bytes in UTF-8 and Swift takes them for the same text.
package struct JSONObject: Sendable {
    /// A key in the table.
    private struct IndexedKey: Hashable {
        let text: String

        func hash(into hasher: inout Hasher) {
            hasher.combine(text)
        }

        static func == (left: IndexedKey, right: IndexedKey) -> Bool {
            isSame(left.text, right.text)
        }
    }

    /// Up to this many members a search from the front is faster than a table.
    private static let longestSearch = 32

    /// The members in order.
    package private(set) var members: [(key: String, value: JSONValue)] = []

    /// The place of every key once there are more than ``longestSearch`` members; empty before.
    private var places: [IndexedKey: Int] = [:]

    /// Makes an object without members.
    package init() {}

    /// Makes an object; of two members with one key the last value counts, at the first one's place.
    package init(_ pairs: some Sequence<(String, JSONValue)>) {
        members.reserveCapacity(pairs.underestimatedCount)
        for (key, value) in pairs { self[key] = value }
    }

    /// The keys in order.
    package var keys: [String] { members.map(\.key) }

    /// The values in order.
    package var values: [JSONValue] { members.map(\.value) }

    /// The number of members.
    package var count: Int { members.count }

    /// Whether there is no member.
    package var isEmpty: Bool { members.isEmpty }

    /// The value of a key.
    ///
    /// Setting a value replaces the old one in its place, or appends a member; setting `nil` removes the member.
    package subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(key, value)
            case (let place?, nil): remove(at: place)
            case (nil, nil): break
            }
        }
    }

    /// Makes room for so many members.
    mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
    }

    /// Appends a member unless its key is there already; says whether it was appended.
    mutating func insert(_ key: String, _ value: JSONValue) -> Bool {
        guard place(of: key) == nil else { return false }
        append(key, value)
        return true
    }

    private func place(of key: String) -> Int? {
        if members.count > Self.longestSearch { return places[IndexedKey(text: key)] }
        return members.firstIndex { Self.isSame($0.key, key) }
    }

    /// Whether two keys are the same; the lengths tell most keys apart without a call.
    @inline(__always)
    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left == right
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if members.count == Self.longestSearch + 1 {
            rebuildPlaces()
        } else if members.count > Self.longestSearch {
            places[IndexedKey(text: key)] = members.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        rebuildPlaces()
    }

    private mutating func rebuildPlaces() {
        places.removeAll()
        guard members.count > Self.longestSearch else { return }
        for (index, member) in members.enumerated() { places[IndexedKey(text: member.key)] = index }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same keys with equal values, in any order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.members.allSatisfy { right[$0.key] == $0.value }
    }

    /// Mixes in the members so that their order does not matter.
    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var inner = Hasher()
            inner.combine(member.key)
            inner.combine(member.value)
            sum &+= inner.finalize()
        }
        hasher.combine(count)
        hasher.combine(sum)
    }
}

extension JSONObject: Sequence {
    /// Goes through the members in order.
    package func makeIterator() -> IndexingIterator<[(key: String, value: JSONValue)]> {
        members.makeIterator()
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object; of two members with one key the last value counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
