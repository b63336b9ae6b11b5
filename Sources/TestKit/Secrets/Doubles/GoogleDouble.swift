import Basics
import Crypto
package import CryptoExtras
import Foundation

/// Google's secrets, its tokens and a machine's service in one, with the answers of contracts/secrets.md §3.7.
package final class GoogleDouble: BackendDouble {
    private let key: _RSA.Signing.PublicKey?

    /// - Parameter key: Of the service account `almanac@project.iam`; nil for none.
    package init(key: _RSA.Signing.PublicKey? = nil) { self.key = key }

    package func answer(_ request: ReceivedRequest) -> Reply {
        switch request.path {
        case "/computeMetadata/v1/instance/service-accounts/default/token":
            guard request["Metadata-Flavor"] == "Google" else { return .json(403, [:]) }
            return .json(200, ["access_token": "good", "expires_in": 3599, "token_type": "Bearer"])
        case "/token":
            guard isOurs(request.form["assertion"] ?? "") else {
                return .json(400, ["error": "invalid_grant", "error_description": "canary"])
            }
            return .json(200, ["access_token": "good", "expires_in": 3599, "token_type": "Bearer"])
        default: return secret(request)
        }
    }

    private func isOurs(_ assertion: String) -> Bool {
        let parts = assertion.split(separator: ".").map(String.init)
        guard let key, parts.count == 3, let bytes = Base64.bytes(parts[2], .url),
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: Data(bytes)),
                for: SHA256.hash(data: Array("\(parts[0]).\(parts[1])".utf8)), padding: .insecurePKCS1v1_5),
            let claims = Base64.bytes(parts[1], .url).flatMap({ try? JSONValue(parsing: $0) })
        else { return false }
        return claims["iss"] == "almanac@project.iam"
            && claims["exp"]?.intValue == (claims["iat"]?.intValue ?? 0) + 3600
    }

    private func secret(_ request: ReceivedRequest) -> Reply {
        guard request["Authorization"] == "Bearer good" else { return .json(401, ["error": ["message": "canary"]]) }
        let secrets = "/v1/projects/net/secrets/"
        switch request.path.replacing("%3A", with: ":") {
        // "123456789" has the check value of the published algorithm.
        case secrets + "router/versions/latest:access":
            return .json(
                200,
                [
                    "name": "projects/net/secrets/router/versions/1",
                    "payload": ["data": "MTIzNDU2Nzg5", "dataCrc32c": "3808858755"],
                ])
        case secrets + "router/versions/1:access": return .json(200, ["payload": ["data": "b2xk"]])
        case secrets + "damaged/versions/latest:access":
            return .json(200, ["payload": ["data": "MTIzNDU2Nzg5", "dataCrc32c": "1"]])
        case secrets + "forbidden/versions/latest:access":
            return .json(403, ["error": ["code": 403, "message": "canary", "status": "PERMISSION_DENIED"]])
        default: return .json(404, ["error": ["code": 404, "message": "canary", "status": "NOT_FOUND"]])
        }
    }
}
