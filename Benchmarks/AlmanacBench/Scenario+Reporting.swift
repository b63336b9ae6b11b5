import Basics
import Domain
import Foundation
import Logging
import Modeling
import Services
import Storage

/// Reports, beside the SQL that they cannot do without.
extension Scenario {
    /// Evaluates and reports in this process, beside raw SQL over the same store: where it is, and in PostgreSQL if there is one.
    func reporting() async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        try await reporting(SQLiteEngine(path: data + "/almanac.db", logger: logger), server: nil)
        guard let server = ServerTime(), let address = try BenchCommand.emptyDatabase("reports_\(devices)") else {
            return
        }
        print("\nthe same on PostgreSQL; times of both processes together")
        let copy = try Child(executable, ["database", "copy", data, address])
        let begin = server.seconds
        let (cpu, megabytes, status) = copy.finish()
        figure("copy of the store", short(cpu, "CPU s"))
        figure("  of PostgreSQL", short(server.seconds - begin, "CPU s"))
        figure("  peak memory", short(megabytes, "MB"))
        guard status == 0 else { return figure("  exit status", "\(status)", target: "0") }
        let engine = try PostgreSQLEngine(PostgreSQLAddress(address), limits: PostgreSQLLimits(), logger: logger)
        try await reporting(engine, server: server)
    }

    /// Runs work, and tells the CPU time that it took here and in the database.
    private static func measure(_ server: ServerTime?, _ work: () async throws -> Void) async rethrows -> Double {
        let begin = server?.seconds ?? 0
        let (_, measure) = try await Measure.run(work)
        return measure.cpu + (server?.seconds ?? 0) - begin
    }

    private func reporting(_ engine: any Engine, server: ServerTime?) async throws {
        let store = Store(engine, StoreCatalog.catalog)
        let time = SystemTime()
        let environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: SystemRandom()),
            settings: DomainSettings())
        let service = LifecycleService(store: store, environment: environment)
        // Results came along with the copy.
        if server == nil {
            let evaluation = try await Self.measure(nil) { _ = try await service.evaluate() }
            let again = try await Self.measure(nil) { _ = try await service.evaluate() }
            let raw = try await Self.measure(nil) { try await Self.rawEvaluation(store) }
            figure("evaluate all results, first time", short(evaluation, "CPU s"))
            figure("  nothing changed", short(again, "CPU s"))
            figure("  raw INSERT … SELECT of the same rows", short(raw, "CPU s"))
            figure("  ratio first/raw", short(evaluation / max(raw, 1e-6), "×"))
        }
        for (kind, sql) in Self.rawReports {
            _ = try await service.report(kind)
            let ours = try await Self.measure(server) { for _ in 0..<5 { _ = try await service.report(kind) } }
            let raw = try await Self.measure(server) {
                for _ in 0..<5 {
                    try await store.read { session in
                        try session.connection.query(sql, [], kinds: [.integer]) { _ in true }
                    }
                }
            }
            figure("report \(kind.rawValue)", short(ours / 5 * 1000, "CPU ms"))
            figure(
                "  ratio to raw SQL \(short(raw / 5 * 1000, "ms"))", short(ours / max(raw, 1e-6), "×"), target: "1.5 ×")
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
