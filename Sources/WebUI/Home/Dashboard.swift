import Basics
import Domain
import HTTPServing
import Services

/// The state of the network on one page; each number opens the list that it counts.
struct Dashboard: Sendable {
    private let web: WebRequest
    private let desk: ReportDesk
    private let scope: ReportScope
    /// When the oldest number was counted, if it is not of now.
    private var oldest: Timestamp?

    init(_ web: WebRequest, _ desk: ReportDesk) {
        self.web = web
        self.desk = desk
        scope = ReportScope(web)
    }

    mutating func response() async throws -> APIResponse {
        let parts = [
            try await hardware(), try await software(), try await exposure(), try await contracts(),
            try await Activity(web).feeds(), try await Activity(web).jobs(),
        ].compactMap { $0 }
        return Page("Overview", isWide: true) {
            if parts.isEmpty {
                Component.empty(
                    "Nothing to show",
                    "Here stands what is out of support, exposed or about to end. You need permissions to view devices and what belongs to them; ask an administrator.",
                    help: .permissions
                )
            } else {
                age
                div(.class("grid")) { parts }
            }
        }.response(web)
    }

    /// A report, unless the reader may not have it: then its part is not there.
    private mutating func report(_ kind: ReportKind) async throws -> Report? {
        guard kind.isOpen(to: web.actor) else { return nil }
        let overview = try await desk.overview(kind, ReportDesk.Question(web.actor))
        if let moment = overview.moment { oldest = min(oldest ?? moment, moment) }
        return overview.report
    }

    @HTMLBuilder private var age: HTML {
        if let oldest {
            p(.class("quiet")) {
                "Something has changed since these numbers were counted "
                ValueMarkup.moment(oldest.description)
                "; they are being counted anew."
            }
        }
    }

    private func part(_ title: String, _ path: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
        Component.panel(title) {
            content()
            p { a(.href(path)) { "\(title): open the report" } }
        }
    }

    private mutating func hardware() async throws -> HTML? {
        guard let report = try await report(.hardware) else { return nil }
        return part("Hardware support", "/lifecycle/hardware/") {
            ReportMarkup.figures(report, tones: ["unsupported": .bad, "ending": .warn, "parts_unsupported": .bad]) {
                HardwarePage.place($0.name, scope)
            }
            HardwarePage.shares(report, scope)
        }
    }

    private mutating func software() async throws -> HTML? {
        guard let report = try await report(.software) else { return nil }
        func place(_ name: String) -> String {
            scope.devices(name == "total" ? [] : [("software_validity", name)])
        }
        return part("Software compliance", "/lifecycle/software/") {
            ReportMarkup.figures(report, tones: ["invalid": .bad, "no_software": .warn, "valid": .good]) {
                place($0.name)
            }
            SoftwarePage.shares(
                report, unit: "devices", csv: scope.place("/api/lifecycle/reports/software/", [("format", "csv")]),
                place: place)
        }
    }

    private mutating func contracts() async throws -> HTML? {
        guard let report = try await report(.contracts) else { return nil }
        let shown = ["expired", "ending", "devices_uncovered"]
        return part("Contracts", "/lifecycle/contracts/") {
            Component.figures(
                report.summary.filter { shown.contains($0.name) }.map { figure in
                    Component.Figure(
                        number: figure.count.grouped, label: figure.label,
                        path: ContractsPage.place(figure.name, scope),
                        tone: figure.count == 0 ? .plain : figure.name == "expired" ? .bad : .warn)
                })
        }
    }

    // MARK: Exposure

    private static let severities: [(Severity, color: String)] = [
        (.critical, "c4"), (.high, "c2"), (.medium, "c1"), (.low, "c6"),
    ]
    private static let findings = "/vulnerabilities/findings/"

    private mutating func exposure() async throws -> HTML? {
        let report = try await report(.exposure)
        guard report != nil || web.maySee("vulnerabilities.finding") else { return nil }
        let findings = try await openFindings()
        return part("Exposure to vulnerabilities", findings.isEmpty ? "/exposure/map/" : "/exposure/triage/") {
            if let report {
                Component.figures(
                    report.summary.filter { ["exploited", "critical", "high"].contains($0.name) }.map { figure in
                        Component.Figure(
                            number: figure.count.grouped, label: "devices: \(figure.label.lowercased())",
                            path: scope.devices([("exposure", figure.name)]),
                            tone: figure.count == 0 ? .plain : figure.name == "high" ? .warn : .bad)
                    })
            }
            if !findings.isEmpty {
                BarChart(title: "Open findings", parts: findings, unit: "findings").html
            }
        }
    }

    /// Open findings, the known exploited first, each with its list.
    private func openFindings() async throws -> [ChartPart] {
        guard web.maySee("vulnerabilities.finding"), web.maySee("vulnerabilities.vulnerability") else { return [] }
        var parts: [ChartPart] = []
        let kinds =
            [("Known exploited", "c4", "is_exploited", "true")]
            + Self.severities.map { ($0.rawValue, $1, "severity", $0.rawValue) }
        for (label, color, name, value) in kinds {
            let query = [(name: "state", value: "open"), (name: name, value: value)]
            let count = try await Activity(web).count("/api\(Self.findings)", query)
            parts.append(
                ChartPart(label: label, count: count, color: color, path: WebRequest.place(Self.findings, query)))
        }
        return parts
    }
}
