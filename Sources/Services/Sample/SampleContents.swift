import Basics

/// Inventory items, and the management interfaces with their addresses.
extension SampleNetwork {
    /// Up to so many devices a network counts as small: people look at it, so it has more of everything.
    static let largestSmallNetwork = 5_000

    /// Whether devices have interfaces and addresses.
    var isSmall: Bool { devices <= Self.largestSmallNetwork }

    // MARK: Inventory items

    /// How many inventory items a device has; draws from the numbers for its items.
    private func itemCount(_ device: SampleDevice, _ random: SeededRandom) -> Int {
        guard !device.type.parts.isEmpty else { return 0 }
        // Some devices have no part that fits, so more than 30 % of the others have one.
        guard random.percent(isSmall ? 36 : 6) else { return 0 }
        return isSmall ? 1 + Int(random.below(3)) : 1
    }

    /// How many inventory items a device has.
    func itemCount(_ device: SampleDevice) -> Int {
        itemCount(device, SamplePurpose.items.random(seed: seed, index: device.index))
    }

    /// Hands over every inventory item.
    func emitItems(_ emit: SampleSink) rethrows {
        var index = 0
        try forEachDevice { device in
            let random = SamplePurpose.items.random(seed: seed, index: device.index)
            for position in 0..<itemCount(device, random) {
                guard let place = random.pick(device.type.parts) else { continue }
                try emit(SampleModel.item, item(index, stock.parts[place], position, of: device, random))
                index += 1
            }
        }
    }

    private func item(
        _ index: Int, _ part: SamplePart, _ position: Int, of device: SampleDevice, _ random: SeededRandom
    ) -> JSONObject {
        let plant = random.pick(["AVD", "LIT", "OPM", "PDC"]) ?? "AVD"
        let date = SampleText.padded(Int(random.below(12)) + 17, 2) + SampleText.padded(Int(random.below(52)) + 1, 2)
        let software = part.hasSoftware ? device.version : nil
        return JSONObject(
            id: SampleID.ordered(.items, index, bits: random.next()),
            [
                "name": .string("\(part.noun) \(position + 1)"),
                "device": .string(device.id.description),
                "manufacturer": part.manufacturer,
                "part_id": .string(part.partID),
                "serial": .string(plant + date + SampleText.letters(index)),
                "asset_tag": isSmall && random.percent(20) ? .string("P" + SampleText.padded(index + 1, 7)) : .null,
                "description": .string(part.row["description"]),
                "discovered": .bool(random.percent(50)),
                "software_version": software.map { stock.versions[$0].reference } ?? .null,
                "tags": random.percent(8) ? .array(random.pick(tagReferences).map { [$0] } ?? []) : .null,
            ])
    }

    // MARK: Addresses

    /// How many objects give a device its address: interface, address, assignment, and the device once more.
    static let objectsPerAddress = 4

    /// Whether a device has a management interface with an address.
    func hasAddress(_ device: SampleDevice) -> Bool {
        isSmall && SamplePurpose.address.random(seed: seed, index: device.index).percent(25)
    }

    /// Hands over the range of all addresses and that of each site.
    func emitPrefixes(_ emit: SampleSink) rethrows {
        guard isSmall else { return }
        let whole = "10.64.0.0/14"
        try emit(
            SampleModel.prefix,
            JSONObject(
                id: SampleID.named(SampleModel.prefix, whole),
                [
                    "prefix": .string(whole), "type": "container", "namespace": "Global", "status": "Active",
                    "description": "Device management",
                ]))
        try layout.forEachSite { site in
            let text = network(of: site) + ".0/24"
            try emit(
                SampleModel.prefix,
                JSONObject(
                    id: SampleID.named(SampleModel.prefix, text),
                    [
                        "prefix": .string(text), "type": "network", "namespace": "Global", "status": "Active",
                        "description": .string("Device management in \(site.name)"),
                        "locations": .array([site.reference]),
                    ]))
        }
    }

    /// Hands over the interfaces and addresses, and each device that has them once more with its primary address.
    func emitAddresses(_ emit: SampleSink) rethrows {
        guard isSmall else { return }
        var index = 0
        var site = -1
        var host = 0
        try forEachDevice { device in
            guard hasAddress(device) else { return }
            if device.site.place != site { (site, host) = (device.site.place, 10) }
            let network = network(of: device.site)
            try emitAddress("\(network).\(host)/24", index, device, emit)
            index += 1
            host += 1
        }
    }

    private func emitAddress(_ text: String, _ index: Int, _ device: SampleDevice, _ emit: SampleSink) rethrows {
        let bits = SamplePurpose.address.random(seed: seed, index: device.index).next()
        let interface = SampleID.ordered(.interfaces, index, bits: bits)
        let address = SampleID.ordered(.addresses, index, bits: bits)
        let port = port(of: device)
        try emit(
            SampleModel.interface,
            JSONObject(
                id: interface,
                [
                    "device": .string(device.id.description), "name": .string(port.name), "type": .string(port.type),
                    "status": "Active", "mgmt_only": .bool(port.type != "virtual"),
                    "description": "Device management",
                ]))
        try emit(
            SampleModel.address,
            JSONObject(
                id: address,
                [
                    "address": .string(text), "namespace": "Global", "status": "Active", "type": "host",
                    "dns_name": .string(name(device) + ".net.example.com"),
                ]))
        try emit(
            SampleModel.assignment,
            JSONObject(
                id: SampleID.ordered(.assignments, index, bits: bits),
                ["ip_address": .string(address.description), "interface": .string(interface.description)]))
        try emit(
            SampleModel.device, JSONObject(id: device.id, ["primary_ip4": .string(address.description)]))
    }

    /// The first three numbers of the addresses in a site.
    private func network(of site: SampleSite) -> String { "10.\(64 + site.place / 256).\(site.place % 256)" }

    /// The name and type of the interface through which a device is managed.
    private func port(of device: SampleDevice) -> (name: String, type: String) {
        switch (layout.roles[device.role], device.type.row["platform"]) {
        case ("wan-edge", _), ("core-switch", _), ("branch-router", _): ("Loopback0", "virtual")
        case (_, "cisco_ios"), (_, "cisco_xe"): ("Vlan1", "virtual")
        case (_, "cisco_nxos"): ("mgmt0", "1000base-t")
        case (_, "arista_eos"): ("Management1", "1000base-t")
        case ("access-switch", "juniper_junos"), ("distribution-switch", "juniper_junos"): ("me0", "1000base-t")
        case ("datacenter-leaf", "juniper_junos"): ("em0", "1000base-t")
        case (_, "juniper_junos"): ("fxp0", "1000base-t")
        case (_, "cisco_asa"): ("Management1/1", "1000base-t")
        case (_, "fortinet_fortios"): ("mgmt", "1000base-t")
        default: ("management", "1000base-t")
        }
    }
}
