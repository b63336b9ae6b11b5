import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// Getting a network in: the sample, a file, or what another system exports.
///
/// First a plan, then one click, then a way back.
struct ImportArea: PageArea {
    static let path = "/import/"
    /// Changes of each kind that a plan shows.
    private static let shown = 200

    let services: WebServices
    let shelf = UploadShelf()

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.parts.first == "import", web.parts.count <= 2 else { return nil }
        guard Self.isOpen(web) else { throw Authorizer.forbidden }
        switch (web.parts.dropFirst().first, web.isPost) {
        case (nil, false): return try await start(web).response(web)
        case ("plan", true): return try await plan(web)
        case ("apply", true): return try await apply(web)
        case ("sample", true): return try await sample(web)
        default: throw Problem(.notFound, "There is no page at this address.")
        }
    }

    // MARK: The ways

    private func start(_ web: WebRequest, problem: Problem? = nil) async throws -> Page {
        let isEmpty = try await services.store.read { try !$0.exists(Device.schema, where: .always) }
        return Page("Import") {
            if let problem { Component.notice(.bad) { p { problem.message } } }
            div(.class("grid")) {
                Component.panel("A file") {
                    p { "CSV, JSON, NDJSON or YAML. You see what it would change before anything is changed." }
                    Component.post(web, to: "\(Self.path)plan/", class: "stack", isUpload: true) {
                        div(.class("field")) {
                            label(.for("file")) { "File" }
                            input(
                                .id("file"), .name("file"), .type("file"), .flag("required"),
                                Attribute("accept", ".csv,.json,.ndjson,.jsonl,.yaml,.yml"))
                        }
                        div(.class("field")) {
                            label(.for("model")) { "What it holds" }
                            select(.id("model"), .name("model"), .aria("describedby", "model-hint")) {
                                option(.value("")) { "The file says it itself" }
                                for schema in Self.models(web) {
                                    option(.value(schema.identifier)) { Words.label(schema.names.verbosePlural) }
                                }
                            }
                            p(.class("hint"), .id("model-hint")) {
                                "CSV needs it. Exports of the API name their objects themselves."
                            }
                        }
                        button(.type("submit"), .class("primary")) { "Show what it would change" }
                    }
                }
                Component.panel("From Nautobot or NetBox") {
                    p { "Save what its API answers, and import the file here as it is." }
                    h3 { "NetBox" }
                    p {
                        "The devices alone bring their sites, roles, types and platforms along. Sites, locations, interfaces, inventory items, prefixes and addresses can follow, each as a file of its own."
                    }
                    pre {
                        "curl -H \"Authorization: Token $TOKEN\" \\\n  'https://netbox.example/api/dcim/devices/?limit=1000' \\\n  > devices.json"
                    }
                    h3 { "Nautobot" }
                    p { "One file per kind, in this order; references are found by name." }
                    ol {
                        for name in [
                            "statuses, roles and tags", "location types, then locations",
                            "manufacturers, platforms, device types", "devices", "software, contracts, notices",
                        ] { li { name } }
                    }
                    pre {
                        "curl -H \"Authorization: Token $TOKEN\" \\\n  'https://nautobot.example/api/dcim/devices/?limit=1000&depth=1' \\\n  > devices.json"
                    }
                }
                if isEmpty && web.actor.isSuperuser {
                    Component.panel("The sample network") {
                        p {
                            "400 devices at made-up sites, with software, notices, contracts and known vulnerabilities: to look around before your own data is here."
                        }
                        Component.post(web, to: "\(Self.path)sample/") {
                            button(.type("submit")) { "Load the sample network" }
                        }
                    }
                }
            }
        }
    }

    /// Whether the reader may bring anything in; that everybody may keep views of their own is no reason to come here.
    static func isOpen(_ web: WebRequest) -> Bool {
        web.actor.mayWrite && models(web).contains { !$0.features.contains(.ownRows) }
    }

    /// What is needed to bring things in, as a button; nothing for those who may not.
    @HTMLBuilder static func offer(_ web: WebRequest) -> HTML {
        if isOpen(web) { Component.link("Import a file", path, "primary") }
    }

    private static func models(_ web: WebRequest) -> [AnySchema] {
        web.catalog.schemas.filter { $0.isExposed && $0.operations.contains(.create) && web.may(.add, $0) }
            .sorted { $0.names.verbosePlural < $1.names.verbosePlural }
    }

    // MARK: Plan and change

    private func plan(_ web: WebRequest) async throws -> APIResponse {
        guard let file = web.form.files["file"], !file.bytes.isEmpty else {
            return try await start(web, problem: Problem(.invalidInput, "Choose a file first.")).response(
                web, status: 400)
        }
        let model = web.form["model"] ?? ""
        do {
            let plan = try await run(web, file.name, file.bytes, model: model, query: [])
            guard let owner = web.actor.user?.raw else { throw Authorizer.forbidden }
            let id = services.environment.identifiers.next()
            try await shelf.keep(
                .init(owner: owner, name: file.name, bytes: file.bytes, kept: services.environment.time.now), as: id)
            return ImportPlanPage(plan: plan, fileName: file.name, upload: id, model: model, shown: Self.shown)
                .page(web).response(web)
        } catch let problem as Problem where [.invalidInput, .unsupportedMedia, .tooLarge].contains(problem.kind) {
            return try await start(web, problem: problem).response(web, status: ErrorAnswer.status(problem))
        }
    }

    private func apply(_ web: WebRequest) async throws -> APIResponse {
        guard let id = web.form["upload"].flatMap({ Identifier($0) }),
            let upload = await shelf.find(id, of: web.actor.user?.raw, now: services.environment.time.now)
        else {
            throw Problem(.notFound, "The file is not kept any more. Upload it again; nothing was changed.")
        }
        let plan = try await run(
            web, upload.name, upload.bytes, model: web.form["model"] ?? "",
            query: [("apply", "true"), ("expect", web.form["expect"] ?? "")])
        await shelf.drop(id)
        return Page("Imported \(upload.name)", crumbs: [.init(title: "Import", path: Self.path)]) {
            ImportPlanPage.totals(plan)
            div(.class("row")) {
                Component.link("Go to the overview", "/", "primary")
                Component.link(
                    "Look at the changes",
                    WebRequest.place(
                        "/extras/object-changes/", [("request_id", web.actor.requestID.description)]))
                RevertForm.link(web, request: web.actor.requestID.description, title: "Take it all back")
            }
        }.response(web)
    }

    private func run(
        _ web: WebRequest, _ name: String, _ bytes: [UInt8], model: String, query: [(name: String, value: String)]
    ) async throws -> JSONValue {
        let form = String(name.drop { $0 != "." }.isEmpty ? name[...] : name.split(separator: ".").last ?? "")
            .lowercased()
        let types = [
            "csv": "csv", "json": "json", "ndjson": "ndjson", "jsonl": "ndjson", "yaml": "yaml", "yml": "yaml",
        ]
        guard let input = types[form] else {
            throw Problem(
                .unsupportedMedia, "The name of the file must end in .csv, .json, .ndjson, .jsonl, .yaml or .yml.")
        }
        var asked = APIRequest(
            method: "POST", path: "/api/import/",
            query: query + [("input", input), ("file", name)] + (model.isEmpty ? [] : [("model", model)]),
            headers: ["accept": "application/json", "content-type": "application/octet-stream"],
            body: bytes, baseURL: web.request.baseURL, peer: web.request.peer, isSecure: web.request.isSecure)
        asked.viewer = web.actor.user?.raw
        let response = try await web.api.perform(asked, as: web.caller)
        let answer = try JSONValue(parsing: response.bytes)
        if answer["totals"] == nil { return try WebRequest.json(response) }
        return answer
    }

    private func sample(_ web: WebRequest) async throws -> APIResponse {
        guard web.actor.isSuperuser else { throw Authorizer.forbidden }
        let sample = SampleLoad(store: services.store, environment: services.environment)
        try await sample.run(web.actor)
        try await sample.judgeExposure()
        return Notice.redirect(to: "/", saying: "The sample network is here.")
    }
}
