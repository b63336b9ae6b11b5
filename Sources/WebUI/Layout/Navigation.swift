import HTTPServing
import Modeling
import Services

/// The menu at the side: where everything is.
///
/// What the reader may not see is not there.
enum Navigation {
    /// An entry: a page by path, shown to whom the model's rows may be shown.
    struct Entry: Sendable {
        let title: String
        let path: String
        /// The models of which the reader must be allowed to see something; none for pages that everybody may open.
        let models: [String]
        /// Whether only staff may open it.
        var isForStaff = false
        /// What else decides whether the reader may open it.
        var isOpen: @Sendable (WebRequest) -> Bool = { _ in true }
    }

    struct Section: Sendable {
        let title: String
        let entries: [Entry]
    }

    private static func page(_ title: String, _ path: String, _ models: String...) -> Entry {
        Entry(title: title, path: path, models: models)
    }

    private static func staff(_ title: String, _ path: String) -> Entry {
        Entry(title: title, path: path, models: [], isForStaff: true)
    }

    private static func list(_ title: String, _ model: String) -> Entry {
        Entry(title: title, path: "", models: [model])
    }

    private static let sections: [Section] = [
        Section(
            title: "Lifecycle",
            entries: [
                page(
                    "Hardware report", "/lifecycle/hardware/", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.hardwarelcm"),
                page(
                    "Software report", "/lifecycle/software/", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm"),
                page(
                    "Inventory report", "/lifecycle/inventory/", "dcim.inventoryitem", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm"),
                page(
                    "Timeline", "/lifecycle/timeline/", "dcim.device", "nautobot_device_lifecycle_mgmt.hardwarelcm",
                    "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm", "nautobot_device_lifecycle_mgmt.contractlcm"),
                page(
                    "Refresh forecast", "/lifecycle/forecast/", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.hardwarelcm"),
                page(
                    "Hardware age", "/lifecycle/age/", "dcim.device", "nautobot_device_lifecycle_mgmt.hardwarelcm"),
                page(
                    "Contract coverage", "/lifecycle/contracts/", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.contractlcm"),
                page(
                    "Contract expiry", "/lifecycle/expiry/", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.contractlcm"),
                page(
                    "Rule tester", "/lifecycle/rules/", "dcim.device",
                    "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm"),
                list("Hardware notices", "nautobot_device_lifecycle_mgmt.hardwarelcm"),
                list("Validated software", "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm"),
                list("Contracts", "nautobot_device_lifecycle_mgmt.contractlcm"),
                list("Vendors", "nautobot_device_lifecycle_mgmt.providerlcm"),
            ]),
        Section(
            title: "Exposure",
            entries: [
                page("Triage", "/exposure/triage/", "vulnerabilities.finding"),
                page("Heat map", "/exposure/map/", "vulnerabilities.finding"),
                page("Upgrade advisor", "/exposure/advisor/", "vulnerabilities.finding"),
                page("Feeds", "/exposure/feeds/", "vulnerabilities.feed"),
                list("Known vulnerabilities", "vulnerabilities.vulnerability"),
                list("Findings", "vulnerabilities.finding"),
                list("CVEs", "nautobot_device_lifecycle_mgmt.cvelcm"),
                list("Vulnerabilities", "nautobot_device_lifecycle_mgmt.vulnerabilitylcm"),
            ]),
        Section(
            title: "Inventory",
            entries: [
                list("Devices", "dcim.device"), list("Device types", "dcim.devicetype"),
                list("Manufacturers", "dcim.manufacturer"), list("Platforms", "dcim.platform"),
                list("Inventory items", "dcim.inventoryitem"), list("Modules", "dcim.module"),
                list("Locations", "dcim.location"), list("Location types", "dcim.locationtype"),
                list("Interfaces", "dcim.interface"), list("IP addresses", "ipam.ipaddress"),
                list("Prefixes", "ipam.prefix"), list("Virtual machines", "virtualization.virtualmachine"),
                list("Tenants", "tenancy.tenant"),
            ]),
        Section(
            title: "Software",
            entries: [
                list("Software versions", "dcim.softwareversion"), list("Image files", "dcim.softwareimagefile"),
            ]),
        Section(
            title: "Secrets",
            entries: [
                list("Secrets", "extras.secret"), list("Secrets groups", "extras.secretsgroup"),
                staff("Backend health", "/secrets/health/"),
                page("Audit trail", "/secrets/audit/", "extras.secretaccess"),
            ]),
        Section(
            title: "Jobs",
            entries: [
                list("Jobs", "extras.job"), list("Runs", "extras.jobresult"),
                list("Schedules", "extras.scheduledjob"), list("Approvals", "extras.approvalworkflow"),
                staff("Workers and queues", "/extras/job-workers/"),
                list("Git repositories", "extras.gitrepository"),
                list("External integrations", "extras.externalintegration"),
            ]),
        Section(
            title: "Notifications",
            entries: [
                list("Notification rules", "extras.notificationrule"),
                list("Notification channels", "extras.notificationchannel"),
                list("Notification deliveries", "extras.notificationdelivery"),
            ]),
        Section(
            title: "Organization",
            entries: [
                list("Statuses", "extras.status"), list("Roles", "extras.role"), list("Tags", "extras.tag"),
                list("Dynamic groups", "extras.dynamicgroup"), list("Contacts", "extras.contact"),
                list("Teams", "extras.team"), list("Custom fields", "extras.customfield"),
                list("Computed fields", "extras.computedfield"), list("Relationships", "extras.relationship"),
                list("Config contexts", "extras.configcontext"), list("Export templates", "extras.exporttemplate"),
                list("Custom links", "extras.customlink"), list("Saved views", "extras.savedview"),
            ]),
        Section(
            title: "Administration",
            entries: [
                Entry(title: "Import", path: ImportArea.path, models: [], isOpen: ImportArea.isOpen),
                list("Changes", "extras.objectchange"),
                list("Users", "users.user"), list("Groups", "auth.group"),
                list("Permissions", "users.objectpermission"), list("Webhooks", "extras.webhook"),
                list("Webhook deliveries", "extras.webhookdelivery"), list("Job hooks", "extras.jobhook"),
            ]),
    ]

    static func html(_ web: WebRequest) -> HTML {
        nav(.class("side"), .aria("label", "Areas"), .data("side")) {
            details(.class("drawer"), .flag("open")) {
                summary { "Menu" }
                a(.href("/"), .class("home"), .when(web.request.path == "/", .aria("current", "page"))) { "Overview" }
                for section in sections {
                    let entries = shown(section, web)
                    if !entries.isEmpty {
                        details(.flag("open", if: entries.contains { isCurrent($0.path, web) })) {
                            summary { section.title }
                            ul {
                                for entry in entries {
                                    li {
                                        a(
                                            .href(entry.path),
                                            .when(isCurrent(entry.path, web), .aria("current", "page"))
                                        ) { entry.title }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func isCurrent(_ path: String, _ web: WebRequest) -> Bool { web.request.path.hasPrefix(path) }

    private static func shown(_ section: Section, _ web: WebRequest) -> [(title: String, path: String)] {
        section.entries.compactMap { entry in
            guard entry.models.allSatisfy(web.maySee), !entry.isForStaff || web.actor.isStaff || web.actor.isSuperuser
            else { return nil }
            guard entry.isOpen(web) else { return nil }
            guard entry.path.isEmpty else { return (entry.title, entry.path) }
            return entry.models.first.flatMap { web.catalog[$0] }.map { (entry.title, $0.pagePath) }
        }
    }
}

extension AnySchema {
    /// Where its pages are: the API's path without `/api`.
    var pagePath: String { String(names.path.dropFirst(4)) }
}

extension Navigation {
    /// Every model that the menu names, for a test that they exist.
    static var models: Set<String> { Set(sections.flatMap(\.entries).flatMap(\.models)) }
}
