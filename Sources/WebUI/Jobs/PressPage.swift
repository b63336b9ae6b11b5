import Basics
import HTTPServing
import JobEngine
import Modeling
import Services

/// Asks before the job of a button begins, and has it begin.
struct PressPage: Sendable {
    /// Fields of the form, as over the API.
    typealias Member = JobService.ButtonInput

    private let web: WebRequest
    private let services: WebServices
    private let button: String

    init(_ web: WebRequest, _ services: WebServices, button: String) {
        self.web = web
        self.services = services
        self.button = button
    }

    static func path(of button: String) -> String { "/extras/job-buttons/\(button)/press/" }

    func response() async throws -> APIResponse {
        guard web.isPost else { return try await question().response(web) }
        let body = JSONObject(
            [Member.model, Member.key].map { ($0, .string(web.form[$0] ?? "")) })
        do {
            switch try await services.jobs.press(button, body, by: web.actor) {
            case .queued(let run): return Notice.redirect(to: "/extras/job-results/\(run)/")
            case .scheduled(let id):
                return Notice.redirect(
                    to: "/extras/scheduled-jobs/\(id)/", saying: "This run has to be approved before it begins.")
            }
        } catch let refusal as JobRefusal {
            throw Problem(.conflict, refusal.message)
        }
    }

    private func question() async throws -> Page {
        let name = web.request.parameter(Member.model) ?? ""
        let key = web.request.parameter(Member.key) ?? ""
        guard let schema = web.catalog[name], web.maySee(schema), Identifier(key) != nil else {
            throw Problem(.notFound, "There is no page at this address.")
        }
        let object = try await web.get(schema.names.path + "\(key)/", [("depth", "0")])
        let all = try await web.get(schema.names.path + "\(key)/job-buttons/")["results"]?.arrayValue ?? []
        guard let pressed = all.first(where: { $0["id"]?.stringValue == button }) else {
            throw Problem(.notFound, "There is no such button for this object that you may press.")
        }
        let label = pressed["label"]?.stringValue ?? ""
        let (place, display) = (schema.pagePath + "\(key)/", object["display"]?.stringValue ?? key)
        return Page("\(label)?", crumbs: [Page.Crumb(title: display, path: place)]) {
            p { "The job of the button “\(pressed["name"]?.stringValue ?? "")” begins for \(display), in your name." }
            Component.post(web, to: Self.path(of: button), class: "row") {
                input(.type("hidden"), .name(Member.model), .value(name))
                input(.type("hidden"), .name(Member.key), .value(key))
                HTML(element: "button", [.type("submit")], content: HTML(label))
                Component.link("Leave it", place)
            }
        }
    }
}
