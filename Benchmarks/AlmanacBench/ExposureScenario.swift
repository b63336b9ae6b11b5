import Basics
import Domain
import Feeds
import Foundation
import Logging
import Modeling
import Services
import Storage
import SystemPackage

/// The figures of exposure (issue 6): a mirror of the NVD is read, a network is judged, and both are compared with what is right.
struct ExposureScenario {
    private let folder: String
    private let executable: String
    private let mirror: ExposureMirror
    private let engine: SQLiteEngine
    private let store: Store
    private let environment: RecordEnvironment
    private let feeds: FeedService
    /// The revision of each vulnerability that the mirror has changed.
    private var revisions: [Int: Int] = [:]

    private var data: String { folder + "/data" }

    init(cves: Int, folder: String, executable: String) throws {
        self.folder = folder
        self.executable = executable
        mirror = ExposureMirror(cves: cves)
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        engine = try SQLiteEngine(path: folder + "/data/almanac.db", logger: logger)
        store = Store(engine, StoreCatalog.catalog)
        let time = SystemTime()
        environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: SystemRandom()),
            settings: DomainSettings(), effects: ProductEffects.all)
        feeds = FeedService(store: store, environment: environment)
    }

    /// Measures and prints; throws when a finding is wrong.
    mutating func run() async throws {
        let path = folder + "/nvdcve.json"
        let (rows, bytes) = try mirror.write(0..<mirror.cves, revision: 1, to: path)
        let versions = mirror.systems.reduce(0) { $0 + $1.versions.count }
        print("\nexposure: \(mirror.cves) CVEs, \(rows) match rows, \(versions) versions, \(bytes >> 20) MB")
        try await furnish()
        try await reading(path, bytes)
        let (_, load) = try await Measure.run { try await feeds.importBundle(FilePath(path), of: "nvd") }
        figure("load into the store", short(load.cpu, "CPU s"))
        try FileManager.default.removeItem(atPath: path)
        let memory = MemoryRise()
        let (summary, first) = try await Measure.run { try await evaluate() }
        figure("judge everything, \(summary.opened) findings", short(first.cpu, "CPU s"), target: "15 CPU s")
        figure("  extra memory", short(memory.megabytes, "MB"))
        let (_, again) = try await Measure.run { try await evaluate() }
        figure("  nothing changed", short(again.cpu, "CPU s"))
        try await compare()
        try await delta(revision: 2)
        try await compare()
        try engine.close()
        try deltaByCommand(revision: 3)
    }

    private func evaluate() async throws -> ExposureEvaluation.Summary {
        try await ExposureEvaluation(store: store, environment: environment).run()
    }

    /// Makes a device for each version.
    private func furnish() async throws {
        _ = try await StorePreparation.prepare(store, environment: environment)
        try await feeds.prepare()
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "bench")
        let (mirror, environment) = (mirror, environment)
        func make(_ objects: [(String, JSONObject)]) async throws {
            try await store.write { session in
                let pipeline = RecordPipeline(session, actor: actor, environment: environment)
                for (model, object) in objects {
                    guard let schema = session.catalog[model] else { throw BenchError.wrong }
                    _ = try pipeline.create(schema, object)
                }
            }
        }
        try await make(
            [
                ("dcim.locationtype", ["name": "Site", "content_types": ["dcim.device"]]),
                ("dcim.location", ["name": "FRA", "location_type": "Site", "status": "Active"]),
                ("dcim.manufacturer", ["name": "Acme"]), ("dcim.devicetype", ["manufacturer": "Acme", "model": "Box"]),
                ("extras.role", ["name": "core", "content_types": ["dcim.device"]]),
            ] + ExposureMirror.hardware.map { ("dcim.devicetype", ["manufacturer": "Acme", "model": .string($0)]) })
        for (place, system) in mirror.systems.enumerated() {
            try await make([
                (
                    "dcim.platform",
                    ["name": .string(system.platform), "network_driver": .string(system.driver)]
                )
            ])
            let objects = system.versions.enumerated().flatMap { number, version -> [(String, JSONObject)] in
                let id = environment.identifiers.next()
                let type = place == 0 ? ExposureMirror.hardware[number % ExposureMirror.hardware.count] : "Box"
                return [
                    (
                        "dcim.softwareversion",
                        [
                            "id": .string(id.description), "platform": .string(system.platform),
                            "version": .string(version), "status": "Active",
                        ]
                    ),
                    (
                        "dcim.device",
                        [
                            "name": .string("\(system.platform) \(version)"), "device_type": .string(type),
                            "role": "core", "status": "Active", "location": "FRA",
                            "software_version": .string(id.description),
                        ]
                    ),
                ]
            }
            try await make(objects)
        }
    }

    /// Reads the mirror record by record, as every load does, and keeps nothing.
    private func reading(_ path: String, _ bytes: Int) async throws {
        let memory = MemoryRise()
        let (count, measure) = try await Measure.run {
            var count = 0
            try NVDFeed().read(FilePath(path)) { _ in count += 1 }
            return count
        }
        guard count == mirror.cves else { throw BenchError.wrong }
        let rate = Double(bytes) / 1e6 / measure.cpu
        figure("read the mirror record by record", short(rate, "MB per CPU s"), target: "150 MB per CPU s")
        figure("  extra memory", short(memory.megabytes, "MB"), target: "64 MB")
    }

    /// Some vulnerabilities change: loading and judging them, in one process.
    private mutating func delta(revision: Int) async throws {
        let changed = mirror.changed(500)
        let path = folder + "/delta.json"
        _ = try mirror.write(changed, revision: revision, to: path)
        let (_, load) = try await Measure.run { try await feeds.importBundle(FilePath(path), of: "nvd") }
        let (summary, judging) = try await Measure.run { try await evaluate() }
        for number in changed { revisions[number] = revision }
        guard summary.vulnerabilities == changed.count else { throw BenchError.wrong }
        figure(
            "\(changed.count) CVEs change: load and judge", short(load.cpu + judging.cpu, "CPU s"), target: "0.3 CPU s")
        figure("  of these, judging", short(judging.cpu, "CPU s"))
    }

    /// The same as a command, with the start of its process.
    private func deltaByCommand(revision: Int) throws {
        let path = folder + "/delta.json"
        _ = try mirror.write(mirror.changed(500), revision: revision, to: path)
        let environment = ["TMPDIR": folder]
        let status = try Child(executable, ["feeds", "status", "--data", data], environment: environment).finish()
        let child = try Child(
            executable, ["feeds", "import", path, "--feed", "nvd", "--data", data], environment: environment)
        let (cpu, _, code) = child.finish()
        figure("  as a command, with its start", short(cpu, "CPU s"))
        figure("  the start alone (feeds status)", short(status.cpu, "CPU s"))
        guard code == 0 else { throw BenchError.wrong }
    }

    // MARK: What is right

    /// Compares the findings of one version in a hundred with a look at every match row.
    private func compare() async throws {
        let stored = try await findings()
        var expected: [String: Set<String>] = [:]
        let sample = mirror.systems.map { system in
            stride(from: system.versions.count / 2 % 100, to: system.versions.count, by: 100).map { $0 }
        }
        for (place, versions) in sample.enumerated() {
            for version in versions { expected[mirror.systems[place].name(version)] = [] }
        }
        for number in mirror.network {
            let facts = mirror.facts(number, revision: revisions[number] ?? 1)
            guard let place = facts.system else { continue }
            for version in sample[place] where facts.rows.contains(where: { $0.covers(version) }) {
                let name = mirror.name(number)
                var found = ["\(name) \(facts.hardware == nil ? "affected" : "potential") open"]
                if let hardware = facts.hardware {
                    let model = ExposureMirror.hardware[version % ExposureMirror.hardware.count]
                    let isIt = ExposureMirror.hardware[hardware] == model
                    found.append("\(name) on \(model) \(isIt ? "affected open" : "not-affected closed")")
                }
                expected[mirror.systems[place].name(version), default: []].formUnion(found)
            }
        }
        let differences = expected.reduce(0) { $0 + $1.value.symmetricDifference(stored[$1.key] ?? []).count }
        let count = expected.values.reduce(0) { $0 + $1.count }
        figure(
            "  differences to every match row, \(expected.count) versions", "\(differences) of \(count) findings",
            target: "0")
        guard differences == 0, count > 0 else { throw BenchError.wrong }
    }

    /// What is kept, by platform and version.
    private func findings() async throws -> [String: Set<String>] {
        try await store.read { session in
            var found: [String: Set<String>] = [:]
            // A finding that holds no more was closed; where hardware differs, that is what is right.
            let sql = """
                SELECT p.name, s.version, v.cve, t.model, f.verdict, f.state FROM \(Finding.schema.names.table) f
                JOIN \(KnownVulnerability.schema.names.table) v ON v.id = f.vulnerability_id
                JOIN \(SoftwareVersion.schema.names.table) s ON s.id = f.software_id
                JOIN \(Platform.schema.names.table) p ON p.id = s.platform_id LEFT JOIN \(DeviceType.schema.names.table) t ON t.id = f.device_type_id
                WHERE f.state = 'open' OR f.device_type_id IS NOT NULL
                """
            try session.connection.query(sql, [], kinds: Array(repeating: .text, count: 6)) { row in
                let model = row[3].isNull ? "" : " on \(row[3].plainText)"
                found["\(row[0].plainText) \(row[1].plainText)", default: []].insert(
                    "\(row[2].plainText)\(model) \(row[4].plainText) \(row[5].plainText)")
                return true
            }
            return found
        }
    }
}
