package import Basics
package import Modeling

/// Rows that every store has from the start, under the same keys everywhere.
///
/// Clients count on the names (core.md §2.1, lifecycle.md §6). CVEs and vulnerabilities have no status of their own
/// at the start, as in the original.
package enum Seeds {
    /// The statuses, sorted by name.
    package static let statuses: [SeedStatus] = StatusSeeds.looks.map { look in
        SeedStatus(
            name: look.name, color: look.color, description: look.description,
            contentTypes: StatusSeeds.byModel.filter { $0.names.contains(look.name) }.map(\.model))
    }

    /// The roles, sorted by name; none is for devices.
    package static let roles: [SeedRole] = [
        SeedRole("Administrative", SeedColor.blue, contact, "Unit plays an administrative role"),
        SeedRole("Anycast", SeedColor.amber, address),
        SeedRole("Billing", SeedColor.green, contact, "Unit plays a billing role"),
        SeedRole("CARP", SeedColor.green, address),
        SeedRole("DLM Owner", SeedColor.grey, contact),
        SeedRole("DLM Primary", SeedColor.grey, contact),
        SeedRole("DLM Tier 1", SeedColor.grey, contact),
        SeedRole("DLM Tier 2", SeedColor.grey, contact),
        SeedRole("DLM Tier 3", SeedColor.grey, contact),
        SeedRole("DLM Unassigned", SeedColor.grey, contact),
        SeedRole("GLBP", SeedColor.green, address),
        SeedRole("HSRP", SeedColor.green, address),
        SeedRole("Loopback", SeedColor.grey, address),
        SeedRole("On Site", SeedColor.black, contact, "Unit plays an on site role"),
        SeedRole("Secondary", SeedColor.blue, address),
        SeedRole("Support", SeedColor.yellow, contact, "Unit plays a support role"),
        SeedRole("VIP", SeedColor.green, address),
        SeedRole("VRRP", SeedColor.green, address),
    ]

    /// The namespaces.
    package static let namespaces = [SeedNamespace(name: "Global")]

    /// The relationships (lifecycle.md §6).
    package static let relationships = [
        SeedRelationship(
            key: "contractlcm_to_inventoryitem", label: "Contract to dcim.InventoryItem", type: .oneToMany,
            sourceType: "nautobot_device_lifecycle_mgmt.contractlcm", sourceLabel: "Inventory Items",
            destinationType: "dcim.inventoryitem", destinationLabel: "Contract")
    ]

    /// The key for the vulnerability feed (lifecycle.md §6), in a pair of types that the model knows.
    package static let feedKey = SeedSecret(
        secret: "NAUTOBOT DLM NIST API KEY", description: "API key for NIST CVE Database",
        provider: "environment-variable", variable: "NAUTOBOT_DLM_NIST_API_KEY",
        group: "NAUTOBOT DLM NIST SECRETS GROUP", groupDescription: "Secrets group for NIST API integration",
        accessType: "HTTP(S)", secretType: "token")

    /// How the vulnerability feed is asked (lifecycle.md §6).
    package static let feed = SeedIntegration(
        name: "NAUTOBOT DLM NIST EXTERNAL INTEGRATION", url: "https://services.nvd.nist.gov/rest/json/cves/2.0",
        method: "GET", timeout: 60, headers: ["Content-Type": "application/json"],
        extraConfig: ["api_call_delay": 6, "retries": ["max_attempts": 3, "backoff": 2]], group: feedKey.group)

    private static let contact = ["extras.contactassociation"]
    private static let address = ["ipam.ipaddress"]
}

/// A status that every store has.
package struct SeedStatus: Sendable, Hashable {
    package let name: String
    /// Six lower-case hex digits.
    package let color: String
    package let description: String
    /// The models it applies to.
    package let contentTypes: [String]

    /// Its key.
    package var id: Identifier { Seeds.id("extras.status", name) }
}

/// A role that every store has.
package struct SeedRole: Sendable, Hashable {
    package let name: String
    /// Six lower-case hex digits.
    package let color: String
    package let description: String
    /// The models it applies to.
    package let contentTypes: [String]

    init(_ name: String, _ color: String, _ contentTypes: [String], _ description: String = "") {
        self.name = name
        self.color = color
        self.description = description
        self.contentTypes = contentTypes
    }

    /// Its key.
    package var id: Identifier { Seeds.id("extras.role", name) }
}

/// A namespace that every store has.
package struct SeedNamespace: Sendable, Hashable {
    package let name: String

    /// Its key.
    package var id: Identifier { Seeds.id("ipam.namespace", name) }
}

/// A relationship that every store has.
package struct SeedRelationship: Sendable, Hashable {
    package let key: String
    package let label: String
    package let type: RelationshipType
    package let sourceType: String
    package let sourceLabel: String
    package let destinationType: String
    package let destinationLabel: String

    /// Its key in the store.
    package var id: Identifier { Seeds.id("extras.relationship", key) }
}

extension Seeds {
    /// The key of the seeded row of a model with this name.
    package static func id(_ model: String, _ name: String) -> Identifier {
        Identifier.derived(from: "\(model):\(name)")
    }
}

/// The colours that Nautobot uses for its own rows.
enum SeedColor {
    static let green = "4caf50"
    static let grey = "9e9e9e"
    static let amber = "ffc107"
    static let red = "f44336"
    static let cyan = "00bcd4"
    static let blue = "2196f3"
    static let yellow = "ffeb3b"
    static let black = "111111"
    static let deepOrange = "ff5722"
    static let darkRed = "aa1409"
}

/// A secret in a group that every store has.
package struct SeedSecret: Sendable, Hashable {
    package let secret: String
    package let description: String
    package let provider: String
    package let variable: String
    package let group: String
    package let groupDescription: String
    package let accessType: String
    package let secretType: String

    /// The key of the row of a model.
    package func id(_ model: String) -> Identifier { Seeds.id(model, secret) }
}

/// An external integration that every store has.
package struct SeedIntegration: Sendable, Hashable {
    package let name: String
    package let url: String
    package let method: String
    /// Seconds.
    package let timeout: Int
    package let headers: JSONValue
    package let extraConfig: JSONValue
    /// Its secrets group, where there is one of this name.
    package let group: String

    /// Its key.
    package var id: Identifier { Seeds.id("extras.externalintegration", name) }
}
