import Basics
import Outbound

/// Hands out parameters of AWS Systems Manager's Parameter Store, secure ones decrypted.
///
/// - Source: AWS, *Systems Manager API Reference*, `GetParameter`.
package struct AWSParameterStoreProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "aws-sm-parameter-store", label: "AWS Systems Manager Parameter Store",
        className: "AWSSystemsManagerParameterStore",
        fields: [
            ProviderField(
                "name", label: "Name", help: "The name of the parameter, with :version or :label if wanted.",
                isRequired: true),
            ProviderField(
                "region", label: "Region",
                help: "The region, as in eu-central-1. Left out: AWS_DEFAULT_REGION or the profile's."),
            ProviderField(
                "key", label: "Key",
                help: "Which member of the parameter's JSON object is the value. Left out: the whole."),
        ])

    private let access: AWSAccess

    /// Makes a provider.
    package init(_ access: AWSAccess) { self.access = access }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let name = try AWSSecretLookUp.name(parameters)
        let region = try AWSSecretLookUp.region(parameters, access.settings)
        return SecretLocation(
            backend: AWSSecretLookUp.backend(.parameterStore, region), coordinates: [region, name])
    }

    package func leases() async -> [SecretLease] { await access.leases() }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let coordinates = location.coordinates + ["", ""]
        let answer = try await access.call(
            .parameterStore, "AmazonSSM.GetParameter", region: AWSRegion(coordinates[0]),
            body: ["Name": .string(coordinates[1]), "WithDecryption": true])
        guard answer.status == 200 else { throw Self.error(AWSFailure(answer)) }
        // What is no JSON has no members.
        let parameter = try? SecretJSON.member("Parameter", of: SecretBytes(answer.body))
        guard let parameter, let value = AWSSecretLookUp.text("Value", in: parameter.bytes) else {
            throw AWSSecretLookUp.unreadable
        }
        return SecretDocument(value)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let key = parameters.optional("key") else { return SecretValue(document.bytes) }
        do throws(SecretJSON.Fault) {
            return try SecretJSON.member(key, of: document.bytes)
        } catch {
            switch error {
            case .noSuchKey: throw SecretsError(.parameters, "The parameter's JSON object has no such key.")
            case .notJSON: throw SecretsError(.valueNotFound, "The parameter is no JSON, although a key is asked for.")
            case .notObject:
                throw SecretsError(.secret, "The parameter's JSON is no object, although a key is asked for.")
            }
        }
    }

    private static func error(_ failure: AWSFailure) -> SecretsError {
        switch failure.code {
        case "ParameterNotFound":
            SecretsError(
                .parameters, "Parameter Store has no such parameter, or no such label of it, in this region.",
                status: failure.status)
        case "ParameterVersionNotFound":
            SecretsError(
                .valueNotFound, "Parameter Store has no such version of the parameter.", status: failure.status)
        case "InvalidKeyId":
            SecretsError(.provider, "AWS cannot decrypt the parameter. Check its key.", status: failure.status)
        default: failure.error
        }
    }
}
