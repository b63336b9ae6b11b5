package import Basics

/// The values of a run, checked against the declaration.
package struct JobInput: Sendable, Hashable {
    /// In the order of the variables; every variable is there.
    package private(set) var values: JSONObject

    package init(values: JSONObject = JSONObject()) { self.values = values }

    package subscript(name: String) -> JSONValue { values[name] ?? .null }

    /// A text; empty when there is none.
    package func text(_ name: String) -> String { self[name].stringValue ?? "" }
    /// A truth value; false when there is none.
    package func flag(_ name: String) -> Bool { self[name].boolValue ?? false }
    /// A whole number.
    package func integer(_ name: String) -> Int64? { self[name].intValue }
    /// The key of an object.
    package func object(_ name: String) -> Identifier? { self[name].stringValue.flatMap { Identifier($0) } }
    /// The keys of objects.
    package func objects(_ name: String) -> [Identifier] {
        (self[name].arrayValue ?? []).compactMap { $0.stringValue.flatMap { Identifier($0) } }
    }
}

/// Finds the objects that the values of a run name.
package protocol JobObjectLookup {
    /// The key of the object that a value names: by its id, or by attributes.
    ///
    /// - Throws: ``ValueError``-like errors with a message for the caller.
    func object(_ value: JSONValue, of variable: JobVariable) throws(JobInputError) -> Identifier
}

/// Why a value is not taken.
package struct JobInputError: Error, Hashable, Sendable {
    /// One sentence.
    package let message: String
    package init(_ message: String) { self.message = message }
}

extension JobInput {
    /// Reads the values that somebody gave for a run.
    ///
    /// - Parameters:
    ///   - data: What was given; variables that it leaves out get their defaults.
    ///   - files: Keys of files that were given, by variable.
    /// - Throws: ``Problem`` of kind `invalidInput` with the messages of every variable that is wrong.
    package init(
        _ data: JSONObject, files: [String: Identifier] = [:], for declaration: JobDeclaration,
        objects: any JobObjectLookup
    ) throws(Problem) {
        var errors: [FieldErrors] = []
        let known = Set(declaration.variables.map(\.name))
        for name in data.keys + files.keys.sorted() where !known.contains(name) {
            errors.append(FieldErrors(name, "Job data contained an unknown property"))
        }
        var values = JSONObject()
        for variable in declaration.variables where !variable.isUnlisted || data[variable.name] != nil {
            do throws(JobInputError) {
                let file = files[variable.name].map { JSONValue.string($0.description) }
                if variable.kind == .file, let given = data[variable.name], !Self.isEmpty(given) {
                    throw JobInputError("Upload the file as a part of multipart/form-data.")
                }
                values[variable.name] = try Self.read(file ?? data[variable.name], variable, objects)
            } catch {
                errors.append(FieldErrors(variable.name, error.message))
            }
        }
        guard errors.isEmpty else { throw Problem(.invalidInput, "The values are not valid.", fields: errors) }
        self.init(values: values)
    }

    private static func read(
        _ given: JSONValue?, _ variable: JobVariable, _ objects: any JobObjectLookup
    ) throws(JobInputError) -> JSONValue {
        let value = given ?? variable.defaultValue ?? .null
        if isEmpty(value) {
            guard !variable.isRequired || variable.kind == .boolean || variable.kind == .dryRun else {
                throw JobInputError("This field is required.")
            }
            return empty(variable)
        }
        switch variable.kind {
        case .string, .text: return .string(try text(value, variable))
        case .integer: return .int(try integer(value, variable))
        case .boolean, .dryRun:
            guard let truth = value.boolValue else { throw JobInputError("Must be a valid boolean.") }
            return .bool(truth)
        case .choice: return .string(try choice(value, variable))
        case .multiChoice:
            return .array(try list(value).map { (item) throws(JobInputError) in .string(try choice(item, variable)) })
        case .object: return .string(try objects.object(value, of: variable).description)
        case .multiObject:
            return .array(
                try list(value).map { (item) throws(JobInputError) in
                    .string(try objects.object(item, of: variable).description)
                })
        case .address:
            return .string(
                try address(value, "Enter a valid IPv4 or IPv6 address without a mask.") { IPHost($0)?.description })
        case .addressWithMask:
            return .string(
                try address(value, "Enter a valid IPv4 or IPv6 address with a mask, such as 10.0.0.1/24.") {
                    $0.contains("/") ? IPInterfaceAddress($0)?.description : nil
                })
        case .network:
            return .string(
                try address(value, "Enter a valid IPv4 or IPv6 network, such as 10.0.0.0/24.") {
                    $0.contains("/") ? IPNetwork($0)?.description : nil
                })
        case .file, .json: return value
        }
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        value.isNull || value == .string("") || value == .array([])
    }

    private static func empty(_ variable: JobVariable) -> JSONValue {
        switch variable.kind {
        case .string, .text, .choice: .string("")
        case .boolean, .dryRun: .bool(false)
        case .multiChoice, .multiObject: .array([])
        default: .null
        }
    }

    private static func text(_ value: JSONValue, _ variable: JobVariable) throws(JobInputError) -> String {
        guard let text = value.stringValue else { throw JobInputError("Not a valid string.") }
        if let least = variable.minLength, text.count < least {
            throw JobInputError("Ensure this value has at least \(least) characters (it has \(text.count)).")
        }
        if let most = variable.maxLength, text.count > most {
            throw JobInputError("Ensure this value has at most \(most) characters (it has \(text.count)).")
        }
        guard let pattern = variable.pattern else { return try day(text, variable) }
        let matches: Bool
        do throws(PatternError) {
            matches = try Pattern("\\A(?:\(pattern))", caseInsensitive: false).matches(text)
        } catch {
            throw JobInputError("The pattern of this field cannot be used: \(error)")
        }
        guard matches else { throw JobInputError("Enter a valid value that matches \(pattern).") }
        return try day(text, variable)
    }

    private static func day(_ text: String, _ variable: JobVariable) throws(JobInputError) -> String {
        guard variable.isDay, CalendarDay(text) == nil else { return text }
        throw JobInputError("\(text) is not a day of the calendar. Give one such as 2026-01-31.")
    }

    private static func integer(_ value: JSONValue, _ variable: JobVariable) throws(JobInputError) -> Int64 {
        guard let number = value.intValue ?? value.stringValue.flatMap({ Int64($0) }) else {
            throw JobInputError("Enter a whole number.")
        }
        if let least = variable.minimum, number < least {
            throw JobInputError("Ensure this value is greater than or equal to \(least).")
        }
        if let most = variable.maximum, number > most {
            throw JobInputError("Ensure this value is less than or equal to \(most).")
        }
        return number
    }

    private static func choice(_ value: JSONValue, _ variable: JobVariable) throws(JobInputError) -> String {
        guard let text = value.stringValue ?? value.intValue.map({ String($0) }) else {
            throw JobInputError("Not a valid string.")
        }
        guard variable.choices.contains(where: { $0.value == text }) else {
            throw JobInputError("Select a valid choice. \(text) is not one of the available choices.")
        }
        return text
    }

    private static func list(_ value: JSONValue) throws(JobInputError) -> [JSONValue] {
        guard let items = value.arrayValue else { throw JobInputError("Enter a list of values.") }
        return items
    }

    private static func address(
        _ value: JSONValue, _ refusal: String, _ read: (String) -> String?
    ) throws(JobInputError) -> String {
        guard let text = value.stringValue, let address = read(text) else { throw JobInputError(refusal) }
        return address
    }
}
