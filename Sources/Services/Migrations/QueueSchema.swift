import Storage

/// The indexes of the queue over what waits and over what is being done, frozen: a released migration never changes.
///
/// A ticket that is taken leaves one for the other; nothing has to be sorted to find the next one.
enum QueueSchema {
    /// The statements, per dialect.
    static func statements(_ dialect: Dialect) throws -> [String] {
        ["state_queue_turn", "owner_state_turn", "state_leased_until", "node"].map {
            "DROP INDEX ix_queue_ticket_\($0)"
        }
            + (try SchemaDescription(text: text).additions(dialect))
    }

    private static let text = """
        table queue_ticket key id
          index queue turn id when-null node
          index owner turn when-null node
          index node when-not-null node
        """
}
