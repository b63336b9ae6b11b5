import Synchronization

/// A truth value that any thread may change.
final class Flag: Sendable {
    private let value: Atomic<Bool>

    init(_ value: Bool = false) { self.value = Atomic(value) }

    var isRaised: Bool { value.load(ordering: .acquiring) }

    func raise() { value.store(true, ordering: .releasing) }

    /// Lowers it, and tells whether it was raised.
    func lower() -> Bool { value.exchange(false, ordering: .acquiringAndReleasing) }
}
