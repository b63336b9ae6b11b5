import Basics

/// How many guesses a password stands up to, as somebody makes them who knows which words people use.
///
/// The password is cut into words of the list, words about the user, rows of keys, repetitions and single characters,
/// in the way that costs the fewest guesses.
struct PasswordEstimate {
    /// Binary logarithm of the guesses.
    let bits: Double

    /// Costs in bits, each the logarithm of how many such pieces there are to try.
    private enum Cost {
        static let common = 12.6
        static let personal = 5.0
        static let row = 7.0
        static let repetition = 2.0
        static let year = 6.0
        /// A different way of writing a word: capitals, or digits for letters.
        static let variation = 1.5
        static let letter = 4.7
        static let digit = 3.3
        static let other = 6.0
        static let foreign = 10.0
    }

    /// - Parameters:
    ///   - password: The password.
    ///   - personal: Words about the user and the product, in any case; those of less than four letters do not count.
    init(_ password: String, personal: [String]) {
        let letters = Array(password.lowercased().utf8)
        let plain = letters.map { Self.unleeted[$0] ?? $0 }
        let words = Set(personal.map { Array($0.lowercased().utf8) }.filter { $0.count >= 4 })
        // cheapest[n]: bits of the first n bytes.
        var cheapest = [0.0]
        for end in 1..<(letters.count + 1) {
            var best = cheapest[end - 1] + Self.single(letters[end - 1])
            for start in stride(from: end - 2, through: max(0, end - CommonPasswords.longest), by: -1) {
                guard let cost = Self.piece(letters, plain, start..<end, words) else { continue }
                best = min(best, cheapest[start] + cost)
            }
            if let length = Self.run(letters, end), length > 2 {
                best = min(best, cheapest[end - length] + Cost.row)
            }
            if let length = Self.repeated(letters, end) {
                best = min(best, cheapest[end - length] + Cost.repetition)
            }
            cheapest.append(best)
        }
        bits = (cheapest.last ?? 0) + (password == password.lowercased() ? 0 : Cost.variation)
    }

    private static func single(_ byte: UInt8) -> Double {
        switch byte {
        case 97...122: Cost.letter
        case 48...57: Cost.digit
        case 128...255: Cost.foreign / 2
        default: Cost.other
        }
    }

    /// What a word of the list, a word about the user or a year costs; nil when the piece is none.
    private static func piece(
        _ letters: [UInt8], _ plain: [UInt8], _ range: Range<Int>, _ words: Set<[UInt8]>
    ) -> Double? {
        let (given, straight) = (letters[range], plain[range])
        let variation = given.elementsEqual(straight) ? 0 : Cost.variation
        if range.count >= 4 {
            if words.contains(Array(given)) || words.contains(Array(straight)) { return Cost.personal + variation }
            if CommonPasswords.contains(given) { return Cost.common }
            if CommonPasswords.contains(straight) { return Cost.common + variation }
            if CommonPasswords.contains(given.reversed()) { return Cost.common + Cost.variation }
        }
        let isYear = range.count == 4 && (given.starts(with: [49, 57]) || given.starts(with: [50, 48]))
        return isYear && given.allSatisfy { (48...57).contains($0) } ? Cost.year : nil
    }

    /// How many bytes before `end` are one row: the same key, neighbours in the alphabet, or neighbours on a keyboard.
    private static func run(_ letters: [UInt8], _ end: Int) -> Int? {
        var start = end - 1
        var kind: Int?
        while start > 0 {
            let step = Int(letters[start]) - Int(letters[start - 1])
            let next = (-1...1).contains(step) ? step : isNeighbour(letters[start - 1], letters[start]) ? 2 : nil
            guard let next, kind ?? next == next else { break }
            kind = next
            start -= 1
        }
        return end - start
    }

    /// The longest piece before `end` that repeats what stands right before it.
    private static func repeated(_ letters: [UInt8], _ end: Int) -> Int? {
        for length in stride(from: end / 2, to: 1, by: -1)
        where letters[(end - length)..<end].elementsEqual(letters[(end - 2 * length)..<(end - length)]) {
            return length
        }
        return nil
    }

    private static func isNeighbour(_ left: UInt8, _ right: UInt8) -> Bool { neighbours[left]?.contains(right) == true }

    /// Keys beside, above and below each other, on the two most common layouts.
    private static let neighbours: [UInt8: Set<UInt8>] = {
        var neighbours: [UInt8: Set<UInt8>] = [:]
        for rows in [
            ["1234567890-=", "qwertyuiop", "asdfghjkl;", "zxcvbnm,."], ["qwertzuiop", "yxcvbnm"], ["azerty"],
        ] {
            for (number, row) in rows.enumerated() {
                let keys = Array(row.utf8)
                let below = number + 1 < rows.count ? Array(rows[number + 1].utf8) : []
                for (place, key) in keys.enumerated() {
                    var beside = place + 1 < keys.count ? [keys[place + 1]] : []
                    beside += below.enumerated().filter { abs($0.offset - place) <= 1 }.map(\.element)
                    for other in beside {
                        neighbours[key, default: []].insert(other)
                        neighbours[other, default: []].insert(key)
                    }
                }
            }
        }
        return neighbours
    }()

    private static let unleeted: [UInt8: UInt8] = Dictionary(
        zip("0134578@$!+".utf8, "oleastbasit".utf8), uniquingKeysWith: { first, _ in first })
}
