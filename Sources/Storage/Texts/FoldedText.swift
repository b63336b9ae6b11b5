/// A text as the index keeps it and as it is looked for: lower case, one space between words, none around.
package struct FoldedText: Hashable, Sendable {
    package let text: String
    /// How many Unicode scalars it has.
    package let count: Int

    /// Longer texts are cut to as many scalars; only their beginning is found.
    package static let longest = 255

    /// Folds a text.
    ///
    /// - Returns: nil when nothing is left, or when the text holds U+0000, which no stored text does.
    package init?(_ text: String) {
        var folded = String.UnicodeScalarView()
        var count = 0
        var isSound = true
        Self.fold(text) { scalar, _ in
            if scalar == "\0" { isSound = false }
            folded.append(scalar)
            count += 1
            return count < Self.longest && isSound
        }
        if folded.last == " " {
            folded.removeLast()
            count -= 1
        }
        guard isSound, count > 0 else { return nil }
        self.text = String(folded)
        self.count = count
    }

    /// Hands over the folded scalars, each with the place of the scalar that it was made of, until told to stop.
    ///
    /// A space at the end is handed over.
    private static func fold(_ text: String, _ take: (Unicode.Scalar, String.Index) -> Bool) {
        let scalars = text.unicodeScalars
        var isInside = false
        var isAfterSpace = false
        for place in scalars.indices {
            let scalar = scalars[place]
            if scalar.properties.isWhitespace {
                guard isInside, !isAfterSpace else { continue }
                isAfterSpace = true
                guard take(" ", place) else { return }
                continue
            }
            isInside = true
            isAfterSpace = false
            if scalar.isASCII {
                let value = scalar.value
                let isUpper = value >= 0x41 && value <= 0x5A
                guard take(isUpper ? Unicode.Scalar(UInt8(value | 0x20)) : scalar, place) else { return }
                continue
            }
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                guard take(lower, place) else { return }
            }
        }
    }

    /// Where it stands in a text that was not folded; nil when it does not.
    package func range(in text: String) -> Range<String.Index>? {
        let wanted = Array(self.text.unicodeScalars)
        var folded: [Unicode.Scalar] = []
        var places: [String.Index] = []
        Self.fold(text) { scalar, place in
            folded.append(scalar)
            places.append(place)
            return folded.count < Self.longest
        }
        guard folded.count >= wanted.count else { return nil }
        for start in 0...(folded.count - wanted.count) {
            guard folded[start..<start + wanted.count].elementsEqual(wanted) else { continue }
            return places[start]..<text.unicodeScalars.index(after: places[start + wanted.count - 1])
        }
        return nil
    }

    /// The groups of three scalars that any text has which contains this one; at most five, from all over the text.
    var trigrams: [String] {
        let scalars = Array(text.unicodeScalars)
        let places = scalars.count - 2
        guard places > 0 else { return [] }
        let wanted = min(places, 5)
        var seen: Set<String> = []
        return (0..<wanted).compactMap { number in
            // The first and the last are always among them.
            let place = wanted == 1 ? 0 : number * (places - 1) / (wanted - 1)
            let trigram = String(String.UnicodeScalarView(scalars[place..<place + 3]))
            return seen.insert(trigram).inserted ? trigram : nil
        }
    }

    /// A text behind all that begin with this one, in the order of bytes.
    var end: String { text + "\u{10FFFF}" }
}
