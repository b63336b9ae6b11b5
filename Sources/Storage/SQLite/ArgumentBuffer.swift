/// Memory for the texts and keys that a running statement is given.
///
/// SQLite reads them where they lie; otherwise it would allocate and free a copy of every argument of every row. It is
/// used like a stack, because a query may run inside the rows of another.
final class ArgumentBuffer: @unchecked Sendable {
    // Used by one unit of work at a time, the one that holds the connection.
    private let start = UnsafeMutableRawPointer.allocate(byteCount: ArgumentBuffer.capacity, alignment: 16)
    /// Bytes in use.
    private(set) var used = 0
    /// Bytes; the arguments of usual rows are a few kilobytes.
    private static let capacity = 64 * 1024

    deinit { start.deallocate() }

    /// Copies bytes; nil when there is no room.
    ///
    /// The copy is valid until ``free(downTo:)``.
    func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard let source = bytes.baseAddress, bytes.count <= Self.capacity - used else { return nil }
        let copy = start + used
        copy.copyMemory(from: source, byteCount: bytes.count)
        used += bytes.count
        return UnsafeRawPointer(copy)
    }

    /// Gives back everything kept since `used` was `mark`.
    func free(downTo mark: Int) { used = mark }
}
