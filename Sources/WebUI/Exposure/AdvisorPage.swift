import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// Which release something should go to, and why: for a device, a type of device or a software version.
struct AdvisorPage: Sendable {
    private let page: ExposurePage
    private static let place = "/exposure/advisor/"
    /// Software that is proposed to begin with.
    private static let shown = 15

    init(_ page: ExposurePage) { self.page = page }

    private var web: WebRequest { page.web }

    /// What can be asked for: the parameter, the field's title, the model and the attribute that names a row.
    private static let subjects: [(name: String, title: String, model: AnySchema, attribute: String)] = [
        ("device", "Device", Device.schema, "name"), ("device_type", "Device type", DeviceType.schema, "model"),
        ("software", "Software version", SoftwareVersion.schema, "id"),
    ]

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "The advisor takes no form.") }
        guard Self.subjects.contains(where: { web.maySee($0.model) }) else { throw Authorizer.forbidden }
        let asked = Self.subjects.compactMap { subject in
            web.request.parameter(subject.name).map(Words.trimmed).flatMap { $0.isEmpty ? nil : (subject.name, $0) }
        }.first
        guard let (name, value) = asked else {
            return answer("Upgrade advisor", nil, try await beginnings()).response(web)
        }
        do {
            let given = try await web.get("/api/vulnerabilities/advice/", [(name, value)])
            let all = given.arrayValue ?? [given]
            return answer(
                "Upgrade advisor", (name, all.first?["subject"]?.stringValue ?? value), .join { advice(all, name) }
            )
            .response(web)
        } catch let problem as Problem where [.notFound, .unprocessable, .invalidInput].contains(problem.kind) {
            let words = ([problem.message] + problem.fields.flatMap(\.messages)).filter { !$0.isEmpty }
                .joined(separator: " ")
            return answer("Upgrade advisor", (name, value), Component.notice(.warn) { words })
                .response(web, status: ErrorAnswer.status(problem))
        }
    }

    private func answer(_ title: String, _ asked: (name: String, value: String)?, _ content: HTML) -> Page {
        Page(title, crumbs: [Page.Crumb(title: "Triage", path: ExposureLinks.board)]) {
            p(.class("quiet")) {
                "Newer releases of the same platform, judged against everything that is known: what they fix, what they leave, and what they would open."
            }
            div(.class("grid")) {
                for subject in Self.subjects where subject.name != "software" {
                    form(.class("inline panel"), Attribute("method", "get"), Attribute("action", Self.place)) {
                        div(.class("field")) {
                            label(.for("ask-\(subject.name)")) { subject.title }
                            input(
                                .id("ask-\(subject.name)"), .name(subject.name), .type("text"),
                                .value(asked?.name == subject.name ? asked?.value ?? "" : ""),
                                Attribute("list", "ask-\(subject.name)-list"), .flag("required"),
                                .data("suggest", subject.model.names.path), .data("attribute", subject.attribute),
                                Attribute("autocomplete", "off"))
                            datalist(.id("ask-\(subject.name)-list")) { HTML() }
                        }
                        button(.type("submit"), .class("primary")) { "Advise" }
                    }
                }
            }
            p(.class("hint")) {
                "For a software version, open it in the "
                a(.href(SoftwareVersion.schema.pagePath)) { "list of versions" }
                " and choose “Upgrade advice”."
            }
            content
        }
    }

    /// What to ask about first, for those who may see the whole network.
    private func beginnings() async throws -> HTML {
        guard ExposurePage.maySeeAll(ExposurePage.counted, web) else { return HTML() }
        let uses = try await page.desk.mostPressing(Self.shown)
        guard !uses.isEmpty else {
            return p { "No software in use has an open finding, so there is nothing that has to be upgraded first." }
        }
        return Component.panel("Where to begin") {
            DataTable(
                caption: "Software in use with the worst open findings",
                columns: [.init("Software"), .init("Devices", isNumber: true), .init("Worst finding"), .init("Next")],
                rows: uses.map { use in
                    let id = use.software.description
                    return [
                        a(.href("\(SoftwareVersion.schema.pagePath)\(id)/")) { use.name },
                        ExposureLinks.number(
                            use.devices, ExposureLinks.devices([("software_version", id)]), "devices with \(use.name)"),
                        Component.badge(ExposureWords.short(use.exposure), ExposureWords.tone(use.exposure)),
                        a(.href(ExposureLinks.advice("software", id))) {
                            "Upgrade advice"
                            span(.class("unseen")) { " for \(use.name)" }
                        },
                    ]
                }
            ).html
        }
    }

    @HTMLBuilder private func advice(_ all: [JSONValue], _ name: String) -> HTML {
        if all.isEmpty {
            Component.empty(
                "Nothing to advise",
                "No device of this kind runs software that is understood. Record the software of devices first.",
                help: .advice
            )
        }
        for one in all { AdviceView(one).html }
    }
}

