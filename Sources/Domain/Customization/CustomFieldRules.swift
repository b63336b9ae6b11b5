import Basics
package import Modeling

extension CustomFieldDefinition {
    /// The definition that a stored custom field gives.
    ///
    /// - Parameter choices: Its values, in the order of their weights.
    package init(_ field: Record<CustomField>, choices: [String]) {
        self.init(
            id: field.id.raw, key: field.key, type: CustomFieldType(rawValue: field.type) ?? .text,
            filterLogic: CustomFieldFilterLogic(rawValue: field.filterLogic) ?? .loose, isRequired: field.required,
            defaultValue: field.`default`.flatMap { try? JSONValue(parsing: $0.text) } ?? .null,
            minimum: field.validationMinimum.map(Int64.init), maximum: field.validationMaximum.map(Int64.init),
            pattern: field.validationRegex, choices: choices, help: field.description)
    }
}

extension CustomField {
    static let immutable = Rule<CustomField> { context in
        guard let previous = context.previous else { return [] }
        var errors: [FieldErrors] = []
        if context.record.key != previous.key {
            errors.append(FieldErrors("key", ["Key cannot be changed once created"]))
        }
        if context.record.type != previous.type {
            errors.append(FieldErrors("type", ["Type cannot be changed once created"]))
        }
        return errors
    }

    static let limits = Rule<CustomField> { context in
        let field = context.record
        let type = CustomFieldType(rawValue: field.type) ?? .text
        var errors: [FieldErrors] = []
        if !type.takesRange {
            let reason = "may not be set for fields of type '\(type.rawValue)'"
            if field.validationMinimum != nil {
                errors.append(FieldErrors("validation_minimum", ["A minimum value \(reason)"]))
            }
            if field.validationMaximum != nil {
                errors.append(FieldErrors("validation_maximum", ["A maximum value \(reason)"]))
            }
        } else if let minimum = field.validationMinimum, let maximum = field.validationMaximum, minimum > maximum {
            errors.append(FieldErrors("validation_maximum", ["The maximum value is less than the minimum value."]))
        }
        guard !field.validationRegex.isEmpty else { return errors }
        guard type.takesPattern else {
            let message = "Regular expression validation is not supported for fields of type '\(type.rawValue)'"
            return errors + [FieldErrors("validation_regex", [message])]
        }
        do throws(PatternError) {
            _ = try Pattern(field.validationRegex, caseInsensitive: false)
        } catch {
            errors.append(FieldErrors("validation_regex", [error.reason]))
        }
        return errors
    }

    static let defaultFits = Rule<CustomField> { context in
        guard let document = context.record.`default` else { return [] }
        let choices = try context.rows(
            CustomFieldChoice.self, where: .compare(["custom_field"], .equals, [context.record.id.value]),
            limit: 10_000)
        let definition = CustomFieldDefinition(context.record, choices: choices.map(\.value))
        do throws(ValueError) {
            _ = try definition.checked(definition.defaultValue)
            return []
        } catch {
            return [FieldErrors("default", ["Invalid default value \"\(document.text)\": \(error.message)"])]
        }
    }

    static let scopeIsEmpty = Rule<CustomField> { context in
        let text = context.record.scopeFilter.text
        guard let scope = try? JSONValue(parsing: text), case .object(let object) = scope else {
            return [FieldErrors("scope_filter", ["A scope filter must be a JSON object."])]
        }
        guard !object.isEmpty else { return [] }
        let message = "A custom field cannot be limited by filters yet; its content types say where it applies."
        return [FieldErrors("scope_filter", [message])]
    }
}

extension Rule {
    /// Each content type is a model that can be customized.
    static func customizedModels(
        _ field: String = "content_types", feature: Features = .customFields,
        _ types: @escaping @Sendable (Record<M>) -> [String]
    ) -> Rule {
        Rule { context in
            let unknown = types(context.record).filter {
                ProductCatalog.catalog[$0].map { !$0.isExposed || $0.features.isDisjoint(with: feature) } ?? true
            }
            return unknown.isEmpty ? [] : [FieldErrors(field, unknown.map { "Invalid content type: \($0)" })]
        }
    }
}

extension Record {
    /// Gives a row without a key one that is made of its label: `My text` gives `my_text`, a second one `my_text_2`.
    ///
    /// A stored row keeps its key.
    mutating func deriveKey(
        _ key: KeyPath<M, Field<String>>, from label: KeyPath<M, Field<String>>, in context: RuleContext<M>
    ) throws {
        guard self[dynamicMember: key].isEmpty else { return }
        if let previous = context.previous {
            self[dynamicMember: key] = previous[dynamicMember: key]
            return
        }
        var stem = Slug.make(self[dynamicMember: label]).replacing("-", with: "_")
        if stem.first?.isNumber ?? true { stem = "a" + stem }
        stem = String(stem.prefix(240))
        let name = M.schema.handles[keyPath: key].info.name
        var candidate = stem
        var number = 2
        while try context.anotherExists(where: .compare([name], .equals, [.text(candidate)])) {
            candidate = "\(stem)_\(number)"
            number += 1
        }
        self[dynamicMember: key] = candidate
    }
}
