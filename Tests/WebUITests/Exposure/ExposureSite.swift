import Basics
import Domain
import Feeds
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage
import SystemPackage
import TestKit
import Testing

/// A source that tells what a test gives it.
struct ToldFeed: Feed {
    let description: FeedDescription
    let items: [FeedItem]

    init(_ slug: String, _ items: [FeedItem], extent: FeedDescription.Extent = .changes) {
        description = FeedDescription(
            slug: slug, label: slug, address: "https://feeds.example.com/\(slug)", extent: extent)
        self.items = items
    }

    func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        try await sink(items)
        return state
    }

    func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        for item in items { try body(item) }
    }
}

/// A site with devices in two places, and vulnerabilities that sources told of.
///
/// FRA (below EMEA) has three FortiOS 7.2.4 and an EOS 4.28.3M on a type with the hole, EMEA itself an EOS on a type without
/// it, AMER one FortiOS 7.2.4 and one device without software.
struct ExposureSite: Sendable {
    static let fortios = "CVE-2026-1000"
    static let exploited = "CVE-2026-2000"
    static let arista = "CVE-2023-3646"
    static let hostile = "CVE-2026-6666"
    /// What a hostile source writes where a text is shown.
    static let vector = "<img src=x onerror=\"window.__xss=1\"><script>window.__xss=1</script>'\""

    let web: WebWorld
    var server: TestServer { web.server }
    private(set) var ids: [String: String] = [:]

    /// - Parameter jobs: Whether jobs can be asked for.
    init(jobs: Bool = false) async throws {
        web = try await WebWorld(jobs ? TestServer(jobs: JobRegistry(BuiltInJobs.all)) : nil)
        try await furnish()
        try await tell()
        _ = try await ExposureEvaluation(store: server.store, environment: server.environment).run()
    }

    private mutating func make(_ name: String, _ path: String, _ object: JSONValue) async throws {
        ids[name] = try await server.create("/api/\(path)/", object)
    }

    private func id(_ name: String) -> JSONValue { .string(ids[name] ?? "") }

    private mutating func furnish() async throws {
        try await make(
            "region", "dcim/location-types", ["name": "Region", "nestable": true, "content_types": ["dcim.device"]])
        for (name, parent) in [("EMEA", ""), ("AMER", ""), ("FRA", "EMEA")] {
            try await make(
                name, "dcim/locations",
                [
                    "name": .string(name), "location_type": id("region"), "status": "Active",
                    "parent": parent.isEmpty ? .null : id(parent),
                ])
        }
        try await make("Acme", "dcim/manufacturers", ["name": "Acme"])
        try await make("core", "extras/roles", ["name": "core", "content_types": ["dcim.device"]])
        for type in ["T1", "DCS-7280CR3-96", "DCS-7050SX3-48YC8"] {
            try await make(type, "dcim/device-types", ["manufacturer": id("Acme"), "model": .string(type)])
        }
        for (name, driver) in [("FortiOS", "fortinet"), ("EOS", "arista_eos")] {
            try await make(name, "dcim/platforms", ["name": .string(name), "network_driver": .string(driver)])
        }
        for (platform, version) in [("FortiOS", "7.2.4"), ("FortiOS", "7.2.9"), ("EOS", "4.28.3M")] {
            try await make(
                version, "dcim/software-versions",
                ["platform": id(platform), "version": .string(version), "status": "Active"])
        }
        for (name, type, place, version) in [
            ("fw1", "T1", "FRA", "7.2.4"), ("fw2", "T1", "FRA", "7.2.4"), ("fw3", "T1", "FRA", "7.2.4"),
            ("fw4", "T1", "AMER", "7.2.4"), ("leaf", "DCS-7280CR3-96", "FRA", "4.28.3M"),
            ("tor", "DCS-7050SX3-48YC8", "EMEA", "4.28.3M"), ("bare", "T1", "AMER", ""),
        ] {
            try await make(
                name, "dcim/devices",
                [
                    "name": .string(name), "device_type": id(type), "role": id("core"), "status": "Active",
                    "location": id(place), "software_version": version.isEmpty ? .null : id(version),
                ])
        }
    }

