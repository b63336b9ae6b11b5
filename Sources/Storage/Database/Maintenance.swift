/// What keeps a database in order.
package enum Maintenance: Sendable, Hashable, CaseIterable {
    /// Writes down what readers had to look up in a log, and brings up to date what the planner knows; takes moments.
    case tidy
    /// Reads everything and looks for damage; others go on meanwhile.
    case check
    /// Gives unused space back; on SQLite, writers wait meanwhile.
    case compact
}

/// What was found and done, in whole sentences.
package struct MaintenanceReport: Sendable, Hashable {
    package var done: [String] = []
    /// Damage; the store should be restored from a backup.
    package var damage: [String] = []
}
