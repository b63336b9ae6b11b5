package import Basics
package import Modeling

/// A text that a template makes of a list of objects, to be downloaded (core.md §8.5).
///
/// Whether the template can be read is checked in Services, which knows the language.
package struct ExportTemplate: Model {
    package static let schema = Schema<ExportTemplate>(
        "extras.exporttemplate", plural: "export-templates", name: "export template",
        naturalKey: ["content_type", "name"], ordering: ["content_type", "name"],
        features: [.timestamps, .notes, .contacts, .relationships, .history],
        unique: [UniqueSet("content_type", "name")],
        display: TextRule("content_type", "name") { "[\($0[0].plainText)] \($0[1].plainText)" })

    package let contentType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model whose lists can be exported with it."))
    package let ownerContentType = Field<String?>(
        .maxLength(100), .format(.contentType), .help("The model of the object that the template comes from."))
    package let owner = Derived(.object(model: "owner_content_type", key: "owner_object_id"))
    package let ownerObjectId = Field<Identifier?>(
        .label("Owner object id"), .help("The key of the object that the template comes from."))
    package let name = Field<String>(.required, .maxLength(255), .search, .help("Name of the template."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the template makes."))
    package let templateCode = Field<String>(
        .required, .filters(.none),
        .help("The list of objects being exported is passed as a context variable named queryset."))
    package let mimeType = Field<String>(
        .maxLength(255), .filters(.none), .label("MIME type"), .help("Defaults to text/plain"))
    package let fileExtension = Field<String>(
        .maxLength(255), .filters(.none), .help("Extension to append to the rendered filename"))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ExportTemplate>] = [
        .namesModel { $0.contentType }, headerIsPlain, .ownerIsWhole { ($0.ownerContentType, $0.ownerObjectId) },
    ]

    package static func prepare(
        _ record: inout Record<ExportTemplate>, in context: RuleContext<ExportTemplate>
    ) throws {
        record.ownerContentType = record.ownerContentType.nilIfEmpty
        if record.fileExtension.hasPrefix(".") {
            record.fileExtension = String(record.fileExtension.drop { $0 == "." })
        }
    }

    /// Type and extension stand in headers of answers.
    private static let headerIsPlain = Rule<ExportTemplate> { context in
        func isName(_ byte: UInt8, _ more: String) -> Bool {
            (48...57).contains(byte) || (97...122).contains(byte | 32) || more.utf8.contains(byte)
        }
        var errors: [FieldErrors] = []
        let type = context.record.mimeType
        let parts = type.prefix { $0 != ";" }.split(separator: "/", omittingEmptySubsequences: false)
        let isType =
            parts.count == 2
            && parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { isName($0, "-+._") } }
        let parameters = type.utf8.drop { $0 != 59 }
        if !type.isEmpty, !isType || !parameters.allSatisfy({ isName($0, "-+._ ;=") }) {
            errors.append(FieldErrors("mime_type", ["Enter a media type, such as text/csv."]))
        }
        if !context.record.fileExtension.utf8.allSatisfy({ isName($0, "-_.") }) {
            errors.append(FieldErrors("file_extension", ["Enter letters, digits, dots and hyphens."]))
        }
        return errors
    }
}

extension Rule {
    /// The content type is a model that clients reach.
    static func namesModel(
        _ field: String = "content_type", _ type: @escaping @Sendable (Record<M>) -> String
    ) -> Rule {
        Rule { context in
            let type = type(context.record)
            guard ProductCatalog.catalog[type]?.isExposed != true else { return [] }
            return [FieldErrors(field, ["Invalid content type: \(type)"])]
        }
    }
}
