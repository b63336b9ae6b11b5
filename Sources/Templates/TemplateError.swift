/// Why a template cannot be read, or could not be rendered.
package struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Who is to act: the template's author, or whoever gave it data; each kind is an exception of the reference.
    package enum Kind: String, Hashable, CaseIterable, Sendable {
        /// The template is not well formed.
        case syntax = "TemplateSyntaxError"
        /// The template names a filter or a test that does not exist.
        case assertion = "TemplateAssertionError"
        /// A value that is not defined was used for more than printing.
        case undefined = "UndefinedError"
        /// The template reached for something that the sandbox keeps closed.
        case security = "SecurityError"
        /// A filter got arguments that it does not take.
        case filterArgument = "FilterArgumentError"
        /// Another failure of the language itself.
        case runtime = "TemplateRuntimeError"
        /// The template asks for another template; there are none.
        case templateNotFound = "TemplateNotFound"
        /// A value has the wrong type.
        case type = "TypeError"
        /// A value has the right type and cannot be used.
        case value = "ValueError"
        /// A key is missing in a mapping.
        case key = "KeyError"
        /// A position is outside of a sequence.
        case index = "IndexError"
        /// An object has no such attribute.
        case attribute = "AttributeError"
        /// What a filter takes for granted does not hold.
        case precondition = "AssertionError"
        /// A number was divided by zero.
        case zeroDivision = "ZeroDivisionError"
        /// A number or a range is too large.
        case overflow = "OverflowError"
        /// The template does too much; see ``TemplateLimits``.
        case limit = "LimitError"
    }

    /// What kind of failure this is.
    package let kind: Kind
    /// What is wrong, without the line.
    package let message: String
    /// The line of the template, from 1; `nil` when it is not known.
    package private(set) var line: Int?

    /// Makes an error, for filters and objects of other modules too.
    package init(_ kind: Kind, _ message: String, line: Int? = nil) {
        self.kind = kind
        self.message = message
        self.line = line
    }

    /// Whether the template itself is wrong, whatever it is rendered with.
    package var isSyntactic: Bool { kind == .syntax || kind == .assertion }

    /// The message and the line.
    package var description: String {
        guard let line else { return message }
        return "\(message) (line \(line))"
    }

    /// The same error, with a line unless it has one.
    func at(line: Int) -> TemplateError {
        var error = self
        error.line = error.line ?? line
        return error
    }
}

extension TemplateError {
    static func type(_ message: String) -> TemplateError { TemplateError(.type, message) }
    static func value(_ message: String) -> TemplateError { TemplateError(.value, message) }
    static func limit(_ message: String) -> TemplateError { TemplateError(.limit, message) }
    static func filterArgument(_ message: String) -> TemplateError { TemplateError(.filterArgument, message) }
    static var integerTooLarge: TemplateError { TemplateError(.overflow, "The number is too large.") }
    static var divisionByZero: TemplateError { TemplateError(.zeroDivision, "division by zero") }
}
