import Basics
import Crypto
import Modeling

/// One object of NetBox while it is told in Almanac's terms.
struct NetBoxRecord {
    /// Something that must be there before: made when it is missing, else left as it is.
    struct Need {
        let model: String
        let object: JSONObject
        /// The members that find it.
        let identity: [String]
        var purpose = ImportItem.Purpose.need
    }

    /// Something that an object of NetBox says beside itself.
    struct Follower {
        let model: String
        let object: JSONObject
        var optional: Set<String> = []
    }

    /// Models whose objects statuses, roles and tags are for.
    static let holders = [
        "dcim.location", "dcim.device", "dcim.devicetype", "dcim.module", "dcim.interface", "dcim.inventoryitem",
        "dcim.platform", "ipam.prefix", "ipam.ipaddress", "tenancy.tenant", "virtualization.virtualmachine",
        "virtualization.cluster",
    ]

    let source: JSONObject
    private(set) var members = JSONObject()
    private(set) var needs: [Need] = []
    private(set) var followers: [Follower] = []
    /// The members that find the object where its natural key may have changed.
    var identity: [String] = []
    /// References that are left out when they cannot be resolved.
    private(set) var optional: Set<String> = []
    /// Why the object cannot be told.
    var problem: String?

    init(_ source: JSONObject) { self.source = source }

    /// Names of members that say something and have no counterpart.
    var unknown: [String] {
        source.members.compactMap { name, value in
            let isNothing = Self.structural.contains(name) || name.hasSuffix("_count") || name.hasPrefix("count_")
            return isNothing || used.contains(name) || Self.isBlank(value) ? nil : name
        }
    }
    private var used: Set<String> = []
    private static let structural: Set = [
        "id", "url", "display", "display_url", "slug", "created", "last_updated", "family", "children", "_depth",
        "depth", "lft", "rght", "tree_id", "level", "primary_ip", "tagged_items", "device_role", "config_context",
        "napalm_args", "cable_end", "link_peers", "link_peers_type", "connected_endpoints",
        "connected_endpoints_type", "connected_endpoints_reachable", "_occupied",
    ]

