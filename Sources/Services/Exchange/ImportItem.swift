package import Basics
import Modeling

/// Where an imported object stands in its file.
package struct ImportOrigin: Hashable, Sendable {
    package let file: String
    /// 1 for the first line.
    package let line: Int
    /// 1 for the first byte of the line; 0 when the whole line is meant.
    package let column: Int

    package init(file: String, line: Int, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One object to import.
package struct ImportItem: Sendable {
    /// `dcim.device`.
    package let model: String
    package let object: JSONObject
    package let origin: ImportOrigin

    package init(model: String, object: JSONObject, origin: ImportOrigin) {
        self.model = model
        self.object = object
        self.origin = origin
    }
}

/// What a reader found: an object, or something that cannot be one.
package enum ImportReading: Sendable {
    case item(ImportItem)
    case failure(ImportOrigin, String)
}

/// What an import does, or would do, with one object.
package struct ImportEntry: Sendable {
    package enum Action: String, Sendable, CaseIterable {
        case create
        case update
        case unchanged
        case error
    }
    package let action: Action
    package let model: String
    package let origin: ImportOrigin
    /// How the object reads; empty for errors.
    package let display: String
    /// Fields that change.
    package let changed: [String]
    /// What is wrong, one sentence each.
    package let messages: [String]

    package init(
        action: Action, model: String, origin: ImportOrigin, display: String = "", changed: [String] = [],
        messages: [String] = []
    ) {
        self.action = action
        self.model = model
        self.origin = origin
        self.display = display
        self.changed = changed
        self.messages = messages
    }
}

/// Everything an import does, or would do.
package struct ImportPlan: Sendable {
    /// Counts per model, in the order in which models came up.
    package private(set) var counts: [(model: String, counts: [ImportEntry.Action: Int])] = []
    /// Changes and errors in detail, at most ``detailLimit`` of each kind.
    package private(set) var entries: [ImportEntry] = []
    private var detailed: [ImportEntry.Action: Int] = [:]
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Entries kept in detail per action; counts are always complete.
    package static let detailLimit = 1000

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

    /// FNV-1a, because the text must be the same in every process.
    private mutating func mix(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// The plan as JSON: counts, entries, fingerprint.
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
            ]))
    }
}

extension ImportEntry {
    var json: JSONValue {
        .object(
            JSONObject([
                ("action", .string(action.rawValue)), ("model", .string(model)), ("file", .string(origin.file)),
                ("line", .int(Int64(origin.line))), ("column", .int(Int64(origin.column))),
                ("display", .string(display)), ("changed", .array(changed.map(JSONValue.string))),
                ("messages", .array(messages.map(JSONValue.string))),
            ]))
    }
}
