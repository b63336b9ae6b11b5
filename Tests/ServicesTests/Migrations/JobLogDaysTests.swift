import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// The log of jobs of an earlier release is split by day, and nothing of it is lost (quality.md C12, R12).
@Suite(.enabled(if: TestDatabases.server != nil, "needs ALMANAC_TEST_DATABASE")) struct JobLogDaysTests {
    @Test func `an earlier log keeps every row, those of clocks that run ahead too`() async throws {
        let database = try TestDatabases.make()
        defer { TestDatabases.remove(database) }
        var limits = TestDatabases.limits
        limits.faults = nil
        let engine = try PostgreSQLEngine(database, limits: limits, logger: TemporaryStore.logger)
        defer { try? engine.close() }
        let now = Timestamp(microseconds: 1)
        let earlier = ProductMigrations.all.filter { $0.name != "job-log-days" && $0.number < 22 }
        _ = try await MigrationRunner(earlier).run(on: engine, now: now)
        let store = Store(engine, StoreCatalog.catalog)
        let times = ["2020-01-01T00:00:00Z", "2026-02-03T04:05:06Z", "2100-01-01T00:00:00Z"].compactMap {
            Timestamp($0)
        }
        try await store.write { session in
            var run = Record<JobResult>(id: ID(Identifier(high: 1, low: 1)))
            run.name = "old"
            run.dateCreated = now
            try session.insert(JobResult.schema, run.values)
            for (number, time) in times.enumerated() {
                var entry = Record<JobLogEntry>(id: ID(Identifier(high: 2, low: UInt64(number))))
                entry.message = "\(number)"
                entry.jobResult = run.id
                entry.created = time
                try session.insert(JobLogEntry.schema, entry.values)
            }
        }
        #expect(try await MigrationRunner(ProductMigrations.all).run(on: engine, now: now).contains("job-log-days"))
        func messages() async throws -> [String] {
            try await store.read { try $0.fetch(Query<JobLogEntry>()).map(\.message) }
        }
        #expect(try await messages() == ["0", "1", "2"])
        let days = LogDays(store, patience: .seconds(120))
        #expect(try await days.prepare(now: Timestamp("2100-01-03T00:00:00Z") ?? .last) == 9)
        #expect(try await messages() == ["0", "1", "2"])
        // A reference is one still, in every part.
        for time in times + [Timestamp("2100-01-05T00:00:00Z") ?? .last, Timestamp("2150-01-05T00:00:00Z") ?? .last] {
            await #expect(throws: Problem.self) {
                try await store.write { session in
                    var entry = Record<JobLogEntry>(id: ID(Identifier(high: 3, low: 9)))
                    entry.jobResult = ID(Identifier(high: 8, low: 8))
                    entry.created = time
                    try session.insert(JobLogEntry.schema, entry.values)
                }
            }
        }
        #expect(try await days.drop(JobLogEntry.schema, before: Timestamp("2100-01-02T00:00:00Z") ?? .last) == 2)
        #expect(try await messages().isEmpty)
    }
}
