/// The bytes of a secret: read in place only, compared in constant time, and overwritten when nobody holds them any more.
///
/// It has no copy, no text and no encoding; whatever prints it gets `SecretBytes(redacted)`.
package final class SecretBytes: Sendable {
    // Written by the initialiser and the deinitialiser only.
    private nonisolated(unsafe) let piece: SecretMemory.Piece

    /// How many bytes there are; never logged, because the length of a secret tells about it.
    package var count: Int { piece.bytes.count }

    /// Takes over bytes; the caller's copy is the caller's to overwrite.
    package convenience init(_ bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { room in
            let copied: Void? = bytes.withContiguousStorageIfAvailable {
                room.copyMemory(from: UnsafeRawBufferPointer($0))
            }
            if copied == nil { room.copyBytes(from: bytes) }
        }
    }

    /// Takes over the UTF-8 of a text.
    package convenience init(_ text: String) { self.init(text.utf8) }

    /// Makes room and has it filled.
    ///
    /// - Parameter fill: Is given exactly `count` bytes, all zero.
    package init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        piece = SecretMemory.shared.take(count)
        try fill(piece.bytes)
    }

    deinit { SecretMemory.shared.giveBack(piece) }

    /// Reads the bytes in place; what is made of them is the caller's to keep secret.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(piece.bytes))
    }

    /// The bytes as text, for an interface that takes nothing else; nil when they are no UTF-8.
    ///
    /// Every call is a place to look at in a review.
    package func revealText() -> String? { withBytes { String(validating: $0, as: UTF8.self) } }

    /// Whether both hold the same; takes as long whether they differ early or late.
    package func isSame(as other: SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return withBytes { own in
            other.withBytes { theirs in
                var difference: UInt8 = 0
                for index in 0..<own.count { difference |= own[index] ^ theirs[index] }
                return difference == 0
            }
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
