import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// Decides about one vulnerability or many: what, why, until when, and for what part of the network.
struct DecisionPage: Sendable {
    private let page: ExposurePage
    private let cves: [String]

    init(_ page: ExposurePage) {
        self.page = page
        let web = page.web
        let given =
            web.form.all("pk") + web.form.all("cve") + web.request.query.filter { $0.name == "cve" }.map(\.value)
        var seen: Set<String> = []
        cves = given.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    private var web: WebRequest { page.web }

    /// A value of the form, or of the address.
    private func given(_ name: String) -> String { web.form[name] ?? web.request.parameter(name) ?? "" }

    /// Where the reader came from: a page of ours about exposure, or the board.
    private var back: String {
        let back = given("back")
        return back.hasPrefix("/exposure/") && Link.isSafe(back) ? back : ExposureLinks.board
    }

    func response() async throws -> APIResponse {
        guard web.may(.add, Triage.schema) || web.may(.change, Triage.schema) else {
            throw Problem(.forbidden, "You may not decide about vulnerabilities.")
        }
        guard !cves.isEmpty else {
            return Notice.redirect(to: back, saying: "Choose vulnerabilities first, by the boxes before them.")
        }
        guard cves.count <= JointDecision.limit else {
            throw Problem(
                .invalidInput, "At most \(JointDecision.limit.grouped) vulnerabilities can be decided at once.")
        }
        let scopes = try await DecisionScope.all(page, cves, given)
        guard web.isPost, given("step") == "apply" else { return form(scopes, nil).response(web) }
        do {
            return try await apply(scopes)
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .conflict {
            return form(scopes, problem).response(web, status: ErrorAnswer.status(problem))
        }
    }

    // MARK: The form

    private func form(_ scopes: [DecisionScope], _ problem: Problem?) -> Page {
        let title = cves.count == 1 ? "Decide about \(cves[0])" : "Decide about \(cves.count.grouped) vulnerabilities"
        let state = Triage.State(rawValue: given("state"))
        let scope = given("scope")
        return Page(title, crumbs: [Page.Crumb(title: "Triage", path: ExposureLinks.board)]) {
            if let problem {
                Component.notice(.bad) {
                    p { "Nothing was decided. \(problem.message)" }
                    for entry in problem.fields { p { "\(entry.field): \(entry.messages.joined(separator: " "))" } }
                }
            }
            if cves.count > 1 {
                p { for cve in cves.prefix(50) { ExposureLinks.cve(cve) + HTML(" ") } }
                if cves.count > 50 { p(.class("quiet")) { "and \((cves.count - 50).grouped) more" } }
            }
            Component.post(web, to: ExposureLinks.decide, class: "form") {
                for cve in cves { input(.type("hidden"), .name("cve"), .value(cve)) }
                for name in ["back", "software", "device_type", "device"] where !given(name).isEmpty {
                    input(.type("hidden"), .name(name), .value(given(name)))
                }
                FormField(
                    name: "reason", title: "Reason", help: "Why; whoever reads it later should understand it alone.",
                    input: .text, isRequired: true, values: [given("reason")], errors: errors("reason", problem),
                    isFocused: true
                ).html
                fieldset {
                    legend { "Decision" }
                    for (choice, _) in ExposureWords.states {
                        div(.class("field")) {
                            label {
                                input(
                                    .type("radio"), .name("state"), .value(choice.rawValue), .flag("required"),
                                    .flag("checked", if: choice == state))
                                " \(ExposureWords.title(choice))"
                            }
                            p(.class("hint")) { ExposureWords.meaning(choice) }
                        }
                    }
                }
                FormField(
                    name: "expires", title: "Until",
                    help: "Last day on which it counts. Needed for an accepted risk; empty for ever.", input: .day,
                    isRequired: state == .accepted, values: [expires(state)], errors: errors("expires", problem)
                ).html
                FormField(
                    name: "scope", title: "For", help: "A decision for a part counts before one for everything.",
                    input: .choice(scopes.map { ($0.value, $0.title) }, allowsNone: false),
                    values: [scope.isEmpty ? scopes.last?.isGiven == true ? scopes.last?.value ?? "all" : "all" : scope]
                ).html
                div(.class("row")) {
                    button(.type("submit"), .name("step"), .value("apply"), .class("primary")) { "Decide" }
                    Component.link("Cancel", back)
                }
            }
        }
    }

    /// The day as it was given; for a risk that is to be accepted, a quarter from today.
    private func expires(_ state: Triage.State?) -> String {
        guard given("step").isEmpty, given("expires").isEmpty, state == .accepted else { return given("expires") }
        return web.environment.time.today.adding(days: 90).description
    }

    private func errors(_ name: String, _ problem: Problem?) -> [String] {
        problem?.fields.filter { $0.field == name }.flatMap(\.messages) ?? []
    }

    // MARK: Deciding

    private func apply(_ scopes: [DecisionScope]) async throws -> APIResponse {
        let decision = try decision()
        guard let scope = scopes.first(where: { $0.value == given("scope") }) else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("scope", ["Choose what the decision is for."])])
        }
        var body = decision
        body["cves"] = .array(cves.map(JSONValue.string))
        for (name, value) in scope.members { body[name] = value }
        try await web.send("POST", "/api/vulnerabilities/decisions/", .object(body))
        return Notice.redirect(to: back, saying: sentence(decision, scope))
    }

    /// What was chosen, as far as it can be refused before anything is asked.
    private func decision() throws -> JSONObject {
        guard let state = Triage.State(rawValue: given("state")) else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("state", ["Choose a decision."])])
        }
        let reason = Words.trimmed(given("reason"))
        guard !reason.isEmpty else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("reason", ["Say why."])])
        }
        let expires = Words.trimmed(given("expires"))
        guard state != .accepted || !expires.isEmpty else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("expires", ["Say until when the risk is accepted."])])
        }
        guard expires.isEmpty || CalendarDay(expires) != nil else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("expires", ["Give a day such as 2027-03-31."])])
        }
        if let day = CalendarDay(expires), day < web.environment.time.today {
            throw Problem(
                .invalidInput, "", fields: [FieldErrors("expires", ["That day is over: the decision would not count."])]
            )
        }
        return [
            "state": .string(state.rawValue), "reason": .string(reason),
            "expires": expires.isEmpty ? .null : .string(expires),
        ]
    }

    private func sentence(_ decision: JSONObject, _ scope: DecisionScope) -> String {
        let state = decision["state"]?.stringValue.flatMap { Triage.State(rawValue: $0) }
        let subject = cves.count == 1 ? cves[0] : "\(cves.count.grouped) vulnerabilities"
        let until = decision["expires"]?.stringValue.map { " until \($0)" } ?? ""
        let part = scope.members.isEmpty ? "" : ", for \(scope.title)"
        return "\(subject): \(state.map(ExposureWords.title) ?? "")\(until)\(part)."
    }
}

