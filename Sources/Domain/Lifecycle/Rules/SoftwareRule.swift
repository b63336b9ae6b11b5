package import Basics
package import Modeling

/// One validated software entry, as the matching rules see it: its assignments are sets of keys.
///
/// Contract: lifecycle.md §1.6 and §3.
package struct SoftwareRule: Sendable, Hashable {
    /// The key of the validated software entry.
    package var id: Identifier
    /// The approved software version; nil approves nothing.
    package var software: Identifier?
    /// First valid day.
    package var start: CalendarDay
    /// Last valid day, inclusive; nil means open.
    package var end: CalendarDay?
    /// Whether it is listed before the others; never decides validity.
    package var isPreferred: Bool
    /// Devices named one by one.
    package var devices: Set<Identifier>
    /// Device types; together with roles both must fit.
    package var deviceTypes: Set<Identifier>
    /// Roles of devices; together with types both must fit.
    package var roles: Set<Identifier>
    /// Tenants of devices.
    package var tenants: Set<Identifier>
    /// Inventory items named one by one.
    package var inventoryItems: Set<Identifier>
    /// Tags of devices and items, not of the entry itself.
    package var tags: Set<Identifier>

    /// An entry; assignments that are left out are empty.
    package init(
        id: Identifier, software: Identifier?, start: CalendarDay, end: CalendarDay? = nil, isPreferred: Bool = false,
        devices: Set<Identifier> = [], deviceTypes: Set<Identifier> = [], roles: Set<Identifier> = [],
        tenants: Set<Identifier> = [], inventoryItems: Set<Identifier> = [], tags: Set<Identifier> = []
    ) {
        self.id = id
        self.software = software
        self.start = start
        self.end = end
        self.isPreferred = isPreferred
        self.devices = devices
        self.deviceTypes = deviceTypes
        self.roles = roles
        self.tenants = tenants
        self.inventoryItems = inventoryItems
        self.tags = tags
    }

    /// Whether the entry is valid on a day; both ends are inclusive.
    package func isValid(on day: CalendarDay) -> Bool {
        start <= day && (end.map { day <= $0 } ?? true)
    }
}

/// What the matching rules need to know of a device or an inventory item.
package struct SubjectFacts: Sendable, Hashable {
    /// Which rules apply.
    package enum Kind: Sendable, Hashable {
        /// Everything counts.
        case device
        /// Only direct assignment and tags count; type, role and tenant of the parent device do not.
        case inventoryItem
    }

    /// Device or inventory item.
    package var kind: Kind
    /// The key of the device or item.
    package var id: Identifier
    /// The type of the device.
    package var deviceType: Identifier?
    /// The role of the device.
    package var role: Identifier?
    /// The tenant of the device.
    package var tenant: Identifier?
    /// The tags that the device or item carries.
    package var tags: Set<Identifier>
    /// The installed software version.
    package var software: Identifier?

    /// The facts about one device or item.
    package init(
        kind: Kind = .device, id: Identifier, deviceType: Identifier? = nil, role: Identifier? = nil,
        tenant: Identifier? = nil, tags: Set<Identifier> = [], software: Identifier? = nil
    ) {
        self.kind = kind
        self.id = id
        self.deviceType = deviceType
        self.role = role
        self.tenant = tenant
        self.tags = tags
        self.software = software
    }
}

/// How tenants take part in matching (lifecycle.md §3.2, §3.3).
package enum MatchingMode: Sendable, Hashable {
    /// Entries with a tenant never match a device.
    case legacy
    /// A device with a tenant matches entries of its tenant.
    ///
    /// `strict` lets a tenant-wide entry apply only when it names no device, item or tag (§8.3 W2).
    case multiTenant(strict: Bool)

    /// The operator's choice.
    package init(_ settings: DomainSettings) {
        self = settings.multiTenantMode ? .multiTenant(strict: settings.strictTenantRule) : .legacy
    }
}
