import Basics
import Domain
import Modeling
import Services

/// What sources say of a vulnerability, side by side, and what follows for the software here.
struct EvidencePanels: Sendable {
    private let dossier: VulnerabilityDossier

    init(_ dossier: VulnerabilityDossier) { self.dossier = dossier }

    // MARK: Scores

    /// Every score of every source.
    @HTMLBuilder var scores: HTML {
        let rows = dossier.sources.flatMap { source in
            source.scores.map { score -> [HTML] in
                [
                    HTML(source.record.source), HTML(score.source), HTML("CVSS \(score.version)"),
                    HTML(ExposureWords.decimal(score.score)), code { score.vector },
                ]
            }
        }
        if !rows.isEmpty {
            Component.panel("Scores by source") {
                DataTable(
                    caption: "Scores by source",
                    columns: [
                        .init("Source"), .init("Scored by"), .init("Version"), .init("Score", isNumber: true),
                        .init("Vector"),
                    ], rows: rows
                ).html
            }
        }
    }

    // MARK: Software here

    /// The software versions with a finding, each with the why.
    func software(_ shown: [VulnerabilityDossier.Subject], of count: Int) -> HTML {
        Component.panel("Software here", id: "software") {
            if count == 0 {
                p(.class("quiet")) { "No source says that software which is recorded here has it." }
            } else {
                DataTable(
                    caption: "Software versions with a finding",
                    columns: [
                        .init("Software"), .init("Verdict"), .init("Devices", isNumber: true), .init("Fixed in"),
                        .init("Since"), .init("Why"),
                    ], rows: shown.map(row)
                ).html
            }
        }
    }

    private func row(_ subject: VulnerabilityDossier.Subject) -> [HTML] {
        let finding = subject.finding
        let isOpen = finding.state == "open"
        return [
            .join {
                a(.href("\(SoftwareVersion.schema.pagePath)\(finding.software)/")) { subject.software }
                if let type = subject.deviceType { div(.class("hint")) { "only on \(type)" } }
            },
            .join {
                if isOpen { ExposureWords.verdict(finding.verdict) } else { Component.badge("Closed", .good) }
                if finding.isConflict {
                    " "
                    Component.badge("Sources disagree", .warn)
                }
                if !finding.closeReason.isEmpty { div(.class("hint")) { finding.closeReason } }
            },
            devices(subject, isOpen: isOpen),
            subject.fixedIn.isEmpty ? ValueMarkup.nothing : HTML(subject.fixedIn.prefix(4).joined(separator: ", ")),
            ValueMarkup.moment((isOpen ? finding.opened : finding.closed ?? finding.opened).description),
            why(subject),
        ]
    }

    private func devices(_ subject: VulnerabilityDossier.Subject, isOpen: Bool) -> HTML {
        guard isOpen else { return HTML(subject.devices.grouped) }
        let filter = subject.finding.verdict == "potential" ? "maybe_exposed_to" : "exposed_to"
        var filters = [
            (name: filter, value: dossier.cve),
            (name: "software_version", value: subject.finding.software.description),
        ]
        if let type = subject.finding.deviceType { filters.append(("device_type", type.description)) }
        // What holds for all hardware is not counted again for the types that have a row of their own.
        let others = subject.finding.deviceType == nil ? exceptions(subject) : []
        filters += others.map { (name: "device_type__n", value: $0) }
        return ExposureLinks.number(subject.devices, ExposureLinks.devices(filters), "devices")
    }

    private func exceptions(_ subject: VulnerabilityDossier.Subject) -> [String] {
        dossier.subjects.filter { $0.finding.software == subject.finding.software }
            .compactMap { $0.finding.deviceType?.description }
    }

    /// Each source's verdict with the criterion that matched.
    private func why(_ subject: VulnerabilityDossier.Subject) -> HTML {
        details {
            summary {
                "Why?"
                span(.class("unseen")) { " \(subject.software)" }
            }
            ul {
                for entry in subject.evidence {
                    li {
                        strong { entry["feed"]?.stringValue ?? "?" }
                        if let kind = entry["kind"]?.stringValue, !kind.isEmpty { " (\(kind))" }
                        ": "
                        ExposureWords.verdict(entry["verdict"]?.stringValue ?? "")
                        if let rule = entry["rule"]?.stringValue, !rule.isEmpty {
                            " "
                            code { rule }
                        }
                        words("fixed in", entry["fixed_in"])
                        words("on condition that", entry["conditions"])
                        words("mended:", entry["flags"])
                    }
                }
            }
        }
    }

