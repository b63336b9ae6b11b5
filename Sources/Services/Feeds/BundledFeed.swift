import Basics
package import Feeds
package import SystemPackage

/// The few vulnerabilities that come with Almanac, so that a new store shows something real without any download.
package struct BundledFeed: Feed {
    package let description: FeedDescription = {
        var description = FeedDescription(
            slug: "bundled", label: "Comes with Almanac: seven vulnerabilities, taken in 2025", address: "",
            extent: .everything)
        // It never changes; whoever wants news asks a source.
        description.staleAfter = .seconds(365 * 86_400)
        return description
    }()

    package init() {}

    /// What people should know of one of them.
    private struct Headline {
        let cve: String
        let title: String
        let published: String
        let score: (value: Double, version: String, vector: String, source: String)
        /// When CISA listed it, and until when it has to be dealt with.
        var exploited: (added: String, due: String, byRansomware: Bool)?
    }

    private static let headlines: [Headline] = [
        Headline(
            cve: "CVE-2023-20198", title: "Cisco IOS XE web UI: a stranger can make an administrator",
            published: "2023-10-16T16:15:10Z",
            score: (10, "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "nvd@nist.gov"),
            exploited: ("2023-10-16", "2023-10-20", false)),
        Headline(
            cve: "CVE-2024-21762", title: "Fortinet FortiOS SSL VPN: out-of-bound write",
            published: "2024-02-09T09:15:08Z",
            score: (9.8, "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "nvd@nist.gov"),
            exploited: ("2024-02-09", "2024-02-16", true)),
        Headline(
            cve: "CVE-2023-3646", title: "Arista EOS: mirroring to several destinations may reload the system",
            published: "2023-08-29T17:15:12Z",
            score: (7.5, "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "nvd@nist.gov")),
        Headline(
            cve: "CVE-2025-21590", title: "Juniper Junos OS: code injected by a privileged local attacker",
            published: "2025-03-12T14:15:15Z",
            score: (6.7, "4.0", "CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", "sirt@juniper.net"),
            exploited: ("2025-03-13", "2025-04-03", false)),
        Headline(
            cve: "CVE-2024-3400", title: "Palo Alto Networks PAN-OS GlobalProtect: command injection",
            published: "2024-04-12T07:20:00Z",
            score: (10, "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "psirt@paloaltonetworks.com"),
            exploited: ("2024-04-12", "2024-04-19", true)),
        Headline(
            cve: "CVE-2024-23113", title: "Fortinet FortiOS fgfmd: format string", published: "2024-02-15T13:59:25Z",
            score: (9.8, "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "psirt@fortinet.com"),
            exploited: ("2024-10-09", "2024-10-30", false)),
        Headline(
            cve: "CVE-2024-20399", title: "Cisco NX-OS CLI: command injection by an administrator",
            published: "2024-07-01T16:11:44Z",
            score: (6, "3.1", "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:N", "psirt@cisco.com"),
            exploited: ("2024-07-02", "2024-07-23", false)),
    ]

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        try await sink(try Self.items())
        return state
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        for item in try Self.items() { try body(item) }
    }

    /// Everything that it tells.
    static func items() throws -> [FeedItem] {
        let facts = try JSONValue(parsing: BundledFacts.text).arrayValue ?? []
        return try facts.flatMap { fact in
            guard let id = fact["id"]?.stringValue, let headline = headlines.first(where: { $0.cve == id }) else {
                return [FeedItem]()
            }
            var record = SourceRecord(key: id)
            record.cve = id
            record.title = headline.title
            record.url = "https://www.cve.org/CVERecord?id=\(id)"
            record.published = Timestamp(headline.published)
            record.modified = record.published
            record.metrics = [
                CVSSMetric(
                    source: headline.score.source, type: "Primary", version: headline.score.version,
                    vector: headline.score.vector, score: headline.score.value)
            ]
            record.configurations = fact["configurations"].map { Array($0.text.utf8) }
            record.affected = fact["cna"]?.arrayValue ?? []
            var items: [FeedItem] = [.record(record)]
            if let exploited = headline.exploited {
                items.append(
                    .exploited(
                        try KEVEntry([
                            "cveID": .string(id), "dateAdded": .string(exploited.added),
                            "dueDate": .string(exploited.due),
                            "requiredAction": "Apply the vendor's mitigations, or stop using the product.",
                            "knownRansomwareCampaignUse": exploited.byRansomware ? "Known" : "Unknown",
                        ])))
            }
            return items
        }
    }
}

/// The sources that a store has: what comes with the product, and those that can be asked.
package enum ProductFeeds {
    package static let all: [any Feed] = [BundledFeed()] + BuiltInFeeds.all
}