/// One piece of advice: what runs, where to go and why, and the other ways.
struct AdviceView: Sendable {
    private let advice: JSONValue
    private let candidates: [JSONValue]

    init(_ advice: JSONValue) {
        self.advice = advice
        candidates = advice["candidates"]?.arrayValue ?? []
    }

    var html: HTML {
        let subject = advice["subject"]?.stringValue ?? ""
        let type = advice["device_type"]?.stringValue ?? ""
        return Component.panel("\(advice["software"]?.stringValue ?? "") on \(subject)") {
            if type != subject { p(.class("quiet")) { type } }
            p {
                "Open now: "
                burden(advice["burden"])
                "."
            }
            if !texts(advice["open"]).isEmpty { list("Which ones", "", texts(advice["open"])) }
            if let best = candidates.first { recommended(best) } else { nothing }
            if !candidates.isEmpty { table }
        }
    }

    private var nothing: HTML {
        p(.class("quiet")) {
            "No newer release of the platform is known: none is approved, recorded or named as fixed."
        }
    }

    // MARK: The recommended one

    private func recommended(_ best: JSONValue) -> HTML {
        let version = best["version"]?.stringValue ?? ""
        let fixes = texts(best["fixes"])
        guard !fixes.isEmpty else {
            return Component.notice(.info) {
                p { "No release that is known fixes anything that is open now. \(version) is the newest to look at." }
            }
        }
        return Component.notice(.good) {
            p {
                "Recommended: "
                strong { version }
                ". "
                reasons(best).joined(separator: "; ") + "."
            }
        }
    }

    private func reasons(_ best: JSONValue) -> [String] {
        let (fixes, leaves, opens) = (texts(best["fixes"]), texts(best["leaves"]), texts(best["opens"]))
        var reasons = ["It fixes \(fixes.count.grouped) of \(texts(advice["open"]).count.grouped)"]
        let isAlone = candidates.dropFirst().first.map { $0["burden"] != best["burden"] } ?? true
        let remaining = leaves.count + opens.count
        let left = remaining == 0 ? "leaves nothing open" : "leaves \(remaining.grouped) open"
        reasons.append("it \(left)\(isAlone ? ", the least of all" : ", as little as any other")")
        if !opens.isEmpty { reasons.append("of these, \(opens.count.grouped) are new") }
        let origins = texts(best["origins"])
        if origins.contains("approved") { reasons.append("validated software approves it") }
        if origins.contains("inventory") { reasons.append("it is recorded in the network already") }
        if best["same_train"] == true { reasons.append("it is of the same release train") }
        if let end = best["end_of_support"]?.stringValue { reasons.append("it is supported until \(end)") }
        return reasons
    }

    // MARK: All of them

    private var table: HTML {
        DataTable(
            caption: "Releases for \(advice["subject"]?.stringValue ?? ""), the best first",
            columns: [
                .init("Release"), .init("Why it is here"), .init("Fixes"), .init("Leaves"), .init("Opens"),
                .init("Open afterwards"), .init("Same train"), .init("Supported until"),
            ],
            rows: candidates.map { candidate in
                [
                    strong { candidate["version"]?.stringValue ?? "" },
                    HTML(texts(candidate["origins"]).map(Self.origin).joined(separator: ", ")),
                    list("", "fixed", texts(candidate["fixes"])), list("", "left", texts(candidate["leaves"])),
                    list("", "opened", texts(candidate["opens"])), burden(candidate["burden"]),
                    HTML(candidate["same_train"] == true ? "Yes" : "No"),
                    candidate["end_of_support"]?.stringValue.map { ValueMarkup.day($0) } ?? ValueMarkup.nothing,
                ]
            }
        ).html
    }

    private static func origin(_ name: String) -> String {
        switch name {
        case "approved": "approved by validated software"
        case "inventory": "recorded in the network"
        case "fixed-in": "named as fixed by a source"
        default: name
        }
    }

    @HTMLBuilder private func burden(_ burden: JSONValue?) -> HTML {
        let total = Int(burden?["total"]?.intValue ?? 0)
        if total == 0 {
            "nothing"
        } else {
            let parts = ["exploited", "critical", "high"].compactMap { name in
                burden?[name]?.intValue.flatMap { $0 > 0 ? "\(Int($0).grouped) \(name)" : nil }
            }
            "\(total.grouped)\(parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")"
        }
    }

    private func list(_ title: String, _ words: String, _ cves: [String]) -> HTML {
        guard !cves.isEmpty else { return HTML("0") }
        return details {
            summary {
                title.isEmpty ? cves.count.grouped : title
                span(.class("unseen")) { " \(words)" }
            }
            ul { for cve in cves.prefix(200) { li { ExposureLinks.cve(cve) } } }
            if cves.count > 200 { p(.class("quiet")) { "and \((cves.count - 200).grouped) more" } }
        }
    }

    private func texts(_ list: JSONValue?) -> [String] { (list?.arrayValue ?? []).compactMap(\.stringValue) }
}
