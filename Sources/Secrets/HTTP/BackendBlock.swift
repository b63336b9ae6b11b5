package import Basics

/// Reads the configuration of a backend; says what is missing and never repeats a value.
package struct BackendBlock: Sendable {
    /// How messages call the backend.
    let name: String
    private let block: JSONObject

    /// - Throws: ``SecretsError`` of kind `provider` when there is no block.
    package init(_ name: String, _ block: JSONObject?) throws(SecretsError) {
        guard let block, !block.isEmpty else { throw SecretsError(.provider, "\(name) is not configured!") }
        self.name = name
        self.block = block
    }

    /// A text; nil when it is missing or empty.
    func text(_ key: String) -> String? { block[key]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// A text that must be there.
    func needed(_ key: String) throws(SecretsError) -> String {
        guard let text = text(key) else { throw SecretsError(.provider, "\(name) is not configured! It needs \(key).") }
        return text
    }

    /// A credential that may stand in a header or a line of a body.
    func secret(_ key: String) throws(SecretsError) -> Redacted<String> {
        let text = try needed(key)
        guard !text.hasControlCharacters else {
            throw SecretsError(
                .provider, "\(name): \(key) has a character that no header may have. It is not shown here.")
        }
        return Redacted(text)
    }

    /// An address over HTTP, without a slash at the end.
    func url(_ key: String) throws(SecretsError) -> String {
        let text = try needed(key)
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
            throw SecretsError(.provider, "\(name): \(key) must begin with https:// or http://")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// A list of texts; empty when it is missing.
    func texts(_ key: String) -> [String] { block[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
}

extension Result where Failure == SecretsError {
    /// What reading a configuration gives, for an error that is told when somebody asks.
    init(reading body: () throws(SecretsError) -> Success) {
        do throws(SecretsError) { self = .success(try body()) } catch { self = .failure(error) }
    }
    /// What is wrong with it.
    var problems: [SecretsError] {
        if case .failure(let error) = self { [error] } else { [] }
    }
}
