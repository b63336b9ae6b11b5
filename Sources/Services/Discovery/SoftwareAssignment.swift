import Applicability
import Basics
import Domain
import Modeling
import Storage

/// Has the inventory say what devices run: makes missing software versions and sets them on devices (vendor.md §1.4, stages 5 and 6).
///
/// A dry run does the same work, so that its plan is exactly what applying does. Everything that belongs to one software version is
/// one transaction.
struct SoftwareAssignment {
    /// What was, or would be, changed.
    struct Outcome: Sendable, Hashable {
        var created = 0
        var assigned = 0
        /// Devices that already say so.
        var unchanged = 0
        /// Devices that could not be changed, with the reason.
        var refused: [Refusal] = []
    }

    /// A device that stays as it is.
    struct Refusal: Sendable, Hashable {
        let device: String
        let reason: String
    }

    /// Devices that run the same release.
    private struct Group: Sendable {
        let platform: Identifier
        let version: Version
        /// The version that the inventory has; nil when it has to be made.
        let software: Identifier?
        var devices: [SelectedDevice]
    }

    let context: JobContext

    func run(_ devices: [DiscoveredDevice]) async throws -> Outcome {
        var outcome = Outcome()
        for group in try await groups(devices) {
            try context.checkpoint()
            let changing = group.devices.filter { group.software == nil || $0.software != group.software }
            outcome.unchanged += group.devices.count - changing.count
            guard !changing.isEmpty else { continue }
            do {
                let done = try await context.write { try Self.apply(group, changing, $0) }
                outcome.created += done.created
                outcome.assigned += done.assigned
                outcome.refused += done.refused
            } catch let problem as Problem where problem.kind != .unavailable {
                let reason = Self.reason(problem)
                outcome.refused += changing.map { Refusal(device: $0.name, reason: reason) }
            }
        }
        return outcome
    }

    /// By platform and release; what the inventory writes in another spelling is the same release.
    private func groups(_ devices: [DiscoveredDevice]) async throws -> [Group] {
        let platforms = Set(devices.compactMap(\.device.platform))
        let stored = try await context.read { session in
            try session.rows(
                Selection(
                    SoftwareVersion.schema, where: .compare(["platform"], .equals, platforms.sorted().map(Value.id)),
                    ordering: ["platform", "version"])
            ).map(Record<SoftwareVersion>.init(values:))
        }
        let byPlatform = Dictionary(grouping: stored, by: \.platform.raw)
        var groups: [Group] = []
        var places: [String: Int] = [:]
        for found in devices {
            guard found.outcome == .discovered, let platform = found.device.platform,
                let version = found.identification?.version
            else { continue }
            let key = "\(platform) \(version.system.rawValue) \(version.canonical)"
            if let place = places[key] {
                groups[place].devices.append(found.device)
                continue
            }
            let known = byPlatform[platform] ?? []
            let same =
                known.first { $0.version == version.canonical }
                ?? known.first { (try? Version($0.version, of: version.system)) == version }
            places[key] = groups.count
            groups.append(
                Group(platform: platform, version: version, software: same?.id.raw, devices: [found.device]))
        }
        return groups.sorted {
            ($0.platform, $0.version.system.rawValue, $0.version.canonical)
                < ($1.platform, $1.version.system.rawValue, $1.version.canonical)
        }
    }

    private static func apply(
        _ group: Group, _ devices: [SelectedDevice], _ pipeline: RecordPipeline
    ) throws -> Outcome {
        let session = pipeline.session
        var outcome = Outcome()
        let software: Identifier
        if let known = group.software {
            software = known
        } else {
            software = try create(group, pipeline)
            outcome.created = 1
        }
        for device in devices.sorted(by: { ($0.name, $0.id) < ($1.name, $1.id) }) {
            do {
                // Somebody may have said something else since the device was selected.
                guard let row = try session.row(Device.schema, device.id) else { continue }
                let stored = Record<Device>(values: row)
                guard stored.softwareVersion?.raw == device.software, stored.platform?.raw == device.platform else {
                    outcome.refused.append(
                        Refusal(device: device.name, reason: "Somebody changed the device in the meantime."))
                    continue
                }
                try session.savepoint {
                    _ = try pipeline.update(
                        Device.schema, device.id, ["software_version": .string(software.description)])
                }
                outcome.assigned += 1
            } catch let problem as Problem where problem.kind != .unavailable && problem.kind != .internalFault {
                outcome.refused.append(Refusal(device: device.name, reason: reason(problem)))
            }
        }
        return outcome
    }

    private static func create(_ group: Group, _ pipeline: RecordPipeline) throws -> Identifier {
        let session = pipeline.session
        let usable = try session.fetch(Query<Status>().sorted(by: "name")).filter {
            $0.contentTypes.elements.contains(SoftwareVersion.schema.identifier)
        }
        guard let status = usable.first(where: { $0.name == "Active" }) ?? usable.first else {
            throw Problem(.invalidInput, "No status is for software versions. Make one, such as Active.")
        }
        let row = try pipeline.create(
            SoftwareVersion.schema,
            [
                "platform": .string(group.platform.description), "version": .string(group.version.canonical),
                "status": .string(status.id.description),
            ])
        guard let id = row[0].identifier else {
            throw Problem(.internalFault, "The software version has no key.")
        }
        return id
    }

    private static func reason(_ problem: Problem) -> String {
        ([problem.message] + problem.fields.flatMap { field in field.messages.map { "\(field.field): \($0)" } })
            .joined(separator: " ")
    }
}
