import Storage

/// Keys of findings that begin with the one of their vulnerability, so that its findings are neighbours; frozen: a released
/// migration never changes.
enum FindingKeys {
    /// The statements, per dialect.
    static func statements(_ dialect: Dialect) throws -> [String] {
        let key =
            switch dialect {
            case .sqlite: "CAST(substr(vulnerability_id, 1, 8) || substr(id, 9, 8) AS BLOB)"
            case .postgresql: "(substr(vulnerability_id::text, 1, 18) || substr(id::text, 19))::uuid"
            }
        let indexes = try SchemaDescription(text: text)
        // Indexes hold the key too; made anew from sorted rows they cost a fraction of what changing each entry does.
        return indexes.indexRemovals(dialect) + ["UPDATE vulnerabilities_finding SET id = \(key)"]
            + indexes.additions(dialect).map { statement in
                // Findings of all hardware come first, as in every index over what may be missing.
                dialect == .postgresql
                    ? statement.replacing("device_type_id,", with: "device_type_id NULLS FIRST,") : statement
            }
    }

    private static let text = """
        table vulnerabilities_finding key id
          index software_id device_type_id vulnerability_id
          index vulnerability_id software_id
        """
}
