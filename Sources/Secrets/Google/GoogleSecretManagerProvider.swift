import Basics
package import Outbound

/// Secrets of Google Secret Manager (contracts/secrets.md §3.7).
package struct GoogleSecretManagerProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "google-secret-manager", label: "Google Secret Manager", className: "GoogleSecretManagerSecretsProvider",
        fields: [
            ProviderField("project", label: "Project", help: "The id or number of the project.", isRequired: true),
            ProviderField("secret", label: "Secret", help: "The name of the secret.", isRequired: true),
            ProviderField("version", label: "Version", help: "A number or an alias; latest unless given."),
        ])
    private let identity: GoogleIdentity
    private let http: SecretsHTTP
    private let endpoint: String

    /// - Parameter endpoint: The API's address, nil for the usual one; another one for a region or a test.
    package init(
        identity: GoogleIdentity, endpoint: String? = nil, client: OutboundClient,
        limits: OutboundLimits = .secrets
    ) {
        self.identity = identity
        let address = endpoint ?? "https://secretmanager.googleapis.com"
        self.endpoint = address.hasSuffix("/") ? String(address.dropLast()) : address
        http = SecretsHTTP("Google Secret Manager", client: client, limits: limits)
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let version = parameters["version"].flatMap { $0.isEmpty ? nil : $0 } ?? "latest"
        let place = [try parameters.word("project"), try parameters.word("secret"), version]
        for part in place {
            guard part.utf8.count <= 255, part.utf8.allSatisfy(Self.isNamePart) else {
                throw SecretsError(.parameters, "Project, secret and version have letters, digits, -, _, : and . only.")
            }
            guard part != ".", part != ".." else {
                throw SecretsError(.parameters, "Project, secret and version may not be . or ..")
            }
        }
        return SecretLocation(backend: kind.slug, coordinates: place)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
        default: false
        }
    }

    package func leases() async -> [SecretLease] { [await identity.lease(of: kind.slug)] }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        guard location.coordinates.count == 3 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        let (project, secret, version) = (location.coordinates[0], location.coordinates[1], location.coordinates[2])
        let url = "\(endpoint)/v1/projects/\(project)/secrets/\(secret)/versions/\(version):access"
        for isLast in [false, true] {
            let token = try await identity.token(http)
            let answer = try await http.send(
                .get, url, headers: ["Authorization": "Bearer \(token.reveal())", "Accept": "application/json"])
            if answer.status == 401, !isLast {
                await identity.drop(token)
                continue
            }
            guard answer.status == 200 else { throw http.fault(answer) }
            let payload = answer.object?["payload"]
            guard let encoded = payload?["data"]?.stringValue, let bytes = Base64.bytes(encoded) else {
                throw SecretsError(.secret, "Google Secret Manager answered without a value.", status: 200)
            }
            // The API sends the checksum so that a value damaged on the way is not used.
            if let sum = payload?["dataCrc32c"],
                sum.intValue ?? sum.stringValue.flatMap({ Int64($0) }) != CRC32C.sum(bytes)
            {
                throw SecretsError(
                    .secret, "The value came damaged from Google Secret Manager. Try again.", isTransient: true,
                    status: 200)
            }
            return SecretDocument(SecretBytes(bytes))
        }
        throw http.fault(401)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        SecretValue(document.bytes, document.bytes.revealText() == nil ? .binary : .text)
    }
}

/// The checksum of RFC 3720 (Castagnoli), as Google sends it.
enum CRC32C {
    static func sum(_ bytes: [UInt8]) -> Int64 {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        return Int64(~register)
    }
}
