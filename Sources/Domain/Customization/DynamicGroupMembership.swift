import Basics
package import Modeling

/// A group that another group, of the type dynamic-set, is made of (core.md §2.8).
package struct DynamicGroupMembership: Model {
    package static let schema = Schema<DynamicGroupMembership>(
        "extras.dynamicgroupmembership", plural: "dynamic-group-memberships", name: "dynamic group membership",
        naturalKey: ["group.name", "parent_group.name", "operator", "weight"],
        ordering: ["parent_group", "weight", "group"], features: [.history, .ungrouped], lookup: "id",
        unique: [UniqueSet("group", "parent_group", "operator", "weight")],
        display: TextRule("parent_group.name", "operator", "group.name", "weight") {
            "\($0[0].plainText) > \($0[1].plainText) (\($0[3].plainText)) > \($0[2].plainText)"
        }, search: ["group.name", "parent_group.name"])

    package let `operator` = Field<String>(
        .required, .maxLength(12), .choices(GroupOperator.choices),
        .help("What becomes of the members of the groups before this one."))
    package let weight = Field<Int>(
        .range(0...32_767), .help("Groups are joined in the order of their weights, the lowest first."))
    package let group = Ref<DynamicGroup>(
        .cascade, .relatedName("parent_memberships"), .help("The group that is a part."))
    package let parentGroup = Ref<DynamicGroup>(
        .cascade, .relatedName("dynamic_group_memberships"), .help("The group that is made of parts."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<DynamicGroupMembership>] = [fits]

    private static let fits = Rule<DynamicGroupMembership> { context in
        let record = context.record
        guard record.group != record.parentGroup else { return refusal("Cannot add group as a child of itself") }
        guard let group = try context.get(record.group), let parent = try context.get(record.parentGroup) else {
            return []
        }
        guard parent.type == .set else {
            return [FieldErrors("parent_group", ["Parent group must be of the type dynamic-set"])]
        }
        guard group.type != .static else { return refusal("A static group cannot be a part of another group") }
        guard group.contentType == parent.contentType else {
            return refusal("ContentType for group and parent_group must match")
        }
        return try isBelow(parent.id, group.id, context) ? refusal("Cannot add ancestor as a child") : []
    }

    /// Whether a group is a part of another one, however many groups lie between them.
    private static func isBelow(
        _ group: ID<DynamicGroup>, _ other: ID<DynamicGroup>, _ context: RuleContext<DynamicGroupMembership>
    ) throws -> Bool {
        var known: Set<ID<DynamicGroup>> = [group]
        var frontier = [group]
        while !frontier.isEmpty {
            let above = try context.rows(
                DynamicGroupMembership.self,
                where: .compare(["group"], .equals, frontier.map(\.value))
                    && .not(.compare(["id"], .equals, [context.record.id.value])), limit: .max)
            if above.contains(where: { $0.parentGroup == other }) { return true }
            frontier = above.map(\.parentGroup).filter { known.insert($0).inserted }
        }
        return false
    }

    private static func refusal(_ message: String) -> [FieldErrors] { [FieldErrors("group", [message])] }
}

/// How the members of a part are joined with those of the parts before it.
package enum GroupOperator: String, CaseIterable, Sendable {
    /// Those in either.
    case union
    /// Those in both.
    case intersection
    /// Those that are not in the part.
    case difference

    static let choices = [
        Choice(union.rawValue, "Include (OR)"), Choice(intersection.rawValue, "Restrict (AND)"),
        Choice(difference.rawValue, "Exclude (NOT)"),
    ]
}

extension Record<DynamicGroupMembership> {
    /// How the part is joined with those before it.
    package var joining: GroupOperator { GroupOperator(rawValue: self.`operator`) ?? .intersection }
}
