import Basics
import Synchronization

/// A vault, a directory and a machine's service in one, with the contents and answers of contracts/secrets.md §3.5.
package final class AzureDouble: BackendDouble {
    private struct State {
        var tokens = 0
        var status: Int?
        var directory = "https://login.test"
        var resource = "https://vault.azure.net"
    }

    private let state = Mutex(State())

    package init() {}

    /// Says where the directory is and what tokens are for, as the vault tells those who come without one.
    package func move(directory: String, resource: String) {
        state.withLock { ($0.directory, $0.resource) = (directory, resource) }
    }

    private var directory: String { state.withLock { $0.directory } }
    private var resource: String { state.withLock { $0.resource } }

    /// What every read gets.
    package var status: Int? {
        get { state.withLock { $0.status } }
        set { state.withLock { $0.status = newValue } }
    }

    package var tokens: Int { state.withLock { $0.tokens } }

    package func answer(_ request: ReceivedRequest) -> Reply {
        switch request.path {
        case "/tid/v2.0/.well-known/openid-configuration":
            return .json(
                200,
                [
                    "issuer": .string("\(directory)/tid/v2.0"),
                    "authorization_endpoint": .string("\(directory)/tid/oauth2/v2.0/authorize"),
                    "token_endpoint": .string("\(directory)/tid/oauth2/v2.0/token"),
                ])
        case "/tid/oauth2/v2.0/token":
            let form = request.form
            let isOurs = form["client_secret"] == "csec" || form["client_assertion"] == "federated-jwt"
            guard isOurs, form["client_id"] == "cid", form["grant_type"] == "client_credentials",
                form["scope"] == "\(resource)/.default"
            else {
                return .json(401, ["error": "invalid_client", "error_description": "AADSTS7000215: canary"])
            }
            return token(expires: 3599)
        case "/metadata/identity/oauth2/token":
            guard request["Metadata"] == "true" else { return .json(400, [:]) }
            return token(expires: "3599")
        default: return secret(request)
        }
    }

    private func secret(_ request: ReceivedRequest) -> Reply {
        guard request["Authorization"] == "Bearer a\(tokens)" else {
            let challenge = #"Bearer authorization="\#(directory)/tid", resource="\#(resource)""#
            return .json(
                401, ["error": ["code": "Unauthorized", "message": "canary"]], ["WWW-Authenticate": challenge])
        }
        if let status { return .json(status, ["error": ["code": "X", "message": "canary"]], ["Retry-After": "1"]) }
        switch request.path {
        case "/secrets/hello/", "/secrets/hello":
            let id = "https://\(request["Host"] ?? "")/secrets/hello/4387e9f3d6e14c459867679a90fd0f79"
            return .json(200, ["value": "azure-world", "id": .string(id), "attributes": ["enabled": true]])
        case "/secrets/disabled/", "/secrets/disabled":
            return .json(403, ["error": ["code": "Forbidden", "message": "canary"]])
        default: return .json(404, ["error": ["code": "SecretNotFound", "message": "canary"]])
        }
    }

    private func token(expires: JSONValue) -> Reply {
        let number = state.withLock { state in
            state.tokens += 1
            return state.tokens
        }
        return .json(200, ["token_type": "Bearer", "expires_in": expires, "access_token": .string("a\(number)")])
    }
}
