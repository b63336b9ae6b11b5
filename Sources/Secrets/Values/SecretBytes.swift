#if canImport(Glibc)
    import Glibc
#endif

/// The bytes of a secret: read in place only, compared in constant time, and overwritten when nobody holds them any more.
///
/// It has no copy, no text and no encoding; whatever prints it gets `SecretBytes(redacted)`.
package final class SecretBytes: Sendable {
    // Written by the initialiser and the deinitialiser only.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    /// How many bytes there are; never logged, because the length of a secret tells about it.
    package var count: Int { memory.count }

    /// Takes over bytes; the caller's copy is the caller's to overwrite.
    package convenience init(_ bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Takes over the UTF-8 of a text.
    package convenience init(_ text: String) { self.init(text.utf8) }

    /// Makes room and has it filled.
    ///
    /// - Parameter fill: Is given exactly `count` bytes, all zero.
    package init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        room.initializeMemory(as: UInt8.self, repeating: 0)
        memory = UnsafeMutableRawBufferPointer(rebasing: room[..<count])
        // Both are worth trying and not worth failing for: many systems allow little of it.
        _ = mlock(room.baseAddress, room.count)
        try fill(memory)
    }

    deinit {
        guard let start = memory.baseAddress else { return }
        explicit_bzero(start, memory.count)
        _ = munlock(start, max(memory.count, 1))
        start.deallocate()
    }

    /// Reads the bytes in place; what is made of them is the caller's to keep secret.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(memory))
    }

    /// The bytes as text, for an interface that takes nothing else; nil when they are no UTF-8.
    ///
    /// Every call is a place to look at in a review.
    package func revealText() -> String? { withBytes { String(validating: $0, as: UTF8.self) } }

    /// Whether both hold the same; takes as long whether they differ early or late.
    package func isSame(as other: SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return withBytes { own in
            other.withBytes { theirs in zip(own, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same words.
    package var description: String { "SecretBytes(redacted)" }
    /// Always the same words.
    package var debugDescription: String { description }
    /// A mirror without children, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