    private func tell() async throws {
        var hostile = Self.record(Self.hostile, "fortinet:fortios", before: "7.2.5", score: 5)
        hostile.title = Self.vector
        hostile.summary = Self.vector
        hostile.url = "javascript:window.__xss=1"
        hostile.references = ["javascript:alert(1)", "data:text/html,x", "https://example.com/advisory"]
        let nvd = ToldFeed(
            "nvd",
            [
                .record(Self.record(Self.fortios, "fortinet:fortios", before: "7.2.5", score: 9.8)),
                .record(Self.record(Self.exploited, "fortinet:fortios", before: "7.2.6", score: 6.5)),
                .record(
                    Self.record(
                        Self.arista, "arista:eos", from: "4.28.2", before: "4.28.6", score: 7.5,
                        hardware: "arista:7280r3")),
                .record(hostile),
            ])
        let kev = ToldFeed(
            "kev", [.exploited(try Self.exploitation(Self.exploited))], extent: .everything)
        let feeds = FeedService(store: server.store, environment: server.environment, feeds: [nvd, kev])
        try await feeds.prepare()
        for feed in ["nvd", "kev"] { _ = try await feeds.importBundle("/dev/null", of: feed) }
    }

    private static func exploitation(_ cve: String) throws -> KEVEntry {
        try KEVEntry([
            "cveID": .string(cve), "vendorProject": "Fortinet", "product": "FortiOS", "dateAdded": "2026-01-01",
            "dueDate": "2026-02-01", "requiredAction": "Update.", "knownRansomwareCampaignUse": "Unknown",
        ])
    }

    private static func record(
        _ cve: String, _ product: String, from: String? = nil, before: String, score: Double, hardware: String? = nil
    ) -> SourceRecord {
        var match: JSONObject = [
            "vulnerable": true, "criteria": .string("cpe:2.3:o:\(product):*:*:*:*:*:*:*:*"),
            "versionEndExcluding": .string(before),
        ]
        if let from { match["versionStartIncluding"] = .string(from) }
        var nodes: [JSONValue] = [["operator": "OR", "cpeMatch": [.object(match)]]]
        if let hardware {
            nodes.append([
                "operator": "OR",
                "cpeMatch": [
                    ["vulnerable": false, "criteria": .string("cpe:2.3:h:\(hardware):-:*:*:*:*:*:*:*")]
                ],
            ])
        }
        let configurations: JSONValue = [
            ["operator": .string(hardware == nil ? "OR" : "AND"), "nodes": .array(nodes)]
        ]
        var record = SourceRecord(key: cve)
        record.cve = cve
        record.modified = Timestamp("2026-01-01T00:00:00Z")
        record.title = "A vulnerability of \(product)"
        record.configurations = Array(configurations.text.utf8)
        record.metrics = [
            CVSSMetric(source: "nvd@nist.gov", type: "Primary", version: "3.1", vector: "CVSS:3.1/AV:N", score: score)
        ]
        return record
    }

    /// Judges everything anew.
    func evaluate() async throws {
        _ = try await ExposureEvaluation(store: server.store, environment: server.environment).run(all: true)
    }

    /// The key of an object that was made.
    func key(_ name: String) throws -> String { try #require(ids[name]) }

    /// A reader with a right to do some things to all objects of some models.
    func reader(_ name: String, _ rights: [String: [String]]) async throws -> WebBrowser {
        let browser = try await web.browser(name, superuser: false)
        let users = try await server.get("/api/users/users/?username=\(name)")
        let user = try #require(users["results"]?[0]?["id"])
        for (model, actions) in rights {
            try await server.create(
                "/api/users/permissions/",
                [
                    "name": .string("\(name) \(model)"), "object_types": [.string(model)],
                    "actions": .array(actions.map(JSONValue.string)), "users": [user],
                ])
        }
        return browser
    }

    /// Everything that the pages that count join.
    static let counted: [String: [String]] = Dictionary(
        uniqueKeysWithValues: [
            "vulnerabilities.finding", "vulnerabilities.vulnerability", "dcim.softwareversion", "dcim.devicetype",
            "dcim.device", "dcim.location", "vulnerabilities.triage", "vulnerabilities.record",
        ].map { ($0, ["view"]) })

    /// How many devices the list has for filters.
    func devices(_ query: String) async throws -> Int64 {
        try await server.get("/api/dcim/devices/?limit=1&\(query)")["count"]?.intValue ?? -1
    }
}
