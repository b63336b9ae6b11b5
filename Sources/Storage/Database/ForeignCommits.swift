import Dispatch
import Foundation

/// Looks again and again whether other processes have committed, so that whoever waits for ``Engine/signal`` hears of it
/// within a second and need not look itself.
///
/// It does so on a thread of its own: a timer that everybody shares would wake three threads for each look, which is more than the
/// look costs.
package struct ForeignCommits: Sendable {
    private let engine: any Engine
    /// How often it is looked.
    private static let interval = DispatchTimeInterval.milliseconds(700)

    package init(_ engine: any Engine) { self.engine = engine }

    /// Looks until the task is cancelled.
    package func run() async {
        let end = DispatchSemaphore(value: 0)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread { [engine] in
                    repeat { engine.lookForOthers() } while end.wait(timeout: .now() + Self.interval) == .timedOut
                    continuation.resume()
                }
                thread.name = "almanac.commits"
                thread.stackSize = 512 << 10
                thread.start()
            }
        } onCancel: {
            end.signal()
        }
    }
}
