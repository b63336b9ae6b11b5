package import Basics
package import Outbound

/// Secrets of Kubernetes, read with the service account of the pod (contracts/secrets.md §3.7).
package struct KubernetesSecretProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "kubernetes-secret", label: "Kubernetes Secret", className: "KubernetesSecretProvider",
        fields: [
            ProviderField("namespace", label: "Namespace", help: "The namespace of the secret.", isRequired: true),
            ProviderField("name", label: "Name", help: "The name of the secret.", isRequired: true),
            ProviderField("key", label: "Key", help: "Which key of the secret.", isRequired: true),
        ])
    /// Where the API answers and which file has our token.
    private struct Access: Sendable {
        let url: String
        let tokenFile: String
    }

    private let access: Result<Access, SecretsError>
    private let files: any CredentialFiles
    private let http: SecretsHTTP
    private static let account = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// - Parameters:
    ///   - block: `url`, `token_path`, `ca_path`; without a block, what a pod is given.
    ///   - variables: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`.
    package init(
        _ block: JSONObject?, variables: [String: String], files: any CredentialFiles, client: OutboundClient,
        limits: OutboundLimits = .secrets
    ) {
        let name = "Kubernetes"
        let given = try? BackendBlock(name, block)
        access = Result(reading: { () throws(SecretsError) in
            if let given {
                return Access(url: try given.url("url"), tokenFile: given.text("token_path") ?? "\(Self.account)/token")
            }
            guard let host = variables["KUBERNETES_SERVICE_HOST"], let port = variables["KUBERNETES_SERVICE_PORT"]
            else {
                throw SecretsError(.provider, "Kubernetes is not configured, and this is no pod.")
            }
            let shown = host.contains(":") ? "[\(host)]" : host
            return Access(url: "https://\(shown):\(port)", tokenFile: "\(Self.account)/token")
        })
        self.files = files
        let authorities = given.map { $0.text("ca_path") } ?? "\(Self.account)/ca.crt"
        http = SecretsHTTP(
            name, client: client, trust: authorities.map(SecretsHTTP.Trust.file) ?? .system, limits: limits)
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        _ = try access.get()
        let place = [try parameters.word("namespace"), try parameters.word("name")]
        _ = try parameters.word("key")
        // Names of Kubernetes (RFC 1123): nothing that could be another path.
        for part in place {
            guard part.utf8.count <= 253, part.utf8.allSatisfy({ Self.isNamePart($0) }), part != ".", part != ".."
            else {
                throw SecretsError(.parameters, "Namespace and name have lower-case letters, digits, - and . only.")
            }
        }
        return SecretLocation(backend: "kubernetes", coordinates: place)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
    }

    package var problems: [SecretsError] { access.problems }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let access = try access.get()
        guard location.coordinates.count == 2 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        // Read anew each time: the platform replaces it.
        let token = try await files.text(of: access.tokenFile)
        let answer = try await http.send(
            .get, "\(access.url)/api/v1/namespaces/\(location.coordinates[0])/secrets/\(location.coordinates[1])",
            headers: ["Authorization": "Bearer \(token.reveal())", "Accept": "application/json"])
        guard answer.status == 200, let data = answer.object?["data"]?.objectValue else {
            throw answer.status == 200
                ? SecretsError(.valueNotFound, "The secret is empty.", status: 200) : http.fault(answer)
        }
        return SecretDocument(members: data)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let encoded = document.member(try parameters.word("key"))?.bytes.revealText()
        else {
            throw SecretsError(.valueNotFound, "The secret has no value under the key that was asked for.")
        }
        guard let bytes = Base64.bytes(encoded) else {
            throw SecretsError(.secret, "Kubernetes answered with a value that is no base64.")
        }
        let isText = String(validating: bytes, as: UTF8.self) != nil
        return SecretValue(SecretBytes(bytes), isText ? .text : .binary)
    }
}
