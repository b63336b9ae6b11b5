import Basics
import DeviceAccess
import Domain
import JobEngine
import Modeling
import Storage

/// Finds out what devices run, has the inventory say so, and judges what that means (vendor.md §1.4).
struct VendorDiscoveryJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "almanac.jobs.discovery", className: "VendorCVEDiscovery", name: "Vendor CVE Discovery",
            grouping: "Vulnerabilities")
        declaration.description =
            "Asks devices what software they run, keeps it in the inventory, and judges which vulnerabilities apply; does what is "
            + "known elsewhere as Vendor CVE Discovery (NAPALM)."
        var devices = JobVariable("devices", .multiObject)
        devices.help = "Devices to ask; those with the status Active when none is named."
        devices.model = Device.schema.identifier
        devices.isRequired = false
        var group = JobVariable("secrets_group", .object)
        group.label = "Secrets Group"
        group.help = "Username and password for SSH, or Generic; the group of each device when none is named."
        group.model = SecretsGroup.schema.identifier
        group.isRequired = false
        var dryRun = JobVariable("dry_run", .dryRun)
        dryRun.label = "Dry run"
        dryRun.help = "Ask devices, and plan what would change."
        var notices = JobVariable("include_hardware_notices", .boolean)
        notices.label = "Include hardware notices"
        notices.help = "Also make hardware notices of what vendors announced, and judge whether hardware is supported."
        notices.isRequired = false
        declaration.variables = [devices, group, dryRun, notices]
        declaration.isSingleton = true
        declaration.softTimeLimit = 6 * 3600
        declaration.timeLimit = 6 * 3600 + 600
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let exposure = StoredExposure(store: context.store, environment: context.environment)
        return try await VendorDiscovery(context: context, exposure: exposure).run(
            input.objects("devices"), group: input.object("secrets_group").map { ID($0) },
            withHardware: input.flag("include_hardware_notices"))
    }
}

/// One run of the job, stage by stage; what fails in one leaves the results of the others.
struct VendorDiscovery {
    let context: JobContext
    let exposure: any ExposureStages
    /// Results that are written at once.
    private static let batch = 100

    func run(_ chosen: [Identifier], group: ID<SecretsGroup>?, withHardware: Bool) async throws -> JSONValue {
        let access = context.environment.discovery
        let devices = try await select(chosen, access)
        let found = try await discover(devices, access, group)
        for sentence in try await exposure.staleSources() { await context.log.warning(sentence, in: "ingest") }
        let assigned = try await SoftwareAssignment(context: context).run(found)
        for refusal in assigned.refused {
            await context.log.failure(refusal.reason, about: refusal.device, in: "apply")
        }
        var result = counters(found, assigned)
        if withHardware { result["hardware_notices"] = try await updateNotices() }
        // What a dry run plans is not there to be judged.
        if !context.isDry {
            if withHardware { result["hardware"] = .int(Int64(try await judgeHardware())) }
            result["exposure"] = try await exposure.evaluate(context)
        }
        await context.log.info(
            "Processed \(devices.count) devices: \(result["done"]?.intValue ?? 0) done, \(result["failed"]?.intValue ?? 0)"
                + " failed, \(result["skipped"]?.intValue ?? 0) skipped; \(assigned.created) software versions and"
                + " \(assigned.assigned) devices \(context.isDry ? "would change" : "changed").")
        switch result["state"]?.stringValue {
        case "failed": throw JobFailure("None of the devices told what it runs.", result: .object(result))
        case "partial": await context.log.warning("Some devices failed; what the others told is kept.")
        default: break
        }
        return .object(result)
    }

    // MARK: Stages

    private func select(_ chosen: [Identifier], _ access: DiscoveryAccess) async throws -> [SelectedDevice] {
        let (actor, canReach) = (context.actor, access.transport != nil)
        let devices = try await context.read {
            try DeviceSelection.run(chosen, canReach: canReach, by: actor, $0)
        }
        if !canReach {
            await context.log.warning(
                "No way to reach devices is set up; what the inventory says of their software counts. An operator sets"
                    + " discovery-recordings.", in: "select")
        }
        for device in devices {
            let text =
                switch device.decision {
                case .discover: "discover"
                case .useRecorded: "use-recorded"
                case .skip(let reason): "skip: \(reason)"
                }
            await context.log.info(text, about: device.name, in: "select")
        }
        return devices
    }

