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

    /// What is wrong with how it is set up, as far as it shows without asking anybody; for the start of the product.
    var problems: [SecretsError] { get }

    /// The logins that it holds, without anything of them.
    func leases() async -> [SecretLease]

    /// Gives back what was got for a while, such as a login; the process ends.
    func shutdown() async
}

extension SecretsProvider {
    package var problems: [SecretsError] { [] }
    package func leases() async -> [SecretLease] { [] }
    package func shutdown() async {}
}

/// How a login to a backend stands; nothing of the login itself.
package struct SecretLease: Hashable, Sendable {
    /// As ``SecretLocation/backend`` says it.
    package let backend: String
    /// Whether there is a login now.
    package let isHeld: Bool
    /// When it ends, on the clock of `Timekeeper.uptime`; nil without an end.
    package let end: Duration?
    /// How often we logged in and had a login made longer since the start of the process.
    package let logins: Int
    package let renewals: Int

    package init(backend: String, isHeld: Bool, end: Duration?, logins: Int, renewals: Int) {
        self.backend = backend
        self.isHeld = isHeld
        self.end = end
        self.logins = logins
        self.renewals = renewals
    }
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
    /// Whether its documents are on this machine (``SecretLocation/isLocal``).
    package let isLocal: Bool

    package init(
        slug: String, aliases: [String] = [], label: String, className: String, fields: [ProviderField],
        isLocal: Bool = false
    ) {
        self.isLocal = isLocal
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
    /// Whether a template may also make something else of it, which the provider then judges, as earlier records count on.
    package let isOpen: Bool

    package init(
        _ name: String, label: String, help: String, isRequired: Bool = false, choices: [String] = [],
        isOpen: Bool = false
    ) {
        self.name = name
        self.isOpen = isOpen
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
