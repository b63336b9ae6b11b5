/// Hands out the text of files below folders that the operator named.
package struct TextFileProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "text-file", label: "Text File", className: "TextFileSecretsProvider",
        fields: [
            ProviderField(
                "path", label: "Path", help: "The absolute path of the file, below one of the allowed folders.",
                isRequired: true)
        ] + SecretText.fields, isLocal: true)

    /// Where container engines put secrets.
    package static let usualRoots = ["/run/secrets"]

    private let files: ContainedFiles

    /// Makes a provider that reads files below the roots of a reader.
    package init(files: ContainedFiles) { self.files = files }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let path = try parameters.required("path")
        try ContainedFiles.check(path)
        try SecretText.check(parameters)
        return SecretLocation(backend: kind.slug, coordinates: [path], isLocal: true)
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        SecretDocument(try await files.read(location.coordinates.first ?? ""))
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        try SecretText.value(in: document.bytes, parameters)
    }
}
