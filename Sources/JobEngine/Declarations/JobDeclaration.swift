/// What is known of a job before it runs: its identity, its inputs and how it is run (core.md §5.1–5.3).
package struct JobDeclaration: Sendable {
    /// Part of the identity: `nautobot_device_lifecycle_mgmt.jobs.lifecycle_reporting`.
    package var module: String
    /// Part of the identity: `DeviceHardwareNoticeFullReport`.
    package var className: String
    package var name: String
    /// Jobs of one grouping stand together.
    package var grouping: String
    package var description = ""
    /// In the order in which people are asked.
    package var variables: [JobVariable] = []
    /// Whether it changes nothing; for information.
    package var isReadOnly = false
    /// Whether inputs may be confidential, so that they are not kept and the job is not scheduled.
    package var hasSensitiveVariables = false
    /// Whether one run at a time is allowed.
    package var isSingleton = false
    package var isHidden = false
    /// Whether runs are planned only unless somebody says otherwise.
    package var dryRunDefault = false
    /// Seconds after which a run is asked to end, and after which it counts as failed; 0 for those of the product.
    package var softTimeLimit = 0.0
    package var timeLimit = 0.0
    /// Names of queues; the default queue when empty.
    package var queues: [String] = []
    /// What sets it in motion, for jobs that people do not start themselves.
    package var receiver: Receiver?
    /// Whether it belongs to the product: enabled from the start, and its record cannot be deleted.
    package var isSystem = false

    /// What sets a job in motion.
    package enum Receiver: Sendable {
        /// A change of an object.
        case hook
        /// A button on the page of an object.
        case button
    }

    package init(module: String, className: String, name: String, grouping: String) {
        self.module = module
        self.className = className
        self.name = name
        self.grouping = grouping
    }

    /// Module and class, as clients name a task.
    package var path: String { "\(module).\(className)" }
    /// Inputs that are for the run alone, whatever the record of the job says.
    package var confidentialVariables: Set<String> { Set(variables.filter(\.isSensitive).map(\.name)) }
    /// Whether it can plan without changing anything, and clients are told so.
    package var supportsDryRun: Bool { variables.contains { $0.kind == .dryRun && !$0.isUnlisted } }

    /// Whether a run with these inputs only plans.
    package func isDry(_ input: JobInput) -> Bool {
        variables.contains { $0.kind == .dryRun && input.flag($0.name) }
    }
}
