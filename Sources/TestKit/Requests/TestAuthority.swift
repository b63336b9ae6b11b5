import Crypto
import Foundation
package import NIOSSL
package import Outbound
import SwiftASN1
import X509

/// An authority that issues certificates for one test.
package struct TestAuthority {
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName
    package let pem: String

    /// Makes an authority with a key of its own.
    package init() throws {
        name = try DistinguishedName { CommonName("Test authority") }
        pem = try Self.certificate(
            for: name, key: key.publicKey, issuer: name, signedBy: key, validUntil: Self.later,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            })
    }

    /// The authority as somebody trusts it.
    package var trusted: TrustedAuthorities {
        get throws { try TrustedAuthorities(pem: pem) }
    }

    /// A certificate and its key, in PEM form.
    package func issue(host: String, isExpired: Bool = false) throws -> (certificate: String, key: String) {
        let hostKey = P256.Signing.PrivateKey()
        let certificate = try Self.certificate(
            for: try DistinguishedName { CommonName(host) }, key: hostKey.publicKey, issuer: name, signedBy: key,
            validUntil: isExpired ? Self.earlier : Self.later,
            extensions: Certificate.Extensions {
                SubjectAlternativeNames([.dnsName(host)])
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
            })
        return (certificate, hostKey.pemRepresentation)
    }

    /// What a server of a host needs.
    ///
    /// - Parameters:
    ///   - host: The host in the certificate.
    ///   - isExpired: Whether the certificate is out of date.
    ///   - needsClientCertificate: Whether clients must show a certificate of this authority.
    package func server(
        host: String, isExpired: Bool = false, needsClientCertificate: Bool = false
    ) throws -> NIOSSLContext {
        let (certificate, key) = try issue(host: host, isExpired: isExpired)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        if needsClientCertificate {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private static let earlier = Date(timeIntervalSince1970: 1_600_000_000)
    private static let later = Date(timeIntervalSince1970: 4_000_000_000)

    private static func certificate(
        for subject: DistinguishedName, key: P256.Signing.PublicKey, issuer: DistinguishedName,
        signedBy signer: P256.Signing.PrivateKey, validUntil: Date, extensions: Certificate.Extensions
    ) throws -> String {
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key),
            notValidBefore: Date(timeIntervalSince1970: 1_500_000_000), notValidAfter: validUntil, issuer: issuer,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(signer))
        return try certificate.serializeAsPEM().pemString
    }
}
