import Basics
import Modeling

/// What must hold for devices.
enum DeviceRules {
    // Made once: every device that is written is asked about by them.
    private static let (name, location, tenant) = {
        let device = FieldPaths<Device>()
        return (device.name, device.location, device.tenant)
    }()

    /// Names occur once in the scope that the operator chose; devices without a name are not compared.
    static let nameIsUnique = Rule<Device> { context in
        let record = context.record
        guard let name = record.name, !name.isEmpty else { return [] }
        if let previous = context.previous, previous.name == name, previous.tenant == record.tenant,
            previous.location == record.location
        {
            return []
        }
        switch context.settings.deviceUniqueness {
        case .none: return []
        case .name:
            guard try context.anotherExists(where: Self.name == name) else { return [] }
            return [
                FieldErrors(
                    "name",
                    [
                        "At least one other device named '\(name)' already exists. "
                            + "Device names must be globally unique when DEVICE_UNIQUENESS='name'."
                    ])
            ]
        case .locationTenantName:
            let here = [Self.name == name, location == record.location, tenant == record.tenant]
            guard try context.anotherExists(where: .all(here)) else { return [] }
            return [FieldErrors("__all__", [try collision(name, context)])]
        }
    }

    private static func collision(_ name: String, _ context: RuleContext<Device>) throws -> String {
        let location = try context.get(context.record.location)?.name ?? ""
        guard let tenant = try context.get(context.record.tenant)?.name else {
            return "A device named '\(name)' with no tenant already exists in this location: \(location). "
                + "Device names must be unique when tenant is None and DEVICE_UNIQUENESS='location_tenant_name'."
        }
        return "A device named '\(name)' already exists in this location: \(location) and tenant: \(tenant). "
            + "Device names must be unique per (Location, Tenant) when DEVICE_UNIQUENESS='location_tenant_name'."
    }

    /// A platform that belongs to a manufacturer runs on that manufacturer's types only.
    static let platformFitsType = Rule<Device> { context in
        guard let manufacturer = try context.get(context.record.platform)?.manufacturer,
            let type = try context.get(context.record.deviceType), type.manufacturer != manufacturer
        else { return [] }
        let wanted = try context.get(manufacturer)?.name ?? ""
        let found = try context.get(type.manufacturer)?.name ?? ""
        return [
            FieldErrors(
                "platform",
                [
                    "The assigned platform is limited to \(wanted) device types, "
                        + "but this device's type belongs to \(found)."
                ])
        ]
    }

    /// Racks are not kept in this release, so nothing can be mounted in one.
    static let placeNeedsRack = Rule<Device> { context in
        var errors: [FieldErrors] = []
        if context.record.face != nil {
            errors.append(FieldErrors("face", ["Cannot select a rack face without assigning a rack."]))
        }
        if context.record.position != nil {
            errors.append(FieldErrors("position", ["Cannot select a rack position without assigning a rack."]))
        }
        return errors
    }

    /// Redundancy groups are not kept in this release, so nothing has a priority in one.
    static let priorityNeedsGroup = Rule<Device> { context in
        guard context.record.deviceRedundancyGroupPriority != nil else { return [] }
        return [
            FieldErrors(
                "device_redundancy_group_priority",
                ["Must assign a redundancy group when defining a redundancy group priority."])
        ]
    }

    static let primaryAddress4 = Rule<Device> { context in
        try checkPrimary(context.record.primaryIp4, version: 4, context)
    }

    static let primaryAddress6 = Rule<Device> { context in
        try checkPrimary(context.record.primaryIp6, version: 6, context)
    }

    /// The address, or the one that it is translated from, is on an interface of the device.
    private static func checkPrimary(
        _ id: ID<IPAddress>?, version: Int, _ context: RuleContext<Device>
    ) throws -> [FieldErrors] {
        guard let address = try context.get(id) else { return [] }
        let field = "primary_ip\(version)"
        guard address.ipVersion == version else {
            return [FieldErrors(field, ["\(address.address) is not an IPv\(version) address."])]
        }
        let pair = FieldPaths<IPAddressToInterface>()
        let inside = address.natInside.map { pair.ipAddress == $0 } ?? .never
        let isAssigned = (pair.ipAddress == address.id || inside) && pair.interface.device == context.record.id
        guard try !context.exists(IPAddressToInterface.self, where: isAssigned) else { return [] }
        return [
            FieldErrors(
                field, ["The specified IP address (\(address.address)) is not assigned to this device."])
        ]
    }

    /// Images that override those of the version are meant for the device type, or for any.
    static let imagesFitType = Rule<Device> { context in
        let images = try context.members(\.softwareImageFiles)
        return try imageErrors(images, on: context.record.deviceType, context)
    }

    /// The errors of a set of images on hardware of a type.
    static func imageErrors<M: Model>(
        _ images: [ID<SoftwareImageFile>], on type: ID<DeviceType>, _ context: RuleContext<M>
    ) throws -> [FieldErrors] {
        let mapping = FieldPaths<DeviceTypeToSoftwareImageFile>()
        let messages = try images.compactMap { id -> String? in
            guard let image = try context.get(id), !image.defaultImage else { return nil }
            let isMapped = mapping.softwareImageFile == id && mapping.deviceType == type
            guard try !context.exists(DeviceTypeToSoftwareImageFile.self, where: isMapped) else { return nil }
            let version = try context.display(image.softwareVersion)
            return "Software image file \(try context.display(id)) for version '\(version)' is not valid for "
                + "device type \(try context.get(type)?.model ?? "")."
        }
        return messages.isEmpty ? [] : [FieldErrors("software_image_files", messages)]
    }
}
