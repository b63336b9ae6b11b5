import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// The reports of the lifecycle area as jobs, under the names that clients know (lifecycle.md §4).
package enum LifecycleReportJobs {
    package static let all: [any Job] = [
        HardwareNoticeReportJob(), SoftwareValidationReportJob(.devices), SoftwareValidationReportJob(.items),
    ]

    static func declaration(_ className: String, _ name: String, _ description: String) -> JobDeclaration {
        var declaration = JobDeclaration(
            module: "nautobot_device_lifecycle_mgmt.jobs.lifecycle_reporting", className: className, name: name,
            grouping: "Device/Software Lifecycle Reporting")
        declaration.description = description
        // A million devices take a few seconds; the limit is for a store that does not answer.
        declaration.softTimeLimit = 1800
        declaration.timeLimit = 2000
        return declaration
    }
}

/// Stores for every device whether its hardware is supported (lifecycle.md §4.1).
struct HardwareNoticeReportJob: Job {
    let declaration = LifecycleReportJobs.declaration(
        "DeviceHardwareNoticeFullReport", "Device Hardware Notice Report",
        "Generates a report of devices and the hardware notices that affect them.")

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let environment = context.environment
        let (now, today, settings) = (environment.time.now, environment.time.today, environment.settings)
        let counts = try await context.write { pipeline in
            let session = pipeline.session
            _ = try HardwareEvaluation.run(session, now: now, today: today, settings: settings)
            let results = DeviceHardwareNoticeResult.schema
            return (
                affected: try session.count(results, where: .not(.isNull(["hardware_notice"]))),
                free: try session.count(results, where: .isNull(["hardware_notice"])),
                notices: try session.count(HardwareNotice.schema, where: .not(.isNull(["device_type"])))
            )
        }
        await context.log.info("\(counts.affected) devices are affected by a hardware notice.")
        await context.log.info("\(counts.free) devices are not affected by a hardware notice.")
        await context.log.info(
            "Processed \(counts.notices) hardware notices and \(counts.affected + counts.free) devices.")
        return .null
    }
}

/// Stores for every device, or every inventory item, whether its software is approved (lifecycle.md §4.2).
struct SoftwareValidationReportJob: Job {
    /// What is judged.
    enum Subject {
        case devices
        case items
    }

    let declaration: JobDeclaration
    private let subject: Subject

    init(_ subject: Subject) {
        self.subject = subject
        switch subject {
        case .devices:
            declaration = LifecycleReportJobs.declaration(
                "DeviceSoftwareValidationFullReport", "Device Software Validation Report",
                "Validates the software version on devices.")
        case .items:
            declaration = LifecycleReportJobs.declaration(
                "InventoryItemSoftwareValidationFullReport", "Inventory Item Software Validation Report",
                "Validates the software version on inventory items.")
        }
    }

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let environment = context.environment
        let (now, today, settings) = (environment.time.now, environment.time.today, environment.settings)
        let subject = subject
        let count = try await context.write { pipeline in
            let session = pipeline.session
            switch subject {
            case .devices:
                _ = try SoftwareEvaluation.run(session, now: now, today: today, settings: settings)
                return try session.count(DeviceSoftwareValidationResult.schema, where: .always)
            case .items:
                _ = try InventoryEvaluation.run(session, now: now, today: today, settings: settings)
                return try session.count(InventoryItemSoftwareValidationResult.schema, where: .always)
            }
        }
        await context.log.info(
            "Performed validation on: \(count) \(subject == .devices ? "devices" : "inventory items").")
        return .null
    }
}
