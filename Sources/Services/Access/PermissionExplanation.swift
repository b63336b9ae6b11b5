package import Basics
import Domain
package import Modeling
package import Storage

/// Which permission lets a user do something to an object, or why none does, in words.
package struct PermissionExplanation: Sendable {
    /// One permission that names the object's model and the action.
    package struct Finding: Sendable {
        package let permission: String
        package let id: Identifier
        /// Groups through which the user has it; empty when it is given to the user.
        package let groups: [String]
        package let constraints: JSONValue
        /// Whether the object satisfies the constraints; nil when they cannot be used.
        package let matches: Bool?
    }

    /// What is decided for one action.
    package struct Verdict: Sendable {
        package let action: Action
        package let isAllowed: Bool
        package let reason: String
        package let findings: [Finding]
    }

    package let user: String
    package let object: String
    package let verdicts: [Verdict]

    /// Explains the four actions, and those that the user's permissions name besides.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there is no such user or object.
    package static func make(
        user name: String, _ schema: AnySchema, _ id: Identifier, in session: Session
    ) throws -> PermissionExplanation {
        guard let user = try find(name, session) else { throw Problem(.notFound, "There is no user \"\(name)\".") }
        guard let row = try session.row(schema, id) else {
            throw Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
        }
        let grants = try Grants(of: user.id, in: session)
        let named = grants.rules.filter { $0.objectTypes.contains(schema.identifier) }
        var actions: [Action] = [.view, .add, .change, .delete]
        for action in named.flatMap(\.actions).map(Action.init(rawValue:)) where !actions.contains(action) {
            actions.append(action)
        }
        let verdicts = try actions.map { action in
            try verdict(action, user, named.filter { $0.actions.contains(action.rawValue) }, schema, id, session)
        }
        return PermissionExplanation(
            user: user.username, object: "\(schema.names.verbose) \(try RowTexts(session).display(schema, row))",
            verdicts: verdicts)
    }

    private static func find(_ name: String, _ session: Session) throws -> Record<User>? {
        if let id = Identifier(name), let row = try session.row(User.schema, id) { return Record(values: row) }
        return try session.first(Query<User>().where { $0.username == name })
    }

    private static func verdict(
        _ action: Action, _ user: Record<User>, _ rules: [Grants.Rule], _ schema: AnySchema, _ id: Identifier,
        _ session: Session
    ) throws -> Verdict {
        let findings = try rules.map { rule -> Finding in
            let parser = ConstraintParser(schema, session.catalog, user: user.id.raw)
            let predicate = try? parser.parse(rule.constraints)
            let matches = try predicate.map { try session.exists(schema, where: .ids([id]) && $0) }
            return Finding(
                permission: rule.name, id: rule.id, groups: rule.groups, constraints: rule.constraints, matches: matches
            )
        }
        let word = action.rawValue
        if !user.isActive {
            return Verdict(action: action, isAllowed: false, reason: "The user is inactive.", findings: findings)
        }
        if user.isSuperuser {
            return Verdict(
                action: action, isAllowed: true, reason: "Superusers may do everything.", findings: findings)
        }
        if let granting = findings.first(where: { $0.matches == true }) {
            let way = granting.groups.isEmpty ? "" : ", by the group \(granting.groups.joined(separator: ", "))"
            let scope = granting.constraints == .null ? "names no constraints" : "has constraints that the object meets"
            return Verdict(
                action: action, isAllowed: true,
                reason: "The permission \"\(granting.permission)\"\(way) grants it: it \(scope).", findings: findings)
        }
        let reason: String
        if findings.isEmpty {
            reason = "No enabled permission of the user or the user's groups names \(word) on \(schema.identifier)."
        } else {
            let parts = findings.map { finding in
                finding.matches == nil
                    ? "\"\(finding.permission)\" has constraints that cannot be used"
                    : "the object does not meet the constraints of \"\(finding.permission)\""
            }
            reason = "Nothing grants it: \(parts.joined(separator: "; "))."
        }
        return Verdict(action: action, isAllowed: false, reason: reason, findings: findings)
    }

    /// The explanation as REST and `-o json` give it.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("user", .string(user)), ("object", .string(object)),
                (
                    "actions",
                    .array(
                        verdicts.map { verdict in
                            .object(
                                JSONObject([
                                    ("action", .string(verdict.action.rawValue)),
                                    ("allowed", .bool(verdict.isAllowed)), ("reason", .string(verdict.reason)),
                                    ("permissions", .array(verdict.findings.map(Self.json))),
                                ]))
                        })
                ),
            ]))
    }

    private static func json(_ finding: Finding) -> JSONValue {
        .object(
            JSONObject([
                ("name", .string(finding.permission)), ("id", .string(finding.id.description)),
                ("groups", .array(finding.groups.map(JSONValue.string))), ("constraints", finding.constraints),
                ("matches", finding.matches.map(JSONValue.bool) ?? .null),
            ]))
    }
}
