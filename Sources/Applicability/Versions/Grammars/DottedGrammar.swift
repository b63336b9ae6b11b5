/// Numbers with dots between them, the shared part of most grammars.
struct DottedGrammar: VersionGrammar {
    let example: String
    /// The fewest numbers.
    var least = 2
    /// The most numbers.
    var most = 4
    /// The fewest numbers of the canonical form.
    var shown = 3
    /// Whether `_base` may end the text, as NVD writes a first release.
    var hasBase = false
    /// Whether a build may follow: `-65` or `(Build 65)`.
    var hasBuild = false
    /// Whether `_` and a build that does not matter may follow.
    var dropsBuild = false

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(most)
        guard numbers.count >= least else { return nil }
        if hasBase, text.take("_base") {
            return VersionForm(
                key: numbers.filled(most + 2), canonical: numbers.dottedText(atLeast: shown), buildFields: 2)
        }
        if dropsBuild, text.number(after: "_") != nil {
            return VersionForm(key: numbers.filled(most), canonical: numbers.dottedText(atLeast: shown))
        }
        guard hasBuild else {
            return VersionForm(key: numbers.filled(most), canonical: numbers.dottedText(atLeast: shown))
        }
        var build: [UInt64] = []
        if text.take("-") {
            build = text.dotted(2)
            guard !build.isEmpty else { return nil }
        } else if let value = Self.writtenBuild(&text) {
            build = [value]
        }
        let canonical = numbers.dottedText(atLeast: shown) + (build.isEmpty ? "" : "-" + build.dottedText(atLeast: 1))
        return VersionForm(key: numbers.filled(most) + build.filled(2), canonical: canonical, buildFields: 2)
    }

    private static func writtenBuild(_ text: inout VersionScanner) -> UInt64? {
        let start = text.offset
        text.skipSpaces()
        guard text.take("(build "), let value = text.number(), text.take(")") else {
            text.offset = start
            return nil
        }
        return value
    }
}

extension VersionGrammar where Self == DottedGrammar {
    /// Firepower Threat Defense and Management Center: `7.4.1.1`, `7.2.5-208`, `7.2.5 (Build 208)`.
    static var firepower: DottedGrammar { DottedGrammar(example: "7.4.1.1", hasBase: true, hasBuild: true) }
    /// ArubaOS: `8.10.0.2`, `8.10.0.2_84732`.
    static var arubaOS: DottedGrammar { DottedGrammar(example: "8.10.0.2", shown: 4, dropsBuild: true) }
}

/// FXOS: `2.10.1.179`, or `2.10(1.179)` as the device writes it.
struct FXOSGrammar: VersionGrammar {
    let example = "2.10.1.179"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        var numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        if numbers.count == 2, text.take("(") {
            let inner = text.dotted(2)
            guard !inner.isEmpty, text.take(")") else { return nil }
            numbers += inner
        }
        return VersionForm(key: numbers.filled(4), canonical: numbers.dottedText(atLeast: 3))
    }
}

/// AireOS: `8.10.185.0`, in NVD also `7.0(240.0)` and `7.4_base`.
struct AireOSGrammar: VersionGrammar {
    let example = "8.10.185.0"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        var numbers = text.dotted(5)
        guard numbers.count >= 2 else { return nil }
        if numbers.count == 2, text.take("(") {
            let inner = text.dotted(2)
            guard !inner.isEmpty, text.take(")") else { return nil }
            numbers += inner
        } else if text.take("_base") {
            return VersionForm(key: numbers.filled(6), canonical: numbers.dottedText(atLeast: 4))
        }
        guard let letter = text.letters(1) else { return nil }
        return VersionForm(
            key: numbers.filled(5) + [letter.packed], canonical: numbers.dottedText(atLeast: 4) + letter.small)
    }
}

/// Identity Services Engine: `3.1 Patch 7`, `2.7.0 p3`, `3.1.0.518`.
struct ISEGrammar: VersionGrammar {
    let example = "3.1 Patch 7"

    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm? {
        let numbers = text.dotted(4)
        guard numbers.count >= 2 else { return nil }
        let key = numbers.filled(4)
        var patch: UInt64 = 0
        if !text.isAtEnd {
            if !text.take("-") { text.skipSpaces() }
            guard text.takeAny(["patch", "p"]) != nil else { return nil }
            text.skipSpaces()
            guard let value = text.number() else { return nil }
            patch = value
        }
        let canonical = Array(numbers.prefix(3)).dottedText(atLeast: 2) + (patch == 0 ? "" : " Patch \(patch)")
        // The fourth number is the build of the installation image; patches come on top of any.
        return VersionForm(key: [key[0], key[1], key[2], patch, key[3]], canonical: canonical, buildFields: 1)
    }
}
