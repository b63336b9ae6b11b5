import Basics
package import Modeling

/// How to reach a value that is kept elsewhere; the value itself is never stored (contracts/secrets.md §1.1).
///
/// Whether the provider is known and takes the parameters is checked in Services, which knows the providers.
package struct Secret: Model {
    /// The description of the model.
    package static let schema = Schema<Secret>(
        "extras.secret", plural: "secrets", naturalKey: ["name"], ordering: ["name"], features: [.primary, .tagsFirst],
        globalSearch: GlobalSearch(["name"], place: 51),
        filters: [.path("secrets_groups", ["secrets_group_associations", "secrets_group"])])

    /// What happens to values that templates of parameters print.
    package enum Escape: String, CaseIterable, Sendable {
        /// `A&B` becomes `A&amp;B`, as records of earlier systems count on.
        case html
        /// Values are printed as they are.
        case none
    }

    /// What happens to values that templates name and that do not exist.
    package enum Undefined: String, CaseIterable, Sendable {
        /// The resolution fails and names what is missing.
        case strict
        /// They print nothing.
        case empty
    }

    /// What happens to a value that the backend keeps as something else than a text.
    package enum OnNonString: String, CaseIterable, Sendable {
        /// It is handed out as the JSON that it is.
        case pass
        /// It is handed out as the text of its JSON.
        case text
        /// The resolution fails.
        case error
    }

    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the secret."))
    package let description = Field<String>(.maxLength(255), .filters(.none), .help("What the secret is for."))
    package let provider = Field<String>(
        .required, .maxLength(255), .help("Short name of the provider that reaches the value, such as text-file."))
    package let parameters = Field<JSONDocument>(
        .filters(.none),
        .help("What the provider needs to find the value, as an object of texts; templates with the variable obj."))
    package let escape = Field<String>(
        .maxLength(10), .default(.text(Escape.none.rawValue)), .importDefault(.text(Escape.html.rawValue)),
        .column("escape_mode"), .filters(.none), .choices(Escape.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("Whether values that templates print are escaped for HTML; html for imported secrets."))
    package let undefined = Field<String>(
        .maxLength(10), .default(.text(Undefined.strict.rawValue)), .importDefault(.text(Undefined.empty.rawValue)),
        .column("undefined_mode"), .filters(.none),
        .choices(Undefined.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("Whether a name in a template that means nothing is an error; empty for imported secrets."))
    package let onNonString = Field<String>(
        .maxLength(10), .default(.text(OnNonString.error.rawValue)), .importDefault(.text(OnNonString.pass.rawValue)),
        .filters(.none), .label("On non-string"),
        .choices(OnNonString.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("What becomes of a value that is no text: handed out as it is, as text, or refused."))

    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<Secret>, in context: RuleContext<Secret>) throws {
        guard record.parameters != context.previous?.parameters else { return }
        record.parameters = try SecretParameters.normalized(record.parameters)
    }

    /// The parameters of a record in the order in which they were written; empty when they are no object.
    package static func parameters(of secret: Record<Secret>) -> [(name: String, template: String)] {
        // What cannot be read counts as empty: only ``SecretParameters`` writes here.
        let object = (try? JSONValue(parsing: secret.parameters.text))?.objectValue ?? JSONObject()
        return object.members.compactMap { member in member.value.stringValue.map { (member.key, $0) } }
    }
}

/// Parameters in the one form that is stored: an object of texts.
package enum SecretParameters {
    /// The parameters with numbers and truth values as their texts.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` with the messages of `parameters`.
    package static func normalized(_ document: JSONDocument) throws -> JSONDocument {
        // What is no JSON is no object either; the store only ever holds JSON.
        guard case .object(let object)? = try? JSONValue(parsing: document.text) else {
            throw refused(["Give an object of texts, such as {\"variable\": \"NAME\"}."])
        }
        guard !object.isEmpty else { throw refused(["This field cannot be blank."]) }
        var members: [(String, JSONValue)] = []
        var messages: [String] = []
        for (name, value) in object {
            switch value {
            case .string: members.append((name, value))
            case .int, .double, .bool: members.append((name, .string(value.text)))
            case .null, .array, .object: messages.append("The parameter \"\(name)\" must be a text.")
            }
        }
        guard messages.isEmpty else { throw refused(messages) }
        return JSONDocument(text: JSONValue.object(JSONObject(members)).text)
    }

    private static func refused(_ messages: [String]) -> Problem {
        Problem(.invalidInput, "The values are not valid.", fields: [FieldErrors("parameters", messages)])
    }
}
