import Foundation

/// Work that blocks, such as on files, away from the threads that everybody shares.
package enum OwnThread {
    /// Does it on a thread of its own; for what is rare and may take long.
    package static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
