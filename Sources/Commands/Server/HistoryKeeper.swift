import Basics
import Logging
import Services

/// Removes old history while the server runs, at most once a day.
enum HistoryKeeper {
    /// Runs until it is cancelled.
    static func run(_ workspace: Workspace) async {
        let days = workspace.settings.changelogRetentionDays
        let retention = HistoryRetention(store: workspace.store, environment: workspace.environment)
        while !Task.isCancelled {
            do {
                if let removed = try await retention.pruneDaily(days: days) {
                    let uses = try await workspace.secrets.audit.prune(
                        days: days, now: workspace.environment.time.now)
                    if removed + uses > 0 {
                        workspace.logger.info(
                            "removed history older than \(days) days",
                            metadata: ["history.removed": "\(removed)", "secrets.removed": "\(uses)"])
                    }
                }
            } catch is CancellationError {
                return
            } catch {
                // Retention is not urgent: the next hour is as good.
                workspace.logger.warning("old history could not be removed", metadata: ["error.detail": "\(error)"])
            }
            // Ends early only when the server stops.
            try? await Task.sleep(for: .seconds(3600))
        }
    }
}
