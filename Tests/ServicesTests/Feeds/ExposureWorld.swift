import Basics
import Domain
import Feeds
import Modeling
import Services
import Storage
import Synchronization
import SystemPackage
import TestKit

/// A source that tells what a test gives it.
final class ScriptedFeed: Feed {
    let description: FeedDescription
    private let script: Mutex<(items: [FeedItem], fault: FeedError?)>

    init(_ slug: String, extent: FeedDescription.Extent = .changes) {
        description = FeedDescription(
            slug: slug, label: slug, address: "https://feeds.example.com/\(slug)", extent: extent)
        script = Mutex(([], nil))
    }

    /// What the next reading tells, and how it ends.
    func tell(_ items: [FeedItem], fault: FeedError? = nil) { script.withLock { $0 = (items, fault) } }

    func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let (items, fault) = script.withLock { $0 }
        try await sink(items)
        if let fault { throw fault }
        return state
    }

    func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        let (items, fault) = script.withLock { $0 }
        for item in items { try body(item) }
        if let fault { throw fault }
    }
}

/// A store with routers and switches, and sources that tell what tests give them.
struct ExposureWorld: Sendable {
    let world: ServiceWorld
    let nvd = ScriptedFeed("nvd")
    let list = ScriptedFeed("cve-list")
    let openVuln = ScriptedFeed("cisco-openvuln")
    let kev = ScriptedFeed("kev", extent: .everything)
    let epss = ScriptedFeed("epss", extent: .everything)

    var feeds: FeedService {
        FeedService(store: world.store, environment: world.environment, feeds: [nvd, list, openVuln, kev, epss])
    }

    init() async throws {
        world = try await ServiceWorld()
        try await world.furnish()
        for (name, driver) in [
            ("IOS XE", "cisco_xe"), ("EOS", "arista_eos"), ("FortiOS", "fortinet"), ("Nameless", ""),
        ] {
            try await world.make("dcim.platform", ["name": .string(name), "network_driver": .string(driver)])
        }
        try await feeds.prepare()
    }

    /// Makes a software version.
    @discardableResult
    func software(_ platform: String, _ version: String) async throws -> Identifier {
        try await world.make(
            "dcim.softwareversion",
            ["platform": .string(platform), "version": .string(version), "status": "Active"])
    }

    /// Makes a device that runs it, of a type that is made when it is missing.
    @discardableResult
    func device(_ name: String, _ software: Identifier, type: String = "T1") async throws -> Identifier {
        let known = try await world.fetch(Query<DeviceType>().where { $0.model == type })
        if known.isEmpty {
            try await world.make("dcim.devicetype", ["manufacturer": "Acme", "model": .string(type)])
        }
        return try await world.make(
            "dcim.device",
            [
                "name": .string(name), "device_type": .string(type), "role": "core", "status": "Active",
                "location": "FRA", "software_version": .string(software.description),
            ])
    }

    /// Has a source tell something.
    @discardableResult
    func tell(_ feed: ScriptedFeed, _ items: [FeedItem], fault: FeedError? = nil) async throws -> FeedService.Outcome {
        feed.tell(items, fault: fault)
        return try await feeds.importBundle("/dev/null", of: feed.description.slug)
    }

    /// Judges what changed, or everything.
    @discardableResult
    func evaluate(all: Bool = false) async throws -> ExposureEvaluation.Summary {
        try await ExposureEvaluation(store: world.store, environment: world.environment).run(all: all)
    }

    /// The findings as `CVE version[ on type] verdict state`, in order.
    func findings() async throws -> [String] {
        try await world.store.read { session in
            let texts = RowTexts(session)
            return try session.fetch(Query<Finding>()).map { finding in
                let cve = try session.get(finding.vulnerability).cve
                let version = try session.get(finding.software).version
                let type = try finding.deviceType.map { try texts.display(DeviceType.schema, id: $0.raw) }
                return "\(cve) \(version)\(type.map { " on \($0)" } ?? "") \(finding.verdict)"
                    + "\(finding.isConflict ? " conflict" : "") \(finding.state)"
            }.sorted()
        }
    }

    /// A record of the NVD with one criterion.
    static func nvd(
        _ cve: String, _ product: String, from: String? = nil, before: String, score: Double = 9.8,
        modified: String = "2026-01-01T00:00:00Z", hardware: String? = nil
    ) -> FeedItem {
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
        record.modified = Timestamp(modified)
        record.summary = "A vulnerability of \(product)."
        record.configurations = Array(configurations.text.utf8)
        record.metrics = [
            CVSSMetric(source: "nvd@nist.gov", type: "Primary", version: "3.1", vector: "CVSS:3.1/AV:N", score: score)
        ]
        return .record(record)
    }

    /// A record of the CVE list that names versions.
    static func cna(_ cve: String, _ vendor: String, _ product: String, _ versions: [JSONValue]) -> FeedItem {
        var record = SourceRecord(key: cve)
        record.cve = cve
        record.modified = Timestamp("2026-01-02T00:00:00Z")
        record.title = "\(product) is vulnerable"
        record.affected = [
            [
                "vendor": .string(vendor), "product": .string(product), "defaultStatus": "unknown",
                "versions": .array(versions),
            ]
        ]
        return .record(record)
    }

    static func affected(_ version: String) -> JSONValue { ["version": .string(version), "status": "affected"] }
}
