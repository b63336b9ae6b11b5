import Basics
import Domain
import Modeling
import Storage

/// Loads the validated software entries with their assignments: seven statements.
enum SoftwareRules {
    static func load(_ session: Session) throws -> [SoftwareRule] {
        let entries = try session.fetch(Query<ValidatedSoftware>())
        let ids = entries.map(\.id.raw)
        func sets(_ name: String) throws -> [Identifier: [Identifier]] {
            guard let field = ValidatedSoftware.schema.fieldsByName[name], !ids.isEmpty else { return [:] }
            return try session.members(of: ids, field: field, in: ValidatedSoftware.schema)
        }
        let devices = try sets("devices")
        let types = try sets("device_types")
        let roles = try sets("device_roles")
        let tenants = try sets("device_tenants")
        let items = try sets("inventory_items")
        let tags = try sets("object_tags")
        return entries.map { entry in
            let id = entry.id.raw
            return SoftwareRule(
                id: id, software: entry.software?.raw, start: entry.start, end: entry.end,
                isPreferred: entry.preferred, devices: Set(devices[id] ?? []), deviceTypes: Set(types[id] ?? []),
                roles: Set(roles[id] ?? []), tenants: Set(tenants[id] ?? []), inventoryItems: Set(items[id] ?? []),
                tags: Set(tags[id] ?? []))
        }
    }
}

/// Devices that share type, role, tenant and software.
struct DeviceClass: Hashable, Sendable {
    let deviceType: Identifier
    let role: Identifier
    let tenant: Identifier?
    let software: Identifier?
}

/// The fleet as the matching rules need it: classes with their sizes, and the devices that no class describes.
///
/// A device is *special* when an entry names it, or when it carries a tag that an entry names.
struct Fleet {
    /// How many devices are in each class, special ones left out.
    private(set) var classes: [DeviceClass: Int] = [:]
    /// Special devices, in the order of their keys.
    private(set) var special: [SubjectFacts] = []

    /// Reads the fleet: three statements.
    init(_ session: Session, _ rules: [SoftwareRule], scope: DeviceScope) throws {
        special = try Self.special(session, rules, scope)
        var sql = SQLText(session.connection.dialect)
        sql +=
            "SELECT d.device_type_id, d.role_id, d.tenant_id, d.software_version_id, count(*) FROM dcim_device d WHERE 1=1"
        try scope.append(session, alias: "d", to: &sql)
        sql += " GROUP BY d.device_type_id, d.role_id, d.tenant_id, d.software_version_id"
        let kinds: [Kind] = [.identifier, .identifier, .identifier, .identifier, .integer]
        try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
            if let type = row[0].identifier, let role = row[1].identifier, let count = row[4].integer {
                let group = DeviceClass(
                    deviceType: type, role: role, tenant: row[2].identifier, software: row[3].identifier)
                classes[group] = Int(count)
            }
            return true
        }
        for device in special {
            guard let group = DeviceClass(device) else { continue }
            classes[group, default: 0] -= 1
            if classes[group] == 0 { classes[group] = nil }
        }
    }

    private static func special(
        _ session: Session, _ rules: [SoftwareRule], _ scope: DeviceScope
    ) throws -> [SubjectFacts] {
        let tags = rules.reduce(into: Set<Identifier>()) { $0.formUnion($1.tags) }
        let named = rules.reduce(into: Set<Identifier>()) { $0.formUnion($1.devices) }
        guard !tags.isEmpty || !named.isEmpty else { return [] }
        let columns = "d.id, d.device_type_id, d.role_id, d.tenant_id, d.software_version_id"
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT \(columns), i.tag_id FROM extras_taggeditem i JOIN dcim_device d ON d.id = i.object_id "
        sql += "WHERE i.object_type = 'dcim.device' AND i.tag_id IN "
        sql.bindKeys(tags.sorted())
        try scope.append(session, alias: "d", to: &sql)
        sql += " UNION ALL SELECT \(columns), NULL FROM dcim_device d WHERE d.id IN "
        sql.bindKeys(named.sorted())
        try scope.append(session, alias: "d", to: &sql)
        sql += " ORDER BY 1"
        return try subjects(sql, .device, session)
    }

    /// Reads rows of (id, type, role, tenant, software, tag), one per tag, as subjects.
    static func subjects(
        _ sql: SQLText, _ kind: SubjectFacts.Kind, _ session: Session
    ) throws -> [SubjectFacts] {
        var subjects: [SubjectFacts] = []
        let kinds = [Kind](repeating: .identifier, count: 6)
        try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
            guard let id = row[0].identifier else { return true }
            if subjects.last?.id != id {
                subjects.append(
                    SubjectFacts(
                        kind: kind, id: id, deviceType: row[1].identifier, role: row[2].identifier,
                        tenant: row[3].identifier, software: row[4].identifier))
            }
            if let tag = row[5].identifier { subjects[subjects.count - 1].tags.insert(tag) }
            return true
        }
        return subjects
    }
}

extension DeviceClass {
    init?(_ subject: SubjectFacts) {
        guard let type = subject.deviceType, let role = subject.role else { return nil }
        self.init(deviceType: type, role: role, tenant: subject.tenant, software: subject.software)
    }

    /// Any device of the class, as the matching rules see it; its key names no device.
    var subject: SubjectFacts {
        SubjectFacts(
            id: Identifier(high: 0, low: 0), deviceType: deviceType, role: role, tenant: tenant, software: software)
    }
}
