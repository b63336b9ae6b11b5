import NIOPosix
import NIOSSL

/// Certificates of authorities that are trusted.
package struct TrustedAuthorities: Hashable, Sendable {
    let certificates: [NIOSSLCertificate]
    /// Of the certificates, made once: connections are looked up by them for every request.
    private let hash: Int

    /// Reads certificates in PEM form.
    ///
    /// - Parameter pem: One or more certificates.
    /// - Throws: ``OutboundError`` (`misconfigured`) when there is none, or one cannot be read: an empty list must
    ///   never come to mean that nothing is verified.
    package init(pem: String) throws(OutboundError) {
        self.init(certificates: (try? NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))) ?? [])
        guard !certificates.isEmpty else { throw Self.unreadable }
    }

    /// Reads a file of certificates in PEM form; on a thread that may wait for the disk.
    ///
    /// - Parameter path: The path of the file.
    /// - Returns: The certificates.
    /// - Throws: ``OutboundError`` (`misconfigured`) when the file cannot be read or has no certificate.
    package static func read(file path: String) async throws(OutboundError) -> TrustedAuthorities {
        let read = try? await NIOThreadPool.singleton.runIfActive { try NIOSSLCertificate.fromPEMFile(path) }
        guard let read, !read.isEmpty else { throw unreadable }
        return TrustedAuthorities(certificates: read)
    }

    private init(certificates: [NIOSSLCertificate]) {
        self.certificates = certificates
        var hasher = Hasher()
        hasher.combine(certificates)
        hash = hasher.finalize()
    }

    /// Hands over what was made of the certificates.
    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    private static let unreadable = OutboundError(
        .misconfigured("The certificates of the trusted authorities cannot be read. Give one or more in PEM form."),
        origin: "")
}

/// The certificate by which Almanac proves to a server who it is.
package struct ClientCertificate: Hashable, Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    /// Of both, made once.
    private let hash: Int

    /// Reads a certificate with its chain, and its private key, in PEM form.
    ///
    /// - Parameters:
    ///   - chain: The certificate, then those of the authorities between it and the root.
    ///   - key: The private key without a pass phrase.
    /// - Throws: ``OutboundError`` (`misconfigured`), which shows neither.
    package init(chain: String, key: String) throws(OutboundError) {
        do {
            self.chain = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8))
            self.key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        } catch {
            let message = "The client certificate or its private key cannot be read. Give both in PEM form."
            throw OutboundError(.misconfigured(message), origin: "")
        }
        var hasher = Hasher()
        hasher.combine(self.chain)
        hasher.combine(self.key)
        hash = hasher.finalize()
    }

    /// Hands over what was made of certificate and key.
    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// How the other side of a TLS connection is recognised; TLS 1.2 or newer always.
package struct TLSSettings: Hashable, Sendable {
    /// Which authorities are believed.
    package enum Trust: Hashable, Sendable {
        /// Those of the operating system.
        case system
        /// Those of the operating system and these.
        case systemAnd(TrustedAuthorities)
        /// These and no others.
        case only(TrustedAuthorities)
    }

    /// Whether the certificate of a server is looked at.
    package enum Verification: Hashable, Sendable {
        /// The certificate must be valid and belong to the host.
        case full
        /// Any certificate will do: whoever sits on the way can read and change everything.
        case disabledAtOwnRisk
    }

    /// Which authorities are believed.
    package var trust: Trust
    /// Whether the certificate of a server is looked at.
    package var verification: Verification
    /// The certificate by which Almanac proves who it is.
    package var clientCertificate: ClientCertificate?

    /// Makes settings; without arguments, those of a browser.
    package init(
        trust: Trust = .system, verification: Verification = .full, clientCertificate: ClientCertificate? = nil
    ) {
        self.trust = trust
        self.verification = verification
        self.clientCertificate = clientCertificate
    }

    /// The same for the TLS library.
    var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = verification == .full ? .fullVerification : .none
        switch trust {
        case .system: break
        case .systemAnd(let authorities):
            configuration.additionalTrustRoots = [.certificates(authorities.certificates)]
        case .only(let authorities): configuration.trustRoots = .certificates(authorities.certificates)
        }
        if let clientCertificate {
            configuration.certificateChain = clientCertificate.chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(clientCertificate.key)
        }
        return configuration
    }
}