    private func discover(
        _ devices: [SelectedDevice], _ access: DiscoveryAccess, _ group: ID<SecretsGroup>?
    ) async throws -> [DiscoveredDevice] {
        let run = context.result
        // What a machine that was lost has written is written again.
        if context.attempt > 1 { try await context.note { try Self.forget(run, $0.session) } }
        var credentials: [Identifier: DeviceCredentials] = [:]
        if let transport = access.transport, group != nil || transport.needsCredentials {
            credentials = try await DiscoveryCredentials(context: context).all(for: devices, from: group)
        }
        var found: [DiscoveredDevice] = []
        var unwritten: [DiscoveredDevice] = []
        let discovery = DeviceDiscovery(
            reader: access.transport.map { DeviceReader($0, time: context.time, limits: access.limits) },
            atOnce: access.atOnce, needsCredentials: group != nil)
        try await discovery.run(devices, credentials: credentials) { device in
            try context.checkpoint()
            await tell(device)
            found.append(device)
            unwritten.append(device)
            context.report(found.count, of: devices.count, "devices")
            if unwritten.count >= Self.batch {
                try await keep(unwritten)
                unwritten = []
            }
        }
        try await keep(unwritten)
        // Devices end in any order; what follows must not depend on it.
        let order = Dictionary(devices.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        return found.sorted { order[$0.device.id, default: 0] < order[$1.device.id, default: 0] }
    }

    private static func forget(_ run: Identifier, _ session: Session) throws {
        let own = Predicate.compare(["job_result"], .equals, [.id(run)])
        try session.delete(DiscoveryResult.schema, ids: session.ids(DiscoveryResult.schema, where: own))
    }

    private func tell(_ device: DiscoveredDevice) async {
        let name = device.device.name
        if device.outcome == .failed {
            await context.log.failure(device.summary, about: name, in: "discover")
        } else {
            await context.log.info(device.summary, about: name, in: "discover")
        }
        for difference in device.identification?.differences ?? [] {
            await context.log.warning(difference.message, about: name, in: "discover")
        }
    }

    private func keep(_ devices: [DiscoveredDevice]) async throws {
        guard !devices.isEmpty else { return }
        let (run, mask) = (context.result, context.secrets?.redaction)
        try await context.note { pipeline in
            let environment = pipeline.environment
            try pipeline.session.insert(
                DiscoveryResult.schema,
                all: devices.map {
                    $0.row(environment.identifiers.next(), of: run, at: environment.time.now, mask: mask).values
                })
        }
    }

    /// Makes notices of what vendors announced; that this is refused leaves what was learned of software.
    private func updateNotices() async throws -> JSONValue {
        do {
            let counts = try await context.write { try HardwareNoticeUpdate.run($0) }
            await context.log.info(
                "Made \(counts.created) hardware notices and changed \(counts.changed).", in: "apply")
            return ["created": .int(Int64(counts.created)), "changed": .int(Int64(counts.changed))]
        } catch let problem as Problem where problem.kind == .forbidden || problem.kind == .invalidInput {
            await context.log.failure("The hardware notices stay as they are: \(problem.message)", in: "apply")
            return .null
        }
    }

    private func judgeHardware() async throws -> Int {
        let environment = context.environment
        return try await context.write { pipeline in
            try HardwareEvaluation.run(
                pipeline.session, now: environment.time.now, today: environment.time.today,
                settings: environment.settings)
        }
    }

    // MARK: Counting

    /// selected = done + failed + skipped.
    private func counters(_ found: [DiscoveredDevice], _ assigned: SoftwareAssignment.Outcome) -> JSONObject {
        func count(_ outcome: DiscoveryResult.Outcome) -> Int { found.count { $0.outcome == outcome } }
        let failed = count(.failed) + assigned.refused.count
        let skipped = count(.skipped)
        let done = found.count - failed - skipped
        let state = failed == 0 ? "success" : done == 0 ? "failed" : "partial"
        let kinds = Dictionary(found.compactMap(\.failure?.kind.rawValue).map { ($0, 1) }, uniquingKeysWith: +)
        let failures = kinds.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.int(Int64($0.value))) }
        return [
            "state": .string(state), "selected": .int(Int64(found.count)), "done": .int(Int64(done)),
            "failed": .int(Int64(failed)), "skipped": .int(Int64(skipped)),
            "discovered": .int(Int64(count(.discovered))), "recorded": .int(Int64(count(.recorded))),
            "failures": .object(JSONObject(failures)), "refused": .int(Int64(assigned.refused.count)),
            "differing": .int(Int64(found.count { $0.identification?.differences.isEmpty == false })),
            "software_created": .int(Int64(assigned.created)), "devices_changed": .int(Int64(assigned.assigned)),
            "devices_unchanged": .int(Int64(assigned.unchanged)),
        ]
    }
}
