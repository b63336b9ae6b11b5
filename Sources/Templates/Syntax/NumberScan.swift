/// How far a number reaches: `1_000`, `0x1f`, `0b1`, `0o7`, `1.5`, `1e3`.
struct NumberScan {
    private(set) var end: Int
    private(set) var isFraction = false

    private let scalars: [Unicode.Scalar]

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// Measures the number that begins with the digit at a place.
    init(_ scalars: [Unicode.Scalar], from start: Int, allowsFraction: Bool) {
        self.scalars = scalars
        end = start
        if allowsFraction, let fraction = fractionEnd(start) {
            (end, isFraction) = (fraction, true)
        } else {
            end = integerEnd(start)
        }
    }

    /// The place after digits with single underscores between them; the start when there is none.
    private func digitsEnd(_ start: Int, _ isDigit: (Unicode.Scalar) -> Bool = Self.isDigit) -> Int {
        var place = start
        while place < scalars.count {
            if isDigit(scalars[place]) {
                place += 1
            } else if scalars[place] == "_", place > start, place + 1 < scalars.count, isDigit(scalars[place + 1]) {
                place += 2
            } else {
                break
            }
        }
        return place
    }

    private func fractionEnd(_ start: Int) -> Int? {
        let whole = digitsEnd(start)
        var place = whole
        if place < scalars.count, scalars[place] == ".", digitsEnd(place + 1) > place + 1 {
            place = digitsEnd(place + 1)
        }
        if place < scalars.count, scalars[place] == "e" || scalars[place] == "E" {
            var exponent = place + 1
            if exponent < scalars.count, scalars[exponent] == "+" || scalars[exponent] == "-" { exponent += 1 }
            if digitsEnd(exponent) > exponent { return digitsEnd(exponent) }
        }
        return place > whole ? place : nil
    }

    private func integerEnd(_ start: Int) -> Int {
        guard scalars[start] == "0" else { return digitsEnd(start) }
        let zeros = digitsEnd(start) { $0 == "0" }
        guard start + 1 < scalars.count else { return zeros }
        let isDigit: (Unicode.Scalar) -> Bool
        switch scalars[start + 1] {
        case "x", "X": isDigit = { $0.properties.isASCIIHexDigit }
        case "o", "O": isDigit = { ("0"..."7").contains($0) }
        case "b", "B": isDigit = { $0 == "0" || $0 == "1" }
        default: return zeros
        }
        var digits = start + 2
        if digits < scalars.count, scalars[digits] == "_" { digits += 1 }
        let place = digitsEnd(digits, isDigit)
        return place > digits ? place : zeros
    }
}
