import Basics
import Outbound

/// Hands out secrets of AWS Secrets Manager: texts, members of JSON objects, and bytes.
///
/// - Source: AWS, *Secrets Manager API Reference*, `GetSecretValue`.
package struct AWSSecretsManagerProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "aws-secrets-manager", label: "AWS Secrets Manager", className: "AWSSecretsManagerSecretsProvider",
        fields: [
            ProviderField("name", label: "Name", help: "The name of the secret, or its full ARN.", isRequired: true),
            ProviderField(
                "region", label: "Region",
                help: "The region, as in eu-central-1. Left out: AWS_DEFAULT_REGION or the profile's."),
            ProviderField(
                "key", label: "Key",
                help: "Which member of the secret's JSON object is the value. Left out: the whole secret."),
            ProviderField("version_id", label: "Version ID", help: "Which version. Left out: that of the stage."),
            ProviderField(
                "version_stage", label: "Version stage", help: "Which stage, as in AWSPREVIOUS. Left out: AWSCURRENT."),
        ])

    private let access: AWSAccess

    /// Makes a provider.
    package init(_ access: AWSAccess) { self.access = access }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let name = try AWSSecretLookUp.name(parameters)
        let region = try AWSSecretLookUp.region(parameters, access.settings)
        let version = parameters.optional("version_id") ?? ""
        let stage = parameters.optional("version_stage") ?? ""
        guard version.isEmpty || version.isPlain("-", count: 32...64) else {
            throw SecretsError(.parameters, "A version ID has 32 to 64 letters, digits and hyphens.")
        }
        guard stage.utf8.count <= 256, !stage.hasControlCharacters else {
            throw SecretsError(.parameters, "A version stage has at most 256 bytes and no control character.")
        }
        return SecretLocation(
            backend: AWSSecretLookUp.backend(.secretsManager, region), coordinates: [region, name, version, stage])
    }

    package func leases() async -> [SecretLease] { await access.leases() }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let coordinates = location.coordinates + ["", "", "", ""]
        var body: JSONObject = ["SecretId": .string(coordinates[1])]
        if !coordinates[2].isEmpty { body["VersionId"] = .string(coordinates[2]) }
        if !coordinates[3].isEmpty { body["VersionStage"] = .string(coordinates[3]) }
        let answer = try await access.call(
            .secretsManager, "secretsmanager.GetSecretValue", region: AWSRegion(coordinates[0]), body: body)
        guard answer.status == 200 else { throw Self.error(AWSFailure(answer)) }
        let bytes = SecretBytes(answer.body)
        if let text = AWSSecretLookUp.text("SecretString", in: bytes) { return TaggedDocument(.text, text).document() }
        guard let encoded = AWSSecretLookUp.text("SecretBinary", in: bytes)?.revealText(),
            let binary = Base64.bytes(encoded)
        else { throw AWSSecretLookUp.unreadable }
        return TaggedDocument(.binary, SecretBytes(binary)).document()
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        let tagged = TaggedDocument(document)
        guard let key = parameters.optional("key") else { return tagged.value }
        do throws(SecretJSON.Fault) {
            return try SecretJSON.member(key, of: tagged.bytes)
        } catch {
            if error == .notJSON, tagged.form == .binary,
                let inner = tagged.bytes.revealText().flatMap({ Base64.bytes($0) })
            {
                // Written by those who encoded the bytes themselves before they gave them to a client that does it too.
                return try value(in: TaggedDocument(.text, SecretBytes(inner)).document(), parameters)
            }
            switch error {
            case .noSuchKey: throw SecretsError(.valueNotFound, "The secret's JSON object has no such key.")
            case .notJSON: throw SecretsError(.secret, "The secret is no JSON, although a key is asked for.")
            case .notObject: throw SecretsError(.secret, "The secret's JSON is no object, although a key is asked for.")
            }
        }
    }

    private static func error(_ failure: AWSFailure) -> SecretsError {
        switch failure.code {
        case "ResourceNotFoundException":
            SecretsError(
                .valueNotFound, "Secrets Manager has no such secret, or no such version of it, in this region.",
                status: failure.status)
        case "InvalidParameterException":
            SecretsError(
                .parameters, "Secrets Manager cannot read the name or the version of the secret.",
                status: failure.status)
        case "InvalidRequestException":
            SecretsError(
                .provider,
                "The secret cannot be read now: it is being deleted, or this version of it has no value yet.",
                status: failure.status)
        case "DecryptionFailure":
            SecretsError(.provider, "AWS cannot decrypt the secret. Check its key.", status: failure.status)
        default: failure.error
        }
    }
}
