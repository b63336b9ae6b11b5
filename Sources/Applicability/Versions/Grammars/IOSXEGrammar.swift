/// Cisco IOS XE: `17.3.4a`, and before 16.1 `3.16.4bS` with the train behind.
///
/// Devices pad with zeros (`17.03.04a`, `03.16.04b.S`); NVD writes small letters, brackets and doubled names
/// (`3.16.4bs`, `3.9(1a)s`, `3.6s(.0)`, `3.10s_3.10.2ts`).
struct IOSXEGrammar: VersionGrammar {
    let example = "17.3.4a"

    /// Names that Cisco gives to lines of releases, and NVD writes before the number.
    private static let names: [StaticString] = [
        "everest", "denali", "fuji", "gibraltar", "amsterdam", "bengaluru", "cupertino", "dublin",
    ]

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        if text.take("bld_") { throw Self.engineering }
        if text.takeAny(Self.names) != nil {
            guard text.take("-") || text.take(" ") else { return nil }
        }
        guard let major = text.number() else { return nil }
        guard let minor = text.number(after: ".") else { return nil }
        return major == 3 ? try ClassicXE(minor: minor).form(&text) : try Self.modern(major, minor, &text)
    }

    static let engineering = VersionError(
        .engineeringBuild, "An engineering build of IOS XE has no place among the releases.")

    private static func modern(
        _ major: UInt64, _ minor: UInt64, _ text: inout VersionScanner
    ) throws(VersionError) -> VersionForm? {
        var third: UInt64 = 0
        if let number = text.number(after: ".") {
            third = number
            // `17.10.20220708:150333` names a day.
            if text.take(":") { throw engineering }
        } else if text.next == 0x28 {
            guard major >= 16 || major == 2, text.take("(") else { return nil }
            _ = text.take(".")
            guard let number = text.number(), text.take(")") else { return nil }
            third = number
        }
        if text.take("prd") { throw engineering }
        guard let letters = text.letters(2) else { return nil }
        var count: UInt64 = 0
        if !letters.isEmpty, let number = text.number() { count = number }
        if major >= 16, text.next == 0x2E {
            // The build of the SD-WAN software that comes with it.
            guard text.number(after: ".") != nil, text.number(after: ".") != nil else { return nil }
        }
        let start = text.offset
        text.skipSpaces()
        if text.take("- smu-patched") || text.take("smu-patched") { throw engineering }
        text.offset = start
        return VersionForm(
            key: [major, minor, third, letters.packed, count, 0],
            canonical: "\(major).\(minor).\(third)\(letters.small)\(count == 0 ? "" : String(count))", trainFields: [5])
    }
}

/// IOS XE 3.x behind its first two numbers.
private struct ClassicXE {
    /// The trains, a longer one before those that it ends with.
    private static let trains: [StaticString] = ["se", "sg", "sq", "sp", "sn", "xo", "ja", "ex", "s", "e"]
    /// The last 3.x of train SE; `3.10.1se` is `3.10.1sE`.
    private static let lastOfSE: UInt64 = 4

    let minor: UInt64

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        if text.isAtLetter { return try leadingTrain(&text) }
        if text.take("(") {
            // 3.9(1a)s, 3.3(.0)xo, 3.6(5)
            _ = text.take(".")
            guard let third = text.number(), let letters = text.letters(2), text.take(")") else { return nil }
            guard let tail = trailing(&text) else { return nil }
            guard letters.isEmpty || tail.letters.isEmpty else { return nil }
            return form(third, letters.isEmpty ? tail.letters : letters.small, 0, tail.train)
        }
        guard let third = text.number(after: ".") else { return text.isAtEnd ? form(0, "", 0, "") : nil }
        if text.take(":") { throw IOSXEGrammar.engineering }
        // 3.10.1s1 has a count behind its letter, and no train.
        let start = text.offset
        if let letters = text.letters(2), !letters.isEmpty, let count = text.number() {
            return form(third, letters.small, count, "")
        }
        text.offset = start
        guard let tail = trailing(&text) else { return nil }
        return form(third, tail.letters, 0, tail.train)
    }

    /// Takes what has its train first: `11s.0`, `4s.0a`, `6s(.0)`, `6s_base`, `10s_3.10.2ts`.
    private func leadingTrain(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        guard let index = text.takeAny(Self.trains) else { return nil }
        let train = Self.trains[index].description
        if text.take("_base") { return form(0, "", 0, train) }
        if text.take("_3.") {
            guard text.number() == minor, let whole = try form(&text), whole.train == Letters(train).packed else {
                return nil
            }
            return whole
        }
        if text.take("(") {
            guard let third = text.number(after: "."), text.take(")") else { return nil }
            return form(third, "", 0, train)
        }
        guard let third = text.number(after: "."), let letters = text.letters(2) else { return nil }
        return form(third, letters.small, 0, train)
    }

    /// Letters of a rebuild and the train behind them: the longest train that the letters end with.
    private func trailing(_ text: inout VersionScanner) -> (letters: String, train: String)? {
        let start = text.offset
        guard let run = text.letters(4) else { return nil }
        if text.next == 0x2E {
            // 03.16.04b.S
            text.offset += 1
            guard let index = text.takeAny(Self.trains) else { return nil }
            return (run.small, Self.trains[index].description)
        }
        let word = run.small
        guard !word.isEmpty else { return ("", "") }
        // Capitals behind a small letter tell the train: `1sE`.
        let capitals = text.original[start..<text.offset].reversed().prefix { $0 &- 0x41 < 26 }.count
        if capitals > 0, capitals < word.utf8.count {
            let train = String(word.suffix(capitals))
            if Self.isTrain(train) { return (String(word.dropLast(capitals)), train) }
        }
        for train in Self.trains.map(\.description) where word.hasSuffix(train) {
            if train == "se", minor > Self.lastOfSE { continue }
            let letters = word.dropLast(train.utf8.count)
            return letters.utf8.count <= 2 ? (String(letters), train) : nil
        }
        return nil
    }

    private static func isTrain(_ text: String) -> Bool { trains.contains { $0.description == text } }

    private func form(_ third: UInt64, _ letters: String, _ count: UInt64, _ train: String) -> VersionForm {
        let packed = Letters(train).packed
        return VersionForm(
            key: [3, minor, third, Letters(letters).packed, count, packed],
            canonical: "3.\(minor).\(third)\(letters)\(count == 0 ? "" : String(count))\(Letters(train).capitals)",
            train: packed, trainFields: [5])
    }
}

extension Letters {
    /// Packs the letters of a text.
    init(_ text: String) { self.init(Array(text.utf8)[...]) }
}
