import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Findings of an earlier release get keys that stand beside those of their vulnerability, and stay what they were.
@Suite struct FindingKeysTests {
    @Test func `findings with keys of an earlier release keep all that is known of them`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("EOS", "4.28.3M")
        try await world.device("leaf", software, type: "DCS-7280CR3-96")
        try await world.tell(
            world.nvd,
            [
                ExposureWorld.nvd(
                    "CVE-2023-3646", "arista:eos", from: "4.28.2", before: "4.28.6", hardware: "arista:7280r3"),
                ExposureWorld.nvd("CVE-2023-1000", "arista:eos", from: "4.28.2", before: "4.28.6"),
            ])
        try await world.evaluate()
        let store = world.world.store
        func rows() async throws -> [[Value]] {
            try await store.read { try $0.fetch(Query<Finding>()).map(\.values) }
        }
        let now = try await rows()
        #expect(now.count == 3)
        try await store.write { session in
            for (number, row) in now.enumerated() {
                guard let id = row[0].identifier else { continue }
                // Earlier keys had the same second half.
                let earlier = Identifier(high: 0x1234_5678_9ABC_8DEF &+ UInt64(number) << 20, low: id.low)
                var sql = SQLText(session.connection.dialect)
                sql += "UPDATE vulnerabilities_finding SET id = "
                sql.bind(.id(earlier))
                sql += " WHERE id = "
                sql.bind(.id(id))
                try session.connection.execute(sql.text, sql.arguments)
            }
            try session.connection.execute("DELETE FROM schema_migration WHERE number >= 24", [])
        }
        #expect(try await rows() != now)
        let last = Array(ProductMigrations.all.prefix(24))
        #expect(
            try await MigrationRunner(last).run(on: store.engine, now: Timestamp(microseconds: 1)) == ["finding-keys"])
        #expect(try await rows() == now)
        #expect(try await world.evaluate(all: true).isEmpty)
    }
}
