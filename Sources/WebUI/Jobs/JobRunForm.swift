import Basics
import HTTPServing
import JobEngine
import Modeling

/// The inputs of a job as fields of a form, and what the form sends as the inputs of a run.
struct JobRunForm: Sendable {
    /// Menus hold so many rows; models with more are typed in.
    private static let menu = 150

    let web: WebRequest
    let declaration: JobDeclaration
    /// Whether runs only plan unless somebody says otherwise.
    let isDryByDefault: Bool
    /// Inputs that the form begins with, by variable: those of an earlier run.
    let earlier: JSONObject

    private var variables: [JobVariable] { declaration.variables.filter { !$0.isUnlisted } }

    // MARK: Fields

    /// The fields, with what a refused form said and what is wrong with it.
    func fields(_ errors: [String: [String]]) async throws -> [FormField] {
        var all: [FormField] = []
        for variable in variables {
            let input = try await input(variable)
            var field = FormField(
                name: variable.name,
                title: variable.label.isEmpty ? Words.label(variable.name) : variable.label,
                help: help(variable, input), input: input,
                isRequired: variable.isRequired && variable.kind != .boolean && variable.kind != .dryRun
                    && variable.defaultValue == nil,
                maxLength: variable.maxLength)
            field.values = try await values(variable, input)
            field.errors = errors[variable.name] ?? []
            all.append(field)
        }
        return all
    }

    private func input(_ variable: JobVariable) async throws -> FormField.Input {
        if variable.isSensitive, [.string, .text].contains(variable.kind) { return .password }
        switch variable.kind {
        case .string: return variable.isDay ? .day : .text
        case .text: return .long
        case .integer: return .number
        case .boolean, .dryRun: return .truth
        case .choice: return .choice(variable.choices.map { ($0.value, $0.label) }, allowsNone: !variable.isRequired)
        case .multiChoice: return .choices(variable.choices.map { ($0.value, $0.label) })
        case .object, .multiObject: return try await reference(variable)
        case .file: return .file
        case .address, .addressWithMask, .network: return .text
        case .json: return .document
        }
    }

    private func reference(_ variable: JobVariable) async throws -> FormField.Input {
        let isSeveral = variable.kind == .multiObject
        guard let target = target(variable), web.maySee(target) else { return isSeveral ? .lines : .text }
        let query =
            variable.filters + [(name: "limit", value: String(Self.menu + 1)), (name: "exclude_m2m", value: "true")]
        let answer = try await web.get(target.names.path, query)
        let rows = answer["results"]?.arrayValue ?? []
        guard rows.count <= Self.menu else {
            return isSeveral ? .lines : .reference(path: target.names.path, attribute: target.lookupField)
        }
        let options = rows.map { row in
            (value: row["id"]?.stringValue ?? "", label: row["display"]?.stringValue ?? "")
        }
        return isSeveral ? .choices(options) : .choice(options, allowsNone: true)
    }

    private func target(_ variable: JobVariable) -> AnySchema? {
        variable.model.flatMap { web.catalog[$0] }.flatMap { $0.isExposed ? $0 : nil }
    }

    private func help(_ variable: JobVariable, _ input: FormField.Input) -> String {
        var words = [variable.help]
        if variable.isSensitive { words.append("Used for this run only and never shown.") }
        switch (variable.minimum, variable.maximum) {
        case (let low?, let high?): words.append("From \(low) to \(high).")
        case (let low?, nil): words.append("At least \(low).")
        case (nil, let high?): words.append("At most \(high).")
        case (nil, nil): break
        }
        if let least = variable.minLength { words.append("At least \(least) characters.") }
        if let pattern = variable.pattern { words.append("Matches \(pattern).") }
        switch variable.kind {
        case .address: words.append("Such as 10.0.0.1 or 2001:db8::1.")
        case .addressWithMask: words.append("Such as 10.0.0.1/24.")
        case .network: words.append("Such as 10.0.0.0/24.")
        case .json: words.append("JSON.")
        case .file: words.append("Kept until the run has ended.")
        case .dryRun:
            words.append("Nothing is changed; the run shows what it would change, which can then be carried out.")
        default: break
        }
        if case .lines = input {
            let noun = target(variable)?.names.verbosePlural ?? "objects"
            words.append("Names or ids of \(noun), one per line.")
        }
        if case .choices = input { words.append("Several can be chosen with Ctrl or ⌘.") }
        return words.map { Words.trimmed($0) }.filter { !$0.isEmpty }.map(Self.sentence).joined(separator: " ")
    }

