import Storage

/// Counts of open findings by software, and the index that counts devices by place and kind; frozen: a released migration
/// never changes.
enum ExposureTallySchema {
    /// The statements, per dialect.
    static func statements(_ dialect: Dialect) throws -> [String] {
        // The wider index begins with the column of the one that goes.
        try SchemaDescription(text: text).statements(dialect) + ["DROP INDEX ix_dcim_device_location_id"]
            + SchemaDescription(text: index).additions(dialect).map { statement in
                // Devices without software come first, as in every index over what may be missing.
                dialect == .postgresql
                    ? statement.replacing("software_version_id,", with: "software_version_id NULLS FIRST,") : statement
            }
    }

    private static let index = """
        table dcim_device key id
          index location_id software_version_id device_type_id
        """

    private static let text = """
        table vulnerabilities_exposuretally key id
          id identifier
          software_id identifier references dcim_softwareversion
          device_type_id identifier null references dcim_devicetype
          level text
          findings integer
          index software_id
          index device_type_id when-not-null device_type_id
        """
}
