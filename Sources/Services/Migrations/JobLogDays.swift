import Storage

/// Splits the log of jobs by day on PostgreSQL, frozen: a released migration never changes.
///
/// The table becomes the part for everything up to the end of today, so that no row moves; indexes are made over its rows once.
/// Rows with later times, of clocks that run ahead, go where rows of days without a table go.
enum JobLogDays {
    static func statements(_ dialect: Dialect) -> [String] {
        guard dialect == .postgresql else { return [] }
        let log = "extras_joblogentry"
        let tomorrow = "(floor(extract(epoch FROM now()) / 86400)::bigint + 1) * 86400000000"
        return [
            "ALTER TABLE \(log) RENAME TO \(log)_before",
            "ALTER TABLE \(log)_before DROP CONSTRAINT \(log)_pkey",
            "ALTER INDEX ix_\(log)_job_result_id_created RENAME TO ix_\(log)_before",
            "CREATE TABLE \(log) (LIKE \(log)_before, PRIMARY KEY (id, created)) PARTITION BY RANGE (created)",
            "CREATE TABLE \(log)_rest PARTITION OF \(log) DEFAULT",
            """
            WITH late AS (DELETE FROM \(log)_before WHERE created >= \(tomorrow) RETURNING *)
            INSERT INTO \(log) SELECT * FROM late
            """,
            "ALTER TABLE \(log) ATTACH PARTITION \(log)_before FOR VALUES FROM (MINVALUE) TO (\(tomorrow))",
            "CREATE INDEX ix_\(log)_job_result_id_created ON \(log) (job_result_id, created)",
            """
            ALTER TABLE \(log) ADD CONSTRAINT fk_\(log)_job_result_id FOREIGN KEY (job_result_id)
            REFERENCES extras_jobresult (id)
            """,
        ]
    }
}
