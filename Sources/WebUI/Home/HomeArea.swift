import Basics
import HTTPServing
import Modeling
import Services
import Storage

/// The first page: what is out of support, what is exposed, what to do next.
struct HomeArea: PageArea {
    private let services: WebServices
    private let desk: ReportDesk

    init(_ services: WebServices, _ desk: ReportDesk) {
        self.services = services
        self.desk = desk
    }

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path == "/" else { return nil }
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        if try await isEmpty(web) { return FirstPage(web).response() }
        var dashboard = Dashboard(web, desk)
        return try await dashboard.response()
    }

    /// Whether there is nothing yet that a dashboard could tell of.
    private func isEmpty(_ web: WebRequest) async throws -> Bool {
        let models = ["dcim.device", "dcim.devicetype", "dcim.softwareversion"]
        guard models.contains(where: web.maySee) else { return false }
        for model in models where web.maySee(model) {
            guard let schema = web.catalog[model] else { continue }
            let actor = web.actor
            let holds = try await services.store.read {
                try $0.exists(schema, where: Authorizer().visible(schema, for: actor))
            }
            if holds { return false }
        }
        return true
    }
}

/// The first page of an empty store: what Almanac does, and the ways to begin.
struct FirstPage: Sendable {
    private let web: WebRequest

    init(_ web: WebRequest) { self.web = web }

    private func mayAdd(_ model: String) -> Bool { web.catalog[model].map { web.may(.add, $0) } ?? false }

    func response() -> APIResponse {
        Page("Welcome to Almanac") {
            p(.class("lead")) {
                "Almanac tells which of your network’s hardware and software is out of support, which is exposed to known vulnerabilities, and what runs out next. It needs to know your devices first."
            }
            div(.class("grid")) {
                if mayAdd("dcim.device") {
                    Component.panel("Bring your devices in") {
                        p {
                            "Read a file, a running server’s export, or sample data. You see what would change before anything is stored."
                        }
                        Component.link("Import", "/import/", "primary")
                    }
                    Component.panel("Add by hand") {
                        p { "A device needs a location, a device type and a role. Begin with these:" }
                        ul(.class("links")) {
                            for (title, model) in Self.steps where mayAdd(model) {
                                if let schema = web.catalog[model] {
                                    li { a(.href("\(schema.pagePath)add/")) { title } }
                                }
                            }
                        }
                    }
                } else {
                    Component.panel("Nothing to see yet") {
                        p {
                            "There are no devices that you may see. Somebody who may add devices can import them, or give you the permission to view more."
                        }
                    }
                }
                Component.panel("Read first") {
                    p { "Verdicts follow from what you record: hardware notices, validated software and contracts." }
                    p {
                        "Everything on these pages is in the REST API too: "
                        a(.href("/api/")) { "its addresses" }
                        ". What it all means stands in "
                        a(.href("/docs/")) { "the manual" }
                        "."
                    }
                }
            }
        }.response(web)
    }

    private static let steps = [
        ("Location type", "dcim.locationtype"), ("Location", "dcim.location"), ("Manufacturer", "dcim.manufacturer"),
        ("Device type", "dcim.devicetype"), ("Role", "extras.role"), ("Device", "dcim.device"),
    ]
}
