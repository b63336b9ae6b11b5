import Basics

/// A device of the sample network before it becomes an object: all choices, few texts.
struct SampleDevice {
    let index: Int
    let site: SampleSite
    /// A place in ``SampleLayout/roles``.
    let role: Int
    /// Its number among the devices of its site with its role, from 1.
    let number: Int
    let type: SampleDeviceType
    /// A place in ``SampleStock/versions``; `nil` when no software is known.
    let version: Int?
    let status: String
    let id: Identifier
}

extension SampleNetwork {
    private static let statuses = ["Active", "Planned", "Staged", "Decommissioning", "Inventory"]
    private static let statusWeights: [UInt64] = [91, 2, 2, 2, 3]

    /// Calls the closure with every device in order; the same devices at every call.
    func forEachDevice(_ body: (SampleDevice) throws -> Void) rethrows {
        try layout.forEachSite { site in
            let random = SamplePurpose.site.random(seed: seed, index: site.place)
            // A site buys most of its hardware of one role at once.
            let usual = typesByRole.map { types in types.isEmpty ? 0 : random.pick(weights: types.map(\.weight)) }
            var numbers = [Int](repeating: 0, count: layout.roles.count)
            for index in site.devices {
                let role = site.facility.role(at: index - site.devices.lowerBound)
                numbers[role] += 1
                try body(device(index, site, role, number: numbers[role], usual: usual[role]))
            }
        }
    }

    private func device(_ index: Int, _ site: SampleSite, _ role: Int, number: Int, usual: Int) -> SampleDevice {
        let random = SamplePurpose.plan.random(seed: seed, index: index)
        let bits = random.next()
        let types = typesByRole[role]
        let type = types[random.percent(60) ? usual : random.pick(weights: typeWeights[role])]
        let status = Self.statuses[random.pick(weights: Self.statusWeights)]
        return SampleDevice(
            index: index, site: site, role: role, number: number, type: type,
            version: status == "Planned" || random.percent(4) ? nil : version(of: type, random), status: status,
            id: SampleID.ordered(.devices, index, bits: bits))
    }

    /// Most devices run what the policy names for them, the others anything that their family runs.
    private func version(of type: SampleDeviceType, _ random: SeededRandom) -> Int? {
        let follows = random.percent(60)
        return random.pick(follows && !type.approved.isEmpty ? type.approved : type.releases)
    }

    /// Hands over every device, and then calls `visit` with it.
    func emitDevices(_ emit: SampleSink, visit: (SampleDevice) -> Void) rethrows {
        try forEachDevice { device in
            try emit(SampleModel.device, object(device))
            visit(device)
        }
    }

    /// What devices are called: `fra01-acc-0012`.
    func name(_ device: SampleDevice) -> String {
        device.site.prefix + "-" + layout.roleCodes[device.role] + "-" + SampleText.padded(device.number, 4)
    }

    private func object(_ device: SampleDevice) -> JSONObject {
        let random = SamplePurpose.details.random(seed: seed, index: device.index)
        let serial = serial(device, random)
        let hasAssetTag = random.percent(50)
        let tenant = random.percent(60) ? random.pick(tenantReferences) : nil
        return JSONObject(
            id: device.id,
            [
                "name": .string(name(device)),
                "serial": .string(serial),
                "asset_tag": hasAssetTag ? .string("A" + SampleText.padded(device.index + 1, 7)) : .null,
                "device_type": device.type.reference,
                "status": .string(device.status),
                "role": layout.roleReferences[device.role],
                "tenant": tenant ?? .null,
                "platform": device.type.platform,
                "location": device.site.reference,
                "software_version": device.version.map { stock.versions[$0].reference } ?? .null,
                "tags": .array(tags(layout.roles[device.role], random)),
            ])
    }

    /// References to the tags of a device.
    private func tags(_ role: String, _ random: SeededRandom) -> [JSONValue] {
        let expected =
            switch role {
            case "firewall", "wan-edge": "internet-facing"
            case "core-switch", "datacenter-spine": "critical"
            default: ""
            }
        var tags: [JSONValue] = []
        if !expected.isEmpty, random.percent(50) { tags.append(SampleID.reference(SampleModel.tag, expected)) }
        if random.percent(12), let tag = random.pick(tagReferences), !tags.contains(tag) { tags.append(tag) }
        return tags
    }

    /// A serial number in the manufacturer's style; no two devices have the same.
    private func serial(_ device: SampleDevice, _ random: SeededRandom) -> String {
        let year = Int(random.below(12))
        let week = SampleText.padded(Int(random.below(52)) + 1, 2)
        switch device.type.manufacturer {
        case "Cisco":
            // The plant, the year counted from 1996, the week, and a running number.
            let plant = random.pick(["FCW", "FDO", "FOC", "FXS", "JAE", "SSI"]) ?? "FCW"
            return "\(plant)\(SampleText.padded(year + 17, 2))\(week)\(SampleText.letters(device.index))"
        case "Arista":
            return "JPE\(SampleText.padded(year + 14, 2))\(SampleText.digits(device.index))"
        case "Juniper":
            let plant = random.pick(["HV", "PE", "XH", "ZX"]) ?? "HV"
            return "\(plant)3\(week)\(SampleText.digits(device.index))"
        case "Fortinet":
            let hardware = device.type.row["part_number"].replacing("-", with: "")
            return "\(hardware)TK\(SampleText.padded(year + 14, 2))\(SampleText.digits(device.index))"
        default:
            return "01\(week)\(year % 10)\(SampleText.digits(device.index))"
        }
    }
}
