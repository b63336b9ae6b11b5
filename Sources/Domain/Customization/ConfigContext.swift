package import Basics
package import Modeling

/// Data for devices and virtual machines that meet its criteria (core.md §2.8).
///
/// It applies where every criterion that names anything is met; tags are a criterion too.
package struct ConfigContext: Model {
    package static let schema = Schema<ConfigContext>(
        "extras.configcontext", plural: "config-contexts", name: "config context", naturalKey: ["name"],
        ordering: ["weight", "name"],
        features: [.timestamps, .tags, .notes, .contacts, .history, .ungrouped], filters: filters)

    package let ownerContentType = Field<String?>(
        .maxLength(100), .format(.contentType), .help("The model of the object that the context comes from."))
    package let owner = Derived(.object(model: "owner_content_type", key: "owner_object_id"))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the context."))
    package let ownerObjectId = Field<Identifier?>(
        .label("Owner object id"), .help("The key of the object that the context comes from."))
    package let weight = Field<Int>(
        .range(0...32_767), .default(.int(1000)),
        .help("Contexts with a higher weight outweigh those with a lower one."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the context is for."))
    package let isActive = Field<Bool>(.default(.bool(true)), .help("Whether the context counts."))
    package let data = Field<JSONDocument>(.required, .search, .filters(.none), .help("The data, as an object."))
    package let configContextSchema = OptionalRef<ConfigContextSchema>(
        .setNull, .relatedName("config_contexts"), .help("The schema that the data must fit."))
    package let locations = ManyRef<Location>(.own, unreached, .help("Locations, with everything below them."))
    package let roles = ManyRef<Role>(.own, unreached, .help("Roles of devices and virtual machines."))
    package let deviceTypes = ManyRef<DeviceType>(.own, unreached, .help("Device types."))
    package let deviceRedundancyGroups = Reserved(many: true)
    package let platforms = ManyRef<Platform>(.own, unreached, .help("Platforms."))
    package let clusterGroups = Reserved(many: true)
    package let clusters = ManyRef<Cluster>(.own, unreached, .help("Clusters."))
    package let tenantGroups = ManyRef<TenantGroup>(
        .own, unreached, .help("Groups of tenants, with everything below them."))
    package let tenants = ManyRef<Tenant>(.own, unreached, .help("Tenants."))
    package let deviceFamilies = ManyRef<DeviceFamily>(.own, unreached, .help("Families of device types."))
    package let dynamicGroups = ManyRef<DynamicGroup>(.own, unreached, .help("Dynamic groups."))

    /// Makes the handles.
    package init() {}

    /// Contexts are not reached from what they name.
    private static let unreached = FieldRule.relatedName("+config_contexts")

    package static let rules: [Rule<ConfigContext>] = [
        .isObject("data") { $0.data }, .fitsSchema("data", { $0.data }, { $0.configContextSchema }),
        .ownerIsWhole { ($0.ownerContentType, $0.ownerObjectId) },
    ]

    package static func prepare(_ record: inout Record<ConfigContext>, in context: RuleContext<ConfigContext>) throws {
        record.ownerContentType = record.ownerContentType.nilIfEmpty
    }

    private static let filters: [FilterDeclaration] =
        [
            .path("schema", ["config_context_schema"]), .path("location", ["locations"]),
            .path("location_id", ["locations"], .idOnly), .path("role", ["roles"]),
            .path("device_type", ["device_types"]), .path("device_type_id", ["device_types"], .idOnly),
            .path("device_family", ["device_families"]), .path("platform", ["platforms"]),
            .path("platform_id", ["platforms"], .idOnly), .path("cluster", ["clusters"]),
            .path("cluster_id", ["clusters"], .idOnly), .path("tenant_group", ["tenant_groups"]),
            .path("tenant_group_id", ["tenant_groups"], .idOnly), .path("tenant", ["tenants"]),
            .path("tenant_id", ["tenants"], .idOnly), .reserved("cluster_group"), .reserved("cluster_group_id"),
            .reserved("device_redundancy_group"), .custom("tag", tagged),
            .custom("tag__n") { .not(try tagged($0, $1)) },
        ]

    private static let tagged: @Sendable ([String], any FilterResolver) throws -> Predicate = { values, resolver in
        let (found, missing) = try resolver.resolve(values, in: Tag.schema, by: "name")
        if let missing = missing.first {
            throw ValueError("Select a valid choice. \(missing) is not one of the available choices.")
        }
        return .tagged(found)
    }
}
