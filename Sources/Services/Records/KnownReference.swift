import Basics
import Modeling

/// A reference that is no key, and what it must refer to.
package struct KnownReference: Hashable, Sendable {
    private let target: ObjectIdentifier
    private let scope: String?
    /// A name, or the JSON of an object of attributes.
    private let text: String
    private let isObject: Bool

    /// Nil for what is neither.
    init?(_ json: JSONValue, _ target: AnySchema, scope: String?) {
        switch json {
        case .string(let name): (text, isObject) = (name, false)
        case .object: (text, isObject) = (json.text, true)
        default: return nil
        }
        self.target = ObjectIdentifier(target)
        self.scope = scope
    }

    /// Mixes in all but the scope: few scopes go with one text.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(target)
        hasher.combine(text)
    }
}