    private static func sentence(_ text: String) -> String {
        text.last.map { ".!?".contains($0) } == true ? text : text + "."
    }

    // MARK: What the fields say at first

    private func values(_ variable: JobVariable, _ input: FormField.Input) async throws -> [String] {
        let isTruth = variable.kind == .boolean || variable.kind == .dryRun
        if web.isPost {
            // What is confidential does not go back into a page.
            if variable.isSensitive { return [] }
            return isTruth ? [web.form.has(variable.name) ? "true" : "false"] : web.form.all(variable.name)
        }
        // Confidential values have no place in addresses.
        let given = variable.isSensitive ? [] : web.request.query.filter { $0.name == variable.name }.map(\.value)
        let value = given.isEmpty ? earlier[variable.name] ?? initial(variable) : nil
        let texts = value.map { Self.texts($0, variable) } ?? given
        if case .lines = input { return [try await named(texts, variable).joined(separator: "\n")] }
        return texts
    }

    private func initial(_ variable: JobVariable) -> JSONValue {
        if variable.kind == .dryRun, isDryByDefault { return true }
        return variable.defaultValue ?? .null
    }

    private static func texts(_ value: JSONValue, _ variable: JobVariable) -> [String] {
        if variable.kind == .json { return value.isNull ? [] : [value.indented] }
        switch value {
        case .null: return []
        case .bool(let truth): return [truth ? "true" : "false"]
        case .string(let text): return [text]
        case .array(let items): return items.flatMap { texts($0, variable) }
        default: return [value.text]
        }
    }

    /// Ids with the names of their objects behind them, which people can read; the names count for nothing.
    private func named(_ ids: [String], _ variable: JobVariable) async throws -> [String] {
        guard let target = target(variable), web.maySee(target) else { return ids }
        var names: [String: String] = [:]
        for start in stride(from: 0, to: ids.count, by: 100) {
            let part = ids[start..<min(start + 100, ids.count)].filter { Identifier($0) != nil }
            guard !part.isEmpty else { continue }
            let rows = try await web.get(
                target.names.path, part.map { ("id", $0) } + [("limit", "100"), ("exclude_m2m", "true")])
            for row in rows["results"]?.arrayValue ?? [] {
                names[row["id"]?.stringValue ?? ""] = row["display"]?.stringValue
            }
        }
        return ids.map { id in names[id].map { "\(id) \($0)" } ?? id }
    }

    // MARK: What the form sends

    /// The inputs as the API takes them.
    ///
    /// - Throws: ``Problem`` with the fields that hold no JSON.
    func data() throws -> JSONObject {
        var data = JSONObject()
        var errors: [FieldErrors] = []
        for variable in variables where variable.kind != .file {
            do {
                data[variable.name] = try value(variable)
            } catch {
                errors.append(FieldErrors(variable.name, "This is no valid JSON."))
            }
        }
        guard errors.isEmpty else { throw Problem(.invalidInput, "", fields: errors) }
        return data
    }

    private func value(_ variable: JobVariable) throws -> JSONValue {
        let text = (web.form[variable.name] ?? "").replacing("\r\n", with: "\n")
        switch variable.kind {
        case .boolean, .dryRun: return .bool(web.form.has(variable.name))
        case .multiChoice: return .array(web.form.all(variable.name).filter { !$0.isEmpty }.map(JSONValue.string))
        case .object: return Words.trimmed(text).isEmpty ? .null : reference(text, variable)
        case .multiObject:
            let lines = web.form.all(variable.name).flatMap { $0.split(whereSeparator: \.isNewline) }
            return .array(
                lines.map { Words.trimmed(String($0)) }.filter { !$0.isEmpty }.map { reference($0, variable) })
        case .json: return Words.trimmed(text).isEmpty ? .null : try JSONValue(parsing: text)
        case .string, .text: return .string(text)
        default: return .string(Words.trimmed(text))
        }
    }

    /// An object by its id, whatever stands behind it on the line, or by the attribute that people know it by.
    private func reference(_ text: String, _ variable: JobVariable) -> JSONValue {
        let text = Words.trimmed(text)
        let first = String(text.prefix { !$0.isWhitespace })
        if Identifier(first) != nil { return .string(first) }
        guard let target = target(variable), target.lookupField != "id" else { return .string(text) }
        return .object(JSONObject([(target.lookupField, .string(text))]))
    }
}
