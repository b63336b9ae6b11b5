import Basics

extension JSONValue {
    /// The value over several lines, two spaces per level, for people.
    var indented: String { indented("") }

    private func indented(_ margin: String) -> String {
        let inner = margin + "  "
        switch self {
        case .array(let items) where !items.isEmpty:
            return "[\n" + items.map { inner + $0.indented(inner) }.joined(separator: ",\n") + "\n\(margin)]"
        case .object(let object) where !object.isEmpty:
            let members = object.members.map { "\(inner)\(JSONValue.string($0.key).text): \($0.value.indented(inner))" }
            return "{\n" + members.joined(separator: ",\n") + "\n\(margin)}"
        default: return text
        }
    }
}
