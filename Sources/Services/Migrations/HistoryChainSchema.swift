import Storage

/// The step to history rows that never change and are sealed, and to answers that are kept for repeated requests.
///
/// Frozen: a released migration never changes.
enum HistoryChainSchema {
    /// The statements of the step.
    static func statements(_ dialect: Dialect) throws -> [String] {
        let history = try SchemaDescription(text: history).statements(dialect)
        let old = "extras_objectchange_before_chain"
        let indexes = ["user_id", "request_id", "changed_object_id"].map {
            "DROP INDEX ix_extras_objectchange_\($0)"
        }
        let move =
            "INSERT INTO extras_objectchange (\(columns)) SELECT \(columns) FROM \(old)"
        return indexes + ["ALTER TABLE extras_objectchange RENAME TO \(old)", history[0], move, "DROP TABLE \(old)"]
            + history.dropFirst() + (try SchemaDescription(text: added).statements(dialect))
    }

    /// The columns that the table had before.
    private static let columns = """
        id, action, changed_object_type, related_object_type, time, user_name, request_id, changed_object_id,
        change_context, change_context_detail, related_object_id, object_repr, user_id, before, after
        """

    private static let history = """
        log extras_objectchange key id
          id identifier
          action text
          changed_object_type text null
          related_object_type text null
          time timestamp
          user_name text
          request_id identifier
          changed_object_id identifier
          change_context text
          change_context_detail text
          related_object_id identifier null
          object_repr text
          user_id identifier null
          before json null
          after json null
          seal identifier null
          index time
          index request_id
          index changed_object_id
          index user_id when-not-null user_id
        """

    private static let added = """
        log system_changeseal key id
          id identifier
          sequence integer
          kind text
          time timestamp
          changes integer
          first_change identifier null
          last_change identifier null
          pruned_through integer null
          pruned_digest text
          previous text
          digest text
          unique sequence
        table system_idempotentanswer key id
          id identifier
          request text
          caller text
          body text
          status integer
          headers json
          answer text null
          created timestamp
          index created
          index caller created
        """
}
