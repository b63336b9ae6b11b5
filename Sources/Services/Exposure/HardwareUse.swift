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
        var moved: [(identity: Value, digest: Identifier)] = []
        try session.connection.query(
            "SELECT i.id, i.software_id, i.hardware, \(isOnOtherThings("i.software_id")) "
                + "FROM \(identities.names.table) i WHERE i.canonical IS NOT NULL", [],
            kinds: [.identifier, .identifier, .identifier, .boolean]
        ) { row in
            guard let software = row[1].identifier else { return true }
            let digest = use.digest(of: software, before: row[2].identifier, isElsewhere: row[3] == .bool(true))
            if digest == nowhere { use.ceased.insert(software) }
            if row[2].identifier != digest { moved.append((row[0], digest)) }
            return true
        }
        for (identity, digest) in moved {
            var sql = SQLText(session.connection.dialect)
            sql += "UPDATE \(identities.names.table) SET hardware = "
            sql.bind(.id(digest))
            sql += ", evaluated = NULL WHERE id = "
            sql.bind(identity)
            try session.connection.execute(sql.text, sql.arguments)
        }
        return use
    }

    /// What a software version runs on, as one value.
    ///
    /// What ran once is told from what never ran: only the former has findings to close.
    private mutating func digest(of software: Identifier, before: Identifier?, isElsewhere: Bool) -> Identifier {
        let types = bySoftware[software] ?? []
        let digest: Identifier
        if let known = digests[types] {
            digest = known
        } else {
            digest = Self.digest(types.compactMap { kinds[$0] })
            digests[types] = digest
        }
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

    /// The condition that inventory items or virtual machines run a software version.
    private static func isOnOtherThings(_ software: String) -> String {
        [InventoryItem.schema.names.table, VirtualMachine.schema.names.table]
            .map { "EXISTS (SELECT 1 FROM \($0) WHERE software_version_id = \(software))" }
            .joined(separator: " OR ")
    }
}
