import Basics

/// A Connect server, with the contents and answers of contracts/secrets.md §3.6.
package final class OnePasswordDouble: BackendDouble {
    package static let id = "abcdefghijklmnopqrstuvwx12"
    private static let vault = "vault1vault1vault1vault112"
    private let ignoresFilters: Bool

    /// - Parameter ignoresFilters: Whether every filter matches everything, so that clients must compare what they get.
    package init(ignoresFilters: Bool = false) { self.ignoresFilters = ignoresFilters }

    package func answer(_ request: ReceivedRequest) -> Reply {
        guard request["Authorization"] == "Bearer connect-token" else {
            return .json(401, ["status": 401, "message": "Invalid token signature canary"])
        }
        switch request.path {
        case "/v1/vaults":
            return list(
                request, "name", [["id": .string(Self.vault), "name": "Net"], ["id": "vault2", "name": "Other"]])
        case "/v1/vaults/\(Self.vault)/items":
            let vault: JSONValue = ["id": .string(Self.vault)]
            return list(
                request, "title",
                [
                    ["id": .string(Self.id), "title": "router1", "category": "LOGIN", "vault": vault],
                    ["id": "item2", "title": "twice", "vault": vault],
                    ["id": "item3", "title": "twice", "vault": vault],
                ])
        case "/v1/vaults/\(Self.vault)/items/\(Self.id)": return .json(200, Self.item)
        default: return .json(404, ["status": 404, "message": "not found canary"])
        }
    }

    private static var item: JSONValue {
        [
            "id": .string(id), "title": "router1", "category": "LOGIN", "vault": ["id": .string(vault)],
            "sections": [["id": "s1", "label": "Console"]],
            "fields": [
                ["id": "password", "label": "password", "value": "top", "type": "CONCEALED", "purpose": "PASSWORD"],
                ["id": "f2", "label": "password", "value": "console", "type": "STRING", "section": ["id": "s1"]],
                ["id": "f3", "label": "pin", "value": "1234", "type": "STRING", "section": ["id": "s1"]],
                ["id": "f4", "label": "pin", "value": "9876", "type": "STRING"],
            ],
        ]
    }

    private func list(_ request: ReceivedRequest, _ name: String, _ entries: [JSONValue]) -> Reply {
        let filter = ReceivedRequest.decoded(request.target.replacing("+", with: " "))
        let wanted = filter.split(separator: "filter=\(name) eq \"", maxSplits: 1).dropFirst().first?.dropLast()
        guard !ignoresFilters, let wanted else { return .json(200, .array(entries)) }
        return .json(200, .array(entries.filter { $0[name]?.stringValue == String(wanted) }))
    }
}
