import Storage

/// Systems outside, Git repositories, and what executables say of jobs; frozen: a released migration never changes.
enum IntegrationSchema {
    /// The statements, per dialect.
    static func statements(_ dialect: Dialect) throws -> [String] {
        try SchemaDescription(text: text).statements(dialect) + SchemaDescription(text: columns).additions(dialect)
    }

    private static let text = """
        table extras_externalintegration key id
          id identifier
          name text
          remote_url text
          verify_ssl boolean
          timeout integer
          extra_config json null
          http_method text
          headers json null
          ca_file_path text
          secrets_group_id identifier null references extras_secretsgroup
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index secrets_group_id when-not-null secrets_group_id
          unique name
        table extras_gitrepository key id
          id identifier
          provided_contents json
          name text
          slug text
          remote_url text
          branch text
          current_head text
          secrets_group_id identifier null references extras_secretsgroup
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index secrets_group_id when-not-null secrets_group_id
          unique name
          unique slug
        """

    /// Columns of tables that exist.
    private static let columns = """
        table dcim_softwareimagefile key id
          external_integration_id identifier null references extras_externalintegration
          index external_integration_id when-not-null external_integration_id
        table extras_job key id
          outside json null
        """
}
