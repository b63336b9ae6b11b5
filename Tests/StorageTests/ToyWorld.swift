import Basics
import Modeling
import Storage
import Synchronization

/// How text lookups are meant to work, written without SQL.
enum TextLookup {
    static func holds(_ comparison: Comparison, _ text: String, _ needle: String) -> Bool {
        let exact = (Array(text.utf8), Array(needle.utf8))
        let folded: ([UInt8], [UInt8])
        if needle.utf8.allSatisfy({ $0 < 128 }) {
            folded = (exact.0.map(lower), exact.1.map(lower))
        } else {
            folded = (Array(text.lowercased().utf8), Array(needle.lowercased().utf8))
        }
        return switch comparison {
        case .equals: exact.0 == exact.1
        case .contains: contains(exact.0, exact.1)
        case .containsIgnoringCase: contains(folded.0, folded.1)
        case .startsWith: exact.0.starts(with: exact.1)
        case .startsWithIgnoringCase: folded.0.starts(with: folded.1)
        case .endsWith: exact.0.reversed().starts(with: exact.1.reversed())
        case .endsWithIgnoringCase: folded.0.reversed().starts(with: folded.1.reversed())
        case .equalsIgnoringCase: folded.0 == folded.1
        default: false
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        return part.isEmpty || (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}

/// Random rows of the toy models, and predicates evaluated on them in memory.
struct ToyWorld: Sendable {
    private let named = NamedRows()
    let nodes: [[Value]]
    let leaves: [[Value]]
    let friends: [(leaf: Identifier, node: Identifier)]
    let marks: [[Value]]
    let tags: [(object: Identifier, tag: Identifier)]
    static let texts = ["", "a", "A", "ab", "Ab%", "a_b", "a\\b", "Äpfel", "äpfel", "10", "9", "b\n"]

    init(seed: UInt64, nodes count: Int = 60, leaves leafCount: Int = 90) {
        let random = SeededRandom(seed: seed)
        func maybe(_ percent: UInt64) -> Bool { random.below(100) < percent }
        func text() -> String { Self.texts[Int(random.below(UInt64(Self.texts.count)))] }
        var nodes: [[Value]] = []
        for number in 0..<UInt64(count) {
            nodes.append(
                Toys.node("\(text())#\(number)", number) { node in
                    node.note = maybe(70) ? text() : nil
                    node.number = maybe(70) ? Int(random.below(7)) - 3 : nil
                    node.ratio = maybe(70) ? Double(random.below(5)) / 2 : nil
                    node.price = maybe(70) ? Amount(hundredths: Int64(random.below(400)) - 200) : nil
                    node.day = maybe(70) ? CalendarDay(daysSinceEpoch: Int32(random.below(40))) : nil
                    node.moment = maybe(70) ? Timestamp(microseconds: Int64(random.below(5))) : nil
                    node.flag = maybe(50)
                    node.guid = maybe(30) ? Toys.key(random.below(5)) : nil
                    node.extras = JSONDocument(text: Self.document(random).text)
                    node.labels = StringList((0..<random.below(3)).map { _ in text() })
                    node.rank = maybe(80) ? text() : nil
                    node.parent = maybe(70) && number > 0 ? ID(Toys.key(random.below(number))) : nil
                })
        }
        self.nodes = nodes
        leaves = (0..<UInt64(leafCount)).map { number in
            Toys.leaf("\(text())#\(number)", 1000 + number) { leaf in
                leaf.serial = maybe(40) ? "s\(number)" : nil
                leaf.node = ID(Toys.key(random.below(UInt64(count))))
                leaf.other = maybe(50) ? ID(Toys.key(random.below(UInt64(count)))) : nil
            }
        }
        var pairs: Set<[UInt64]> = []
        for _ in 0..<(leafCount * 2) {
            pairs.insert([1000 + random.below(UInt64(leafCount)), random.below(UInt64(count))])
        }
        friends = pairs.sorted { $0.lexicographicallyPrecedes($1) }.map { (Toys.key($0[0]), Toys.key($0[1])) }
        marks = (0..<4 as Range<UInt64>).map { number in
            var mark = Record<Mark>(id: ID(Toys.key(2000 + number)))
            mark.name = "m\(number)"
            return mark.values
        }
        var tags: Set<[UInt64]> = []
        for _ in 0..<60 { tags.insert([random.below(UInt64(count)), 2000 + random.below(3)]) }
        for _ in 0..<60 { tags.insert([1000 + random.below(UInt64(leafCount)), 2000 + random.below(3)]) }
        self.tags = tags.sorted { $0.lexicographicallyPrecedes($1) }.map { (Toys.key($0[0]), Toys.key($0[1])) }
    }

    /// The keys of the members that documents have, and one that none has.
    static let keys = ["a", "b", "key with ' and .", "Ä", "none"]

    /// A random document: an object whose members are of every sort, objects among them.
    static func document(_ random: SeededRandom, depth: Int = 0) -> JSONValue {
        .object(
            JSONObject(
                keys.dropLast().filter { _ in random.below(4) > 0 }.map { ($0, member(random, depth: depth)) }))
    }

    private static func member(_ random: SeededRandom, depth: Int) -> JSONValue {
        switch random.below(depth > 1 ? 8 : 10) {
        case 0: .null
        case 1: .bool(random.below(2) == 0)
        case 2, 3: .int(Int64(random.below(5)) - 2)
        case 4: .double(Double(random.below(5)) / 2 + 0.25)
        case 5, 6: .string(texts[Int(random.below(UInt64(texts.count)))])
        case 7: .array((0..<random.below(4)).map { _ in member(random, depth: 5) })
        default: document(random, depth: depth + 1)
        }
    }

    func rows(_ schema: AnySchema) -> [[Value]] {
        if schema === Node.schema { return nodes }
        return schema === Leaf.schema ? leaves : marks
    }

    func store(in session: Session) throws {
        for row in nodes { try session.insert(Node.schema, row) }
        for row in leaves { try session.insert(Leaf.schema, row) }
        for row in marks { try session.insert(Mark.schema, row) }
        guard let field = Leaf.schema.fieldsByName["friends"] else { return }
        for (leaf, pairs) in Dictionary(grouping: friends, by: \.leaf) {
            try session.setMembers(pairs.map(\.node), of: leaf, field: field, in: Leaf.schema)
        }
        for (object, uses) in Dictionary(grouping: tags, by: \.object) {
            try session.setTags(uses.map(\.tag), of: object, type: "toy.thing")
        }
    }

    /// The keys of the rows for which the predicate holds.
    func select(_ schema: AnySchema, _ predicate: Predicate) throws -> [Identifier] {
        try rows(schema).filter { try holds(predicate, schema, $0) }.compactMap { $0[0].identifier }
    }

    enum Leafage {
        case compare(Comparison, [Value])
        case isNull
        case within(Set<Identifier>)
        case satisfies(Predicate)
    }

    private func holds(
        _ predicate: Predicate, _ schema: AnySchema, _ row: [Value], _ eyes: Visibility? = nil
    ) throws -> Bool {
        switch predicate {
        case .always: true
        case .never: false
        case .all(let parts): try parts.allSatisfy { try holds($0, schema, row, eyes) }
        case .any(let parts): try parts.contains { try holds($0, schema, row, eyes) }
        case .not(let inner): try !holds(inner, schema, row, eyes)
        case .compare(let path, let comparison, let values):
            try follow(path[...], schema, row, .compare(comparison, values), eyes)
        case .isNull(let path): try follow(path[...], schema, row, .isNull, eyes)
        case .within(let path, let roots): try follow(path[...], schema, row, .within(below(roots)), eyes)
        case .related(let path, let inner): try follow(path[...], schema, row, .satisfies(inner), eyes)
        case .seen(let eyes, let inner): try holds(inner, schema, row, eyes)
        case .tagged(let wanted): tags.contains { .id($0.object) == row[0] && wanted.contains($0.tag) }
        case .named(_, _, let inner):
            try nodes.filter { Record<Node>(values: $0).guid.value == row[0] }.contains {
                try holds(eyes?.predicate(Node.schema) ?? .always, Node.schema, $0)
                    && holds(inner, Node.schema, $0, eyes)
            }
        case .associated, .linked: false
        case .names(let name, let model, let inner):
            try row[schema.columnIndex[name] ?? 0].identifier.map(rows(named: model, inner, eyes).contains) ?? false
        }
    }

    private func rows(named model: String, _ inner: Predicate, _ eyes: Visibility?) throws -> Set<Identifier> {
        let schemas: [AnySchema] = [Node.schema, Leaf.schema]
        guard let schema = schemas.first(where: { $0.identifier == model }) else { return [] }
        let key = NamedRows.Key(model: model, inner: inner, eyes: eyes)
        if let found = named.known.withLock({ $0[key] }) { return found }
        let found = Set(
            try rows(schema).filter {
                try holds(eyes?.predicate(schema) ?? .always, schema, $0) && holds(inner, schema, $0, eyes)
            }.compactMap { $0[0].identifier })
        named.known.withLock { $0[key] = found }
        return found
    }

    /// What a predicate about rows of a named model found, which is asked again for every row.
    private final class NamedRows: Sendable {
        struct Key: Hashable {
            let model: String
            let inner: Predicate
            let eyes: Visibility?
        }
        let known = Mutex<[Key: Set<Identifier>]>([:])
    }

    private func below(_ roots: [Identifier]) -> Set<Identifier> {
        var found = Set(nodes.compactMap { $0[0].identifier }).intersection(roots)
        while true {
            let more = nodes.map(Record<Node>.init(values:))
                .filter { node in node.parent.map { found.contains($0.raw) } ?? false }.map(\.id.raw)
            guard !found.isSuperset(of: more) else { return found }
            found.formUnion(more)
        }
    }

    /// Whether any row that the path reaches satisfies the leaf; for `isNull` at a set, whether it is empty.
    private func follow(
        _ path: ArraySlice<String>, _ schema: AnySchema, _ row: [Value], _ leaf: Leafage, _ eyes: Visibility?
    ) throws -> Bool {
        let name = path.first ?? ""
        let rest = path.dropFirst()
        var wanted: Predicate?
        if case .satisfies(let inner) = leaf { wanted = inner }
        if rest.isEmpty, wanted == nil, let index = schema.columnIndex[name] {
            return try holds(leaf, row[index], schema.columns[index].kind)
        }
        if let index = schema.columnIndex[name], schema.columns[index].kind == .json {
            var member: JSONValue? = try JSONValue(parsing: row[index].plainText)
            for key in rest { member = member?.objectValue?[key] }
            return try MemberLookup.holds(leaf, member ?? .null)
        }
        let (target, all) = reach(name, schema, row)
        let reached = try all.filter { try holds(eyes?.predicate(target) ?? .always, target, $0) }
        if rest.isEmpty, case .isNull = leaf { return reached.isEmpty }
        if rest.isEmpty, let wanted { return try reached.contains { try holds(wanted, target, $0, eyes) } }
        return try reached.contains { try follow(rest.isEmpty ? ["id"] : rest, target, $0, leaf, eyes) }
    }

    private func reach(_ name: String, _ schema: AnySchema, _ row: [Value]) -> (AnySchema, [[Value]]) {
        func nodes(_ ids: [Value]) -> (AnySchema, [[Value]]) {
            (Node.schema, self.nodes.filter { ids.contains($0[0]) })
        }
        func column(_ name: String) -> Int { Leaf.schema.columnIndex[name] ?? 0 }
        switch (schema.identifier, name) {
        case ("toy.node", "parent"): return nodes([row[Node.schema.columnIndex["parent"] ?? 0]])
        case ("toy.node", "children"):
            let parent = Node.schema.columnIndex["parent"] ?? 0
            return (Node.schema, self.nodes.filter { $0[parent] == row[0] })
        case ("toy.node", "leaves"): return (Leaf.schema, leaves.filter { $0[column("node")] == row[0] })
        case ("toy.node", "other_leaves"): return (Leaf.schema, leaves.filter { $0[column("other")] == row[0] })
        case ("toy.node", "fans"):
            let ids = friends.filter { .id($0.node) == row[0] }.map { Value.id($0.leaf) }
            return (Leaf.schema, leaves.filter { ids.contains($0[0]) })
        case ("toy.leaf", "node"): return nodes([row[column("node")]])
        case ("toy.leaf", "other"): return nodes([row[column("other")]])
        case ("toy.leaf", "friends"): return nodes(friends.filter { .id($0.leaf) == row[0] }.map { .id($0.node) })
        default: return (schema, [])
        }
    }

    private func holds(_ leaf: Leafage, _ cell: Value, _ kind: Kind) throws -> Bool {
        switch leaf {
        case .satisfies: return false
        case .isNull: return cell.isNull
        case .within(let ids): return cell.identifier.map(ids.contains) ?? false
        case .compare(let comparison, let values):
            guard !cell.isNull else { return false }
            return try values.contains { try compare(cell, comparison, $0, kind) }
        }
    }

    private func compare(_ cell: Value, _ comparison: Comparison, _ value: Value, _ kind: Kind) throws -> Bool {
        switch comparison {
        case .equals: return order(cell, value) == 0
        case .less: return order(cell, value) < 0
        case .lessOrEqual: return order(cell, value) <= 0
        case .greater: return order(cell, value) > 0
        case .greaterOrEqual: return order(cell, value) >= 0
        case .listContains: return StringList(value: cell).elements.contains(value.plainText)
        case .matches, .matchesIgnoringCase:
            return try Pattern(value.plainText, caseInsensitive: comparison == .matchesIgnoringCase)
                .matches(text(cell, kind))
        default: return TextLookup.holds(comparison, text(cell, kind), value.plainText)
        }
    }

    private func text(_ cell: Value, _ kind: Kind) -> String {
        if case .decimal(_, let scale) = kind, let number = cell.integer { return CellJSON.decimalText(number, scale) }
        return cell.plainText
    }

    private func order(_ left: Value, _ right: Value) -> Int {
        func sign<C: Comparable>(_ left: C, _ right: C) -> Int { left < right ? -1 : left == right ? 0 : 1 }
        switch (left, right) {
        case (.int(let left), .int(let right)): return sign(left, right)
        case (.double(let left), .double(let right)): return sign(left, right)
        case (.day(let left), .day(let right)): return sign(left, right)
        case (.timestamp(let left), .timestamp(let right)): return sign(left, right)
        case (.bool(let left), .bool(let right)): return sign(left ? 1 : 0, right ? 1 : 0)
        case (.id(let left), .id(let right)): return sign(left, right)
        default:
            let (left, right) = (Array(left.plainText.utf8), Array(right.plainText.utf8))
            return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        }
    }
}

/// How questions to members inside JSON are meant to work, written without SQL.
private enum MemberLookup {
    static func holds(_ leaf: ToyWorld.Leafage, _ member: JSONValue) throws -> Bool {
        guard case .compare(let comparison, let values) = leaf else { return member.isNull }
        return try !member.isNull && values.contains { try compare(member, comparison, $0) }
    }

    private static func compare(_ member: JSONValue, _ comparison: Comparison, _ value: Value) throws -> Bool {
        switch comparison {
        case .equals: return order(member, value) == 0
        // Truth values have no order.
        case .less where member.boolValue != nil, .lessOrEqual where member.boolValue != nil,
            .greater where member.boolValue != nil, .greaterOrEqual where member.boolValue != nil:
            return false
        case .less: return order(member, value).map { $0 < 0 } ?? false
        case .lessOrEqual: return order(member, value).map { $0 <= 0 } ?? false
        case .greater: return order(member, value).map { $0 > 0 } ?? false
        case .greaterOrEqual: return order(member, value).map { $0 >= 0 } ?? false
        case .listContains: return member.arrayValue?.contains { order($0, value) == 0 } ?? false
        case .matches, .matchesIgnoringCase:
            return try Pattern(value.plainText, caseInsensitive: comparison == .matchesIgnoringCase)
                .matches(member.stringValue ?? member.text)
        default: return TextLookup.holds(comparison, member.stringValue ?? member.text, value.plainText)
        }
    }

    /// Negative, zero or positive; nil for values of different sorts.
    private static func order(_ member: JSONValue, _ value: Value) -> Int? {
        switch (member, value) {
        case (.bool(let left), .bool(let right)): return left == right ? 0 : nil
        case (.int, .int(let right)), (.double, .int(let right)):
            return (member.doubleValue ?? 0) - Double(right) < 0 ? -1 : member.doubleValue == Double(right) ? 0 : 1
        case (.int, .double(let right)), (.double, .double(let right)):
            return (member.doubleValue ?? 0) < right ? -1 : member.doubleValue == right ? 0 : 1
        case (.string(let left), .text), (.string(let left), .day), (.string(let left), .timestamp),
            (.string(let left), .id):
            let (left, right) = (Array(left.utf8), Array(value.plainText.utf8))
            return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        default: return nil
        }
    }
}

/// Random predicates over the toy models.
struct PredicateSource {
    private let world: ToyWorld
    private let random: SeededRandom

    init(_ world: ToyWorld, _ random: SeededRandom) {
        self.world = world
        self.random = random
    }

    private func pick<T>(_ items: [T]) -> T { items[Int(random.below(UInt64(items.count)))] }

    func predicate(_ schema: AnySchema, depth: Int = 0) -> Predicate {
        if schema === Node.schema, random.below(4) == 0 { return member() }
        return switch random.below(depth > 2 ? 6 : 14) {
        case 0: .tagged((0...random.below(2)).map { Toys.key(2000 + random.below(4) + $0) })
        case 1: .isNull(path(schema, toRow: random.below(2) == 0))
        case 6: .not(predicate(schema, depth: depth + 1))
        case 7: .all((0..<random.below(3)).map { _ in predicate(schema, depth: depth + 1) })
        case 8, 9: .any((0..<random.below(4)).map { _ in predicate(schema, depth: depth + 1) })
        case 2: within(schema)
        case 10: related(schema, depth: depth)
        case 13: .named(by: "toy.node", key: "guid", predicate(Node.schema, depth: depth + 1))
        case 11: .seen(by: pick(eyes), predicate(schema, depth: depth + 1))
        case 12: named(schema, depth: depth + 1)
        default: comparison(schema)
        }
    }

    /// Who sees only some of the rows.
    private let eyes = [
        Visibility { $0 === Node.schema ? .compare(["name"], .greater, [.text("n3")]) : .always },
        Visibility { $0 === Leaf.schema ? .related(["node"], .isNull(["parent"])) : .always },
        Visibility { _ in .never },
    ]

    private func related(_ schema: AnySchema, depth: Int) -> Predicate {
        let path = path(schema, toRow: true)
        let target = path.reduce(schema) { schema, step in
            Self.steps[schema.identifier]?.first { $0.0 == step }?.1 ?? schema
        }
        return .related(path, predicate(target, depth: depth + 1))
    }

    private static let steps: [String: [(String, AnySchema)]] = [
        "toy.node": [
            ("parent", Node.schema), ("children", Node.schema), ("leaves", Leaf.schema), ("other_leaves", Leaf.schema),
            ("fans", Leaf.schema),
        ],
        "toy.leaf": [("node", Node.schema), ("other", Node.schema), ("friends", Node.schema)],
    ]

    /// A path of up to three steps; ends at a set or reference when `toRow`, else at a column.
    private func path(_ start: AnySchema, toRow: Bool) -> [String] {
        var schema = start
        var path: [String] = []
        for _ in 0..<(random.below(3) + (toRow ? 1 : 0)) {
            let (name, next) = pick(Self.steps[schema.identifier] ?? [])
            path.append(name)
            schema = next
        }
        if !toRow {
            path.append(pick(schema.columns.map { $0.field?.info.name ?? $0.name }))
            if path.last == "extras" { path += keys() }
        }
        return path
    }

    /// Keys inside a document, or none.
    private func keys() -> [String] { (0..<random.below(3)).map { _ in pick(ToyWorld.keys) } }

    /// A question to a member inside a document of a node.
    private func member() -> Predicate {
        let keys = ["extras", pick(ToyWorld.keys)] + keys()
        guard random.below(6) > 0 else { return .isNull(keys) }
        let all: [Comparison] = [
            .equals, .equals, .less, .lessOrEqual, .greater, .greaterOrEqual, .listContains, .listContains, .contains,
            .containsIgnoringCase, .startsWith, .startsWithIgnoringCase, .endsWith, .endsWithIgnoringCase,
            .equalsIgnoringCase,
        ]
        let values = (0..<(random.below(3) + 1)).map { _ -> Value in
            switch random.below(6) {
            case 0: .bool(random.below(2) == 0)
            case 1, 2: .int(Int64(random.below(5)) - 2)
            case 3: .double(Double(random.below(5)) / 2 + 0.25)
            default: .text(pick(ToyWorld.texts))
            }
        }
        return .compare(keys, pick(all), values)
    }

    private func named(_ schema: AnySchema, depth: Int) -> Predicate {
        let target: AnySchema = random.below(2) == 0 ? Node.schema : Leaf.schema
        let name = pick(schema === Node.schema ? ["id", "parent"] : ["id", "node", "other"])
        return .names(name, model: target.identifier, predicate(target, depth: depth))
    }

    private func within(_ schema: AnySchema) -> Predicate {
        let roots = (0..<random.below(3)).map { _ in Toys.key(random.below(60)) }
        let paths: [[String]] =
            schema === Node.schema
            ? [["id"], ["parent"], ["parent", "parent"], ["leaves", "node"]]
            : [["node"], ["other"], ["friends"], ["node", "parent"]]
        return .within(pick(paths), roots)
    }

    private func comparison(_ schema: AnySchema) -> Predicate {
        if random.below(5) == 0 {
            let path = path(schema, toRow: true)
            let leadsToNode = !["children", "parent", "node", "other", "friends"].filter { $0 == path.last }.isEmpty
            return .compare(
                path, .equals,
                (0..<random.below(4)).map { _ in .id(Toys.key((leadsToNode ? 0 : 1000) + random.below(90))) })
        }
        var path = path(schema, toRow: false)
        let owner = path.dropLast().reduce(schema) { schema, step in
            Self.steps[schema.identifier]?.first { $0.0 == step }?.1 ?? schema
        }
        if owner === Node.schema, random.below(3) == 0 { path[path.count - 1] = "note" }
        if path.dropLast().contains("extras") { return .compare(path, .equals, [.text(pick(ToyWorld.texts))]) }
        guard let index = owner.columnIndex[path.last ?? ""] else { return .always }
        let values = (0..<random.below(3)).map { _ in value(like: owner, index) }
        return .compare(path, pick(comparisons(owner.columns[index].kind)), values)
    }

    private func comparisons(_ kind: Kind) -> [Comparison] {
        let ordered: [Comparison] = [.equals, .less, .lessOrEqual, .greater, .greaterOrEqual]
        let texts: [Comparison] = [
            .contains, .containsIgnoringCase, .startsWith, .startsWithIgnoringCase, .endsWith, .endsWithIgnoringCase,
            .equalsIgnoringCase, .matches, .matchesIgnoringCase,
        ]
        switch kind {
        case .text: return ordered + texts
        case .day, .decimal, .integer, .identifier:
            return ordered + texts.filter { $0 != .matches && $0 != .matchesIgnoringCase }
        case .strings: return [.listContains, .containsIgnoringCase]
        case .json: return [.containsIgnoringCase]
        default: return ordered
        }
    }

    /// A value that occurs in the column, or a piece of one.
    private func value(like schema: AnySchema, _ index: Int) -> Value {
        let cell = pick(world.rows(schema))[index]
        switch (cell, schema.columns[index].kind) {
        case (.null, .text): return .text(pick(ToyWorld.texts))
        case (.null, .integer), (.null, .decimal): return .int(0)
        case (.null, .real): return .double(1)
        case (.null, .day): return .day(CalendarDay(daysSinceEpoch: 20))
        case (.null, .timestamp): return .timestamp(Timestamp(microseconds: 2))
        case (.null, .identifier): return .id(Toys.key(2))
        case (.json, .strings): return .text(pick(ToyWorld.texts))
        case (.json, _): return .text("{")
        case (.text(let text), _):
            let piece = random.below(2) == 0 ? text : String(text.prefix(2))
            return .text(piece.replacing("\\", with: ""))
        default: return cell
        }
    }
}
