import HTTPServing
import Manual
import Modeling

/// Where the manual tells about a page: the one list of links from pages to documents.
struct HelpTopic: Sendable, Equatable {
    /// The file below `docs/`, with the heading if it is about one.
    let target: String

    private init(_ target: String) { self.target = target }

    /// Where it is: the first page of the manual, should there be no such document.
    var path: String { ManualLibrary.shared.place(target, in: "README.md") ?? "/docs/" }

    /// What it is called: the heading, or the document.
    var title: String {
        let pieces = target.split(separator: "#", maxSplits: 1)
        guard let document = pieces.first.flatMap({ ManualLibrary.shared.document(String($0)) }) else {
            return "Manual"
        }
        guard pieces.count == 2 else { return document.title }
        let section = document.sections.first { $0.anchor == String(pieces[1]) }
        return section.map { "\(document.title): \($0.title)" } ?? document.title
    }

    /// The link below what an empty page says.
    var link: HTML {
        p(.class("help")) {
            a(.href(path)) { "Read: \(title)" }
        }
    }

    // MARK: Topics

    static let contents = HelpTopic("README.md")
    static let interface = HelpTopic("how-to/use-the-web-interface.md")
    static let replacement = HelpTopic("how-to/decide-what-to-replace.md")
    static let support = HelpTopic("explanation/support-status.md")
    static let software = HelpTopic("explanation/validated-software.md")
    static let exposure = HelpTopic("how-to/find-exposed-devices.md")
    static let triage = HelpTopic("how-to/triage-vulnerabilities.md")
    static let places = HelpTopic("how-to/triage-vulnerabilities.md#find-the-places")
    static let advice = HelpTopic("how-to/triage-vulnerabilities.md#choose-a-release")
    static let feeds = HelpTopic("reference/feeds.md")
    static let vulnerabilities = HelpTopic("reference/vulnerabilities.md")
    static let jobs = HelpTopic("how-to/run-jobs.md")
    static let schedules = HelpTopic("how-to/run-jobs.md#run-one-every-night")
    static let plans = HelpTopic("how-to/run-jobs.md#see-what-a-job-would-change-then-have-it-changed")
    static let approvals = HelpTopic("how-to/run-jobs.md#have-schedules-approved")
    static let workers = HelpTopic("how-to/run-jobs.md#look-at-the-workers")
    static let secrets = HelpTopic("how-to/reach-credentials.md")
    static let secretUses = HelpTopic("how-to/reach-credentials.md#see-who-used-it")
    static let backends = HelpTopic("how-to/reach-credentials.md#see-how-backends-do")
    static let imports = HelpTopic("how-to/import-a-network.md")
    static let notifications = HelpTopic("how-to/be-notified.md")
    static let webhooks = HelpTopic("how-to/tell-other-systems.md")
    static let changes = HelpTopic("how-to/take-back-changes.md")
    static let people = HelpTopic("how-to/let-people-in.md")
    static let permissions = HelpTopic("how-to/give-permissions.md")
    static let fields = HelpTopic("how-to/add-your-own-fields.md")
    static let groups = HelpTopic("how-to/group-objects.md")
    static let contexts = HelpTopic("how-to/configuration-contexts.md")
    static let repositories = HelpTopic("how-to/use-git-repositories.md")
    static let search = HelpTopic("how-to/use-the-web-interface.md#find")

    /// Pages made by hand, by the beginning of their path; the longest that fits counts.
    static let byPath: [(path: String, topic: HelpTopic)] = [
        ("/lifecycle/", .replacement), ("/lifecycle/software/", .software), ("/lifecycle/inventory/", .software),
        ("/lifecycle/rules/", .software), ("/lifecycle/why/", .support), ("/exposure/", .exposure),
        ("/exposure/triage/", .triage), ("/exposure/map/", .places), ("/exposure/advisor/", .advice),
        ("/exposure/feeds/", .feeds), ("/import/", .imports), ("/search/", .search), ("/user/", .people),
        ("/secrets/audit/", .secretUses), ("/secrets/health/", .backends), ("/secrets/", .secrets),
        ("/extras/job-workers/", .workers), ("/", .interface),
    ]

    /// Lists and objects of these models; of every other one the reference tells what its fields mean.
    static let byModel: [String: HelpTopic] = [
        "nautobot_device_lifecycle_mgmt.hardwarelcm": .support,
        "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm": .software,
        "nautobot_device_lifecycle_mgmt.contractlcm": .replacement,
        "nautobot_device_lifecycle_mgmt.cvelcm": .exposure,
        "nautobot_device_lifecycle_mgmt.vulnerabilitylcm": .exposure,
        "vulnerabilities.feed": .feeds, "vulnerabilities.finding": .triage, "vulnerabilities.triage": .triage,
        "vulnerabilities.vulnerability": .vulnerabilities, "extras.job": .jobs, "extras.jobresult": .jobs,
        "extras.scheduledjob": .schedules, "extras.approvalworkflow": .approvals, "extras.secret": .secrets,
        "extras.secretsgroup": .secrets, "extras.secretaccess": .secretUses,
        "extras.notificationrule": .notifications, "extras.notificationchannel": .notifications,
        "extras.notificationdelivery": .notifications, "extras.webhook": .webhooks,
        "extras.webhookdelivery": .webhooks, "extras.objectchange": .changes, "users.user": .people,
        "auth.group": .permissions, "users.objectpermission": .permissions, "extras.customfield": .fields,
        "extras.computedfield": .fields, "extras.relationship": .fields, "extras.dynamicgroup": .groups,
        "extras.configcontext": .contexts, "extras.gitrepository": .repositories,
    ]

    /// Those of pages, of models, and of what stands inside of pages, for a test that they exist.
    static var all: [HelpTopic] { byPath.map(\.topic) + byModel.values + [.contents, .plans, .webhooks] }

    /// What the manual tells of a model.
    static func of(_ schema: AnySchema) -> HelpTopic {
        if let topic = byModel[schema.identifier] { return topic }
        var anchors = HeadingAnchors()
        return HelpTopic("reference/models.md#\(anchors.next(schema.identifier))")
    }

    /// What the manual tells of the page that is asked for.
    static func of(_ web: WebRequest) -> HelpTopic {
        if web.request.path.hasPrefix("/docs/") { return .contents }
        let length = web.parts.first == "plugins" ? 3 : 2
        let path = "/api/\(web.parts.prefix(length).joined(separator: "/"))/"
        if let schema = web.catalog.schema(at: path) { return of(schema) }
        let fitting = byPath.filter { web.request.path.hasPrefix($0.path) }
        return fitting.max { $0.path.count < $1.path.count }?.topic ?? .contents
    }
}
