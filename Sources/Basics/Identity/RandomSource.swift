#if canImport(Glibc)
    import Glibc
#endif

/// Where random bytes come from.
package protocol RandomSource: Sendable {
    /// Random bytes.
    ///
    /// - Parameter count: How many; zero or less gives none.
    /// - Returns: Exactly `count` bytes.
    func fill(_ count: Int) -> [UInt8]
}

/// The operating system's cryptographic random numbers.
package struct SystemRandom: RandomSource {
    /// Makes the source.
    package init() {}

    /// Random bytes that nobody can predict; zero or less gives none.
    package func fill(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var filled = 0
            #if canImport(Glibc)
                // The kernel gives at most 256 bytes at a time.
                while filled < count {
                    let length = min(count &- filled, 256)
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    guard let start = rest.baseAddress, getentropy(start, length) == 0 else { break }
                    filled &+= length
                }
            #endif
            // Other systems, and a kernel call that failed.
            var generator = SystemRandomNumberGenerator()
            while filled < count {
                buffer[filled] = UInt8(truncatingIfNeeded: generator.next())
                filled += 1
            }
            initialized = count
        }
    }
}