/// What part of the network a decision is for.
struct DecisionScope: Sendable {
    let value: String
    let title: String
    /// The member of a decision and its object; empty for everything.
    let members: [(String, JSONValue)]
    /// Whether the reader came from a page about this part.
    var isGiven = false

    private static let everything = DecisionScope(
        value: "all", title: "everything that has it", members: [])

    /// What can be chosen: everything, the software that has the vulnerability, and what the reader came from.
    static func all(
        _ page: ExposurePage, _ cves: [String], _ given: (String) -> String
    ) async throws -> [DecisionScope] {
        var all = [everything]
        if cves.count == 1, ExposurePage.maySeeAll(ExposurePage.counted, page.web),
            let dossier = try? await page.desk.dossier(cves[0])
        {
            for subject in dossier.subjects where subject.deviceType == nil && subject.finding.state == "open" {
                let id = subject.finding.software.description
                all.append(
                    DecisionScope(
                        value: "software:\(id)", title: subject.software, members: [("software", .string(id))]))
                if all.count > 200 { break }
            }
        }
        for schema in [SoftwareVersion.schema, DeviceType.schema, Device.schema] as [AnySchema] {
            let name = self.name(schema)
            guard let id = Identifier(given(name)) else { continue }
            let object = try await page.web.get("\(schema.names.path)\(id)/")
            all.removeAll { $0.value == "\(name):\(id)" }
            all.append(
                DecisionScope(
                    value: "\(name):\(id)", title: object["display"]?.stringValue ?? id.description,
                    members: [(name, .string(id.description))], isGiven: true))
        }
        return all
    }

    private static func name(_ schema: AnySchema) -> String {
        switch schema.identifier {
        case Device.schema.identifier: "device"
        case DeviceType.schema.identifier: "device_type"
        default: "software"
        }
    }
}
