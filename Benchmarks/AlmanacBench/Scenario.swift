import Basics
import Domain
import Foundation
import Logging
import Modeling
import Services
import Storage

/// The figures at one size.
struct Scenario {
    let devices: Int
    let folder: String
    let executable: String
    static let token = "bench-token-0123456789abcdef"

    private var data: String { folder + "/data" }

    /// Writes the sample network as NDJSON and imports it with the executable.
    mutating func importing() async throws {
        let file = folder + "/network.ndjson"
        let today = SystemTime().today
        let network = SampleNetwork(devices: devices, seed: 1, today: today)
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        guard let handle = FileHandle(forWritingAtPath: file) else { return }
        var buffer: [UInt8] = []
        var objects = 0
        try network.generate { model, object in
            buffer += "{\"object_type\":\"\(model)\",".utf8
            var text: [UInt8] = []
            JSONValue.object(object).write(into: &text)
            buffer += text.dropFirst()
            buffer.append(10)
            objects += 1
            if buffer.count > 1 << 20 {
                try handle.write(contentsOf: Data(buffer))
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try handle.write(contentsOf: Data(buffer))
        try handle.close()
        let child = try Child(executable, ["import", file, "--apply", "--data", data, "--log-level", "error"])
        let (cpu, megabytes, status) = child.finish()
        figure("import, \(objects) objects with history", short(cpu, "CPU s"), target: "40 s at 1,000,000")
        figure("  per object", short(cpu / Double(objects) * 1e6, "µs"), target: "40 µs")
        figure("  peak memory", short(megabytes, "MB"), target: "150 MB")
        if status != 0 { figure("  exit status", "\(status)", target: "0") }
        try? FileManager.default.removeItem(atPath: file)
    }

    /// Evaluates and reports in this process, beside raw SQL over the same store.
    func reporting() async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let engine = try SQLiteEngine(path: data + "/almanac.db", logger: logger)
        let store = Store(engine, StoreCatalog.catalog)
        let time = SystemTime()
        let environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: SystemRandom()),
            settings: DomainSettings())
        let service = LifecycleService(store: store, environment: environment)
        let (_, evaluation) = try await Measure.run { try await service.evaluate() }
        let (_, again) = try await Measure.run { try await service.evaluate() }
        let (_, rawInsert) = try await Measure.run { try await Self.rawEvaluation(store) }
        figure("evaluate all results, first time", short(evaluation.cpu, "CPU s"))
        figure("  nothing changed", short(again.cpu, "CPU s"))
        figure("  raw INSERT … SELECT of the same rows", short(rawInsert.cpu, "CPU s"))
        figure("  ratio first/raw", short(evaluation.cpu / max(rawInsert.cpu, 1e-6), "×"))
        for (kind, sql) in Self.rawReports {
            _ = try await service.report(kind)
            let (_, ours) = try await Measure.run { for _ in 0..<5 { _ = try await service.report(kind) } }
            let (_, raw) = try await Measure.run {
                for _ in 0..<5 {
                    try await store.read { session in
                        try session.connection.query(sql, [], kinds: [.integer]) { _ in true }
                    }
                }
            }
            figure("report \(kind.rawValue)", short(ours.cpu / 5 * 1000, "CPU ms"))
            figure(
                "  ratio to raw SQL \(short(raw.cpu / 5 * 1000, "ms"))", short(ours.cpu / max(raw.cpu, 1e-6), "×"),
                target: "1.5 ×")
        }
        try engine.close()
    }

    /// The least SQL that answers the same question.
    private static let rawReports: [(ReportKind, String)] = [
        (
            .hardware,
            """
            SELECT count(*) FROM dcim_device d LEFT JOIN lifecycle_hardwarelcm n ON n.device_type_id = d.device_type_id
            GROUP BY d.device_type_id, n.end_of_support
            """
        ),
        (
            .software,
            """
            SELECT count(*) FROM dcim_device GROUP BY device_type_id, role_id, tenant_id, software_version_id
            """
        ),
    ]

    /// The rows of the results, made by plain statements into fresh tables of the same shape.
    private static func rawEvaluation(_ store: Store) async throws {
        try await store.write { session in
            for name in [
                "devicehardwarenoticeresult", "devicesoftwarevalidationresult", "inventoryitemsoftwarevalidationresult",
            ] {
                let table = "lifecycle_\(name)"
                let subject = name.hasPrefix("inventory") ? "inventory_item_id" : "device_id"
                let statements = SchemaDescription(StoreCatalog.catalog).tables.filter { $0.name == table }
                var copy = SchemaDescription(tables: statements)
                copy.tables[0].name = "bench_copy"
                try session.connection.executeScript(copy.statements(.sqlite))
                try session.connection.execute(
                    "INSERT INTO bench_copy SELECT * FROM \(table) ORDER BY \(subject)", [])
                try session.connection.execute("DROP TABLE bench_copy", [])
            }
        }
    }
}
