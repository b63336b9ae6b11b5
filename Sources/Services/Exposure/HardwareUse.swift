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
    /// What ``digest(of:before:isElsewhere:)`` made of some types; many software versions run on the same ones.
    private var digests: [[Identifier]: Identifier] = [:]
    /// Software that ran once and runs on nothing any more.
    private(set) var ceased: Set<Identifier> = []
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
        let idle = stored.compactMap { $0[1].identifier }.filter { use.bySoftware[$0] == nil }
        let elsewhere = try onOtherThings(idle, session)
        for row in stored {
            guard let software = row[1].identifier else { continue }
            let digest = use.digest(of: software, before: row[2].identifier, isElsewhere: elsewhere.contains(software))
            if digest == nowhere { use.ceased.insert(software) }
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

    /// What a software version runs on, as one value.
    ///
    /// What ran once is told from what never ran: only the former has findings to close.
    private mutating func digest(of software: Identifier, before: Identifier?, isElsewhere: Bool) -> Identifier {
        let types = bySoftware[software] ?? []
        let digest = digests[types] ?? Self.digest(types.compactMap { kinds[$0] })
        digests[types] = digest
        if !types.isEmpty { return digest }
        if isElsewhere { return Self.elsewhere }
        return before == nil || before == digest ? digest : Self.nowhere
    }

    private static func digest(_ kinds: [DeviceKind]) -> Identifier {
        var content = CellDigest()
        for kind in kinds { content.update([.id(kind.id)] + kind.names.map(Value.text)) }
        return content.identifier
    }

    /// Stands for inventory items and virtual machines, whose hardware is not known.
    private static let elsewhere = Identifier.derived(from: "hardware:elsewhere")
    /// Stands for nothing, after there was something.
    private static let nowhere = Identifier.derived(from: "hardware:nowhere")

    /// Which of some software versions inventory items or virtual machines run.
    private static func onOtherThings(_ software: [Identifier], _ session: Session) throws -> Set<Identifier> {
        var found: Set<Identifier> = []
        for schema in [InventoryItem.schema, VirtualMachine.schema] as [AnySchema] {
            for start in stride(from: 0, to: software.count, by: 500) {
                var sql = SQLText(session.connection.dialect)
                sql += "SELECT DISTINCT software_version_id FROM \(schema.names.table) WHERE software_version_id IN "
                sql.bindList(software[start..<min(start + 500, software.count)].map(Value.id))
                found.formUnion(
                    try session.connection.rows(sql.text, sql.arguments, kinds: [.identifier]).compactMap(
                        \.[0].identifier)
                )
            }
        }
        return found
    }
}
