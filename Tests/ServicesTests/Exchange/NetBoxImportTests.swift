import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What NetBox's API answers comes in as it is (shapes: NetBox 4.2 REST API; `device_role` and `site` of 3.x).
@Suite struct NetBoxImportTests {
    private static let devices = """
        {"count": 3, "next": null, "previous": null, "results": [
          {"id": 7, "url": "https://netbox.example/api/dcim/devices/7/", "display": "ams01-core-1", "name": "ams01-core-1",
           "device_type": {"id": 2, "url": "https://netbox.example/api/dcim/device-types/2/", "display": "DCS-7280SR3-48YC8",
             "manufacturer": {"id": 1, "url": "https://netbox.example/api/dcim/manufacturers/1/", "display": "Arista",
               "name": "Arista", "slug": "arista"}, "model": "DCS-7280SR3-48YC8", "slug": "dcs-7280sr3-48yc8"},
           "role": {"id": 3, "url": "https://netbox.example/api/dcim/device-roles/3/", "display": "Core", "name": "Core",
             "slug": "core"},
           "tenant": {"id": 4, "url": "https://netbox.example/api/tenancy/tenants/4/", "display": "Dunder", "name": "Dunder",
             "slug": "dunder"},
           "platform": {"id": 5, "url": "https://netbox.example/api/dcim/platforms/5/", "display": "Arista EOS",
             "name": "Arista EOS", "slug": "arista-eos"},
           "serial": "JPE20382241", "asset_tag": "A-77", "site": {"id": 6, "url": "https://netbox.example/api/dcim/sites/6/",
             "display": "AMS01", "name": "AMS01", "slug": "ams01"},
           "location": {"id": 8, "url": "https://netbox.example/api/dcim/locations/8/", "display": "MDF", "name": "MDF",
             "slug": "mdf", "_depth": 0},
           "rack": {"id": 9, "url": "https://netbox.example/api/dcim/racks/9/", "display": "R1", "name": "R1"},
           "position": 10.0, "face": {"value": "front", "label": "Front"}, "latitude": null, "longitude": null,
           "status": {"value": "active", "label": "Active"}, "airflow": null,
           "primary_ip": {"id": 1, "url": "https://netbox.example/api/ipam/ip-addresses/1/", "display": "10.1.0.1/24",
             "family": {"value": 4, "label": "IPv4"}, "address": "10.1.0.1/24"},
           "primary_ip4": {"id": 1, "url": "https://netbox.example/api/ipam/ip-addresses/1/", "display": "10.1.0.1/24",
             "family": {"value": 4, "label": "IPv4"}, "address": "10.1.0.1/24"},
           "primary_ip6": null, "cluster": null, "virtual_chassis": null, "comments": "", "config_template": null,
           "tags": [{"id": 1, "url": "https://netbox.example/api/extras/tags/1/", "display": "lab", "name": "lab",
             "slug": "lab", "color": "2196f3"}],
           "custom_fields": {"owner_team": "noc", "nothing": null},
           "created": "2023-01-05T00:00:00Z", "last_updated": "2024-02-01T10:00:00Z", "interface_count": 54},
          {"id": 8, "url": "https://netbox.example/api/dcim/devices/8/", "display": "ams01-acc-1", "name": "ams01-acc-1",
           "device_type": {"id": 20, "url": "https://netbox.example/api/dcim/device-types/20/", "display": "C9300-48P",
             "manufacturer": {"id": 10, "url": "https://netbox.example/api/dcim/manufacturers/10/", "display": "Cisco",
               "name": "Cisco", "slug": "cisco"}, "model": "C9300-48P", "slug": "c9300-48p"},
           "device_role": {"id": 30, "url": "https://netbox.example/api/dcim/device-roles/30/", "name": "Access"},
           "tenant": null, "platform": {"id": 50, "url": "https://netbox.example/api/dcim/platforms/50/", "name": "IOS-XE",
             "slug": "ios-xe"}, "serial": "", "asset_tag": null,
           "site": {"id": 6, "url": "https://netbox.example/api/dcim/sites/6/", "name": "AMS01", "slug": "ams01"},
           "location": null, "rack": null, "position": null, "face": null,
           "status": {"value": "wiped", "label": "Wiped clean"}, "primary_ip4": null, "primary_ip6": null,
           "comments": "from 3.7", "tags": [], "custom_fields": {}},
          {"id": 9, "url": "https://netbox.example/api/dcim/devices/9/", "display": "brief", "name": "brief"}
        ]}
        """
    private static let sites = """
        [{"id": 6, "url": "https://netbox.example/api/dcim/sites/6/", "display": "AMS01", "name": "AMS01", "slug": "ams01",
          "status": {"value": "active", "label": "Active"}, "region": {"id": 1,
            "url": "https://netbox.example/api/dcim/regions/1/", "display": "Europe", "name": "Europe", "slug": "europe"},
          "group": null, "tenant": null, "facility": "Equinix AM3", "time_zone": "Europe/Amsterdam", "description": "",
          "physical_address": "Science Park 610", "shipping_address": "", "latitude": 52.3557, "longitude": 4.9513,
          "comments": "", "asns": [], "tags": [], "custom_fields": {}, "device_count": 2}]
        """
    private static let addresses = """
        {"id": 1, "url": "https://netbox.example/api/ipam/ip-addresses/1/", "address": "10.1.0.1/24", "family": {"value": 4, "label": "IPv4"}, "vrf": null, "tenant": null, "status": {"value": "active", "label": "Active"}, "role": {"value": "loopback", "label": "Loopback"}, "assigned_object_type": "dcim.interface", "assigned_object_id": 11, "assigned_object": {"id": 11, "url": "https://netbox.example/api/dcim/interfaces/11/", "device": {"id": 7, "url": "https://netbox.example/api/dcim/devices/7/", "name": "ams01-core-1"}, "name": "Loopback0"}, "nat_inside": null, "nat_outside": [], "dns_name": "AMS01-core-1.example", "description": "", "tags": [], "custom_fields": {}}
        {"id": 2, "url": "https://netbox.example/api/ipam/ip-addresses/2/", "address": "10.1.0.1/24", "vrf": {"id": 1, "url": "https://netbox.example/api/ipam/vrfs/1/", "name": "blue", "rd": null}, "tenant": null, "status": {"value": "dhcp", "label": "DHCP"}, "role": null, "assigned_object_type": null, "assigned_object": null, "dns_name": "", "description": "", "tags": [], "custom_fields": {}}
        {"id": 3, "url": "https://netbox.example/api/ipam/prefixes/3/", "prefix": "10.0.0.0/8", "vrf": null, "scope_type": "dcim.site", "scope_id": 6, "scope": {"id": 6, "url": "https://netbox.example/api/dcim/sites/6/", "name": "AMS01"}, "status": {"value": "container", "label": "Container"}, "is_pool": false, "role": null, "tags": [], "custom_fields": {}}
        """
    private static let parts = """
        {"id": 11, "url": "https://netbox.example/api/dcim/interfaces/11/", "device": {"id": 7, "url": "https://netbox.example/api/dcim/devices/7/", "name": "ams01-core-1"}, "name": "Loopback0", "type": {"value": "virtual", "label": "Virtual"}, "enabled": true, "mtu": null, "mac_address": null, "description": "", "mode": null, "lag": null, "tags": [], "custom_fields": {}}
        {"id": 21, "url": "https://netbox.example/api/dcim/inventory-items/21/", "device": {"id": 7, "url": "https://netbox.example/api/dcim/devices/7/", "name": "ams01-core-1"}, "parent": null, "name": "Power Supply 1", "label": "", "role": null, "manufacturer": {"id": 1, "url": "https://netbox.example/api/dcim/manufacturers/1/", "name": "Arista"}, "part_id": "PWR-511-AC-RED", "serial": "S1", "asset_tag": null, "discovered": false, "description": "", "tags": [], "custom_fields": {}}
        {"id": 22, "url": "https://netbox.example/api/dcim/inventory-items/22/", "device": {"id": 7, "url": "https://netbox.example/api/dcim/devices/7/", "name": "ams01-core-1"}, "parent": 21, "name": "Fan", "label": "", "role": null, "manufacturer": null, "part_id": "FAN-1", "serial": "", "asset_tag": null, "discovered": false, "description": "", "tags": [], "custom_fields": {}}
        {"id": 5, "url": "https://netbox.example/api/dcim/racks/5/", "name": "R1"}
        """

