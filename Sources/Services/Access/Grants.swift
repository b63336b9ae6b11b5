package import Basics
package import Domain
package import Modeling
package import Storage

/// What a user's enabled permissions give, as of one moment.
///
/// Permissions are joined by OR: an object may be touched when any of them allows it (core.md §4.2). A permission whose
/// constraints cannot be used gives nothing.
package final class Grants: Sendable {
    /// One permission, for explanations.
    package struct Rule: Sendable {
        package let name: String
        package let id: Identifier
        package let objectTypes: [String]
        package let actions: [String]
        package let constraints: JSONValue
        /// Names of the user's groups through which it applies; empty when it is given to the user.
        package let groups: [String]
    }

    /// The permissions, by name.
    package let rules: [Rule]
    private let predicates: [String: [String: Predicate]]
    /// The rows of every model that may be seen.
    package let visibility: Visibility

    /// Nobody's: nothing is allowed.
    package static let none = Grants(rules: [], catalog: Catalog([]), user: nil)

    package init(rules: [Rule], catalog: Catalog, user: Identifier?) {
        self.rules = rules
        var predicates: [String: [String: Predicate]] = [:]
        for rule in rules {
            for type in rule.objectTypes {
                guard let schema = catalog[type] else { continue }
                let parsed = try? ConstraintParser(schema, catalog, user: user).parse(rule.constraints)
                for action in rule.actions {
                    let known = predicates[type]?[action] ?? .never
                    predicates[type, default: [:]][action] = known || (parsed ?? .never)
                }
            }
        }
        self.predicates = predicates
        visibility = Visibility { [predicates] in
            (predicates[$0.identifier]?[Action.view.rawValue] ?? .never) && Authorizer.open($0, user)
        }
    }

    /// The rows on which an action is allowed; nil when no permission names it.
    package func rows(_ action: Action, _ schema: AnySchema) -> Predicate? {
        predicates[schema.identifier]?[action.rawValue]
    }

    /// Reads the permissions of a user and of the user's groups.
    package convenience init(of user: ID<User>, in session: Session) throws {
        let handles = User.schema.handles
        let groupIDs = try session.members(of: [user.raw], field: handles.groups, in: User.schema)[user.raw] ?? []
        var given: Predicate = .compare(["users"], .equals, [user.value])
        if !groupIDs.isEmpty { given = given || .compare(["groups"], .equals, groupIDs.map(Value.id)) }
        let permissions = try session.rows(
            Selection(ObjectPermission.schema, where: given && .compare(["enabled"], .equals, [.bool(true)]))
        ).map(Record<ObjectPermission>.init(values:))
        let ids = permissions.map(\.id.raw)
        let permissionHandles = ObjectPermission.schema.handles
        let direct = try session.members(of: ids, field: permissionHandles.users, in: ObjectPermission.schema)
        let through = try session.members(of: ids, field: permissionHandles.groups, in: ObjectPermission.schema)
        let names = Dictionary(
            try session.rows(Group.schema, ids: groupIDs).map(Record<Group>.init(values:)).map { ($0.id.raw, $0.name) },
            uniquingKeysWith: { first, _ in first })
        let rules = permissions.map { permission in
            let isDirect = direct[permission.id.raw]?.contains(user.raw) == true
            return Rule(
                name: permission.name, id: permission.id.raw, objectTypes: permission.objectTypes.elements,
                actions: permission.actions.elements,
                constraints: permission.constraints.flatMap { try? JSONValue(parsing: $0.text) } ?? .null,
                groups: isDirect ? [] : (through[permission.id.raw] ?? []).compactMap { names[$0] })
        }
        self.init(rules: rules, catalog: session.catalog, user: user.raw)
    }
}
