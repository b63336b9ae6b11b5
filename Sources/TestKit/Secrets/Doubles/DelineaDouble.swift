import Basics
import Synchronization

/// A Secret Server below `/SecretServer`, with the contents and answers of contracts/secrets.md §3.4.
package final class DelineaDouble: BackendDouble {
    private let state = Mutex((mode: "ok", logins: 0))

    package init() {}

    /// `ok`, `login400`, `html200`, `400checkout`, `500`, `nohb`, `attach`, or a status that every read gets.
    package var mode: String {
        get { state.withLock { $0.mode } }
        set { state.withLock { $0.mode = newValue } }
    }

    package var logins: Int { state.withLock { $0.logins } }

    /// Makes a login that takes the others away.
    package func logInElsewhere() { state.withLock { $0.logins += 1 } }

    package func answer(_ request: ReceivedRequest) -> Reply {
        let mode = mode
        let prefix = "/SecretServer"
        guard request.target.hasPrefix(prefix) else { return .answer(404) }
        let target = String(request.target.dropFirst(prefix.count))
        if target == "/oauth2/token" { return token(request, mode) }
        let current = "Bearer t\(logins)"
        guard let given = request["Authorization"], given == current || given == "Bearer AgJ1slf" else {
            return .json(401, ["message": "Authorization has been denied for this request."])
        }
        if mode == "400checkout" { return .json(400, ["message": "Access Denied", "errorCode": "API_AccessDenied"]) }
        if let status = Int(mode) { return .json(status, ["canary": "canary"], ["Retry-After": "1"]) }
        if target.hasSuffix("/fields/private-key") { return .answer(200, [:], Array("-----KEY-----".utf8)) }
        let known = [
            "/api/v1/secrets/1234", "/api/v1/secrets/1234?x=1", "/api/v1/secrets/0?secretPath=%5CFolder%5CMy-Secret",
        ]
        guard known.contains(target) else { return .json(400, ["message": "Access Denied"]) }
        return .json(200, secret(withFile: mode == "attach", hasBeat: mode != "nohb"))
    }

    private func token(_ request: ReceivedRequest, _ mode: String) -> Reply {
        if mode == "login400" { return .json(400, ["error": "Login failed."]) }
        if mode == "html200" {
            return .answer(200, ["Content-Type": "text/html"], Array("<html>canary</html>".utf8))
        }
        guard request.form["username"] == "user", request.form["password"] == "pw",
            request.form["grant_type"] == "password"
        else { return .json(400, ["error": "Login failed."]) }
        let number = state.withLock { state in
            state.logins += 1
            return state.logins
        }
        return .json(200, ["access_token": .string("t\(number)"), "token_type": "bearer", "expires_in": 1199])
    }

    private func secret(withFile: Bool, hasBeat: Bool) -> JSONValue {
        func item(_ number: Int64, _ slug: String, _ value: String, file: Bool = false) -> JSONValue {
            [
                "itemId": .int(number), "fieldId": .int(number), "fieldDescription": "", "filename": "",
                "slug": .string(slug), "fieldName": .string(slug.uppercased()), "itemValue": .string(value),
                "isFile": .bool(file), "fileAttachmentId": file ? 7 : .null, "isPassword": .bool(slug == "password"),
            ]
        }
        var items = [item(1, "username", "svc"), item(2, "password", "hunter2-LEAKME"), item(3, "notes", "")]
        if withFile { items.append(item(4, "private-key", "*** Not Valid For Display ***", file: true)) }
        let never: JSONValue = hasBeat ? "0001-01-01T00:00:00" : .null
        return [
            "id": 1234, "name": "My-Secret", "folderId": 5, "secretTemplateId": 6001, "siteId": 1, "active": true,
            "secretTemplateName": "Password", "checkedOut": false, "checkOutEnabled": false,
            "lastHeartBeatStatus": "Pending", "lastHeartBeatCheck": never, "lastPasswordChangeAttempt": never,
            "items": .array(items),
        ]
    }
}
