package import Basics

/// A deterministic network made of real facts; the same seed and size give the same objects, ids included.
///
/// The catalogue (models, versions, sites, contracts) comes from the fact tables beside this file and is the same for
/// every seed; the devices are drawn from it. Nothing is kept but the catalogue: every device is drawn again from its
/// index whenever it is needed, so a network of a million devices takes no more memory than one of four hundred.
package struct SampleNetwork: Sendable {
    /// How many devices a sample network has unless told.
    package static let defaultDevices = 400

    let devices: Int
    let seed: UInt64
    let today: CalendarDay
    let stock: SampleStock
    let layout: SampleLayout
    /// The device types of each role.
    let typesByRole: [[SampleDeviceType]]
    /// Their weights.
    let typeWeights: [[UInt64]]
    let tenantReferences: [JSONValue]
    let tagReferences: [JSONValue]
    /// How many objects will be handed over.
    package private(set) var objectCount = 0

    /// Plans a network.
    ///
    /// - Parameters:
    ///   - devices: How many devices; less than 0 counts as 0. Virtual machines are no devices.
    ///   - seed: Another seed gives other devices.
    ///   - today: Decides which versions are at their end of life and which contracts have expired.
    package init(devices: Int, seed: UInt64, today: CalendarDay) {
        self.devices = max(0, devices)
        self.seed = seed
        self.today = today
        let stock = SampleStock()
        let layout = SampleLayout(devices: self.devices)
        let typesByRole = layout.roles.map { role in
            let types = stock.deviceTypes.filter { $0.row["role"] == role }
            return types.isEmpty ? stock.deviceTypes : types
        }
        self.stock = stock
        self.layout = layout
        self.typesByRole = typesByRole
        typeWeights = typesByRole.map { $0.map(\.weight) }
        tenantReferences = SampleTables.tenants.rows.map { SampleID.reference(SampleModel.tenant, $0["name"]) }
        tagReferences = SampleTables.tags.rows.map { SampleID.reference(SampleModel.tag, $0["name"]) }
        objectCount = countObjects()
    }

    /// Hands over every object, objects that others refer to first.
    ///
    /// An object whose identifier was handed over before changes that object: devices come a second time, with nothing
    /// but the primary address, because the address needs an interface and that needs the device.
    ///
    /// - Parameter emit: Called with the model (`dcim.device`) and the object as a REST client would send it.
    /// - Throws: What `emit` throws.
    package func generate(_ emit: (_ model: String, _ object: JSONObject) throws -> Void) rethrows {
        try emitCatalog(emit)
        try emitVirtualMachines(emit)
        var coverage = SampleCoverage(self)
        try emitDevices(emit) { coverage.add($0) }
        try emitItems(emit)
        try emitAddresses(emit)
        try emitAgreements(coverage, emit)
    }

    /// Makes the small parts and draws the large ones, without making their objects.
    private func countObjects() -> Int {
        var count = devices
        emitCatalog { _, _ in count += 1 }
        emitVirtualMachines { _, _ in count += 1 }
        emitAgreements(SampleCoverage(self)) { _, _ in count += 1 }
        forEachDevice { device in
            count += itemCount(device)
            if hasAddress(device) { count += Self.objectsPerAddress }
        }
        return count
    }
}
