package import Modeling

/// The models of the inventory core: places, people, hardware, software, addresses.
package enum CoreCatalog {
    /// Every model, referenced tables first where references are not mutual.
    package static let schemas: [AnySchema] = [
        ConfigContextSchema.schema, CustomField.schema, CustomFieldChoice.schema, ComputedField.schema,
        Relationship.schema,
        ExportTemplate.schema, CustomLink.schema, MetadataType.schema, MetadataChoice.schema,
        Status.schema, Role.schema, Tag.schema,
        Team.schema, Contact.schema, ContactAssociation.schema,
        TenantGroup.schema, Tenant.schema,
        Secret.schema, SecretsGroup.schema, SecretsGroupAssociation.schema,
        ExternalIntegration.schema, GitRepository.schema,
        LocationType.schema, Location.schema,
        Manufacturer.schema, DeviceFamily.schema, Platform.schema,
        SoftwareVersion.schema, SoftwareImageFile.schema,
        DeviceType.schema, DeviceTypeToSoftwareImageFile.schema, ModuleType.schema,
        Namespace.schema, Prefix.schema, IPAddress.schema,
        ClusterType.schema, Cluster.schema,
        Device.schema, Module.schema, InventoryItem.schema, Interface.schema,
        DeviceClusterAssignment.schema, IPAddressToInterface.schema,
        VirtualMachine.schema,
        DynamicGroup.schema, DynamicGroupMembership.schema, ConfigContext.schema,
    ]

    /// Models whose rows name rows of any other model, and come after them all.
    package static let associations: [AnySchema] = [
        RelationshipAssociation.schema, StaticGroupAssociation.schema, ObjectMetadata.schema,
    ]
}
