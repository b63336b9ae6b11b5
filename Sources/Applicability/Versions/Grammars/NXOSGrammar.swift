/// Cisco NX-OS: `M.m(n[l])[T[t][(r[x])]]`, such as `7.0(3)I7(9w)`, `9.3(10)`.
///
/// Bounds in NVD leave out brackets: `8.1.2` is `8.1(2)`, `7.3.2d1` is `7.3(2)D1`.
struct NXOSGrammar: VersionGrammar {
    let example = "9.3(10)"
    /// From this release on a letter F or M behind the number is a remark of the documents.
    private static let firstWithRemarks: UInt64 = 10

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        guard let major = text.number(), let minor = text.number(after: ".") else { return nil }
        var numbers: [UInt64] = []
        var letter = Letters.none
        // `4.1.(2)` has a dot too many.
        if text.next == 0x2E, text.afterNext == 0x28 { text.offset += 1 }
        let hasNumber = text.next == 0x28 || text.next == 0x2E
        if text.take("(") {
            numbers = text.dotted(2)
            guard !numbers.isEmpty, let letters = text.letters(2), text.take(")") else { return nil }
            letter = letters
        } else if let number = text.number(after: ".") {
            numbers = [number]
            // A letter alone belongs to the number, letters with a number are a train.
            if text.isAtLetter, text.offset + 1 == text.bytes.count, let letters = text.letters(1) { letter = letters }
        }
        var train = Letters.none
        var tail = ""
        var trainNumbers: [UInt64] = [0, 0, 0, 0]
        if hasNumber, text.isAtLetter {
            guard let letters = text.letters(8) else { return nil }
            train = letters
            guard Self.readTail(&text, &trainNumbers, &tail) else { return nil }
            if major >= Self.firstWithRemarks, tail.isEmpty, letters.small == "f" || letters.small == "m" {
                train = .none
            }
        }
        Self.skipRemarks(&text)
        let inner = numbers.filled(2)
        let brackets = "(\(numbers.dottedText(atLeast: 1))\(letter.small))"
        return VersionForm(
            key: [major, minor] + inner + [letter.packed, train.packed] + trainNumbers,
            canonical: "\(major).\(minor)\(brackets)\(train.capitals)\(train.isEmpty ? "" : tail)",
            train: train.packed, trainFields: [5])
    }

    /// The number of a train and its release: `7(9w)`, `1(0.437)`, `2`, `(1)`.
    private static func readTail(_ text: inout VersionScanner, _ numbers: inout [UInt64], _ tail: inout String) -> Bool
    {
        if let number = text.number() {
            numbers[0] = number
            tail = String(number)
        }
        guard text.next == 0x28, text.afterNext &- 0x30 < 10 else { return true }
        text.offset += 1
        let inner = text.dotted(2)
        guard !inner.isEmpty, let letters = text.letters(2), text.take(")") else { return false }
        numbers[1] = inner[0]
        numbers[2] = inner.count > 1 ? inner[1] : 0
        numbers[3] = letters.packed
        tail += "(\(inner.dottedText(atLeast: 1))\(letters.small))"
        return true
    }

    /// `(md)` and `(ed)` say how a release is deployed; square brackets hold its build.
    private static func skipRemarks(_ text: inout VersionScanner) {
        _ = text.take("(md)") || text.take("(ed)") || text.take("(gd)")
        text.skipRemark()
    }
}

/// Cisco NX-OS in ACI mode: `14.2(7f)`; the controller calls the same release `4.2(7f)`.
struct ACIGrammar: VersionGrammar {
    let example = "14.2(7f)"
    /// What the first number of a leaf is above that of the controller.
    private static let offset: UInt64 = 10

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        _ = text.take("n9000-") || text.take("aci-")
        guard let major = text.number(), let minor = text.number(after: ".") else { return nil }
        let leaf = major < Self.offset ? major + Self.offset : major
        var number: UInt64 = 0
        var letter = Letters.none
        if text.take("(") {
            guard let value = text.number(), let letters = text.letters(2), text.take(")") else { return nil }
            number = value
            letter = letters
        }
        text.skipRemark()
        let brackets = number == 0 && letter.isEmpty ? "" : "(\(number)\(letter.small))"
        return VersionForm(key: [leaf, minor, number, letter.packed], canonical: "\(leaf).\(minor)\(brackets)")
    }
}