    private static func isBlank(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .string(""), .array([]), .bool(false), .int(0): true
        case .object(let object): object.count == 0
        default: false
        }
    }

    // MARK: Reading

    func text(_ name: String) -> String? {
        source[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The name of a nested object.
    func name(of member: String) -> String? {
        source[member]?["name"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The label of a choice: `{"value": "active", "label": "Active"}`, or what stands there.
    func label(_ member: String) -> String? {
        let choice = source[member]
        let text = choice?["label"]?.stringValue ?? choice?.stringValue
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The value of a choice.
    func value(_ member: String) -> String? {
        let choice = source[member]
        return choice?["value"]?.stringValue ?? choice?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Telling

    mutating func use(_ names: String...) { used.formUnion(names) }

    mutating func set(_ name: String, _ value: JSONValue) { members[name] = value }

    /// Leaves out what the model does not have.
    mutating func keep(only known: KnownMembers) {
        for name in members.keys where !known.contains(name) { members[name] = nil }
    }

    /// Members of the same name and meaning; a text that is missing is empty.
    mutating func copy(texts: String...) {
        for name in texts where source[name] != nil {
            members[name] = .string(source[name]?.stringValue ?? "")
            used.insert(name)
        }
    }

    /// Members of the same name and meaning, with `null` where there is nothing.
    mutating func copy(_ names: String...) {
        for name in names {
            guard let value = source[name] else { continue }
            members[name] = value == .string("") ? .null : value
            used.insert(name)
        }
    }

    /// Something that must be there before.
    ///
    /// - Parameter names: The members that find it; with none of them only its key and natural key do.
    mutating func need(_ model: String, _ object: JSONObject, by names: [String] = ["name"]) {
        needs.append(Need(model: model, object: object, identity: names))
    }

    /// The lasting key of a nested object, which may be here under another key and is then found by its names.
    mutating func mention(_ model: String, _ path: String, _ nested: JSONValue?, _ names: JSONObject) -> JSONValue? {
        guard let number = nested?["id"]?.intValue, let key = lastingKey(path, number) else { return nil }
        var object: JSONObject = ["id": key]
        for (name, value) in names.members { object[name] = value }
        needs.append(Need(model: model, object: object, identity: names.keys, purpose: .mention))
        return key
    }

    mutating func follow(_ model: String, _ object: JSONObject, optional: Set<String> = []) {
        followers.append(Follower(model: model, object: object, optional: optional))
    }

    mutating func makeOptional(_ name: String) { optional.insert(name) }

    static func named(_ name: String) -> JSONValue { .object(["name": .string(name)]) }

    /// A related object that is known by its name.
    mutating func relate(_ member: String, to model: String, as field: String? = nil, with more: JSONObject = [:]) {
        guard let value = source[member] else { return }
        used.insert(member)
        let field = field ?? member
        guard let name = value["name"]?.stringValue, !name.isEmpty else {
            members[field] = .null
            return
        }
        var object: JSONObject = ["name": .string(name)]
        for (key, value) in more.members { object[key] = value }
        need(model, object)
        members[field] = Self.named(name)
    }

    /// Almanac begins with the state; another system's store may have lost it.
    mutating func needActive() {
        need("extras.status", ["name": "Active", "content_types": Self.types(Self.holders)])
    }

    /// The state, which is made when the network uses one of its own.
    mutating func status(_ fallback: String = "Active") {
        used.insert("status")
        let name = label("status") ?? fallback
        need("extras.status", ["name": .string(name), "content_types": Self.types(Self.holders)])
        members["status"] = Self.named(name)
    }

    /// What a device or machine is there for; called `device_role` before NetBox 4.
    mutating func role() {
        let name = name(of: "role") ?? name(of: "device_role")
        used.insert("role")
        guard let name else { return }
        need(
            "extras.role",
            ["name": .string(name), "content_types": Self.types(["dcim.device", "virtualization.virtualmachine"])])
        members["role"] = Self.named(name)
    }

    private mutating func tags() {
        used.insert("tags")
        guard let tags = source["tags"]?.arrayValue else { return }
        var names: [JSONValue] = []
        for tag in tags {
            guard let name = tag["name"]?.stringValue ?? tag.stringValue else { continue }
            var object: JSONObject = ["name": .string(name), "content_types": Self.types(Self.holders)]
            if let color = tag["color"]?.stringValue { object["color"] = .string(color) }
            need("extras.tag", object)
            names.append(.string(name))
        }
        members["tags"] = .array(names)
    }

    /// Values of custom fields; those that are not defined here are named in the plan.
    private mutating func customFields() {
        used.insert("custom_fields")
        for (name, value) in source["custom_fields"]?.objectValue ?? [:] {
            switch value {
            // Objects have keys of NetBox.
            case .null, .object: continue
            case .array(let items) where items.contains { $0.stringValue == nil }: continue
            default: members["cf_\(name)"] = value
            }
        }
    }

    static func types(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }

    /// What any object may have; last of all.
    mutating func finish() {
        tags()
        customFields()
    }

    /// A key that is always the same for the object, and for what names it.
    var lastingKey: JSONValue? {
        guard let number = source["id"]?.intValue, let path = Self.path(source) else { return nil }
        return lastingKey(path, number)
    }

    /// The lasting key of another object of the same installation.
    ///
    /// - Parameter path: As `dcim/sites`.
    func lastingKey(_ path: String, _ number: Int64) -> JSONValue? {
        guard let parts = source["url"]?.stringValue?.split(separator: "/"), let end = parts.lastIndex(of: "api") else {
            return nil
        }
        // The host, so that two installations do not meet; not the scheme, which changes when a proxy comes.
        let host = parts[..<end].dropFirst().joined(separator: "/").lowercased()
        var bytes = Array(SHA256.hash(data: Array("netbox \(host) \(path) \(number)".utf8)).prefix(16))
        // RFC 9562, version 8: the bits are ours to choose.
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { Identifier(bytes: $0) }.map { .string($0.description) }
    }

    /// `dcim/devices` of `https://netbox.example/api/dcim/devices/7/`; nil for what is no object of NetBox.
    static func path(_ object: JSONObject) -> String? {
        guard let url = object["url"]?.stringValue, let key = object["id"]?.intValue else { return nil }
        let parts = url.split(separator: "/")
        guard let start = parts.lastIndex(of: "api"), parts.count == start + 4, parts[start + 3] == String(key) else {
            return nil
        }
        return "\(parts[start + 1])/\(parts[start + 2])"
    }
}
