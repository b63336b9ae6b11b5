import CLibPQ
import Synchronization

/// Ends the running statement of a connection from another thread.
final class PostgreSQLCanceller: Sendable {
    // The pointer is used under the lock only.
    private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }
    private let handle: Mutex<Handle?>
    private let wanted = Mutex(false)

    /// Whether the running unit of work was cancelled.
    var isWanted: Bool {
        get { wanted.withLock { $0 } }
        set { wanted.withLock { $0 = newValue } }
    }

    init(_ pointer: OpaquePointer?) { handle = Mutex(pointer.map(Handle.init)) }

    func cancel() {
        handle.withLock { handle in
            guard let handle else { return }
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                _ = PQcancel(handle.pointer, buffer.baseAddress, 256)
            }
        }
    }

    func free() {
        handle.withLock { entry in
            if let entry { PQfreeCancel(entry.pointer) }
            entry = nil
        }
    }
}
