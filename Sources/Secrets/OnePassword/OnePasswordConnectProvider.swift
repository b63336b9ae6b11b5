package import Basics
package import Outbound

/// Items of 1Password over a Connect server (contracts/secrets.md §2.6, §3.6).
package struct OnePasswordConnectProvider: SecretsProvider {
    package let kind: ProviderKind
    private let settings: Result<OnePasswordSettings, SecretsError>
    private let http: SecretsHTTP

    /// - Parameter block: The block `one_password`; nil when there is none.
    package init(_ block: JSONObject?, client: OutboundClient, limits: OutboundLimits = .secrets) {
        do throws(SecretsError) {
            settings = .success(try OnePasswordSettings(block))
        } catch {
            settings = .failure(error)
        }
        http = SecretsHTTP("1Password Connect", client: client, limits: limits)
        kind = .onePassword(vaults: (try? settings.get())?.vaults)
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let settings = try settings.get()
        let (vault, item) = try OnePasswordVaults.place(parameters)
        _ = try settings.vaults.token(of: vault)
        return SecretLocation(backend: kind.slug, coordinates: [vault, item])
    }

    package var problems: [SecretsError] { settings.problems }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let settings = try settings.get()
        guard location.coordinates.count == 2 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        let token = try settings.vaults.token(of: location.coordinates[0])
        let vault = try await id(of: location.coordinates[0], name: "name", at: "\(settings.host)/v1/vaults", token)
        let items = "\(settings.host)/v1/vaults/\(URLText.component(vault))/items"
        let item = try await id(of: location.coordinates[1], name: "title", at: items, token)
        let answer = try await get("\(items)/\(URLText.component(item))", token)
        guard answer.status == 200, let object = answer.object else { throw http.fault(answer) }
        return SecretDocument(members: object)
    }

    /// The id of what has this id or name; what a filter finds is compared once more, whatever the filter made of the text.
    private func id(
        of text: String, name: String, at url: String, _ token: Redacted<String>
    ) async throws(SecretsError) -> String {
        let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let answer = try await get("\(url)?filter=\(URLText.component("\(name) eq \"\(quoted)\""))", token)
        guard answer.status == 200, let found = (try? JSONValue(parsing: answer.body))?.arrayValue else {
            throw http.fault(answer)
        }
        let same = found.filter { $0[name]?.stringValue == text }.compactMap { $0["id"]?.stringValue }
        if same.count == 1 { return same[0] }
        guard same.isEmpty else {
            throw SecretsError(.parameters, "1Password has several with this \(name). Use the id.")
        }
        let isID =
            text.utf8.count == 26 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        guard isID else { throw SecretsError(.valueNotFound, "1Password has nothing with this \(name).", status: 200) }
        return text
    }

    private func get(_ url: String, _ token: Redacted<String>) async throws(SecretsError) -> SecretsHTTP.Answer {
        try await http.send(
            .get, url, headers: ["Authorization": "Bearer \(token.reveal())", "Accept": "application/json"])
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        let object = document.bytes.withBytes { try? JSONValue(parsing: Array($0)) }?.objectValue ?? JSONObject()
        var fields = object["fields"]?.arrayValue ?? []
        if let section = parameters["section"], !section.isEmpty {
            let ids = (object["sections"]?.arrayValue ?? []).filter { $0["label"]?.stringValue == section }
                .compactMap { $0["id"]?.stringValue }
            fields = fields.filter { field in
                guard let id = field["section"]?["id"]?.stringValue else { return false }
                return id == section || ids.contains(id)
            }
        }
        let wanted = parameters["field"] ?? ""
        var found = fields.filter { $0["id"]?.stringValue == wanted }
        if found.isEmpty { found = fields.filter { $0["label"]?.stringValue == wanted } }
        guard found.count < 2 else {
            throw SecretsError(
                .parameters, "The item has several fields of this name. Name the section, or use the field's id.")
        }
        guard let text = found.first?["value"]?.stringValue else {
            throw SecretsError(.valueNotFound, "The item has no value in the field that was asked for.")
        }
        return SecretValue(SecretBytes(text))
    }
}
