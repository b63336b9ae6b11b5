import Basics
import Foundation
import JWTKit

/// Checks an ID token: who signed it, for whom, when, and in answer to which login.
///
/// - Source: OpenID Connect Core 1.0 §3.1.3.7, RFC 8725.
struct IDTokenVerifier: Sendable {
    let settings: OIDCSettings
    let provider: OIDCProvider
    let time: any TimeSource
    /// Seconds by which the provider's clock may differ from ours.
    private static let skew = 60.0
    /// Signatures that only the holder of a private key makes, and the type of that key.
    ///
    /// There is no `none`, and no HMAC, for which a public key would do.
    private static let algorithms: [String: (type: String, curve: String?)] = [
        "RS256": ("RSA", nil), "RS384": ("RSA", nil), "RS512": ("RSA", nil), "PS256": ("RSA", nil),
        "PS384": ("RSA", nil), "PS512": ("RSA", nil), "ES256": ("EC", "P-256"), "ES384": ("EC", "P-384"),
        "ES512": ("EC", "P-521"), "EdDSA": ("OKP", "Ed25519"),
    ]

    /// The claims of a token that passes every check.
    ///
    /// - Throws: ``Problem`` of kind `forbidden`; what was wrong is told to the log only.
    func verify(_ token: String, nonce: String) async throws -> JSONObject {
        guard token.utf8.count <= 64 * 1024 else { throw Self.refused("too long") }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64.bytes(parts[2], .url)
        else { throw Self.refused("no signed token") }
        guard let name = header["alg"]?.stringValue, let algorithm = Self.algorithms[name], header["crit"] == nil else {
            throw Self.refused("algorithm not taken")
        }
        let offered = try await provider.discover().algorithms
        guard offered.isEmpty || offered.contains(name) else { throw Self.refused("algorithm not offered") }
        let keys = try await provider.signingKeys(named: header["kid"]?.stringValue).filter { key in
            let own = key["alg"]?.stringValue
            return key["kty"]?.stringValue == algorithm.type && (own == nil || own == name)
                && (algorithm.curve == nil || key["crv"]?.stringValue == algorithm.curve) && Self.isStrong(key)
        }
        // Without a name there must be no choice.
        guard keys.count == 1, let key = keys.first else { throw Self.refused("no key") }
        let input = Array("\(parts[0]).\(parts[1])".utf8)
        guard await Self.isValid(signature, of: input, key, name) else { throw Self.refused("wrong signature") }
        try check(claims, nonce: nonce)
        return claims
    }

    private func check(_ claims: JSONObject, nonce: String) throws {
        guard claims["iss"]?.stringValue == settings.issuer else { throw Self.refused("another issuer") }
        let audience =
            claims["aud"]?.stringValue.map { [$0] } ?? (claims["aud"]?.arrayValue ?? []).compactMap(\.stringValue)
        guard audience.contains(settings.clientID) else { throw Self.refused("another audience") }
        if let party = claims["azp"] ?? (audience.count > 1 ? .null : nil) {
            guard party.stringValue == settings.clientID else { throw Self.refused("another party") }
        }
        let now = Double(time.now.microseconds) / 1_000_000
        guard let end = Self.seconds(claims["exp"]), now < end + Self.skew else { throw Self.refused("expired") }
        guard let issued = Self.seconds(claims["iat"]), issued <= now + Self.skew else {
            throw Self.refused("too early")
        }
        if let start = claims["nbf"] {
            guard let start = Self.seconds(start), start <= now + Self.skew else { throw Self.refused("too early") }
        }
        guard claims["nonce"]?.stringValue == nonce else { throw Self.refused("another login") }
        guard let subject = claims["sub"]?.stringValue, !subject.isEmpty, subject.utf8.count <= 255 else {
            throw Self.refused("no subject")
        }
    }

    private static func seconds(_ value: JSONValue?) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    private static func object(_ part: Substring) -> JSONObject? {
        // Malformed parts are refused alike, whatever is wrong with them.
        Base64.bytes(part, .url).flatMap { try? JSONValue(parsing: $0) }?.objectValue
    }

    /// RSA keys of less than 2048 bits are within reach of others.
    private static func isStrong(_ key: JSONObject) -> Bool {
        guard key["kty"]?.stringValue == "RSA" else { return true }
        guard let modulus = key["n"]?.stringValue.flatMap({ Base64.bytes($0, .url) }) else { return false }
        return modulus.drop { $0 == 0 }.count >= 256
    }

    private static func isValid(
        _ signature: [UInt8], of input: [UInt8], _ key: JSONObject, _ name: String
    ) async -> Bool {
        var publicKey = key
        publicKey["alg"] = .string(name)
        publicKey["kid"] = "key"
        for member in publicKey.keys where !["kty", "crv", "n", "e", "x", "y", "alg", "kid"].contains(member) {
            publicKey[member] = nil
        }
        do {
            let keys = JWTKeyCollection()
            try await keys.add(jwk: JWK(json: JSONValue.object(publicKey).text))
            return try await keys.getKey(for: "key", alg: name).verify(signature, signs: input)
        } catch {
            // A key that cannot be used verifies nothing.
            return false
        }
    }

    private static func refused(_ reason: String) -> Problem {
        Problem(
            .forbidden, "The OpenID provider's answer was refused. Log in again.", underlying: "ID token: \(reason)")
    }
}
