import Dispatch
import Modeling

extension PostgreSQLEngine {
    package func maintain(_ work: Maintenance) async throws -> MaintenanceReport {
        var report = MaintenanceReport()
        switch work {
        case .tidy:
            _ = try await writeBeside { try $0.execute("ANALYZE", []) }
            report.done = ["Brought the statistics of the planner up to date."]
        case .check:
            let broken = try await read {
                try $0.rows(
                    "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid",
                    kinds: [.text])
            }
            report.damage = broken.map { "The index \($0[0].plainText) is not valid; REINDEX makes it anew." }
            if broken.isEmpty { report.done = ["All indexes are valid."] }
        case .compact:
            let address = address
            // It takes long, and threads that tasks share must not wait.
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(with: Result { try Self.administer(address, "VACUUM (ANALYZE)") })
                }
            }
            report.done = ["Rows that nobody sees any more make room for new ones."]
        }
        return report
    }
}
