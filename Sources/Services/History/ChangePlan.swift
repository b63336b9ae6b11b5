package import Basics

/// What reverting, or a job, would do or has done, object by object.
package struct ChangePlan: Sendable {
    /// What happens to one object.
    package enum Action: String, Sendable {
        /// A deleted object comes back under its old key.
        case create
        case update
        case delete
        /// The object is as it was before already.
        case nothing
    }

    /// One object.
    package struct Step: Sendable {
        package var action: Action
        /// `app.model`.
        package let model: String
        package let id: Identifier
        /// How the object reads.
        package var display: String
        /// What an update changes, as it is and as it will be.
        package var fields: [(name: String, now: JSONValue, then: JSONValue)] = []
        /// Why it cannot be done; empty when it can.
        package var conflicts: [String] = []

        package init(action: Action, model: String, id: Identifier, display: String) {
            self.action = action
            self.model = model
            self.id = id
            self.display = display
        }
    }

    /// In the order in which they are carried out.
    package var steps: [Step] = []
    /// Number of changes that the steps stand for.
    package var changes = 0
    /// Whether it has been done.
    package var isApplied = false

    package init() {}

    /// Number of objects that stand in the way; nothing is changed while there are any.
    package var conflicts: Int { steps.count { !$0.conflicts.isEmpty } }

    /// Number of objects with this action that nothing stands in the way of.
    package func total(_ action: Action) -> Int {
        steps.count { $0.action == action && $0.conflicts.isEmpty }
    }

    /// The totals in words.
    package var totals: String {
        "\(total(.create)) to create, \(total(.update)) to change, \(total(.delete)) to delete"
    }

    /// The totals by action.
    package var totalsJSON: JSONValue {
        .object(
            JSONObject(
                [Action.create, .update, .delete, .nothing].map { ($0.rawValue, .int(Int64(total($0)))) }
                    + [("conflicts", .int(Int64(conflicts)))]))
    }

    /// Steps shown at most; ``json`` says how many more there are.
    private static let shown = 1000

    /// The plan as REST and the command line show it; objects with conflicts come first.
    package var json: JSONValue {
        let ordered = steps.filter { !$0.conflicts.isEmpty } + steps.filter(\.conflicts.isEmpty)
        return .object(
            JSONObject([
                ("applied", .bool(isApplied)), ("changes", .int(Int64(changes))),
                ("totals", totalsJSON),
                ("steps", .array(ordered.prefix(Self.shown).map(\.json))),
                ("steps_not_shown", .int(Int64(max(0, steps.count - Self.shown)))),
            ]))
    }
}

extension ChangePlan.Step {
    /// The step as REST and the command line show it.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("action", .string(action.rawValue)), ("object_type", .string(model)),
                ("id", .string(id.description)), ("display", .string(display)),
                (
                    "fields",
                    .object(
                        JSONObject(
                            fields.map {
                                ($0.name, .object(JSONObject([("now", $0.now), ("then", $0.then)])))
                            }))
                ),
                ("conflicts", .array(conflicts.map(JSONValue.string))),
            ]))
    }
}
