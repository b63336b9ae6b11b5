import Basics

/// A contract of the sample network, and which devices it is for.
struct SampleContract: Sendable {
    let row: SampleRow
    let weight: UInt64
    private let roles: Set<String>
    private let regions: Set<String>
    private let facilities: Set<String>

    init(_ row: SampleRow, scope: SampleRow?) {
        self.row = row
        weight = scope.flatMap { UInt64($0["weight"]) } ?? 1
        roles = Set(scope?.list("roles") ?? [])
        regions = Set(scope?.list("regions") ?? [])
        facilities = Set(scope?.list("facilities") ?? [])
    }

    /// Whether it may cover the device, which has this role.
    func fits(_ device: SampleDevice, role: String) -> Bool {
        row["manufacturer"] == device.type.manufacturer
            && (roles.isEmpty || roles.contains(role))
            && (regions.isEmpty || regions.contains(device.site.row["region"]))
            && (facilities.isEmpty || facilities.contains(device.site.facility.name))
    }
}

/// The devices under each contract, collected while the devices are handed over.
struct SampleCoverage {
    /// In a network that is not small, so many devices per contract.
    static let limit = 2_000
    /// Of how many devices contracts of such a network are tried to be filled.
    private static let candidates: UInt64 = 40_000

    /// The contracts in the order of their table.
    let contracts: [SampleContract]
    /// The devices of each, at the same place.
    private(set) var members: [[Identifier]]
    private let network: SampleNetwork

    init(_ network: SampleNetwork) {
        let scopes = SampleTables.contractScopes.rows(by: "number")
        contracts = SampleTables.contracts.rows.map { SampleContract($0, scope: scopes[$0["number"]]) }
        members = Array(repeating: [], count: contracts.count)
        self.network = network
    }

    /// Puts about 70 % of the devices under a contract, and some of these under two.
    mutating func add(_ device: SampleDevice) {
        let random = SamplePurpose.contract.random(seed: network.seed, index: device.index)
        // Contracts of a large network stay short; their devices stand all over it.
        if !network.isSmall, random.below(UInt64(network.devices)) >= Self.candidates { return }
        guard random.percent(70) else { return }
        let role = network.layout.roles[device.role]
        let fitting = contracts.indices.filter { contracts[$0].fits(device, role: role) }
        guard !fitting.isEmpty else { return }
        let weights = fitting.map { contracts[$0].weight }
        let first = fitting[random.pick(weights: weights)]
        insert(device.id, first)
        let second = fitting[random.pick(weights: weights)]
        if second != first, random.percent(25) { insert(device.id, second) }
    }

    private mutating func insert(_ device: Identifier, _ contract: Int) {
        guard network.isSmall || members[contract].count < Self.limit else { return }
        members[contract].append(device)
    }
}

/// Contracts, the software policy and virtual machines.
extension SampleNetwork {
    /// Hands over what is agreed with the vendors, and what software is approved.
    func emitAgreements(_ coverage: SampleCoverage, _ emit: SampleSink) rethrows {
        for row in SampleTables.providers.rows {
            try emit(
                SampleModel.provider,
                JSONObject(
                    id: SampleID.named(SampleModel.provider, row["name"]),
                    [
                        "name": .string(row["name"]), "country": .string(row["country"]),
                        "portal_url": .string(row["portal_url"]), "email": .string(row["email"]),
                    ]))
        }
        for (contract, devices) in zip(coverage.contracts, coverage.members) {
            try emit(SampleModel.contract, object(contract.row, devices))
        }
        for row in SampleTables.validatedSoftware.rows { try emitPolicy(row, emit) }
    }

    private func object(_ row: SampleRow, _ devices: [Identifier]) -> JSONObject {
        JSONObject(
            id: SampleID.named(SampleModel.contract, row["number"]),
            [
                "name": .string(row["name"]), "number": .string(row["number"]), "start": .string(row["start"]),
                "end": .string(row["end"]), "cost": .string(row["cost"]), "currency": .string(row["currency"]),
                "support_level": .string(row["support_level"]), "contract_type": .string(row["contract_type"]),
                "provider": SampleID.reference(SampleModel.provider, row["provider"]),
                "status": .string(contractStatus(row)),
                "devices": .array(devices.map { .string($0.description) }),
            ])
    }

    private func contractStatus(_ row: SampleRow) -> String {
        guard let end = row.day("end") else { return "Active" }
        if end < today { return "Expired" }
        return end < today.adding(days: 90) ? "Renewal Due" : "Active"
    }

    private func emitPolicy(_ row: SampleRow, _ emit: SampleSink) rethrows {
        guard let place = stock.versionPlaces[SampleStock.key(row["platform"], row["version"])] else { return }
        // An entry without devices, types, roles and tags would apply to nothing, so it names the types that fit.
        let types =
            if !row["tag"].isEmpty { [SampleDeviceType]() } else if row["device_type_model"].isEmpty {
                stock.deviceTypes.filter { $0.releases.contains(place) }
            } else {
                stock.deviceTypes.filter { $0.model == row["device_type_model"] }
            }
        let columns = SampleTables.validatedSoftware.columns
        try emit(
            SampleModel.validated,
            JSONObject(
                id: SampleID.named(SampleModel.validated, columns.map { row[$0] }.joined(separator: "/")),
                [
                    "software": stock.versions[place].reference, "start": .string(row["start"]),
                    "end": .string(row["end"]), "preferred": .bool(row["preferred"] == "true"),
                    "device_types": .array(types.map(\.reference)),
                    "device_roles": .array(references(SampleModel.role, row["role"])),
                    "object_tags": .array(references(SampleModel.tag, row["tag"])),
                ]))
    }

    private func references(_ model: String, _ name: String) -> [JSONValue] {
        name.isEmpty ? [] : [SampleID.reference(model, name)]
    }

    // MARK: Virtual machines

    /// Hands over a cluster with a few virtual machines.
    func emitVirtualMachines(_ emit: SampleSink) rethrows {
        guard isSmall else { return }
        let type = "VMware vSphere"
        let cluster = "fra01-vsphere-01"
        try emit(
            SampleModel.clusterType,
            JSONObject(id: SampleID.named(SampleModel.clusterType, type), ["name": .string(type)]))
        try emit(
            SampleModel.cluster,
            JSONObject(
                id: SampleID.named(SampleModel.cluster, cluster),
                [
                    "name": .string(cluster), "cluster_type": SampleID.reference(SampleModel.clusterType, type),
                    "location": SampleID.reference(SampleModel.location, "FRA01"),
                    "tenant": tenantReferences.first ?? .null,
                ]))
        let services = ["dns", "ntp", "radius", "syslog", "monitoring"]
        for (index, name) in services.flatMap({ ["\($0)-01", "\($0)-02"] }).enumerated() {
            try emit(
                SampleModel.virtualMachine,
                JSONObject(
                    id: SampleID.named(SampleModel.virtualMachine, name),
                    [
                        "name": .string("fra01-\(name)"), "cluster": SampleID.reference(SampleModel.cluster, cluster),
                        "status": index == 9 ? "Staged" : "Active", "vcpus": .int(Int64(2 << (index / 4))),
                        "memory": .int(Int64(4_096 << (index / 4))), "disk": .int(Int64(40 + 20 * (index / 2))),
                        "tenant": tenantReferences.first ?? .null,
                    ]))
        }
    }
}
