import Basics
import Domain
import Modeling
import Storage

/// On which hardware each software version runs.
struct HardwareUse: Sendable {
    /// A type of device by the names that it is known under.
    struct DeviceKind: Sendable, Hashable {
        let id: Identifier
        let names: [String]
    }

    private var kinds: [Identifier: DeviceKind] = [:]
    private var bySoftware: [Identifier: [Identifier]] = [:]
    /// The types of device that run a software version.
    func types(of software: Identifier) -> [DeviceKind] { (bySoftware[software] ?? []).compactMap { kinds[$0] } }

    /// Reads what runs where; software that runs on other hardware than when it was judged last has to be judged again.
    static func refresh(_ session: Session) throws -> HardwareUse {
        var use = HardwareUse()
        let types = try session.connection.rows(
            "SELECT id, model, part_number FROM \(DeviceType.schema.names.table)", [],
            kinds: [.identifier, .text, .text])
        for row in types {
            guard let id = row[0].identifier else { continue }
            use.kinds[id] = DeviceKind(id: id, names: [row[1].plainText, row[2].plainText].filter { !$0.isEmpty })
        }
        let pairs = try session.connection.rows(
            "SELECT DISTINCT software_version_id, device_type_id FROM \(Device.schema.names.table) "
                + "WHERE software_version_id IS NOT NULL ORDER BY software_version_id, device_type_id", [],
            kinds: [.identifier, .identifier])
        for row in pairs {
            guard let software = row[0].identifier, let type = row[1].identifier else { continue }
            use.bySoftware[software, default: []].append(type)
        }
        let identities = SoftwareIdentity.schema
        let stored = try session.connection.rows(
            "SELECT id, software_id, hardware FROM \(identities.names.table) WHERE canonical IS NOT NULL ORDER BY id",
            [],
            kinds: [.identifier, .identifier, .identifier])
        for row in stored {
            guard let software = row[1].identifier else { continue }
            var content = CellDigest()
            for kind in use.types(of: software) { content.update([.id(kind.id)] + kind.names.map(Value.text)) }
            let digest = content.identifier
            guard row[2].identifier != digest else { continue }
            var sql = SQLText(session.connection.dialect)
            sql += "UPDATE \(identities.names.table) SET hardware = "
            sql.bind(.id(digest))
            sql += ", evaluated = NULL WHERE id = "
            sql.bind(row[0])
            try session.connection.execute(sql.text, sql.arguments)
        }
        return use
    }
}
