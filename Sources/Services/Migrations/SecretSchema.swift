import Storage

/// Secrets, their groups and who used them, frozen: a released migration never changes.
enum SecretSchema {
    /// The statements, per dialect.
    static func statements(_ dialect: Dialect) throws -> [String] {
        try SchemaDescription(text: text).statements(dialect) + SchemaDescription(text: columns).additions(dialect)
    }

    private static let text = """
        table extras_secret key id
          id identifier
          name text
          description text
          provider text
          parameters json
          escape_mode text
          undefined_mode text
          on_non_string text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_secretsgroup key id
          id identifier
          name text
          description text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_secretsgroupassociation key id
          id identifier
          access_type text
          secret_type text
          secrets_group_id identifier references extras_secretsgroup
          secret_id identifier references extras_secret
          index secret_id
          unique secrets_group_id access_type secret_type
        log extras_secretaccess key id
          id identifier
          time timestamp
          user_name text
          user_id identifier null
          request_id identifier
          purpose text
          secret_id identifier
          secret_name text
          provider text
          backend text
          for_object_type text
          for_object_id identifier null
          outcome text
          cache text
          duration integer
          coordinates text
          index time
          index user_id when-not-null user_id
          index request_id
          index secret_id
          index for_object_id when-not-null for_object_id
        """

    /// Columns of tables that exist.
    private static let columns = """
        table dcim_device key id
          secrets_group_id identifier null references extras_secretsgroup
          index secrets_group_id when-not-null secrets_group_id
        """
}
