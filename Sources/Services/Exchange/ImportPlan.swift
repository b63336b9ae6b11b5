package import Basics
import Modeling

/// Everything an import does, or would do.
package struct ImportPlan: Sendable {
    private var models: [(name: String, counts: ActionCounts)] = []
    /// What objects came with and their models do not have, at most ``unknownLimit`` names.
    package private(set) var unknown: [UnknownMember] = []
    /// Whether objects came with further names than ``unknown`` has.
    package private(set) var hasMoreUnknown = false
    private var unknownPlaces: [String: Int] = [:]
    /// Changes and errors in detail, at most ``detailLimit`` of each kind.
    package private(set) var entries: [ImportEntry] = []
    private var detailed = ActionCounts()
    private var hash = ContentHash()
    /// Entries kept in detail per action; counts are always complete.
    package static let detailLimit = 1000
    /// Names of unknown members that are kept.
    package static let unknownLimit = 100

    package init() {}

    /// Identifies the plan: the same objects with the same outcome give the same text.
    package var fingerprint: String {
        let text = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// Counts per model, in the order in which models came up.
    package var counts: [(model: String, counts: [ImportEntry.Action: Int])] {
        models.map { name, counts in
            let given = ImportEntry.Action.allCases.filter { counts[$0] > 0 }
            return (name, Dictionary(uniqueKeysWithValues: given.map { ($0, counts[$0]) }))
        }
    }

    /// How many objects of each model had this outcome, in the order in which models came up.
    func totals(_ action: ImportEntry.Action) -> [(model: String, count: Int)] { models.map { ($0, $1[action]) } }

    /// How many objects had this outcome.
    package func total(_ action: ImportEntry.Action) -> Int { models.reduce(0) { $0 + $1.counts[action] } }

    /// Whether another entry of this kind would be kept in detail.
    func needsDetail(_ action: ImportEntry.Action) -> Bool { detailed[action] < Self.detailLimit }

    /// Whether applying it would change nothing.
    package var isEmpty: Bool { total(.create) == 0 && total(.update) == 0 && total(.error) == 0 }

    /// Takes in the outcome of one object; `content` is what the object was given as.
    package mutating func add(_ entry: ImportEntry, content: JSONObject? = nil) {
        let known = models.lastIndex { $0.name == entry.model }
        if known == nil { models.append((entry.model, ActionCounts())) }
        models[known ?? models.count - 1].counts[entry.action] += 1
        hash.mix(entry.model)
        hash.mix(entry.action.rawValue)
        hash.mix(word: UInt64(entry.origin.line))
        for name in entry.changed { hash.mix(name) }
        guard entry.action != .unchanged else { return }
        // The same rows with other values are another plan.
        if let content { hash.mix(content) }
        guard needsDetail(entry.action) else { return }
        detailed[entry.action] += 1
        entries.append(entry)
    }

    /// Takes in the names that the model of an object does not have: those that its reader found, and further ones.
    mutating func note(_ item: ImportItem, further: [String]) {
        for member in item.unknown + further {
            // A name may be as long as its file; its beginning tells which it is.
            let name = member.utf8.count > 100 ? String(member.unicodeScalars.prefix(40)) + "…" : member
            let key = "\(item.model) \(name)"
            if let place = unknownPlaces[key] {
                unknown[place].objects += 1
            } else if unknown.count < Self.unknownLimit {
                unknownPlaces[key] = unknown.count
                unknown.append(UnknownMember(model: item.model, name: name, objects: 1, first: item.origin))
            } else {
                hasMoreUnknown = true
            }
        }
    }

    /// The plan as JSON: counts, entries, unknown members, fingerprint.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("fingerprint", .string(fingerprint)),
                (
                    "totals",
                    .object(
                        JSONObject(
                            ImportEntry.Action.allCases.map { ($0.rawValue, JSONValue.int(Int64(total($0)))) }))
                ),
                (
                    "models",
                    .object(
                        JSONObject(
                            counts.map { model, counts in
                                (
                                    model,
                                    JSONValue.object(
                                        JSONObject(
                                            ImportEntry.Action.allCases.map {
                                                ($0.rawValue, JSONValue.int(Int64(counts[$0] ?? 0)))
                                            }))
                                )
                            }))
                ),
                ("entries", .array(entries.map(\.json))),
                ("unknown_members", .array(unknown.map(\.json))), ("more_unknown_members", .bool(hasMoreUnknown)),
            ]))
    }
}

/// A number per outcome.
private struct ActionCounts: Sendable {
    private var numbers: SIMD4<Int> = .zero

    subscript(action: ImportEntry.Action) -> Int {
        get { numbers[Self.place(action)] }
        set { numbers[Self.place(action)] = newValue }
    }

    private static func place(_ action: ImportEntry.Action) -> Int {
        switch action {
        case .create: 0
        case .update: 1
        case .unchanged: 2
        case .error: 3
        }
    }
}

/// A member or column that objects of a model came with, and that the model does not have.
package struct UnknownMember: Sendable, Hashable {
    /// `dcim.device`.
    package let model: String
    package let name: String
    /// How many objects came with it.
    package fileprivate(set) var objects: Int
    /// The first of them.
    package let first: ImportOrigin

    fileprivate var json: JSONValue {
        .object(
            JSONObject([
                ("model", .string(model)), ("member", .string(name)), ("objects", .int(Int64(objects))),
                ("file", .string(first.file)), ("line", .int(Int64(first.line))),
            ]))
    }
}
