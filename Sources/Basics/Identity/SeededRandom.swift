import Synchronization

/// Numbers that look random and are the same for the same seed: for tests and sample data, never for secrets.
///
/// Safe for use by many threads; the numbers are then shared out in the order of the calls.
/// - Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
package final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    /// Starts the row of numbers that belongs to a seed; every value is allowed.
    package init(seed: UInt64) {
        state = Mutex(seed)
    }

    /// The next number of the row.
    package func next() -> UInt64 {
        state.withLock { SplitMix.next(&$0) }
    }

    /// The next number below a bound, each with the same chance; 0 when the bound is 0.
    package func below(_ bound: UInt64) -> UInt64 {
        guard bound > 0 else { return 0 }
        // D. Lemire, "Fast Random Integer Generation in an Interval": refuse the few low products that tilt the result.
        let refused = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= refused { return product.high }
        }
    }

    /// The next bytes of the row; zero or less gives none.
    package func fill(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return state.withLock { state in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count)
            while bytes.count < count {
                let word = SplitMix.next(&state).littleEndian
                withUnsafeBytes(of: word) { bytes.append(contentsOf: $0.prefix(count &- bytes.count)) }
            }
            return bytes
        }
    }
}

/// The two steps of SplitMix64.
enum SplitMix {
    /// Moves the state on and gives its number.
    static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }

    /// Spreads every bit of a value over all bits; a one-to-one function.
    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed &>> 31
    }
}
