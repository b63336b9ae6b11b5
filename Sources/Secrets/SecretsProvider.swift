/// A way to reach secrets: knows one kind of backend, and neither the database nor who is asking.
///
/// A resolution asks it in three steps, so that documents can be remembered and fetched once for many: where, what, which part.
package protocol SecretsProvider: Sendable {
    /// What it is and which parameters it takes.
    var kind: ProviderKind { get }

    /// Where the document of rendered parameters is; checks everything about them, sends nothing.
    ///
    /// - Throws: ``SecretsError`` of kind `parameters`, or `provider` when the backend is not configured.
    func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation

    /// Reads a document; logs in when it must. Retries, limits, remembering and joining of requests are the caller's.
    ///
    /// - Throws: ``SecretsError``.
    func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument

    /// The part of a document that parameters ask for.
    ///
    /// - Throws: ``SecretsError`` of kind `valueNotFound`.
    func value(in document: SecretDocument, _ parameters: ProviderParameters) throws(SecretsError) -> SecretValue

    /// Gives back what was got for a while, such as a login; the process ends.
    func shutdown() async
}

extension SecretsProvider {
    package func shutdown() async {}
}

/// What a provider is called and takes.
package struct ProviderKind: Sendable {
    /// The name in records: `hashicorp-vault`.
    package let slug: String
    /// Earlier names that records may still have: `thycotic-tss-id`.
    package let aliases: [String]
    /// How people read it: `HashiCorp Vault`.
    package let label: String
    /// The name in messages of the dialect: `HashiCorpVaultSecretsProvider`.
    package let className: String
    package let fields: [ProviderField]

    package init(slug: String, aliases: [String] = [], label: String, className: String, fields: [ProviderField]) {
        self.slug = slug
        self.aliases = aliases
        self.label = label
        self.className = className
        self.fields = fields
    }
}

/// One parameter of a provider.
package struct ProviderField: Sendable {
    package let name: String
    package let label: String
    package let help: String
    package let isRequired: Bool
    /// What it may be; empty for any text.
    ///
    /// A value with a template is checked when it is rendered.
    package let choices: [String]

    package init(_ name: String, label: String, help: String, isRequired: Bool = false, choices: [String] = []) {
        self.name = name
        self.label = label
        self.help = help
        self.isRequired = isRequired
        self.choices = choices
    }
}

/// Parameters whose templates are rendered; they may name what not everybody may know, so they are not printed.
package struct ProviderParameters: Sendable, CustomStringConvertible, CustomReflectable {
    private let values: [String: String]

    package init(_ values: [String: String]) { self.values = values }

    /// The value; nil when it is not given.
    package subscript(name: String) -> String? { values[name] }

    /// The names, never the values.
    package var description: String { "[" + values.keys.sorted().joined(separator: ", ") + "]" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
