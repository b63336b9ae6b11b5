import Basics
import DeviceAccess
import Domain
import Modeling
import Storage

/// A device that a run is about, with what the inventory says of it.
struct SelectedDevice: Sendable {
    let id: Identifier
    /// As lists show it.
    let name: String
    let address: String?
    let serial: String
    /// Names of its type: model and part number.
    let models: [String]
    let platform: Identifier?
    let driver: String
    let software: Identifier?
    let secretsGroup: ID<SecretsGroup>?
    var decision: Decision

    /// What is done about it (vendor.md §1.4, stage 1).
    enum Decision: Sendable, Hashable {
        case discover
        /// The software that the inventory has counts.
        case useRecorded
        /// For this reason, a whole sentence.
        case skip(String)
    }
}

/// Says for each device what is done about it.
enum DeviceSelection {
    /// The chosen devices in the order of their names; those with the status Active when none is chosen.
    ///
    /// - Parameter canReach: Whether there is any way to devices.
    static func run(
        _ chosen: [Identifier], canReach: Bool, by actor: Actor, _ session: Session
    ) throws -> [SelectedDevice] {
        let wanted: Predicate =
            chosen.isEmpty ? .compare(["status", "name"], .equals, [.text("Active")]) : .ids(chosen)
        let visible = try Authorizer().allowed(.view, on: Device.schema, for: actor)
        let devices = try session.rows(
            Selection(Device.schema, where: wanted && visible, ordering: Device.schema.ordering)
        ).map(Record<Device>.init(values:))
        let platforms = try table(Platform.self, devices.compactMap(\.platform?.raw), session)
        let types = try table(DeviceType.self, devices.map(\.deviceType.raw), session)
        let addresses = try table(
            IPAddress.self, devices.flatMap { [$0.primaryIp4?.raw, $0.primaryIp6?.raw].compactMap(\.self) }, session)
        return devices.map { device in
            let platform = device.platform.flatMap { platforms[$0.raw] }
            let type = types[device.deviceType.raw]
            let address = (device.primaryIp4 ?? device.primaryIp6).flatMap { addresses[$0.raw] }
            return SelectedDevice(
                id: device.id.raw, name: device.name ?? "", address: address?.host, serial: device.serial,
                models: [type?.model, type?.partNumber].compactMap { $0.nilIfEmpty }, platform: platform?.id.raw,
                driver: platform?.networkDriver ?? "", software: device.softwareVersion?.raw,
                secretsGroup: device.secretsGroup,
                decision: decision(device, platform, canReach: canReach))
        }
    }

    private static func decision(
        _ device: Record<Device>, _ platform: Record<Platform>?, canReach: Bool
    ) -> SelectedDevice.Decision {
        guard let platform else {
            return .skip("The device has no platform, so that nobody knows what to ask it.")
        }
        if canReach, DevicePlatform.named(platform.networkDriver) != nil { return .discover }
        if device.softwareVersion != nil { return .useRecorded }
        guard canReach else { return .skip("There is no way to reach devices here, and no software is recorded.") }
        return .skip(
            platform.networkDriver.isEmpty
                ? "The platform \(platform.name) has no network driver, and no software is recorded."
                : "Devices with the network driver \(platform.networkDriver) cannot be asked, and no software is recorded."
        )
    }

    private static func table<M: Model>(
        _ model: M.Type, _ ids: [Identifier], _ session: Session
    ) throws -> [Identifier: Record<M>] {
        let rows = try session.rows(M.schema, ids: Array(Set(ids)))
        return Dictionary(
            rows.map { row in (Record<M>(values: row).id.raw, Record<M>(values: row)) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension String? {
    fileprivate var nilIfEmpty: String? { self?.isEmpty == false ? self : nil }
}
