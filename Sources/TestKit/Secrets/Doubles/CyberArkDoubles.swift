import Basics
import Synchronization

/// A Conjur, with the answers of contracts/secrets.md §3.8.
package final class ConjurDouble: BackendDouble {
    private let logins = Atomic(0)

    package init() {}

    package func answer(_ request: ReceivedRequest) -> Reply {
        if request.path == "/authn/acme/host%2Fnb/authenticate" {
            guard request.body == Array("api-key".utf8), request.method == "POST" else { return .answer(401) }
            return .answer(200, [:], Self.token(logins.wrappingAdd(1, ordering: .relaxed).newValue))
        }
        let token = Base64.text(Self.token(logins.load(ordering: .relaxed)))
        guard request["Authorization"] == "Token token=\"\(token)\"" else { return .answer(401) }
        switch request.path {
        case "/secrets/acme/variable/net%2Frouter%2Fpassword": return .text("hunter2")
        case "/secrets/acme/variable/binary": return .answer(200, [:], [0xFF, 0])
        default: return .json(404, ["error": ["message": "canary"]])
        }
    }

    /// The token of a login; clients read from its payload when it ends.
    private static func token(_ number: Int) -> [UInt8] {
        let payload = Base64.text(Array(#"{"sub":"host/nb","exp":4000000000,"iat":1,"n":\#(number)}"#.utf8))
        return Array(#"{"protected":"e30=","payload":"\#(payload)","signature":"cw=="}"#.utf8)
    }
}

/// A Central Credential Provider, with the answers of contracts/secrets.md §3.8.
package final class CentralCredentialDouble: BackendDouble {
    package init() {}

    package func answer(_ request: ReceivedRequest) -> Reply {
        guard request.path == "/AIMWebService/api/Accounts" else { return .answer(404) }
        var query: [String: String] = [:]
        for pair in request.target.split(separator: "?").last?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            let value = parts.count > 1 ? ReceivedRequest.decoded(parts[1].replacing("+", with: " ")) : ""
            guard query.updateValue(value, forKey: parts[0].lowercased()) == nil else { return .answer(400) }
        }
        guard query["appid"] == "almanac", query["safe"] == "Net&Co" else {
            return .json(403, ["ErrorCode": "APPAP306E", "ErrorMsg": "canary"])
        }
        switch (query["object"], query["folder"]) {
        case ("router", nil): return .json(200, ["Content": "hunter2", "UserName": "svc", "Address": "10.0.0.1"])
        case ("router", "Root"): return .json(200, ["Content": "rooted"])
        case ("changing", _): return .json(200, ["Content": "old", "PasswordChangeInProcess": "true"])
        case ("forbidden", _): return .json(403, ["ErrorCode": "APPAP306E", "ErrorMsg": "canary"])
        default: return .json(404, ["ErrorCode": "APPAP004E", "ErrorMsg": "canary"])
        }
    }
}
