/// Arista EOS: `a.b.c[.d][F|M]`; the letter tells the state of the train, never the order.
///
/// Behind it a build may follow (`4.15.5M-3054042.4155M`). Other letters name special builds (`4.14.5FX.2`, `4.14.5.1F-SSU`).
struct EOSGrammar: VersionGrammar {
    let example = "4.28.3M"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        _ = text.take("eos-")
        let numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        // A stray dot: 4.25.4.M
        if text.next == 0x2E, text.afterNext &- 0x61 < 26 { text.offset += 1 }
        guard let letters = text.letters(8) else { return nil }
        var canonical = numbers.dottedText(atLeast: 3) + letters.capitals
        var traits: VersionTraits = []
        switch letters.small {
        case "", "f", "m":
            if text.take("-") {
                if text.isAtDigit {
                    guard Self.skipBuild(&text) else { return nil }
                } else {
                    guard let rest = Self.special(&text) else { return nil }
                    canonical += "-" + rest
                    traits = .special
                }
            }
        case "fx", "fxa", "fxb":
            guard let rest = Self.special(&text) else { return nil }
            canonical += rest
            traits = .special
        default: return nil
        }
        text.skipSpaces()
        if text.take("(engineering build)") { traits = .special }
        return VersionForm(key: numbers.filled(4), canonical: canonical, traits: traits)
    }

    /// `3054042.4155M`: a number, and the release again.
    private static func skipBuild(_ text: inout VersionScanner) -> Bool {
        guard text.dotted(3).count >= 1 else { return false }
        return text.letters(8) != nil
    }

    /// The rest of the name of a special build, as capitals.
    private static func special(_ text: inout VersionScanner) -> String? {
        var name: [UInt8] = []
        while text.isAtLetter || text.isAtDigit || text.next == 0x2E || text.next == 0x2D {
            name.append(text.isAtLetter ? text.next & 0xDF : text.next)
            text.offset += 1
        }
        return name.count <= 32 ? String(decoding: name, as: UTF8.self) : nil
    }
}

/// Extreme EXOS: `31.7.2.28`, `30.7.1.1-patch1-14`.
struct EXOSGrammar: VersionGrammar {
    let example = "31.7.2.28"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        var canonical = numbers.dottedText(atLeast: 3)
        var patch: [UInt64] = [0, 0]
        if !text.isAtEnd {
            guard text.take("-patch") || text.take(" patch"), let first = text.number() else { return nil }
            patch[0] = first
            canonical += "-patch\(first)"
            if let second = text.number(after: "-") {
                patch[1] = second
                canonical += "-\(second)"
            }
        }
        return VersionForm(key: numbers.filled(4) + patch, canonical: canonical)
    }
}

/// Huawei VRP: `V200R019C00SPC500`, with a patch `V200R019C00SPC500SPH012`.
struct HuaweiGrammar: VersionGrammar {
    let example = "V200R019C00SPC500"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        guard let version = text.number(after: "v"), let release = text.number(after: "r") else { return nil }
        let customer = text.number(after: "c") ?? 0
        let pack = text.number(after: "spc") ?? 0
        let patch = text.number(after: "sph") ?? 0
        var canonical = "V\(version.padded(3))R\(release.padded(3))C\(customer.padded(2))"
        if pack > 0 { canonical += "SPC" + pack.padded(3) }
        if patch > 0 { canonical += "SPH" + patch.padded(3) }
        return VersionForm(key: [version, release, customer, pack, patch], canonical: canonical)
    }
}
