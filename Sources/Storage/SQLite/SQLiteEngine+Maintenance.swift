import GRDB

extension SQLiteEngine {
    /// How much damage is told at most.
    private static let damageLimit = 10

    package func maintain(_ work: Maintenance) async throws -> MaintenanceReport {
        var report = MaintenanceReport()
        do {
            switch work {
            case .tidy:
                let pages = try await pool.writeWithoutTransaction {
                    try $0.checkpoint(.truncate).checkpointedFrameCount
                }
                report.done = ["Brought \(pages) pages of the log into the file."]
            case .check:
                let found = try await pool.read {
                    try String.fetchAll($0, sql: "PRAGMA quick_check(\(Self.damageLimit))")
                }
                if found == ["ok"] { report.done = ["The file is sound."] } else { report.damage = found }
            case .compact:
                let before = try await size()
                try await pool.vacuum()
                _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                report.done = ["The file has \(try await size()) bytes; it had \(before)."]
            }
        } catch let error as DatabaseError {
            throw SQLiteFailure.storageError(error.extendedResultCode.rawValue, error.message ?? "", error.sql ?? "")
        }
        return report
    }

    private func size() async throws -> Int64 {
        try await pool.read { database in
            let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            return pages * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
        }
    }
}
