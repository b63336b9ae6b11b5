import Basics
package import SystemPackage

/// Cisco's PSIRT openVuln API: its advisories, and what its checker says of the versions that run (vendor.md §2.2).
package struct OpenVulnFeed: Feed {
    private let tokens: CiscoTokens

    private static let pageSize = 100
    /// The API knows no further page.
    private static let mostPages = 100
    /// Advisories that were changed so many days before the last fetch are asked for again: days have no zone.
    private static let overlap = 2

    /// The names by which the API knows systems; it has none for IOS XR.
    static let systems: [String: String] = [
        "cisco_ios": "ios", "cisco_iosxe": "iosxe", "cisco_nxos": "nxos", "cisco_nxos_aci": "aci", "cisco_asa": "asa",
        "cisco_ftd": "ftd", "cisco_fmc": "fmc", "cisco_fxos": "fxos",
    ]

    /// Makes the source.
    ///
    /// - Parameter tokens: Shared with the other APIs of Cisco.
    package init(tokens: CiscoTokens) {
        self.tokens = tokens
    }

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "cisco-openvuln", label: "Cisco openVuln", address: "https://apix.cisco.com/security/advisories/v2",
            extent: .changes)
        description.credentials = ["username", "password"]
        description.needsCredentials = true
        let limits: [FeedDescription.Limit] = [
            .init(4, per: .seconds(1)), .init(28, per: .seconds(60)), .init(5_000, per: .seconds(86_400)),
        ]
        description.limits = limits
        description.limitsWithCredentials = limits
        description.notice = "Advisories: Cisco PSIRT openVuln API, under its terms; the texts are Cisco's."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = CiscoLine(
            label: "Cisco openVuln", api: "Cisco PSIRT openVuln API", tokens: tokens, context: context)
        let today = context.time.today
        try await fetchChanges(line, since: state.watermark.flatMap { CalendarDay($0) }, until: today, sink)
        var checker = Checker(line: line)
        try await checker.run(context.questions.releases, sink)
        var next = FeedState()
        next.watermark = today.description
        return next
    }

    /// Hands on the advisories that changed; all of them at first.
    private func fetchChanges(
        _ line: CiscoLine, since day: CalendarDay?, until today: CalendarDay, _ sink: FeedBatch.Sink
    ) async throws {
        var batch = FeedBatch()
        var seen: Set<String> = []
        for page in 1...Self.mostPages {
            var query: [(name: String, value: String?)] = [
                ("pageIndex", "\(page)"), ("pageSize", "\(Self.pageSize)"), ("productNames", "false"),
            ]
            if let day {
                query += [
                    ("startDate", min(day, today).adding(days: -Self.overlap).description),
                    ("endDate", today.description),
                ]
            }
            let advisories: [CiscoAdvisory]
            switch try await line.ask(day == nil ? "/all" : "/all/lastpublished", query) {
            case .data(let json): advisories = try CiscoAdvisory.list(json)
            // No change is no error, and neither is the end of the last page.
            case .code("NO_DATA_FOUND"?, _): advisories = []
            case .code(let code, let status): throw Self.refusal(code, status)
            }
            let new = advisories.filter { seen.insert($0.id).inserted }
            try await batch.add(new.flatMap(\.records).map { .record($0) }, sink)
            // A server without pages answers everything at once.
            if advisories.count != Self.pageSize || new.isEmpty { break }
            if page == Self.mostPages {
                await line.line.context.tell("Cisco lists more advisories than its API can page through.")
            }
        }
        try await batch.flush(sink)
        if day == nil, seen.isEmpty {
            throw FeedError(.incomplete, "Cisco openVuln lists no advisory at all. Check the address.")
        }
    }

    /// What a code means that should never come.
    static func refusal(_ code: String?, _ status: Int) -> FeedError {
        let words = code.map {
            $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_,; ".contains($0)) }.prefix(80)
        }
        return FeedError(
            .configuration,
            "Cisco openVuln refused the question (status \(status)\(words.map { ", \($0)" } ?? "")). Check the address."
        )
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            try document.items(["advisories"]) { json in
                for advisory in try CiscoAdvisory.list(json) {
                    for record in advisory.records { try body(.record(record)) }
                }
            }
        }
    }
}
