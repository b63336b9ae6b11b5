import Applicability
import Basics
import DeviceAccess
import Domain
import Modeling

/// What is known of a device after it was asked, or was not.
struct DiscoveredDevice: Sendable {
    let device: SelectedDevice
    /// nil when it was not asked.
    let reading: DeviceReading?
    /// nil when it told nothing.
    let identification: DeviceIdentification?

    /// Why there is no version.
    var failure: DeviceFailure? { reading?.failure ?? identification?.failure }

    var outcome: DiscoveryResult.Outcome {
        switch device.decision {
        case .skip: .skipped
        case .useRecorded: .recorded
        case .discover: failure == nil ? .discovered : .failed
        }
    }

    /// What happened, in a few words.
    var summary: String {
        if case .skip(let reason) = device.decision { return "skipped: \(reason)" }
        if let failure { return "failed (\(failure.kind.rawValue)): \(failure.message)" }
        guard let version = identification?.version else { return "recorded: what the inventory has counts" }
        return "discovered: \(version.system.rawValue) \(version.canonical)"
    }

    /// The row that is kept.
    ///
    /// - Parameter mask: Takes values of secrets out of what the device printed.
    func row(_ id: Identifier, of run: Identifier, at now: Timestamp, mask: (any TextMask)?) -> Record<DiscoveryResult>
    {
        var row = Record<DiscoveryResult>(id: ID(id))
        row.jobResult = ID(run)
        row.device = ID(device.id)
        row.outcome = outcome.rawValue
        row.failure = failure?.kind.rawValue ?? ""
        if case .skip(let reason) = device.decision {
            row.message = reason
        } else {
            row.message = failure?.message ?? ""
        }
        let facts = reading?.facts
        func short(_ text: String?) -> String { String((text ?? "").prefix(255)) }
        row.system = String((facts?.system ?? "").prefix(50))
        row.version = short(facts?.release ?? facts?.version)
        row.canonical = short(identification?.version?.canonical)
        row.confidence = identification?.confidence?.rawValue ?? ""
        row.model = short(facts?.hardware)
        row.serial = short(facts?.serial)
        row.hostname = short(facts?.hostname)
        row.uptime = reading?.uptime
        let differences = identification?.differences ?? []
        if !differences.isEmpty {
            row.differences = JSONDocument(text: JSONValue.array(differences.map(\.json)).text)
        }
        // PostgreSQL keeps no null characters.
        let raw = (reading?.raw ?? "").replacing("\0", with: "")
        row.raw = mask?.masked(raw) ?? raw
        row.at = reading?.at ?? now
        return row
    }
}

/// Asks devices, some at a time (vendor.md §1.4, stage 2).
struct DeviceDiscovery: Sendable {
    /// nil where there is no way to devices.
    let reader: DeviceReader?
    /// How many at a time.
    let atOnce: Int
    /// Whether somebody named credentials, so that a device that has none is not asked without.
    let needsCredentials: Bool

    /// Asks those that are to be asked, and hands over every device as soon as it is done with.
    ///
    /// - Throws: `CancellationError`, and what the closure throws.
    func run(
        _ devices: [SelectedDevice], credentials: [Identifier: DeviceCredentials],
        _ body: (DiscoveredDevice) async throws -> Void
    ) async throws {
        var waiting = devices.makeIterator()
        try await withThrowingTaskGroup(of: DiscoveredDevice.self) { group in
            func addNext() -> Bool {
                guard let device = waiting.next() else { return false }
                let credentials = credentials[device.id]
                group.addTask { try await ask(device, credentials) }
                return true
            }
            for _ in 0..<max(1, atOnce) where !addNext() { break }
            while let done = try await group.next() {
                try await body(done)
                _ = addNext()
            }
        }
    }

    private func ask(_ device: SelectedDevice, _ credentials: DeviceCredentials?) async throws -> DiscoveredDevice {
        guard device.decision == .discover, let reader else {
            return DiscoveredDevice(device: device, reading: nil, identification: nil)
        }
        let target = DeviceTarget(
            name: device.name, address: device.address, driver: device.driver, credentials: credentials)
        let reading = try await reader.read(target, needsCredentials: needsCredentials)
        let identification = reading.facts.map { DeviceIdentification($0, of: device) }
        return DiscoveredDevice(device: device, reading: reading, identification: identification)
    }
}
