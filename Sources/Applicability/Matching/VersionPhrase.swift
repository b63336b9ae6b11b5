import Basics

/// Versions in words, as CNAs write them where a version belongs: `7.0.1-5119 and earlier versions`.
///
/// Understood: `A through B`, `A to B`, `A and below`, `before A`, `<= A`, lists of these and of versions, with the name of
/// the product before them. One word that is not understood, and nothing is read.
struct VersionPhrase {
    /// The rules; `nil` when the text is not understood.
    private(set) var rules: [VersionRule]?

    private static let downward: Set<String> = ["below", "earlier", "older", "prior", "lower"]
    private static let fillers: Set<String> = [
        "and", "or", "version", "versions", "release", "releases", "all", "v", "the", "in", "train",
    ]
    private static let products: [OperatingSystem: Set<String>] = [
        .fortiOS: ["fortios"], .sonicOS: ["sonicos"], .arubaOS: ["arubaos"], .arubaCX: ["aos-cx"], .panOS: ["pan-os"],
        .aristaEOS: ["eos"],
    ]

    /// Reads a text.
    init(_ text: String, of system: OperatingSystem) {
        var rules: [VersionRule] = []
        for clause in text.replacing("&lt;", with: "<").split(whereSeparator: { $0 == "," || $0 == ";" }) {
            guard let rule = Self.rule(String(clause), system) else { return }
            rules += rule
        }
        guard !rules.isEmpty else { return }
        self.rules = rules
    }

    /// What was read of a clause.
    private enum Token {
        case version(Version)
        case train([UInt64])
        case down
        case before
        case upTo
        case most
        case less
    }

    private static func tokens(_ clause: String, _ system: OperatingSystem) -> [Token]? {
        var tokens: [Token] = []
        for part in clause.split(whereSeparator: \.isWhitespace) {
            var word = part.lowercased()
            for (sign, token) in [("<=", Token.most), ("<", Token.less)] where word.hasPrefix(sign) {
                tokens.append(token)
                word = String(word.dropFirst(sign.count))
            }
            // A colon ends the name of a train, a full stop the sentence, a hyphen begins an item of a list.
            while let last = word.last, last == "." || last == ":" { word.removeLast() }
            if word.isEmpty || word == "-" { continue }
            if fillers.contains(word) || products[system]?.contains(word) == true { continue }
            if downward.contains(word) {
                tokens.append(.down)
            } else if word == "before" {
                tokens.append(.before)
            } else if word == "through" || word == "to" {
                tokens.append(.upTo)
            } else if let version = try? Version(word, of: system), !version.traits.contains(.wildcard) {
                tokens.append(.version(version))
            } else if let numbers = train(word) {
                tokens.append(.train(numbers))
            } else {
                return nil
            }
        }
        return tokens
    }

    private static func rule(_ clause: String, _ system: OperatingSystem) -> [VersionRule]? {
        guard let tokens = tokens(clause, system) else { return nil }
        switch tokens.count {
        case 0: return []
        case 1:
            if case .version(let version) = tokens[0] { return [.exact(version)] }
            if case .train(let numbers) = tokens[0] { return [.train(numbers)] }
        case 2: return pair(tokens[0], tokens[1])
        case 3:
            // `10.4.x.x: 10.4.0.1 and below`; `8.6 to 8.9`; `from 6.0.0 to 6.0.4`
            if case .train(let numbers) = tokens[0], let rest = pair(tokens[1], tokens[2]) {
                return [.both([.train(numbers)] + rest)]
            }
            if case .version(let first) = tokens[0], case .upTo = tokens[1], case .version(let last) = tokens[2] {
                let (low, high) = first < last ? (first, last) : (last, first)
                return [
                    .range(
                        VersionRange(lower: .version(low, isIncluded: true), upper: .version(high, isIncluded: true)))
                ]
            }
        default: break
        }
        return nil
    }

    private static func pair(_ first: Token, _ second: Token) -> [VersionRule]? {
        switch (first, second) {
        case (.version(let version), .down), (.most, .version(let version)):
            return [.range(VersionRange(lower: .open, upper: .version(version, isIncluded: true)))]
        case (.before, .version(let version)), (.less, .version(let version)):
            return [.range(VersionRange(lower: .open, upper: .version(version, isIncluded: false)))]
        case (.train(let numbers), .version(let version)): return [.both([.train(numbers), .exact(version)])]
        case (.version(let first), .version(let second)): return [.exact(first), .exact(second)]
        default: return nil
        }
    }

    private static func train(_ word: String) -> [UInt64]? {
        guard var scanner = VersionScanner(word) else { return nil }
        let numbers = scanner.dotted(4)
        var wildcards = 0
        while scanner.take(".x") || scanner.take(".*") || scanner.take("x") { wildcards += 1 }
        return numbers.isEmpty || wildcards == 0 || !scanner.isAtEnd ? nil : numbers
    }
}
