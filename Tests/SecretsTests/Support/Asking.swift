import Basics
import Secrets
import Testing

extension SecretsProvider {
    /// All three steps: where, what, which part.
    func value(of parameters: [String: String]) async throws(SecretsError) -> SecretValue {
        let parameters = ProviderParameters(parameters)
        return try value(in: try await fetch(try locate(parameters)), parameters)
    }

    /// The value as text.
    func text(of parameters: [String: String]) async throws -> String? {
        try await value(of: parameters).bytes.revealText()
    }

    /// Why there is no value; nil when there is one.
    func failure(of parameters: [String: String]) async -> SecretsError? {
        do throws(SecretsError) {
            _ = try await value(of: parameters)
            return nil
        } catch {
            return error
        }
    }
}

extension SecretsError {
    /// All that can be seen of an error.
    var everything: String {
        var dumped = ""
        dump(self, to: &dumped)
        return "\(self) \(String(reflecting: self)) \(dumped)"
    }
}
