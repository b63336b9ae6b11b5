import Storage

/// Sessions of browsers, attempts to log in, and what tokens gained; frozen when released.
enum IdentitySchema {
    /// The tables, in the language of ``SchemaDescription``.
    private static let text = """
        table users_token key id
          id identifier
          user_id identifier references users_user
          prefix text
          digest text
          expires timestamp null
          write_enabled boolean
          description text
          created timestamp null
          last_used timestamp null
          allowed_networks json
          index user_id
          index prefix
          unique digest
        table users_session key id
          id identifier
          user_id identifier references users_user
          digest text
          created timestamp null
          last_seen timestamp
          expires timestamp
          address text
          user_agent text
          index user_id
          unique digest
          index expires
        table users_loginattempts key id
          id identifier
          key text
          times json
          newest timestamp
          unique key
          index newest
        table users_externalidentity key id
          id identifier
          user_id identifier references users_user
          issuer text
          subject text
          created timestamp null
          index user_id
          unique issuer subject
        """

    /// Makes the tables; tokens move into the new one.
    static func statements(_ dialect: Dialect) throws -> [String] {
        let columns = "id, user_id, prefix, digest, expires, write_enabled, description, created, last_used"
        return [
            "ALTER TABLE users_token RENAME TO users_token_before",
            "DROP INDEX ix_users_token_user_id", "DROP INDEX ix_users_token_prefix",
            "DROP INDEX uq_users_token_digest",
        ] + (try SchemaDescription(text: text).statements(dialect)) + [
            "INSERT INTO users_token (\(columns), allowed_networks) SELECT \(columns), '[]' FROM users_token_before",
            "DROP TABLE users_token_before",
        ]
    }
}
