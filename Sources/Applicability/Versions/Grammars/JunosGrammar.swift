/// Junos: `YY.n[R|B|I|F|S]k[-Ss][.spin][-EVO]`, and the X trains `YY.nXk-Dd[.spin]`.
///
/// CNAs and NVD also write `21.4r3-s2`, `12.1X46:D72`, `11.4R13S2`. What tells Junos OS Evolved is a trait, not order.
struct JunosGrammar: VersionGrammar {
    let example = "21.4R3-S2"

    /// Kinds of releases by their letter: what the order takes them for, and the train that they are.
    private enum Kind: UInt8 {
        case interim = 0x69
        case beta = 0x62
        case release = 0x72
        case feature = 0x66
        case service = 0x73

        var rank: UInt64 {
            switch self {
            case .interim: 1
            case .beta: 2
            case .release, .feature, .service: 3
            }
        }

        var train: UInt64 {
            switch self {
            case .interim, .beta, .release: 1
            case .feature: 2
            case .service: 3
            }
        }
    }

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        guard let year = text.number(), let number = text.number(after: ".") else { return nil }
        var form: VersionForm?
        if text.take("x") {
            form = Self.special(year, number, &text)
        } else if let kind = Kind(rawValue: text.next) {
            text.offset += 1
            form = Self.release(year, number, kind, &text)
        } else {
            form = VersionForm(key: [year, number, 0, 0, 0, 0, 0, 0], canonical: "\(year).\(number)")
        }
        guard var form else { return nil }
        if text.take("-evo") { form.traits = .evolved }
        form.trainFields = [2, 5]
        form.buildFields = 1
        return form
    }

    private static func release(
        _ year: UInt64, _ number: UInt64, _ kind: Kind, _ text: inout VersionScanner
    ) -> VersionForm? {
        let count = text.number()
        var canonical =
            "\(year).\(number)" + String(UnicodeScalar(kind.rawValue & 0xDF)) + (count.map { String($0) } ?? "")
        var service: UInt64 = 0
        if count != nil {
            let start = text.offset
            if !text.take("-") { _ = text.take(":") }
            if let value = text.number(after: "s") {
                service = value
                canonical += "-S\(value)"
            } else {
                text.offset = start
            }
        }
        let spin = count == nil ? 0 : text.number(after: ".") ?? 0
        if spin > 0 { canonical += ".\(spin)" }
        return VersionForm(
            key: [year, number, 1, kind.rank, count ?? 0, kind.train, service, spin], canonical: canonical,
            train: kind.train)
    }

    private static func special(_ year: UInt64, _ number: UInt64, _ text: inout VersionScanner) -> VersionForm? {
        // 44...75 so far; the bound keeps numbers of trains apart from each other.
        guard let train = text.number(), train < 1 << 20, year < 1 << 16, number < 1 << 16 else { return nil }
        var canonical = "\(year).\(number)X\(train)"
        var release: UInt64 = 0
        var spin: UInt64 = 0
        if text.next == 0x2D || text.next == 0x3A, text.afterNext == 0x64 {
            text.offset += 2
            guard let value = text.number() else { return nil }
            release = value
            canonical += "-D\(value)"
            spin = text.number(after: ".") ?? 0
            if spin > 0 { canonical += ".\(spin)" }
        }
        return VersionForm(
            key: [year, number, 10 + train, 0, release, 0, 0, spin], canonical: canonical,
            train: (year << 48) | (number << 32) | (10 + train))
    }
}

/// Nokia SR OS: `yy.n.Rk`, with the platform before it (`TiMOS-C-20.10.R4`); I and B come before R.
struct SROSGrammar: VersionGrammar {
    let example = "20.10.R4"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        if text.take("timos-") {
            guard let platform = text.letters(4), !platform.isEmpty, text.take("-") else { return nil }
        }
        guard let year = text.number(), let number = text.number(after: ".") else { return nil }
        guard text.take(".") else { return VersionForm(key: [year, number, 0, 0], canonical: "\(year).\(number)") }
        guard let kind = text.takeAny(["i", "b", "r"]), let count = text.number() else { return nil }
        return VersionForm(
            key: [year, number, UInt64(kind + 1), count],
            canonical: "\(year).\(number).\(["I", "B", "R"][kind])\(count)")
    }
}
