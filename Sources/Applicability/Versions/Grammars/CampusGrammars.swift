/// Aruba AOS-CX: `10.10.1080`, on the device with letters of the platform (`FL.10.10.1080`).
struct ArubaCXGrammar: VersionGrammar {
    let example = "10.10.1080"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        if text.isAtLetter {
            guard let platform = text.letters(3), !platform.isEmpty, text.take(".") else { return nil }
        }
        let numbers = text.dotted(3)
        guard numbers.count >= 2 else { return nil }
        let key = numbers.filled(3)
        return VersionForm(key: key, canonical: "\(key[0]).\(key[1].padded(2)).\(key[2].padded(4))")
    }
}

/// MikroTik RouterOS: `6.49.7`, `7.11beta2`; alpha, beta and rc come before the release, the channel is dropped.
struct RouterOSGrammar: VersionGrammar {
    let example = "6.49.7"
    private static let channels: [StaticString] = ["(stable)", "(long-term)", "(testing)", "(development)", "(bugfix)"]

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(3)
        guard numbers.count >= 2 else { return nil }
        var canonical = numbers.dottedText(atLeast: 2)
        var stage: [UInt64] = [3, 0]
        if let kind = text.takeAny(["alpha", "beta", "rc"]) {
            guard let count = text.number() else { return nil }
            stage = [UInt64(kind), count]
            canonical += "\(["alpha", "beta", "rc"][kind])\(count)"
        }
        text.skipSpaces()
        if !text.isAtEnd { guard text.takeAny(Self.channels) != nil else { return nil } }
        return VersionForm(key: numbers.filled(3) + stage, canonical: canonical)
    }
}

/// Ruckus FastIron: `08.0.95b`; the type of the image (`T213`) is dropped.
struct FastIronGrammar: VersionGrammar {
    let example = "08.0.95b"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(3)
        guard numbers.count >= 2 else { return nil }
        var run: [UInt8] = []
        while text.isAtLetter {
            // A `t` with digits behind it is the type of the image.
            if text.next == 0x74, text.afterNext &- 0x30 < 10 { break }
            run.append(text.next)
            text.offset += 1
        }
        guard run.count <= 2 else { return nil }
        if text.take("t") { guard text.number() != nil else { return nil } }
        let letters = Letters(run[...])
        let key = numbers.filled(3)
        return VersionForm(
            key: key + [letters.packed], canonical: "\(key[0].padded(2)).\(key[1]).\(key[2].padded(2))\(letters.small)")
    }
}
