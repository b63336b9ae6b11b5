import Basics

/// Secrets Manager, Parameter Store and the token service in one, with what the recordings of contracts/secrets.md hold;
/// signatures are not checked, which the simulator of AWS does.
package final class AWSDouble: BackendDouble {
    package init() {}

    private static let secrets = [
        "hello": #"{"location": "world", "n": 42, "nested": {"a": 1}}"#, "nulls": #"{"location": null}"#,
        "plain": "just text", "jlist": "[1]",
    ]
    private static let parameters = [
        "/net/hello": #"{"location": "world"}"#, "strlist": "a,b", "dupl": #"{"location": 1, "location": {"a": 1}}"#,
    ]

    package func answer(_ request: ReceivedRequest) -> Reply {
        guard request["Authorization"]?.hasPrefix("AWS4-HMAC-SHA256 Credential=") == true else {
            return Self.refusal("MissingAuthenticationToken")
        }
        let body = try? JSONValue(parsing: request.body)
        switch request["X-Amz-Target"] {
        case "secretsmanager.GetSecretValue":
            let name = body?["SecretId"]?.stringValue ?? ""
            guard name != "todelete" else { return Self.refusal("InvalidRequestException") }
            guard let text = Self.secrets[name] else { return Self.refusal("ResourceNotFoundException") }
            return .json(200, ["Name": .string(name), "SecretString": .string(text)])
        case "AmazonSSM.GetParameter":
            let parts = (body?["Name"]?.stringValue ?? "").split(separator: ":").map(String.init)
            guard let text = parts.first.flatMap({ Self.parameters[$0] }) else {
                return Self.refusal("ParameterNotFound")
            }
            guard parts.count == 1 || parts[1] == "1" else { return Self.refusal("ParameterVersionNotFound") }
            return .json(200, ["Parameter": ["Name": .string(parts[0]), "Value": .string(text)]])
        default:
            guard request.form["Action"] == "AssumeRole" else { return Self.refusal("InvalidAction") }
            let credentials =
                "<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role</SecretAccessKey>"
                + "<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
            return .answer(
                200, ["Content-Type": "text/xml"],
                Array(
                    ("<AssumeRoleResponse><AssumeRoleResult><Credentials>\(credentials)</Credentials>"
                        + "</AssumeRoleResult></AssumeRoleResponse>").utf8))
        }
    }

    private static func refusal(_ code: String) -> Reply {
        .json(400, ["__type": .string(code), "message": "canary"])
    }
}
