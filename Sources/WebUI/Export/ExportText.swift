import Basics

/// Values of the API in exports for people.
enum ExportText {
    /// A value as people read it.
    static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: text
        case .bool(let truth)?: truth ? "Yes" : "No"
        case .array(let items)?: items.map { text($0) }.joined(separator: ", ")
        case .object(let object)?:
            object["display"]?.stringValue ?? object["label"]?.stringValue ?? JSONValue.object(object).text
        case let number?: number.text
        }
    }
}
