import Storage

/// Configuration contexts, frozen: a released migration never changes.
enum ConfigContextTables {
    /// The statements, per dialect.
    static func statements(_ dialect: Dialect) throws -> [String] {
        try SchemaDescription(text: text).statements(dialect)
            + SchemaDescription(text: columns).additions(dialect)
    }

    private static let text: String = {
        let sets = [
            ("locations", "dcim_location"), ("roles", "extras_role"), ("device_types", "dcim_devicetype"),
            ("platforms", "dcim_platform"), ("clusters", "virtualization_cluster"),
            ("tenant_groups", "tenancy_tenantgroup"), ("tenants", "tenancy_tenant"),
            ("device_families", "dcim_devicefamily"), ("dynamic_groups", "extras_dynamicgroup"),
        ].map { name, target in
            """
            table extras_configcontext_\(name) key owner_id target_id
              owner_id identifier references extras_configcontext
              target_id identifier references \(target)
              index target_id owner_id
            """
        }
        return ([main] + sets).joined(separator: "\n")
    }()

    private static let main = """
        table extras_configcontextschema key id
          id identifier
          owner_content_type text null
          name text
          description text
          data_schema json
          owner_object_id identifier null
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_configcontext key id
          id identifier
          owner_content_type text null
          name text
          owner_object_id identifier null
          weight integer
          description text
          is_active boolean
          data json
          config_context_schema_id identifier null references extras_configcontextschema
          created timestamp null
          last_updated timestamp null
          unique name
          index config_context_schema_id when-not-null config_context_schema_id
        """

    /// Columns of tables that exist.
    private static let columns = """
        table dcim_device key id
          local_config_context_schema_id identifier null references extras_configcontextschema
          index local_config_context_schema_id when-not-null local_config_context_schema_id
        table virtualization_virtualmachine key id
          local_config_context_schema_id identifier null references extras_configcontextschema
          index local_config_context_schema_id when-not-null local_config_context_schema_id
        """
}
