package import Basics
package import Modeling

/// A virtual machine in a cluster.
package struct VirtualMachine: Model {
    package static let schema = Schema<VirtualMachine>(
        "virtualization.virtualmachine", plural: "virtual-machines", name: "virtual machine",
        naturalKey: ["cluster.name", "tenant.name", "name"], ordering: ["name"], features: [.primary, .tagsFirst],
        unique: [UniqueSet("cluster", "tenant", "name")],
        globalSearch: GlobalSearch(["name"], details: ["cluster.name", "tenant.name"], place: 12),
        filters: VirtualMachineRules.filters)

    package let localConfigContextData = Field<JSONDocument?>(
        .filters(.none), .help("Data that outweighs every configuration context, as an object."))
    package let localConfigContextDataOwnerObjectId = Field<Identifier?>(
        .filters(.none), .help("The key of the object that the local data comes from."))
    package let name = Field<String>(
        .required, .maxLength(255), .search, .indexed, .help("Unique per cluster and tenant."))
    package let vcpus = Field<Int?>(.range(0...32_767), .label("vCPUs"), .help("The number of virtual processors."))
    package let memory = Field<Int?>(.range(0...2_147_483_647), .label("Memory (MB)"), .help("Memory in megabytes."))
    package let disk = Field<Int?>(.range(0...2_147_483_647), .label("Disk (GB)"), .help("Disk space in gigabytes."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let localConfigContextSchema = OptionalRef<ConfigContextSchema>(
        .setNull, .relatedName("virtual_machines"), .help("The schema that the local data must fit."))
    package let localConfigContextDataOwnerContentType = Reserved(naturalKey: [])
    package let cluster = Ref<Cluster>(
        .protect, .relatedName("virtual_machines"), .help("The cluster that runs the machine."))
    package let tenant = OptionalRef<Tenant>(
        .protect, .relatedName("virtual_machines"), .help("Who uses the machine."))
    package let platform = OptionalRef<Platform>(
        .setNull, .relatedName("virtual_machines"), .help("The operating system that the machine runs."))
    package let status = Ref<Status>(
        .protect, .scopedToContentType, .relatedName("virtual_machines"), .help("The state of the machine."))
    package let role = OptionalRef<Role>(
        .protect, .scopedToContentType, .relatedName("virtual_machines"), .help("What the machine is there for."))
    package let primaryIp4 = OptionalRef<IPAddress>(
        .setNull, .late, .relatedName("+primary_ip4"), .label("Primary IPv4"), .filters(.none),
        .help("The IPv4 address under which the machine is managed."))
    package let primaryIp6 = OptionalRef<IPAddress>(
        .setNull, .late, .relatedName("+primary_ip6"), .label("Primary IPv6"), .filters(.none),
        .help("The IPv6 address under which the machine is managed."))
    package let softwareVersion = OptionalRef<SoftwareVersion>(
        .protect, .relatedName("virtual_machines"), .help("The software version installed on this virtual machine."))
    package let softwareImageFiles = ManyRef<SoftwareImageFile>(
        .own, .relatedName("virtual_machines"), .label("Software Image Files"),
        .help("Override the software image files associated with the software version for this virtual machine."))
    package let configContext = Derived(.configContext, .trailing)
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<VirtualMachine>] = [
        VirtualMachineRules.nameIsUnique, VirtualMachineRules.primaryAddresses,
        .isObject("local_config_context_data") { $0.localConfigContextData },
        .fitsSchema(
            "local_config_context_data", { $0.localConfigContextData }, { $0.localConfigContextSchema }),
    ]
}
