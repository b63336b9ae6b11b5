/// PAN-OS: `M.m.n[-hK|-cK]`, betas `-bK` and candidates `-rcK` before the release.
struct PANOSGrammar: VersionGrammar {
    let example = "10.1.6-h3"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(3)
        guard numbers.count >= 2 else { return nil }
        let canonical = numbers.dottedText(atLeast: 3)
        guard text.take("-") else { return VersionForm(key: numbers.filled(3) + [2, 0, 0], canonical: canonical) }
        guard let kind = text.takeAny(["h", "c", "b", "rc"]), let count = text.number() else { return nil }
        switch kind {
        case 0, 1:
            // A fix for one customer may not hold what the hotfix of the same number does.
            return VersionForm(
                key: numbers.filled(3) + [2, count, UInt64(kind)],
                canonical: "\(canonical)-\(kind == 0 ? "h" : "c")\(count)",
                traits: kind == 0 ? .hotfix : [.hotfix, .special])
        default:
            return VersionForm(
                key: numbers.filled(3) + [UInt64(kind - 2), count, 0],
                canonical: "\(canonical)-\(kind == 2 ? "b" : "rc")\(count)")
        }
    }
}

/// FortiOS: `7.2.4`, behind it build, day and state (`v7.2.4,build1396,230131 (GA.F)`); old ones `2.8_mr10`.
struct FortiOSGrammar: VersionGrammar {
    let example = "7.2.4"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        if text.next == 0x76 { text.offset += 1 }
        let numbers = text.dotted(3)
        guard numbers.count >= 2 else { return nil }
        if numbers.count == 2, text.take(".*") {
            let canonical = "\(numbers[0]).\(numbers[1]).*"
            return VersionForm(key: numbers.filled(3) + [0, 0], canonical: canonical, traits: .wildcard)
        }
        var canonical = numbers.dottedText(atLeast: 3)
        var stage: UInt64 = 2
        var maintenance: UInt64 = 0
        if text.take("_") || text.take(" ") {
            let hasZero = text.take("0")
            if text.take("mr") {
                guard let count = text.number() else { return nil }
                maintenance = count
                canonical = "\(numbers[0]).\(numbers[1])_mr\(count)"
            } else if !hasZero, text.take("beta") {
                stage = 1
                canonical += "_beta"
            } else {
                guard !hasZero, Self.skipBuild(&text) else { return nil }
            }
        } else if text.take(",") || text.take("-") {
            guard Self.skipBuild(&text) else { return nil }
        }
        return VersionForm(key: numbers.filled(3) + [stage, maintenance], canonical: canonical)
    }

    /// Takes what follows a version: `build1396,230131 (GA.F)`.
    private static func skipBuild(_ text: inout VersionScanner) -> Bool {
        _ = text.take("build")
        guard text.number() != nil else { return false }
        if text.take(",") || text.take(" ") { _ = text.number() }
        text.skipSpaces()
        if text.take("(") {
            guard text.bytes.last == 0x29 else { return false }
            text.skipRest()
        }
        return true
    }
}

/// F5 BIG-IP: up to four numbers; a build behind them is dropped, an engineering hotfix is marked.
struct BIGIPGrammar: VersionGrammar {
    let example = "16.1.4.1"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        var canonical = numbers.dottedText(atLeast: 3)
        var hotfix: UInt64 = 0
        var traits: VersionTraits = []
        if numbers.count == 4, let first = text.number(after: ".") {
            // 16.1.4.1.0.13.5-ENG: the build of an engineering hotfix.
            canonical += ".\(first)"
            while let more = text.number(after: ".") { canonical += ".\(more)" }
            guard text.take("-eng") else { return nil }
            canonical += "-ENG"
            traits = .special
        } else if !text.isAtEnd {
            if !text.take("-") { text.skipSpaces() }
            if text.take("hf") {
                guard let count = text.number() else { return nil }
                hotfix = count
                canonical += " HF\(count)"
            } else {
                _ = text.take("build ")
                guard text.dotted(4).count >= 2 else { return nil }
                if text.take("-eng") { traits = .special }
            }
        }
        return VersionForm(key: numbers.filled(4) + [hotfix], canonical: canonical, traits: traits)
    }
}

/// Check Point Gaia: `R81.20`, with the take of its jumbo hotfix `R81.20 Take 41`.
struct GaiaGrammar: VersionGrammar {
    let example = "R81.20"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        guard text.take("r") else { return nil }
        let numbers = text.dotted(3)
        guard !numbers.isEmpty else { return nil }
        var take: UInt64 = 0
        if !text.isAtEnd {
            text.skipSpaces()
            _ = text.take("jhf ")
            guard text.take("take "), let value = text.number() else { return nil }
            take = value
        }
        let shown = numbers.count < 3 ? numbers.dottedText(atLeast: numbers.count) : numbers.dottedText(atLeast: 2)
        let canonical = "R" + (numbers.count == 2 && numbers[1] == 0 ? "\(numbers[0])" : shown)
        return VersionForm(
            key: numbers.filled(3) + [take], canonical: canonical + (take == 0 ? "" : " Take \(take)"), buildFields: 1)
    }
}

/// Citrix NetScaler: `13.1-51.14`, on the device `NS13.1: Build 51.14.nc`.
struct NetScalerGrammar: VersionGrammar {
    let example = "13.1-51.14"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        _ = text.take("netscaler ")
        _ = text.take("ns")
        guard let major = text.number(), let minor = text.number(after: ".") else { return nil }
        var build: [UInt64] = []
        if !text.isAtEnd {
            guard text.takeAny(["-", ": build ", " build ", "."]) != nil else { return nil }
            build = text.dotted(2)
            guard build.count == 2 else { return nil }
            _ = text.take(".nc")
        }
        let canonical = "\(major).\(minor)" + (build.isEmpty ? "" : "-\(build[0]).\(build[1])")
        return VersionForm(key: [major, minor] + build.filled(2), canonical: canonical)
    }
}

/// SonicOS: `6.5.4.15-117n`, `7.0.1-5161`, virtual `6.5.4.4-44v-21-2079`.
struct SonicOSGrammar: VersionGrammar {
    let example = "7.0.1-5161"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        var canonical = numbers.dottedText(atLeast: 3)
        var build: [UInt64] = [0, 0, 0, 0]
        if let number = text.number(after: "-") {
            guard let letters = text.letters(2) else { return nil }
            build[0] = number
            build[1] = letters.packed
            canonical += "-\(number)\(letters.small)"
            if text.take("-r") {
                // The revision of the image.
                guard text.number() != nil else { return nil }
            } else {
                for place in 2...3 {
                    guard let more = text.number(after: "-") else { break }
                    build[place] = more
                    canonical += "-\(more)"
                }
            }
        }
        return VersionForm(key: numbers.filled(4) + build, canonical: canonical, buildFields: 4)
    }
}
