/// Cisco IOS: `M.m(n[.i[.j]][l])[TRAIN[r][x]]`, such as `12.2(55)SE12`, `12.3(6f)`, `15.2(4.0.55)E`.
///
/// The letters after the bracket are the train, up to the first digit; later letters name a rebuild.
struct IOSGrammar: VersionGrammar {
    let example = "15.2(7)E3"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        guard let major = text.number(), let minor = text.number(after: ".") else { return nil }
        var inner: [UInt64] = []
        var maintenance = Letters.none
        let hasBrackets = text.take("(")
        if hasBrackets {
            inner = text.dotted(3)
            guard !inner.isEmpty, let letters = text.letters(2), text.take(")") else { return nil }
            maintenance = letters
        }
        guard let train = text.letters(8) else { return nil }
        var rebuild: UInt64 = 0
        var rebuildLetters = Letters.none
        var tail = ""
        if hasBrackets, let number = text.number() {
            rebuild = number
            // `12.2(55)SE0` would be `12.2(55)SE`, yet `SE0a` is a rebuild of its own.
            guard let letters = text.letters(2) else { return nil }
            rebuildLetters = letters
            tail = rebuild == 0 && letters.isEmpty ? "" : "\(rebuild)\(letters.small)"
        }
        let numbers = inner.filled(3)
        let isBare = numbers.allSatisfy { $0 == 0 } && maintenance.isEmpty
        let brackets = isBare ? "" : "(\(inner.dottedText(atLeast: 1))\(maintenance.small))"
        return VersionForm(
            // Interim numbers come last: what they say about rebuilds of the same number nobody knows.
            key: [
                major, minor, numbers[0], maintenance.packed, train.packed, rebuild, rebuildLetters.packed, numbers[1],
                numbers[2],
            ],
            canonical: "\(major).\(minor)\(brackets)\(train.capitals)\(tail)", train: train.packed, trainFields: [4])
    }
}

/// Cisco ASA: `9.8(4)10`, `9.8.4.10`, `7.0(6.7)`.
struct ASAGrammar: VersionGrammar {
    let example = "9.18.4.24"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        var numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        if numbers.count == 2, text.take("(") {
            numbers += text.dotted(2)
            guard numbers.count > 2, text.take(")") else { return nil }
            if numbers.count == 3, let interim = text.number() { numbers.append(interim) }
        }
        return VersionForm(key: numbers.filled(4), canonical: numbers.dottedText(atLeast: 3))
    }
}

/// Cisco IOS XR: `7.10.1`, internal builds `6.1.4.10I` of what comes before `6.1.4`.
///
/// NVD also writes `4.2(.2)`, and names of packages behind the number (`4.3.2.mcast`).
struct IOSXRGrammar: VersionGrammar {
    let example = "7.10.1"
    private static let packages: [StaticString] = [
        "base", "mini", "mcast", "mpls", "mgbl", "k9sec", "sec", "fpd", "ce", "doc", "diags",
    ]

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        var numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        if numbers.count == 2, text.take("(") {
            guard let third = text.number(after: "."), text.take(")") else { return nil }
            numbers.append(third)
        }
        let isInternal = numbers.count == 4 && text.take("i")
        if text.next == 0x2E || text.next == 0x5F {
            text.offset += 1
            guard text.takeAny(Self.packages) != nil else { return nil }
        }
        text.skipSpaces()
        _ = text.take("[default]")
        text.skipSpaces()
        _ = text.take("lnt")
        let key = numbers.filled(4)
        var canonical = Array(numbers.prefix(3)).dottedText(atLeast: 3)
        if key[3] > 0 || isInternal { canonical += "." + key[3].padded(2) + (isInternal ? "I" : "") }
        return VersionForm(key: [key[0], key[1], key[2], isInternal ? 0 : 1, key[3]], canonical: canonical)
    }
}
