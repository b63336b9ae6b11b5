package import Basics
import Modeling

/// Looks again and again whether other processes have committed, so that whoever waits for ``Engine/signal`` hears of it
/// within a second and need not look itself.
package struct ForeignCommits: Sendable {
    private let engine: any Engine
    /// How often it is looked.
    private static let interval = Duration.milliseconds(700)

    package init(_ engine: any Engine) { self.engine = engine }

    /// Looks until the task is cancelled.
    package func run(_ time: any Timekeeper) async {
        while !Task.isCancelled {
            await engine.lookForOthers()
            do { try await time.sleep(until: time.uptime + Self.interval) } catch { return }
        }
    }
}
