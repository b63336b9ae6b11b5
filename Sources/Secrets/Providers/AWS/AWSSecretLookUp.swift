import Basics
import Outbound

/// What both services of AWS that keep secrets have in common.
enum AWSSecretLookUp {
    /// The region of a record; empty for that of the profile.
    static func region(
        _ parameters: ProviderParameters, _ settings: AWSSettings
    ) throws(SecretsError) -> String {
        if let given = parameters["region"], given.isEmpty {
            throw SecretsError(.provider, "The region of the record is empty. Name one, or leave the parameter out.")
        }
        guard let name = parameters["region"] ?? settings.namedRegion else { return "" }
        guard let region = AWSRegion(name) else { throw AWSFailure.badRegion }
        return region.name
    }

    /// The name of a secret.
    static func name(_ parameters: ProviderParameters) throws(SecretsError) -> String {
        guard let name = parameters.optional("name") else {
            throw SecretsError(.secret, "The \"name\" parameter is mandatory!")
        }
        guard name.utf8.count <= 2_048, !name.hasControlCharacters else {
            throw SecretsError(.parameters, "The name has more than 2048 bytes or a control character.")
        }
        return name
    }

    /// The backend of a location.
    static func backend(_ service: AWSService, _ region: String) -> String {
        region.isEmpty ? "aws:\(service.rawValue)" : "aws:\(service.rawValue):\(region)"
    }

    /// A member of the JSON of an answer that is a text; nil when there is none.
    static func text(_ key: String, in bytes: SecretBytes) -> SecretBytes? {
        // What is no JSON has no members.
        guard let value = try? SecretJSON.member(key, of: bytes), value.form == .text else { return nil }
        return value.bytes
    }

    static let unreadable = SecretsError(.secret, "The answer of AWS has no value that can be read.")
}
