import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Brings hardware notices in step with what vendors announced (vendor.md §2.3, mapping).
///
/// A notice that a person wrote keeps what it says; only what it leaves empty is filled in. A notice that came from a bulletin
/// follows that bulletin.
enum HardwareNoticeUpdate {
    /// What an update did.
    struct Counts: Sendable, Hashable {
        var created = 0
        var changed = 0
        /// Types of device for which a vendor was asked and has announced nothing.
        var unannounced = 0
        /// Types of device of which no source has told anything.
        var unknown = 0
    }

    /// The dates, by their columns in a notice.
    private static let dates: [(name: String, date: @Sendable (Record<LifecycleDates>) -> CalendarDay?)] = [
        ("end_of_sale", { $0.endOfSale }), ("end_of_sw_releases", { $0.endOfSwReleases }),
        ("end_of_security_patches", { $0.endOfSecurityPatches }), ("end_of_support", { $0.endOfSupport }),
    ]

    /// Updates the notices of all types of device; the caller needs the right to add and change notices.
    static func run(_ pipeline: RecordPipeline) throws -> Counts {
        let session = pipeline.session
        var announced: [String: Record<LifecycleDates>] = [:]
        for fact in try session.fetch(Query<LifecycleDates>().where { $0.isLive == true && $0.isWithdrawn == false }) {
            if let part = fact.part { announced[part] = fact }
        }
        let notices = Dictionary(
            try session.fetch(Query<HardwareNotice>()).compactMap { notice in
                notice.deviceType.map { ($0.raw, notice) }
            }, uniquingKeysWith: { first, _ in first })
        var counts = Counts()
        for type in try session.fetch(Query<DeviceType>().sorted(by: "id")) {
            let names = [type.partNumber, type.model].filter { !$0.isEmpty }
            guard let fact = PartNumbers.candidates(names).lazy.compactMap({ announced[$0] }).first else {
                counts.unknown += 1
                continue
            }
            guard !fact.isUnannounced, fact.endOfSale != nil || fact.endOfSupport != nil else {
                counts.unannounced += 1
                continue
            }
            if let notice = notices[type.id.raw] {
                let object = changes(of: notice, fact)
                guard !object.members.isEmpty else { continue }
                if try !pipeline.update(HardwareNotice.schema, notice.id.raw, object).changed.isEmpty {
                    counts.changed += 1
                }
            } else {
                var object = changes(of: nil, fact)
                object["device_type"] = .string(type.id.description)
                _ = try pipeline.create(HardwareNotice.schema, object)
                counts.created += 1
            }
        }
        return counts
    }

    /// The members that a notice gets from an announcement.
    private static func changes(of notice: Record<HardwareNotice>?, _ fact: Record<LifecycleDates>) -> JSONObject {
        let follows = notice == nil || !fact.link.isEmpty && notice?.documentationUrl == fact.link
        var object = JSONObject()
        for (name, date) in dates {
            guard let wanted = date(fact), let place = HardwareNotice.schema.columnIndex[name] else { continue }
            let known = notice?.values[place] ?? .null
            if follows ? known != .day(wanted) : known.isNull { object[name] = .string(wanted.description) }
        }
        if notice?.documentationUrl.isEmpty ?? true, !fact.link.isEmpty, fact.link.count <= 200 {
            object["documentation_url"] = .string(fact.link)
        }
        if notice == nil, !fact.replacements.elements.isEmpty {
            object["comments"] = .string("Replaced by \(fact.replacements.elements.joined(separator: ", ")).")
        }
        return object
    }
}

/// The forms in which vendors write the part number of one product.
enum PartNumbers {
    /// All forms, the most exact first, in capitals (vendor.md §2.3: `/K9`, `++` and a trailing `=` are options).
    static func candidates(_ names: [String]) -> [String] {
        var result: [String] = []
        func add(_ text: Substring) { if !text.isEmpty, !result.contains(String(text)) { result.append(String(text)) } }
        for name in names {
            let text = name.uppercased().filter { !$0.isWhitespace }
            add(text[...])
            for suffix in ["++", "=", "/K9"] where text.hasSuffix(suffix) { add(text.dropLast(suffix.count)) }
        }
        return result
    }
}

/// Writes what vendors announced into hardware notices.
struct UpdateHardwareNoticesJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "almanac.jobs.lifecycle", className: "UpdateHardwareNotices", name: "Update Hardware Notices",
            grouping: "Vulnerabilities")
        declaration.description =
            "Makes hardware notices of what vendors announced about the types of device in use. What people wrote stays."
        declaration.isSystem = true
        declaration.isSingleton = true
        var dry = JobVariable("dry_run", .dryRun)
        dry.label = "Dry run"
        dry.help = "Say what would change, and change nothing."
        dry.isRequired = false
        declaration.variables = [dry]
        declaration.softTimeLimit = 1800
        declaration.timeLimit = 2000
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let counts = try await context.write { try HardwareNoticeUpdate.run($0) }
        await context.log.info(
            "Made \(counts.created) hardware notices and changed \(counts.changed); for \(counts.unannounced) types of device nothing is announced, of \(counts.unknown) no source has told anything."
        )
        return [
            "created": .int(Int64(counts.created)), "changed": .int(Int64(counts.changed)),
            "unannounced": .int(Int64(counts.unannounced)), "unknown": .int(Int64(counts.unknown)),
        ]
    }
}
