import Basics
import TestKit

extension Reply {
    /// An answer in JSON.
    static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Reply {
        .answer(status, headers.merging(["Content-Type": "application/json"]) { $1 }, Array(text.utf8))
    }

    /// What Secrets Manager answers for a secret that is a text.
    static func secret(_ text: String) -> Reply {
        .json(JSONObject([("Name", "a"), ("SecretString", .string(text))]).text)
    }

    /// A refusal of a service of AWS that speaks JSON.
    static func refusal(_ code: String, status: Int = 400, headers: [String: String] = [:]) -> Reply {
        .json(#"{"__type": "\#(code)", "message": "CANARY-message"}"#, status: status, headers: headers)
    }
}

/// Credentials that only doubles see.
let exampleKey = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "CANARY-key"]
