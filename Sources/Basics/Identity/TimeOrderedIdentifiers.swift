import Synchronization

/// Makes UUIDs of version 7, each greater than the one before in this process; safe for use by many threads.
///
/// The clock's milliseconds come first, then a 12-bit counter that starts anywhere in its lower half, then 62 random
/// bits. A clock that stands still or goes back does not break the order: the last time is kept, and a full counter
/// borrows from the next millisecond.
/// - Source: RFC 9562 sections 5.7 and 6.2, method 1 ("Fixed Bit-Length Dedicated Counter").
package final class TimeOrderedIdentifiers: IdentifierSource {
    private struct State {
        var milliseconds: UInt64 = 0
        var counter: UInt64 = 0
        var pool: [UInt8] = []
        var used = 0
    }

    /// One call to the random source serves this many bytes, ten for each identifier.
    private static let poolBytes = 2_560

    private let clock: any TimeSource
    private let random: any RandomSource
    private let state = Mutex(State())

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - clock: Tells the time that identifiers start with; times before 1970 count as 1970.
    ///   - random: Gives the random bits; a cryptographic source unless in a test.
    package init(clock: any TimeSource, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }

    /// A new identifier, greater than all earlier ones of this source.
    package func next() -> Identifier {
        let now = UInt64(clamping: clock.now.microseconds / 1_000)
        return state.withLock { state in
            let low = take(8, from: &state)
            let start = take(2, from: &state) & 0x07FF
            if now > state.milliseconds {
                state.milliseconds = now
                state.counter = start
            } else if state.counter < 0x0FFF {
                state.counter &+= 1
            } else {
                state.milliseconds &+= 1
                state.counter = start
            }
            return Identifier(
                high: state.milliseconds &<< 16 | 0x7000 | state.counter,
                low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
            )
        }
    }

    private func take(_ count: Int, from state: inout State) -> UInt64 {
        if state.pool.count &- state.used < count {
            state.pool = random.fill(Self.poolBytes)
            state.used = 0
        }
        var value: UInt64 = 0
        for byte in state.pool.dropFirst(state.used).prefix(count) { value = value &<< 8 | UInt64(byte) }
        state.used &+= count
        return value
    }
}
