import Basics
package import Modeling

/// How a system outside is reached: its address, its credentials and how it is asked (core.md §2.5).
///
/// Addresses and headers may hold templates, so whether one may be reached is decided when it is used.
package struct ExternalIntegration: Model {
    /// The description of the model.
    package static let schema = Schema<ExternalIntegration>(
        "extras.externalintegration", plural: "external-integrations", name: "external integration",
        naturalKey: ["name"], ordering: ["name"])

    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the integration."))
    package let remoteUrl = Field<String>(
        .required, .maxLength(500), .search, .format(.anyURL), .label("Remote URL"),
        .help("Address of the system, of any scheme; may hold templates. Credentials belong in the secrets group."))
    package let verifySsl = Field<Bool>(
        .default(.bool(true)), .label("Verify SSL"), .help("Verify SSL certificates when connecting to the remote URL.")
    )
    package let timeout = Field<Int>(
        .default(.int(30)), .range(0...2_147_483_647), .help("Number of seconds to wait for a response."))
    package let extraConfig = Field<JSONDocument?>(
        .help("Further settings, as an object; its texts may hold templates."))
    package let httpMethod = Field<String>(
        .maxLength(10), .label("HTTP method"),
        .choices(["GET", "POST", "PUT", "PATCH", "DELETE"].map { Choice($0, $0) }),
        .help("The method with which the system is asked."))
    package let headers = Field<JSONDocument?>(
        .label("HTTP headers"), .help("Headers that requests carry, as an object; its texts may hold templates."))
    package let caFilePath = Field<String>(
        .maxLength(255), .label("CA file path"),
        .help("File of certificate authorities to believe for this system, in PEM form."))
    package let secretsGroup = OptionalRef<SecretsGroup>(
        .protect, .relatedName("external_integrations"), .help("The secrets with which the system is asked."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ExternalIntegration>] = [
        .isObject("extra_config") { $0.extraConfig }, .isObject("headers") { $0.headers }, addressHidesNothing,
        trustIsClear,
    ]

    /// Everybody who may see the integration sees its address.
    private static let addressHidesNothing = Rule<ExternalIntegration> { context in
        guard RemoteText.carriesUserInformation(context.record.remoteUrl) else { return [] }
        return [FieldErrors("remote_url", [RemoteText.refusalOfUserInformation])]
    }

    private static let trustIsClear = Rule<ExternalIntegration> { context in
        guard !context.record.verifySsl, !context.record.caFilePath.isEmpty else { return [] }
        return [FieldErrors("ca_file_path", ["Do not specify a CA certificate file if SSL verification is disabled."])]
    }
}
