import Basics

/// What is kept of a password: the function it went through, what that costs, and the outcome.
///
/// Written as a PHC string (`$scrypt$ln=15,r=8,p=3$salt$key`), or in the form in which users of other systems are
/// imported (`pbkdf2_sha256$600000$salt$key`).
/// - Source: https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
package enum PasswordHash: Hashable, Sendable {
    /// RFC 7914.
    case scrypt(ScryptCost, salt: [UInt8], key: [UInt8])
    /// RFC 8018 with HMAC-SHA-256, as Django writes it.
    case pbkdf2(rounds: Int, salt: [UInt8], key: [UInt8])

    /// Reads a stored text; nil when it is none of the forms, or asks for more work than a login may cost.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        if parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = ScryptCost(parts[2]),
            let salt = Base64.bytes(parts[3]), let key = Base64.bytes(parts[4]), Self.fits(salt, key)
        {
            self = .scrypt(cost, salt: salt, key: key)
        } else if parts.count == 4, parts[0] == "pbkdf2_sha256", let rounds = Int(parts[1]),
            (1...Self.mostRounds).contains(rounds), let key = Base64.bytes(parts[3]),
            Self.fits(Array(parts[2].utf8), key)
        {
            self = .pbkdf2(rounds: rounds, salt: Array(parts[2].utf8), key: key)
        } else {
            return nil
        }
    }

    /// Rounds of PBKDF2 at most; about as much time as the costliest ``ScryptCost``.
    private static let mostRounds = 5_000_000

    private static func fits(_ salt: [UInt8], _ key: [UInt8]) -> Bool {
        (1...128).contains(salt.count) && (16...64).contains(key.count)
    }

    /// The text to store.
    package var text: String {
        switch self {
        case .scrypt(let cost, let salt, let key):
            "$scrypt$\(cost.text)$\(Base64.text(salt, padded: false))$\(Base64.text(key, padded: false))"
        case .pbkdf2(let rounds, let salt, let key):
            "pbkdf2_sha256$\(rounds)$\(String(decoding: salt, as: UTF8.self))$\(Base64.text(key))"
        }
    }

    /// The outcome of the function.
    package var key: [UInt8] {
        switch self {
        case .scrypt(_, _, let key), .pbkdf2(_, _, let key): key
        }
    }
}

/// How much work scrypt does: memory is `128 · 2^logRounds · blockSize` bytes, at most 128 MiB; time grows with all three.
package struct ScryptCost: Hashable, Sendable {
    /// Binary logarithm of the rounds, 1...20.
    package let logRounds: Int
    /// 1...32.
    package let blockSize: Int
    /// Independent repetitions, 1...16.
    package let lanes: Int
    /// Blocks of 128 bytes that may be in memory.
    private static let mostBlocks = 1 << 20
    /// Blocks that may be written in all: five times the work of ``standard``.
    private static let mostWork = 1 << 22

    /// 32 MiB, three lanes: one of the equivalent choices of OWASP's Password Storage Cheat Sheet.
    package static let standard = ScryptCost(knownLogRounds: 15, blockSize: 8, lanes: 3)

    private init(knownLogRounds: Int, blockSize: Int, lanes: Int) {
        logRounds = knownLogRounds
        self.blockSize = blockSize
        self.lanes = lanes
    }

    /// Nil outside the ranges: a stored hash must not cost a login gigabytes or minutes.
    package init?(logRounds: Int, blockSize: Int, lanes: Int) {
        guard (1...20).contains(logRounds), (1...32).contains(blockSize), (1...16).contains(lanes),
            blockSize << logRounds <= Self.mostBlocks, (blockSize << logRounds) * lanes <= Self.mostWork
        else { return nil }
        self.init(knownLogRounds: logRounds, blockSize: blockSize, lanes: lanes)
    }

    /// Reads `ln=15,r=8,p=3`.
    init?(_ text: some StringProtocol) {
        var values: [Int] = []
        for (part, name) in zip(text.split(separator: ","), ["ln=", "r=", "p="]) {
            guard part.hasPrefix(name), let value = Int(part.dropFirst(name.count)) else { return nil }
            values.append(value)
        }
        guard values.count == 3 else { return nil }
        self.init(logRounds: values[0], blockSize: values[1], lanes: values[2])
    }

    /// `ln=15,r=8,p=3`.
    var text: String { "ln=\(logRounds),r=\(blockSize),p=\(lanes)" }
}
