package import Basics
package import Modeling

/// What is told, of which devices, by which channels and when.
///
/// What the user may not view who saved it last is not told.
package struct NotificationRule: Model {
    /// The description of the model.
    package static let schema = Schema<NotificationRule>(
        "extras.notificationrule", plural: "notification-rules", name: "notification rule", naturalKey: ["name"],
        ordering: ["name"], features: [.timestamps, .notes, .contacts, .history])

    /// What is told.
    package enum Event: String, CaseIterable, Sendable {
        /// Hardware in use comes near its end of support, or passes it.
        case hardwareSupport = "hardware_support"
        /// Software in use comes near its end of support, or passes it.
        case softwareSupport = "software_support"
        /// A contract comes near its last day, or has ended.
        case contractEnd = "contract_end"
        /// A device has no contract that runs.
        case deviceUncovered = "device_uncovered"
        /// Software in use turns out to have a vulnerability that is known to be exploited.
        case findingExploited = "finding_exploited"
        /// Software in use turns out to have a vulnerability of at least a severity.
        case findingSeverity = "finding_severity"
        /// A run of a job failed.
        case jobFailed = "job_failed"
        /// What a source of vulnerabilities or dates told is older than its limit.
        case feedStale = "feed_stale"
        /// An object came into the list of a saved view, or left it.
        case viewChanged = "view_changed"

        static let choices = [
            Choice("hardware_support", "Hardware near or past its end of support"),
            Choice("software_support", "Software near or past its end of support"),
            Choice("contract_end", "Contract near or past its end"),
            Choice("device_uncovered", "Device without a contract"),
            Choice("finding_exploited", "New finding that is known to be exploited"),
            Choice("finding_severity", "New finding of a severity"), Choice("job_failed", "Job failed"),
            Choice("feed_stale", "Feed gone stale"), Choice("view_changed", "Result of a saved view changed"),
        ]

        /// Whether what was so before anybody asked is news: a date is, an old finding is not.
        package var tellsWhatWasBefore: Bool {
            switch self {
            case .hardwareSupport, .softwareSupport, .contractEnd, .deviceUncovered, .feedStale: true
            case .findingExploited, .findingSeverity, .jobFailed, .viewChanged: false
            }
        }

        /// Whether location, role, tenant and a view of devices narrow it.
        package var isAboutDevices: Bool {
            switch self {
            case .jobFailed, .feedStale, .viewChanged: false
            default: true
            }
        }

        /// Whether it has a number of days.
        package var hasDays: Bool {
            switch self {
            case .hardwareSupport, .softwareSupport, .contractEnd: true
            default: false
            }
        }
    }

    /// How much is told at a time.
    package enum Digest: String, CaseIterable, Sendable {
        case immediately
        case hourly
        case daily
        case weekly

        static let choices = [
            Choice("immediately", "At once"), Choice("hourly", "Every hour"), Choice("daily", "Every day"),
            Choice("weekly", "Every week"),
        ]
    }

    /// Days of a week in the order of crontab, which begins with Sunday.
    package static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// The list that a view must be of which narrows to devices.
    package static let deviceList = "dcim:device_list"

    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the rule."))
    package let event = Field<String>(.required, .maxLength(30), .choices(Event.choices), .help("What is told."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether it is told."))
    package let days = Field<Int>(
        .range(0...3650), .default(.int(90)),
        .help("So many days before a date it is told, and once more when the date has passed."))
    package let severity = Field<String>(
        .maxLength(10), .default(.text(Severity.high.rawValue)), .choices(levels),
        .help("The least severity of findings that are told."))
    package let location = OptionalRef<Location>(
        .protect, .tree, .relatedName("+notification_rules"), .help("Only of devices at this location or below it."))
    package let role = OptionalRef<Role>(
        .protect, .relatedName("+notification_rules"), .help("Only of devices with this role."))
    package let tenant = OptionalRef<Tenant>(
        .protect, .relatedName("+notification_rules"), .help("Only of devices of this tenant."))
    package let savedView = OptionalRef<SavedView>(
        .cascade, .relatedName("notification_rules"), .label("Saved view"),
        .help("The view whose result is watched; for other events a view of devices, whose filters narrow the rule."))
    package let channels = ManyRef<NotificationChannel>(
        .own, .relatedName("notification_rules"), .alwaysShown, .help("How people are told."))
    package let digest = Field<String>(
        .maxLength(20), .default(.text(Digest.immediately.rawValue)), .choices(Digest.choices),
        .help("Whether each piece of news is told at once, or all of an hour, a day or a week in one message."))
    package let digestTime = Field<String>(
        .maxLength(5), .default(.text("08:00")), .filters(.none), .label("Time of day"),
        .help("When a daily or weekly message is sent, such as 08:00; an hourly one takes the minute of it."))
    package let digestDay = Field<String>(
        .maxLength(10), .default(.text("monday")),
        .choices(weekdays.map { Choice($0, $0.prefix(1).uppercased() + $0.dropFirst()) }), .filters(.none),
        .label("Day of the week"), .help("When a weekly message is sent."))
    package let timeZone = Field<String>(
        .maxLength(63), .format(.timeZone), .default(.text("UTC")), .filters(.none),
        .help("The zone whose clocks count for the time of day and the quiet hours."))
    package let quietFrom = Field<String>(
        .maxLength(5), .filters(.none), .label("Quiet from"),
        .help("From this time of day on nothing is sent, such as 22:00; empty for no quiet hours."))
    package let quietUntil = Field<String>(
        .maxLength(5), .filters(.none), .label("Quiet until"),
        .help("What came up during the quiet hours is sent when they end, such as 07:00."))
    package let lastEvaluated = Field<Timestamp?>(
        .readOnly, .filters(.none), .help("When it was last looked for news."))
    package let lastDigest = Field<Timestamp?>(
        .readOnly, .filters(.none), .help("When a message was last made, or would have been."))
    package let lastError = Field<String>(
        .readOnly, .filters(.none), .help("Why it could not be looked for news, and what to do; empty when it could."))
    package let baseline = Field<String>(
        .readOnly, .hidden, .filters(.none), .help("What was watched when it was last looked for news."))
    package let savedBy = OptionalRef<User>(
        .setNull, .readOnly, .lastAuthor, .relatedName("+notification_rules"), .filters(.none),
        .help("User who saved it last. What that user may not view is not told."))
    package let savedByProduct = Field<Bool>(
        .readOnly, .hidden, .lastAuthor, .filters(.none),
        .help("Whether the product itself saved it last, which may view everything."))

    /// Makes the handles.
    package init() {}

    private static let levels = [Severity.critical, .high, .medium, .low].map { Choice($0.rawValue, $0.rawValue) }

    package static let rules: [Rule<NotificationRule>] = [viewFits, scopeFits, timesAreClear]
}

extension NotificationRule {
    /// A narrower rule that is none would tell more than was asked for.
    private static let scopeFits = Rule<NotificationRule> { context in
        let rule = context.record
        guard let event = Event(rawValue: rule.event), !event.isAboutDevices else { return [] }
        let given = [
            ("location", rule.location != nil), ("role", rule.role != nil), ("tenant", rule.tenant != nil),
        ]
        return given.filter(\.1).map { FieldErrors($0.0, ["Only events about devices are narrowed by it."]) }
    }

    private static let viewFits = Rule<NotificationRule> { context in
        let rule = context.record
        guard let event = Event(rawValue: rule.event) else { return [] }
        guard let view = try context.get(rule.savedView) else {
            return event == .viewChanged
                ? [FieldErrors("saved_view", ["Name the saved view whose result is watched."])] : []
        }
        if event == .viewChanged || event.isAboutDevices && view.view == deviceList { return [] }
        return [
            FieldErrors(
                "saved_view",
                [
                    event.isAboutDevices
                        ? "Only a view of devices narrows this event; this is one of \(view.view)."
                        : "No view narrows this event."
                ])
        ]
    }

    private static let timesAreClear = Rule<NotificationRule> { context in
        let rule = context.record
        var errors: [FieldErrors] = []
        func check(_ field: String, _ text: String) {
            guard ClockTime(text) == nil else { return }
            errors.append(FieldErrors(field, ["Enter a time of day from 00:00 to 23:59, such as 08:00."]))
        }
        check("digest_time", rule.digestTime)
        guard !rule.quietFrom.isEmpty || !rule.quietUntil.isEmpty else { return errors }
        check("quiet_from", rule.quietFrom)
        check("quiet_until", rule.quietUntil)
        if rule.quietFrom == rule.quietUntil {
            errors.append(FieldErrors("quiet_until", ["Quiet hours that begin when they end would never end."]))
        }
        return errors
    }
}

/// A time of day to the minute: `08:00`.
package struct ClockTime: Hashable, Sendable {
    package let hour: Int
    package let minute: Int

    /// Reads two digits, a colon and two digits; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == 0x3A else { return nil }
        let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
        guard digits.allSatisfy((0...9).contains) else { return nil }
        hour = digits[0] * 10 + digits[1]
        minute = digits[2] * 10 + digits[3]
        guard hour < 24, minute < 60 else { return nil }
    }

    /// Minutes since midnight.
    package var minutes: Int { hour * 60 + minute }
}