    private func errors(_ plan: ImportPlan) -> [String] {
        plan.entries.filter { $0.action == .error }.flatMap(\.messages)
    }

    @Test func `a list of devices alone brings along what they stand on`() async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(Self.devices, .json)
        #expect(
            plan.total(.error) == 1 && errors(plan).first?.contains("manufacturer and model") == true, "\(errors(plan))"
        )
        let devices = try await world.fetch(Query<Device>()).sorted { ($0.name ?? "") < ($1.name ?? "") }
        try #require(devices.count == 2)
        #expect(devices.map(\.name) == ["ams01-acc-1", "ams01-core-1"])
        #expect(devices[1].serial == "JPE20382241" && devices[1].assetTag == "A-77")
        let places = try await world.fetch(Query<Location>())
        #expect(Set(places.map(\.name)) == ["Global", "AMS01", "MDF"])
        #expect(places.first { $0.id == devices[1].location }?.name == "MDF")
        #expect(places.first { $0.id == devices[0].location }?.name == "AMS01")
        let platforms = try await world.fetch(Query<Platform>())
        #expect(platforms.first { $0.id == devices[0].platform }?.networkDriver == "cisco_xe")
        #expect(platforms.first { $0.id == devices[1].platform }?.networkDriver == "arista_eos")
        let roles = try await world.fetch(Query<Role>())
        #expect(roles.first { $0.id == devices[0].role }?.name == "Access")
        #expect(try await world.fetch(Query<Status>()).contains { $0.name == "Wiped clean" })
        #expect(try await world.fetch(Query<Domain.Tag>()).map(\.name) == ["lab"])
        // What has no place here is told: nobody is to believe that it came along.
        let told = Set(plan.unknown.map(\.name))
        #expect(told.isSuperset(of: ["rack", "position", "face", "primary_ip4"]), "\(told)")
    }

    @Test func `the same export again changes nothing`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.devices, .json)
        _ = try await world.load(Self.parts)
        for again in [
            try await world.load(Self.devices, .json, mode: .plan), try await world.load(Self.parts, mode: .plan),
        ] {
            #expect(again.total(.create) == 0 && again.total(.update) == 0, "\(again.entries)")
        }
    }

    @Test func `a site that came with its devices moves below its region, and they with it`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.devices, .json)
        let plan = try await world.load(Self.sites, .json)
        #expect(plan.total(.error) == 0, "\(errors(plan))")
        let places = try await world.fetch(Query<Location>())
        let site = try #require(places.first { $0.name == "AMS01" })
        #expect(places.filter { $0.name == "AMS01" }.count == 1)
        #expect(places.first { $0.id == site.parent }?.name == "Europe")
        #expect(site.facility == "Equinix AM3" && site.timeZone == "Europe/Amsterdam")
    }

    @Test func `addresses find their interfaces, and devices their addresses`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.devices, .json)
        let alone = try await world.load(Self.addresses, mode: .plan)
        #expect(alone.total(.error) == 0 && alone.unknown.contains { $0.name == "interface" }, "\(errors(alone))")
        let parts = try await world.load(Self.parts)
        #expect(errors(parts) == ["NetBox's dcim/racks have no counterpart here."])
        let plan = try await world.load(Self.addresses)
        #expect(plan.total(.error) == 0, "\(errors(plan))")
        let found = try await world.fetch(Query<IPAddress>())
        #expect(found.map(\.address).sorted() == ["10.1.0.1/24", "10.1.0.1/24"])
        #expect(Set(found.map(\.type)) == ["dhcp", "host"])
        #expect(try await world.fetch(Query<IPAddressToInterface>()).count == 1)
        let prefixes = try await world.fetch(Query<Prefix>())
        #expect(prefixes.map(\.prefix).sorted() == ["10.0.0.0/8", "10.1.0.0/24", "10.1.0.0/24"])
        #expect(prefixes.first { $0.prefix == "10.0.0.0/8" }?.type == "container")
        let items = try await world.fetch(Query<InventoryItem>())
        #expect(items.first { $0.name == "Fan" }?.parent == items.first { $0.name == "Power Supply 1" }?.id)
    }

    @Test func `an address of its own makes it the primary one`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.devices, .json)
        _ = try await world.load(Self.parts)
        let only = String(Self.addresses.split(separator: "\n")[0])
        _ = try await world.load(only)
        let plan = try await world.load(Self.devices, .json)
        #expect(plan.total(.update) == 1, "\(plan.entries)")
        let device = try #require(try await world.fetch(Query<Device>()).first { $0.name == "ams01-core-1" })
        #expect(device.primaryIp4 != nil)
    }

    @Test func `a site may be called as its region is`() async throws {
        let world = try await ServiceWorld()
        let region = """
            {"id": 3, "url": "https://netbox.example/api/dcim/regions/3/", "name": "Berlin", "slug": "berlin", "parent": null}
            """
        let site = """
            {"id": 9, "url": "https://netbox.example/api/dcim/sites/9/", "name": "Berlin", "slug": "berlin", "status": {"value": "active", "label": "Active"}, "region": {"id": 3, "url": "https://netbox.example/api/dcim/regions/3/", "name": "Berlin"}}
            """
        let plan = try await world.load("\(site)\n\(region)")
        #expect(plan.total(.error) == 0, "\(errors(plan))")
        let places = try await world.fetch(Query<Location>()).filter { $0.name == "Berlin" }
        try #require(places.count == 2)
        let inner = try #require(places.first { $0.parent != nil })
        #expect(places.contains { $0.id == inner.parent && $0.parent == nil })
        let again = try await world.load("\(region)\n\(site)", mode: .plan)
        #expect(again.total(.create) == 0 && again.total(.update) == 0 && again.total(.error) == 0, "\(again.entries)")
    }

    @Test func `an address that does not fit as the primary one is left out and told`() async throws {
        let world = try await ServiceWorld()
        let cluster = """
            {"id": 4, "url": "https://netbox.example/api/virtualization/clusters/4/", "name": "c1", "type": {"id": 1, "url": "https://netbox.example/api/virtualization/cluster-types/1/", "name": "kvm"}, "status": {"value": "active", "label": "Active"}}
            """
        // The address belongs to an interface of the machine, which has no counterpart: it is nobody's here.
        let machine = """
            {"id": 5, "url": "https://netbox.example/api/virtualization/virtual-machines/5/", "name": "vm1", "cluster": {"id": 4, "url": "https://netbox.example/api/virtualization/clusters/4/", "name": "c1"}, "status": {"value": "active", "label": "Active"}, "primary_ip4": {"id": 1, "url": "https://netbox.example/api/ipam/ip-addresses/1/", "address": "10.1.0.1/24"}}
            """
        _ = try await world.load(Self.addresses)
        for _ in 1...2 {
            let plan = try await world.load("\(cluster)\n\(machine)")
            #expect(plan.total(.error) == 0, "\(errors(plan))")
            #expect(plan.unknown.contains { $0.name == "primary_ip4" }, "\(plan.unknown)")
            #expect(try await world.fetch(Query<VirtualMachine>()).map(\.name) == ["vm1"])
        }
    }

    @Test(
        "an object that is not what it seems is refused or taken for what it says",
        arguments: [
            #"{"id": 1, "url": "https://netbox.example/api/dcim/devices/1/"}"#,
            #"{"id": 1, "url": "https://netbox.example/api/dcim/devices/1/", "site": "x", "device_type": 7, "tags": {}}"#,
            #"{"id": 1, "url": "https://netbox.example/api/ipam/ip-addresses/1/", "address": "300.1.1.1/99"}"#,
            #"{"id": 1, "url": "https://netbox.example/api/virtualization/virtual-machines/1/", "name": "vm"}"#,
            #"{"id": 1, "url": "/api/dcim/interfaces/1/", "device": null, "name": "eth0"}"#,
            #"{"id": 1, "url": "https://netbox.example/api/dcim/devices/2/"}"#,
            #"{"id": -1, "url": "https://netbox.example/api/users/tokens/-1/"}"#,
        ])
    func hostile(_ text: String) async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(text)
        #expect(plan.total(.error) == 1)
        #expect(errors(plan).allSatisfy { !$0.isEmpty })
    }
}
