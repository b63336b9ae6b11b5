import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// Why a verdict is what it is: the notice, the rules and the contracts behind it.
struct WhyPage: Sendable {
    private let web: WebRequest
    private let services: WebServices

    init(_ web: WebRequest, _ services: WebServices) {
        self.web = web
        self.services = services
    }

    func response() async throws -> APIResponse {
        let explanation = Explanation(web, services)
        if let device = web.request.parameter("device") {
            let answer = try await web.get("/api/lifecycle/explain/", [("device", device)])
            return page(answer, answer["device"]?.stringValue ?? device, "/dcim/devices/")
        }
        if let type = web.request.parameter("device_type") {
            let answer = try await explanation.deviceType(type)
            return page(answer, answer["device_type"]?.stringValue ?? type, "/dcim/device-types/")
        }
        if let item = web.request.parameter("inventory_item") {
            let answer = try await explanation.item(item)
            return page(answer, answer["inventory_item"]?.stringValue ?? item, "/dcim/inventory-items/")
        }
        if let part = web.request.parameter("part") {
            return page(try await explanation.part(part), "part \(part)", nil)
        }
        throw Problem(.invalidInput, "Say of what: ?device=, ?device_type=, ?inventory_item= or ?part=.")
    }

    private func page(_ answer: JSONValue, _ subject: String, _ list: String?) -> APIResponse {
        Page(
            "Why: \(subject)",
            actions: {
                if let list, let id = answer["id"]?.stringValue { Component.link("Open \(subject)", "\(list)\(id)/") }
            },
            body: {
                p(.class("quiet")) {
                    "As of "
                    ValueMarkup.day(answer["today"]?.stringValue ?? "")
                    ", from the data as it is now."
                }
                if let hardware = answer["hardware"] {
                    Component.panel("Hardware support") { Verdicts.hardware(hardware) }
                }
                if let software = answer["software"] {
                    Component.panel("Software") {
                        Verdicts.software(software)
                        rules(software)
                    }
                }
                if let contracts = answer["contracts"]?.arrayValue {
                    Component.panel("Contracts") { Verdicts.contracts(contracts) }
                }
            }
        ).response(web)
    }

    @HTMLBuilder private func rules(_ software: JSONValue) -> HTML {
        let candidates = software["candidates"]?.arrayValue ?? []
        if !candidates.isEmpty {
            h3 { "Entries that apply, in the order of precedence" }
            p(.class("hint")) {
                "Preferred entries come first; within them, entries that name the object come before its type and role together, its type, its role, tags and tenant. An entry approves its own version on its valid days; the order never changes the verdict."
            }
            DataTable(
                caption: "Validated software entries that apply",
                columns: [
                    .init("Weight", isNumber: true), .init("Software"), .init("Valid today"), .init("Preferred"),
                    .init("Why it applies"), .init("Deciding"),
                ],
                rows: candidates.map { candidate in
                    let id = candidate["validated_software"]?.stringValue ?? ""
                    return [
                        HTML(candidate["weight"]?.intValue.map { String($0) } ?? ""),
                        a(.href("\(Verdicts.entries)\(id)/")) { candidate["software"]?.stringValue ?? "No software" },
                        HTML(candidate["valid_today"]?.boolValue == true ? "Yes" : "No"),
                        HTML(candidate["preferred"]?.boolValue == true ? "Yes" : "No"),
                        HTML(candidate["why"]?.stringValue ?? ""),
                        software["rule"]?.stringValue == id ? Component.badge("decides", .info) : ValueMarkup.nothing,
                    ]
                }
            ).html
        }
    }
}

/// Explanations of what the API explains to nobody: types, parts and inventory items.
struct Explanation: Sendable {
    private let web: WebRequest
    private let services: WebServices

    init(_ web: WebRequest, _ services: WebServices) {
        self.web = web
        self.services = services
    }

    private typealias Made = @Sendable (Session, CalendarDay, DomainSettings) throws -> JSONValue

    func deviceType(_ id: String) async throws -> JSONValue {
        try ReportKind.hardware.require(web.actor)
        let id = try await visible(id, "dcim.devicetype")
        return try await made { try DeviceExplanation.deviceType(id, $0, today: $1, settings: $2) }
    }

    func part(_ part: String) async throws -> JSONValue {
        try ReportKind.hardware.require(web.actor)
        return try await made { try DeviceExplanation.part(part, $0, today: $1, settings: $2) }
    }

    func item(_ id: String) async throws -> JSONValue {
        try ReportKind.hardware.require(web.actor)
        try ReportKind.inventory.require(web.actor)
        let id = try await visible(id, "dcim.inventoryitem")
        return try await made { try DeviceExplanation.item(id, $0, today: $1, settings: $2) }
    }

    private func made(_ make: @escaping Made) async throws -> JSONValue {
        let (today, settings) = (services.environment.time.today, services.environment.settings)
        return try await services.store.read { try make($0, today, settings) }
    }

    /// The key of an object that the reader may see.
    private func visible(_ id: String, _ model: String) async throws -> Identifier {
        guard let schema = web.catalog[model], let id = Identifier(id) else {
            throw Problem(.notFound, "There is no page at this address.")
        }
        _ = try await web.get("\(schema.names.path)\(id)/", [("exclude_m2m", "true")])
        return id
    }
}
