import Basics
package import Modeling

/// Objects of one model that belong together: by a filter, by other groups, or one by one (core.md §2.8).
///
/// Whether the filter can be used is checked in Services, which parses filters.
package struct DynamicGroup: Model {
    package static let schema = Schema<DynamicGroup>(
        "extras.dynamicgroup", plural: "dynamic-groups", name: "dynamic group", naturalKey: ["name"],
        ordering: ["content_type", "name"], features: [.primary, .ungrouped], filters: filters)

    package let contentType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the members; never changes."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the group."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the members have in common."))
    package let groupType = Field<String>(
        .maxLength(16), .default(.text(DynamicGroupType.filter.rawValue)), .choices(DynamicGroupType.choices),
        .help("What makes an object a member."))
    package let filter = Field<JSONDocument>(
        .filters(.none),
        .help("A JSON-encoded dictionary of filter parameters defining membership of this group"))
    package let tenant = OptionalRef<Tenant>(
        .protect, .relatedName("managed_dynamic_groups"), .help("Who the group belongs to."))
    package let children = ManyRef<DynamicGroupMembership>(
        .through(model: "extras.dynamicgroupmembership", owner: "parent_group", target: "id"),
        .help("The groups that a group of the type dynamic-set is made of."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<DynamicGroup>] = [modelTakesGroups, immutable, filterFits, typeFits]

    /// Whether a model's objects can be members.
    private static let modelTakesGroups = Rule<DynamicGroup> { context in
        let type = context.record.contentType
        guard ProductCatalog.catalog[type]?.takesGroups != true else { return [] }
        return [FieldErrors("content_type", ["Invalid content type: \(type)"])]
    }

    private static let immutable = Rule<DynamicGroup> { context in
        guard let previous = context.previous, previous.contentType != context.record.contentType else { return [] }
        return [FieldErrors("content_type", ["ContentType cannot be changed once created"])]
    }

    private static let filterFits = Rule<DynamicGroup> { context in
        guard let members = (try? JSONValue(parsing: context.record.filter.text))?.objectValue else {
            return [FieldErrors("filter", ["Filter must be a dict"])]
        }
        guard !members.isEmpty, context.record.type != .filter else { return [] }
        return [FieldErrors("filter", ["Only a group of the type dynamic-filter has a filter."])]
    }

    /// A type is changed only while nothing depends on the old one.
    private static let typeFits = Rule<DynamicGroup> { context in
        guard let previous = context.previous, previous.type != context.record.type else { return [] }
        let id = context.record.id.value
        func refusal(_ message: String) -> [FieldErrors] { [FieldErrors("group_type", [message])] }
        if previous.type == .set,
            try context.exists(DynamicGroupMembership.self, where: .compare(["parent_group"], .equals, [id]))
        {
            return refusal("The group is made of other groups; take these out first.")
        }
        if previous.type == .static,
            try context.exists(StaticGroupAssociation.self, where: .compare(["dynamic_group"], .equals, [id]))
        {
            return refusal("The group has members that were put into it; take these out first.")
        }
        if context.record.type == .static,
            try context.exists(DynamicGroupMembership.self, where: .compare(["group"], .equals, [id]))
        {
            return refusal("The group is a part of other groups, which a static group cannot be.")
        }
        return []
    }
}

/// What makes an object a member of a group.
package enum DynamicGroupType: String, CaseIterable, Sendable {
    /// It passes the group's filter.
    case filter = "dynamic-filter"
    /// Other groups, joined in the order of their weights.
    case set = "dynamic-set"
    /// Somebody put it in.
    case `static`

    static let choices = [
        Choice(filter.rawValue, "Filter-defined"), Choice(set.rawValue, "Set of groups"),
        Choice(`static`.rawValue, "Static assignment"),
    ]
}

extension Record<DynamicGroup> {
    /// What makes an object a member.
    package var type: DynamicGroupType { DynamicGroupType(rawValue: self.groupType) ?? .filter }
}

extension DynamicGroup {
    private static let filters: [FilterDeclaration] =
        [.tree("tenant_group", ["tenant", "tenant_group"])]
        + negatable("member_id") { values, resolver in
            let members = try values.map { text in
                guard let id = Identifier(text) else { throw ValueError("“\(text)” is not a valid UUID.") }
                return id
            }
            return .ids(try resolver.groups(holding: members))
        } + [
            // Groups that these are below, and groups that are below these.
            .custom("descendants") { values, resolver in
                .ids(try reached(from: values, by: ["children", "group"], resolver))
            },
            .custom("ancestors") { values, resolver in
                .ids(try reached(from: values, by: ["parent_memberships", "parent_group"], resolver))
            },
        ]

    private static func negatable(
        _ name: String, _ make: @escaping @Sendable ([String], any FilterResolver) throws -> Predicate
    ) -> [FilterDeclaration] {
        [.custom(name, make), .custom(name + "__n") { .not(try make($0, $1)) }]
    }

    /// The groups from which a path, gone any number of times, leads to one of the named groups.
    private static func reached(
        from values: [String], by path: [String], _ resolver: any FilterResolver
    ) throws -> [Identifier] {
        let (start, missing) = try resolver.resolve(values, in: schema, by: "name")
        if let missing = missing.first {
            throw ValueError("Select a valid choice. \(missing) is not one of the available choices.")
        }
        var found: Set<Identifier> = []
        var frontier = start
        while !frontier.isEmpty {
            let next = try resolver.identifiers(schema, where: .compare(path, .equals, frontier.map(Value.id)))
            frontier = next.filter { found.insert($0).inserted }
        }
        return found.sorted()
    }
}
