package import Basics

/// A value that a template can read.
///
/// A rendering works on a copy: what a template does to a list or a mapping is gone afterwards.
package indirect enum TemplateValue: Sendable {
    /// `None`.
    case null
    /// `True` or `False`.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// A number.
    case double(Double)
    /// A text, escaped when it is printed.
    case string(String)
    /// A text that is HTML already and is printed as it is.
    case markup(String)
    /// Values in order.
    case list([TemplateValue])
    /// Members in order; of two with one key the last one counts.
    case map([(key: String, value: TemplateValue)])
    /// An object that gives its members when they are asked for.
    case object(any TemplateObject)
    /// A function that the template can call.
    case function(TemplateFunction)
    /// Nothing; the text says what is missing.
    case undefined(String)
}

extension TemplateValue {
    /// The value of a JSON text.
    package init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(Int(value))
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .list(values.map(TemplateValue.init))
        case .object(let object): self = .map(object.map { ($0.key, TemplateValue($0.value)) })
        }
    }
}

/// Something with members that are read when a template asks for them, such as a record.
///
/// Only what `member(_:)` answers can be reached: there is no reflection. Names that begin with an underscore are never
/// asked for.
package protocol TemplateObject: Sendable {
    /// The name of the type in messages: `Device`.
    var typeName: String { get }
    /// What the object prints as.
    var text: String { get }
    /// What tells objects of one type apart; two with the same identity are equal.
    var identity: String { get }
    /// The elements to loop over; `nil` when the object is no sequence.
    var elements: [TemplateValue]? { get throws(TemplateError) }

    /// The value of a member; `nil` when there is none.
    ///
    /// - Throws: ``TemplateError`` when the member exists and cannot be read.
    func member(_ name: String) throws(TemplateError) -> TemplateValue?
}

extension TemplateObject {
    /// The same as the text.
    package var identity: String { text }
    /// No sequence.
    package var elements: [TemplateValue]? { nil }
}

/// A function or a filter from another module.
package struct TemplateFunction: Sendable {
    /// What a function is called with; a filter gets the filtered value first.
    package struct Arguments: Sendable {
        /// The values in order.
        package let positional: [TemplateValue]
        /// The values by name.
        package let named: [String: TemplateValue]
        /// Whether the result is escaped where the call stands.
        package let escaping: TemplateOptions.Escaping
    }

    /// The name in messages.
    package let name: String
    let body: @Sendable (Arguments) throws(TemplateError) -> TemplateValue

    /// Makes a function.
    package init(_ name: String, _ body: @escaping @Sendable (Arguments) throws(TemplateError) -> TemplateValue) {
        self.name = name
        self.body = body
    }
}
