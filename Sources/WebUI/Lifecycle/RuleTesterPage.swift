import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// Which devices and inventory items a validated software entry would apply to, and why: one that is stored, or one that
/// somebody thinks of.
struct RuleTesterPage: Sendable {
    private let web: WebRequest
    private let services: WebServices
    private static let title = "Rule tester"
    private static let path = "/lifecycle/rules/"
    /// The parts of an entry that can be tried, with the models that they name.
    private static let parts: [(name: String, title: String, model: String, attribute: String)] = [
        ("software", "Software version (id)", "dcim.softwareversion", "id"),
        ("device_type", "Device types", "dcim.devicetype", "model"), ("role", "Roles", "extras.role", "name"),
        ("tenant", "Tenants", "tenancy.tenant", "name"), ("tag", "Tags", "extras.tag", "name"),
        ("named", "Devices", "dcim.device", "name"), ("item", "Inventory items", "dcim.inventoryitem", "name"),
    ]

    init(_ web: WebRequest, _ services: WebServices) {
        self.web = web
        self.services = services
    }

    private struct Outcome: Sendable {
        let entries: [(id: Identifier, title: String)]
        let trial: RuleTrial?
        /// How many of the other kind it applies to; nil where the reader may not see them.
        var others: Int?
    }

    private var condition: MatchCondition? {
        web.request.parameter("condition").flatMap { MatchCondition(rawValue: $0) }
    }
    private var isDraft: Bool { Self.parts.contains { web.request.parameter($0.name)?.isEmpty == false } }
    private var chosen: String { web.request.parameter("rule") ?? "" }
    private var kind: SubjectFacts.Kind {
        web.request.parameter("kind") == RuleTrialPanel.items ? .inventoryItem : .device
    }

    func response() async throws -> APIResponse {
        try ReportKind.software.require(web.actor)
        if kind == .inventoryItem { try ReportKind.inventory.require(web.actor) }
        do {
            return page(try await outcome(), nil).response(web)
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .notFound {
            let entries = try await services.store.read { try RuleTrial.entries($0) }
            return page(Outcome(entries: entries, trial: nil), problem).response(web, status: 400)
        }
    }

    private func outcome() async throws -> Outcome {
        let (today, settings) = (services.environment.time.today, services.environment.settings)
        let (actor, condition, chosen, draft) = (web.actor, condition, chosen, isDraft ? given : [:])
        let (kind, knowsItems) = (kind, ReportKind.inventory.isOpen(to: web.actor))
        let part = TablePart(web, count: .max)
        return try await services.store.read { session in
            let entries = try RuleTrial.entries(session)
            let authorizer = Authorizer()
            let rule: SoftwareRule
            if !draft.isEmpty {
                rule = try Self.rule(
                    draft, today: today,
                    StoreFilterResolver(
                        session, today: today, settings: settings, visible: { authorizer.visible($0, for: actor) },
                        customizations: CustomizationCache()))
            } else if !chosen.isEmpty {
                guard let id = Identifier(chosen) else { throw Problem(.notFound, "\(chosen) is no id of an entry.") }
                rule = try RuleTrial.entry(id, session)
            } else {
                return Outcome(entries: entries, trial: nil)
            }
            let devices = RuleTrial.Subjects(.device, visible: authorizer.visible(Device.schema, for: actor))
            let items = RuleTrial.Subjects(
                .inventoryItem, visible: authorizer.visible(InventoryItem.schema, for: actor))
            let trial = try RuleTrial(
                rule, session, kind == .device ? devices : items, condition: condition, offset: part.offset,
                limit: part.limit, visibility: authorizer.visibility(for: actor), today: today, settings: settings)
            let others =
                knowsItems
                ? try RuleTrial.count(rule, kind == .device ? items : devices, session, settings: settings) : nil
            return Outcome(entries: entries, trial: trial, others: others)
        }
    }

    /// What the form of a draft says: names or ids, several separated by commas.
    private var given: [String: [String]] {
        Dictionary(
            Self.parts.map { part in
                (
                    part.name,
                    (web.request.parameter(part.name) ?? "").split(separator: ",").map { Words.trimmed(String($0)) }
                        .filter { !$0.isEmpty }
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func rule(
        _ given: [String: [String]], today: CalendarDay, _ resolver: StoreFilterResolver
    ) throws -> SoftwareRule {
        var found: [String: Set<Identifier>] = [:]
        for part in parts {
            guard let texts = given[part.name], !texts.isEmpty, let schema = resolver.session.catalog[part.model] else {
                continue
            }
            let (ids, missing) = try resolver.resolve(texts, in: schema, by: part.attribute)
            if let text = missing.first {
                throw Problem(.invalidInput, "", fields: [FieldErrors(part.title, ["There is no \(text)."])])
            }
            found[part.name] = Set(ids)
        }
        return SoftwareRule(
            id: Identifier(high: 0, low: 1), software: found["software"]?.first, start: today,
            devices: found["named"] ?? [], deviceTypes: found["device_type"] ?? [], roles: found["role"] ?? [],
            tenants: found["tenant"] ?? [], inventoryItems: found["item"] ?? [], tags: found["tag"] ?? [])
    }

    // MARK: The page

    private func page(_ outcome: Outcome, _ problem: Problem?) -> Page {
        Page(Self.title, isWide: true) {
            p(.class("lead")) {
                "Which devices and inventory items would a validated software entry apply to, and why?"
            }
            if let problem {
                Component.notice(.bad) {
                    if problem.fields.isEmpty { p { problem.message } }
                    for entry in problem.fields { p { "\(entry.field): \(entry.messages.joined(separator: " "))" } }
                }
            }
            div(.class("grid")) {
                Component.panel("Try a stored entry") { choice(outcome.entries) }
                Component.panel("Try an idea") { draft }
            }
            if let trial = outcome.trial {
                RuleTrialPanel(web, trial, condition: condition, others: outcome.others, isDraft: isDraft).html
            }
        }
    }

    private func choice(_ entries: [(id: Identifier, title: String)]) -> HTML {
        guard !entries.isEmpty else {
            return p {
                "There are no entries yet. "
                a(.href("\(Verdicts.entries)add/")) { "Add one" }
                ", or try an idea."
            }
        }
        return form(Attribute("method", "get"), Attribute("action", Self.path)) {
            keptKind
            div(.class("field")) {
                label(.for("rule")) { "Validated software entry" }
                select(.id("rule"), .name("rule")) {
                    for entry in entries {
                        option(
                            .value(entry.id.description),
                            .flag("selected", if: !isDraft && entry.id.description == chosen)
                        ) { entry.title }
                    }
                }
            }
            button(.type("submit"), .class("primary")) { "Try it" }
        }
    }

    @HTMLBuilder private var keptKind: HTML {
        if kind == .inventoryItem { input(.type("hidden"), .name("kind"), .value(RuleTrialPanel.items)) }
    }

    private var draft: HTML {
        form(Attribute("method", "get"), Attribute("action", Self.path)) {
            keptKind
            for part in Self.parts {
                div(.class("field")) {
                    label(.for("try-\(part.name)")) { part.title }
                    input(
                        .id("try-\(part.name)"), .name(part.name), .type("text"),
                        .value(web.request.parameter(part.name) ?? ""), Attribute("maxlength", "500"))
                }
            }
            p(.class("hint")) {
                "Names or ids, several separated by commas. Inventory items are reached by name or by a tag of their own, not by what their device is. Nothing is stored."
            }
            button(.type("submit"), .class("primary")) { "Try it" }
        }
    }
}