    @HTMLBuilder private func words(_ title: String, _ list: JSONValue?) -> HTML {
        let texts = (list?.arrayValue ?? []).compactMap(\.stringValue)
        if !texts.isEmpty { " · \(title) \(texts.joined(separator: ", "))" }
    }

    // MARK: Fixes

    /// Which releases fix it, by the line of releases that runs here.
    @HTMLBuilder var trains: HTML {
        let open = dossier.subjects.filter { $0.finding.state == "open" && $0.deviceType == nil }
        let trains = Dictionary(grouping: open) { Self.train($0.software) }.sorted { $0.key < $1.key }
        if !trains.isEmpty {
            Component.panel("Fixes by release train", id: "fixes") {
                DataTable(
                    caption: "Fixes by release train",
                    columns: [
                        .init("Train"), .init("Running here"), .init("Fixed in"), .init("Devices", isNumber: true),
                        .init("Next step"),
                    ],
                    rows: trains.map { train, subjects in
                        var fixes: [String] = []
                        for fix in subjects.flatMap(\.fixedIn) where !fixes.contains(fix) { fixes.append(fix) }
                        return [
                            HTML(train), HTML(subjects.map(\.software).joined(separator: ", ")),
                            fixes.isEmpty
                                ? span(.class("quiet")) { "No source names a release with a fix." }
                                : HTML(fixes.prefix(6).joined(separator: ", ")),
                            HTML(subjects.reduce(0) { $0 + $1.devices }.grouped),
                            .join {
                                for subject in subjects.prefix(3) {
                                    div {
                                        a(.href(ExposureLinks.advice("software", subject.finding.software.description)))
                                        { "Advice for \(subject.software)" }
                                    }
                                }
                            },
                        ]
                    }
                ).html
            }
        }
    }

    /// The platform with the first two numbers of the version.
    private static func train(_ software: String) -> String {
        guard let space = software.lastIndex(of: " ") else { return software }
        let numbers = software[space...].split(whereSeparator: { !$0.isNumber }).prefix(2).joined(separator: ".")
        return "\(software[..<space]) \(numbers)"
    }

    // MARK: Sources

    /// What each source says, one beside the other.
    var sources: HTML {
        Component.panel("What sources say", id: "sources") {
            if dossier.sources.isEmpty { p(.class("quiet")) { "No source tells of it any more." } }
            div(.class("grid")) {
                for source in dossier.sources { one(source) }
            }
        }
    }

    private func one(_ source: VulnerabilityDossier.Source) -> HTML {
        let record = source.record
        return article(.class("panel")) {
            h3 { "\(record.source): \(record.key)" }
            if record.isWithdrawn { p { Component.badge("Taken back", .warn) } }
            if !record.title.isEmpty { p { strong { record.title } } }
            if !record.summary.isEmpty { p { record.summary } }
            dl(.class("facts")) {
                if !record.status.isEmpty {
                    dt { "Status" }
                    dd { record.status }
                }
                if !record.rating.isEmpty {
                    dt { "Rating" }
                    dd { record.rating }
                }
                dt { "Published" }
                dd { record.published.map { ValueMarkup.moment($0.description) } ?? ValueMarkup.nothing }
                dt { "Changed" }
                dd { record.modified.map { ValueMarkup.moment($0.description) } ?? ValueMarkup.nothing }
                if !source.weaknesses.isEmpty {
                    dt { "Weaknesses" }
                    dd { source.weaknesses.joined(separator: ", ") }
                }
                if !source.workaround.isEmpty {
                    dt { "Workaround" }
                    dd { source.workaround }
                }
                if !source.solution.isEmpty {
                    dt { "Solution" }
                    dd { source.solution }
                }
                dt { "Page" }
                dd { ValueMarkup.outside(record.link) }
            }
        }
    }

    /// Advisories and other pages, each once.
    @HTMLBuilder var references: HTML {
        let all = dossier.sources.flatMap { [$0.record.link] + $0.references }
        let links = Array(Set(all.filter { !$0.isEmpty })).sorted()
        if !links.isEmpty {
            Component.panel("Advisories and links", id: "links") {
                ul { for target in links.prefix(200) { li { ValueMarkup.outside(target) } } }
            }
        }
    }
}
