package import Basics
import Modeling

/// Everything an import does, or would do.
package struct ImportPlan: Sendable {
    /// Counts per model, in the order in which models came up.
    package private(set) var counts: [(model: String, counts: [ImportEntry.Action: Int])] = []
    /// What objects came with and their models do not have, at most ``unknownLimit`` names.
    package private(set) var unknown: [UnknownMember] = []
    /// Whether objects came with further names than ``unknown`` has.
    package private(set) var hasMoreUnknown = false
    private var unknownPlaces: [String: Int] = [:]
    /// Changes and errors in detail, at most ``detailLimit`` of each kind.
    package private(set) var entries: [ImportEntry] = []
    private var detailed: [ImportEntry.Action: Int] = [:]
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Entries kept in detail per action; counts are always complete.
    package static let detailLimit = 1000
    /// Names of unknown members that are kept.
    package static let unknownLimit = 100

    package init() {}

    /// Identifies the plan: the same objects with the same outcome give the same text.
    package var fingerprint: String {
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// How many objects had this outcome.
    package func total(_ action: ImportEntry.Action) -> Int {
        counts.reduce(0) { $0 + ($1.counts[action] ?? 0) }
    }

    /// Whether applying it would change nothing.
    package var isEmpty: Bool { total(.create) == 0 && total(.update) == 0 && total(.error) == 0 }

    /// Takes in the outcome of one object; `content` is what the object was given as.
    package mutating func add(_ entry: ImportEntry, content: JSONObject? = nil) {
        if let index = counts.firstIndex(where: { $0.model == entry.model }) {
            counts[index].counts[entry.action, default: 0] += 1
        } else {
            counts.append((entry.model, [entry.action: 1]))
        }
        mix("\(entry.model)|\(entry.action.rawValue)|\(entry.origin.line)|\(entry.changed)".utf8)
        if let content, entry.action != .unchanged {
            // The same rows with other values are another plan.
            var bytes: [UInt8] = []
            content.write(into: &bytes)
            mix(bytes)
        }
        guard entry.action != .unchanged, detailed[entry.action, default: 0] < Self.detailLimit else { return }
        detailed[entry.action, default: 0] += 1
        entries.append(entry)
    }

    /// Takes in the names that the model of an object does not have.
    mutating func note(_ item: ImportItem) {
        for member in item.unknown {
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

    /// FNV-1a, because the text must be the same in every process.
    private mutating func mix(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
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
