import Basics
import Domain
import Modeling
import Services

/// On the page of a device: what it is exposed to.
struct DeviceExposurePanel: DetailPanel {
    let models: Set<String> = [Device.schema.identifier]
    /// Findings that are shown.
    private static let shown = 8

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let answer = try await model.web.get("/api/vulnerabilities/exposure/", [("device", id)])
        let findings = answer["findings"]?.arrayValue ?? []
        return Component.panel("Exposure", id: "exposure") {
            if let problem = answer["problem"]?.stringValue { Component.notice(.info) { problem } }
            if findings.isEmpty, answer["problem"] == nil {
                p(.class("quiet")) { "No source that was loaded says that its software is affected by anything." }
            }
            if !findings.isEmpty {
                DataTable(
                    caption: "The most pressing open findings",
                    columns: [.init("Vulnerability"), .init("Verdict")],
                    rows: findings.prefix(Self.shown).map { row($0, id, model.web) }
                ).html
                p {
                    "\(findings.count.grouped) open in all. "
                    if let software = object["software_version"]?["id"]?.stringValue {
                        a(.href(ExposureLinks.board([("software", software), ("state", "all")]))) {
                            "All of this software"
                        }
                        " · "
                    }
                    a(.href(ExposureLinks.advice("device", id))) { "Upgrade advice" }
                }
            }
        }
    }

    private func row(_ finding: JSONValue, _ device: String, _ web: WebRequest) -> [HTML] {
        let cve = finding["cve"]?.stringValue ?? ""
        let state = finding["triage"]?["state"]?.stringValue
        return [
            .join {
                ExposureLinks.cve(cve)
                " "
                if finding["exploited"] == true {
                    ExposureWords.exploited(
                        true, due: finding["due"]?.stringValue, ransomware: finding["ransomware"] == true,
                        today: web.environment.time.today)
                }
                div(.class("hint")) { finding["title"]?.stringValue ?? "" }
            },
            .join {
                div(.class("row")) {
                    ExposureWords.severity(finding["severity"]?.stringValue ?? "", finding["score"]?.doubleValue)
                    if finding["verdict"]?.stringValue == "potential" { ExposureWords.verdict("potential") }
                    if let state { ExposureWords.state(state) }
                }
                div(.class("row hint")) {
                    a(.href(ExposureLinks.vulnerability(cve) + "#software")) {
                        "Why?"
                        span(.class("unseen")) { " \(cve)" }
                    }
                    if web.may(.add, Triage.schema) { decide(cve, device) }
                }
            },
        ]
    }

    private func decide(_ cve: String, _ device: String) -> HTML {
        let back = ExposureLinks.vulnerability(cve)
        let place = WebRequest.place(ExposureLinks.decide, [("cve", cve), ("device", device), ("back", back)])
        return a(.href(place)) {
            "Decide"
            span(.class("unseen")) { " about \(cve) on this device" }
        }
    }
}

/// On the page of a software version: its open findings and what fixes them.
struct SoftwareExposurePanel: DetailPanel {
    let models: Set<String> = [SoftwareVersion.schema.identifier]
    private static let shown = 8

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard ExposurePage.maySeeAll(ExposurePage.counted, model.web), let software = Identifier(id) else { return nil }
        let desk = model.services.exposure
        let devices = try await desk.devices(ofSoftware: software)
        let identities = try await model.web.get(
            SoftwareIdentity.schema.names.path, [("software", id), ("limit", "1")])
        let identity = identities["results"]?[0]
        var question = TriageBoard.Question()
        question.software = software
        question.standing = .all
        question.limit = Self.shown
        let board = try await desk.board(question)
        return Component.panel("Exposure", id: "exposure") {
            if let problem = identity?["problem"]?.stringValue, !problem.isEmpty {
                Component.notice(.info) { problem }
            }
            p {
                "Runs on "
                ExposureLinks.number(devices, ExposureLinks.devices([("software_version", id)]), "devices")
                devices == 1 ? " device. " : " devices. "
                if identity != nil {
                    "Open findings: \(count("affected", identity)) affected, \(count("potential", identity)) maybe."
                } else {
                    "It was not judged yet."
                }
            }
            if board.rows.isEmpty {
                if devices > 0 {
                    p(.class("quiet")) { "No source that was loaded says that it is affected by anything." }
                }
            } else {
                DataTable(
                    caption: "The most pressing open findings",
                    columns: [.init("Vulnerability"), .init("Severity")],
                    rows: board.rows.map { row($0, model.web) }
                ).html
            }
            p {
                a(.href(ExposureLinks.board([("software", id), ("state", "all")]))) { "All findings in use" }
                " · "
                a(.href(ExposureLinks.advice("software", id))) { "Upgrade advice" }
            }
        }
    }

    private func count(_ name: String, _ identity: JSONValue?) -> String {
        Int(identity?[name]?.intValue ?? 0).grouped
    }

    private func row(_ row: TriageBoard.Row, _ web: WebRequest) -> [HTML] {
        [
            .join {
                ExposureLinks.cve(row.view.cve)
                " "
                if row.view.isExploited {
                    ExposureWords.exploited(
                        true, due: row.view.due?.description, ransomware: row.view.usedByRansomware,
                        today: web.environment.time.today)
                }
                div(.class("hint")) { row.view.title }
            },
            div(.class("row")) {
                ExposureWords.severity(row.view.severity, row.view.score)
                if let decision = row.decision { ExposureWords.state(decision.state) }
            },
        ]
    }
}

/// On the page of a type of device: what runs on it and how that is exposed.
struct DeviceTypeExposurePanel: DetailPanel {
    let models: Set<String> = [DeviceType.schema.identifier]
    private static let shown = 12

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard ExposurePage.maySeeAll(ExposurePage.counted, model.web), let type = Identifier(id) else { return nil }
        let uses = try await model.services.exposure.uses(ofType: type)
        return Component.panel("Exposure", id: "exposure") {
            if uses.isEmpty {
                p(.class("quiet")) { "No software of devices of this type is recorded, so nothing can be said." }
            } else {
                DataTable(
                    caption: "Software on this type of device, the worst exposed first",
                    columns: [.init("Software"), .init("Devices", isNumber: true), .init("Exposure")],
                    rows: uses.prefix(Self.shown).map { use in
                        [
                            a(.href("\(SoftwareVersion.schema.pagePath)\(use.software)/")) { use.name },
                            ExposureLinks.number(
                                use.devices,
                                ExposureLinks.devices([
                                    ("device_type", id), ("software_version", use.software.description),
                                ]), "devices with \(use.name)"),
                            .join {
                                Component.badge(ExposureWords.short(use.exposure), ExposureWords.tone(use.exposure))
                                if DeviceExposure.ofFindings.contains(use.exposure) {
                                    " "
                                    a(.href(ExposureLinks.board([("software", use.software.description)]))) {
                                        "Why?"
                                        span(.class("unseen")) { " \(use.name)" }
                                    }
                                }
                            },
                        ]
                    }
                ).html
                if uses.count > Self.shown { p(.class("quiet")) { "and \((uses.count - Self.shown).grouped) more" } }
                p { a(.href(ExposureLinks.advice("device_type", id))) { "Upgrade advice" } }
            }
        }
    }
}
