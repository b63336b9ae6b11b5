import Basics
import Modeling
import Services

/// What the lifecycle area says of a device: support, software, contracts, each with its reason.
struct DeviceVerdictPanel: DetailPanel {
    let models: Set<String> = ["dcim.device"]

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let kinds = [ReportKind.hardware, .software, .contracts].filter { $0.isOpen(to: model.web.actor) }
        // The explanation joins all three; without one of them there is none to show.
        guard kinds.count == 3 else { return nil }
        let answer = try await model.web.get("/api/lifecycle/explain/", [("device", id)])
        let name = answer["device"]?.stringValue ?? id
        return Component.panel("Lifecycle") {
            for (title, member) in [("Hardware support", "hardware"), ("Software", "software")] {
                if let verdict = answer[member] {
                    h3 { title }
                    member == "hardware" ? Verdicts.hardware(verdict) : Verdicts.software(verdict)
                    p { ReportMarkup.why([("device", id)], about: "\(name): \(title)") }
                }
            }
            h3 { "Contracts" }
            Verdicts.contracts(answer["contracts"]?.arrayValue ?? [])
            p { ReportMarkup.why([("device", id)], about: "\(name): contracts") }
        }
    }
}

/// What the lifecycle area says of a type of device: its notice, its devices by support and verdict, the entries.
struct DeviceTypePanel: DetailPanel {
    let models: Set<String> = ["dcim.devicetype"]

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let web = model.web
        guard ReportKind.hardware.isOpen(to: web.actor) else { return nil }
        let answer = try await Explanation(web, model.services).deviceType(id)
        let type = (name: "device_type", value: id)
        var parts: [ChartPart] = []
        if ReportKind.software.isOpen(to: web.actor) {
            for (value, label, color) in [
                ("valid", "Valid software", "c3"), ("invalid", "Not valid", "c4"),
                ("no_software", "No software known", "c6"),
            ] {
                let query = [type, (name: "software_validity", value: value)]
                let count = try await Activity(web).count("/api/dcim/devices/", query)
                parts.append(
                    ChartPart(
                        label: label, count: count, color: color, path: WebRequest.place("/dcim/devices/", query)))
            }
        }
        return Component.panel("Lifecycle") {
            h3 { "Hardware support" }
            if let verdict = answer["hardware"] { Verdicts.hardware(verdict) }
            p { ReportMarkup.why([type], about: answer["device_type"]?.stringValue ?? "") }
            if !parts.isEmpty {
                ShareChart(title: "Its devices by software", parts: parts, unit: "devices").html
                p {
                    a(.href(WebRequest.place(Verdicts.entries, [("device_types", id)]))) {
                        "Validated software for this device type"
                    }
                }
            }
        }
    }
}

/// What the lifecycle area says of an inventory item: the notice about its part, and its software.
struct InventoryItemPanel: DetailPanel {
    let models: Set<String> = ["dcim.inventoryitem"]

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard ReportKind.hardware.isOpen(to: model.web.actor), ReportKind.inventory.isOpen(to: model.web.actor) else {
            return nil
        }
        let answer = try await Explanation(model.web, model.services).item(id)
        let name = answer["inventory_item"]?.stringValue ?? id
        return Component.panel("Lifecycle") {
            h3 { "Support of its part" }
            if let verdict = answer["hardware"] { Verdicts.hardware(verdict) }
            h3 { "Software" }
            if let verdict = answer["software"] { Verdicts.software(verdict) }
            p { ReportMarkup.why([("inventory_item", id)], about: name) }
        }
    }
}

/// What the lifecycle area says of a software version: until when it is supported, who runs it, what approves it.
struct SoftwareVersionPanel: DetailPanel {
    let models: Set<String> = ["dcim.softwareversion"]
    private static let entries = "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm"
    private static let cves = "nautobot_device_lifecycle_mgmt.cvelcm"

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let web = model.web
        var counts: [(title: String, count: Int, path: String)] = []
        for (title, identifier, filter) in [
            ("Devices that run it", "dcim.device", "software_version"),
            ("Inventory items that run it", "dcim.inventoryitem", "software_version"),
            ("Entries that approve it", Self.entries, "software"), ("Related CVEs", Self.cves, "affected_softwares"),
        ] {
            guard web.maySee(identifier), let schema = web.catalog[identifier] else { continue }
            let count = try await Activity(web).count(schema.names.path, [(filter, id)])
            counts.append((title, count, WebRequest.place(schema.pagePath, [(filter, id)])))
        }
        let approved = try await approved(id, web)
        let today = model.services.environment.time.today
        return Component.panel("Lifecycle") {
            if let end = object["end_of_support_date"]?.stringValue.flatMap({ CalendarDay($0) }) {
                let days = end.days(since: today)
                p {
                    days < 0 ? Component.badge("Out of support", .bad) : Component.badge("Supported", .good)
                    days < 0
                        ? " Support ended on \(end), \(-days) days ago." : " Support ends on \(end), in \(days) days."
                }
            } else {
                p { "No end of support is recorded for this version." }
            }
            dl(.class("facts")) {
                for line in counts {
                    dt { line.title }
                    dd { ChartPart.number(line.count, line.path) }
                }
            }
            approved
        }
    }

    /// The first entries that approve it.
    private func approved(_ id: String, _ web: WebRequest) async throws -> HTML {
        guard web.maySee(Self.entries) else { return HTML() }
        let answer = try await web.get(
            "/api\(Verdicts.entries)", [("software", id), ("limit", "5"), ("depth", "0"), ("exclude_m2m", "true")])
        let entries = answer["results"]?.arrayValue ?? []
        guard !entries.isEmpty else { return HTML() }
        return DataTable(
            caption: "Entries that approve it",
            columns: [.init("Entry"), .init("From"), .init("Until"), .init("Valid today"), .init("Devices")],
            rows: entries.map { entry in
                let id = entry["id"]?.stringValue ?? ""
                return [
                    a(.href("\(Verdicts.entries)\(id)/")) { entry["display"]?.stringValue ?? id },
                    ValueMarkup.day(entry["start"]?.stringValue ?? ""),
                    entry["end"]?.stringValue.map(ValueMarkup.day) ?? ValueMarkup.nothing,
                    ValueMarkup.html(entry["valid"]),
                    a(.href(WebRequest.place("/lifecycle/rules/", [("rule", id)]))) {
                        "which?"
                        span(.class("unseen")) { " the entry applies to" }
                    },
                ]
            }
        ).html
    }
}
