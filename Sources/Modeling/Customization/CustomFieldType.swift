/// What the values of a custom field are (core.md §2.8).
package enum CustomFieldType: String, CaseIterable, Hashable, Sendable {
    case text
    case integer
    case boolean
    case date
    case datetime
    case url
    case select
    case multiSelect = "multi-select"
    case json
    case markdown

    /// How people read it.
    package var label: String {
        switch self {
        case .text: "Text"
        case .integer: "Integer"
        case .boolean: "Boolean (true/false)"
        case .date: "Date"
        case .datetime: "Datetime"
        case .url: "URL"
        case .select: "Selection"
        case .multiSelect: "Multiple selection"
        case .json: "JSON"
        case .markdown: "Markdown"
        }
    }

    /// Whether a minimum and maximum apply: to the value of an integer, to the length of others.
    package var takesRange: Bool { self != .boolean && self != .date && self != .datetime }

    /// Whether a regular expression applies.
    package var takesPattern: Bool { takesRange && self != .integer }

    /// Whether values are chosen from a list.
    package var hasChoices: Bool { self == .select || self == .multiSelect }
}

/// How the filter `cf_<key>` without a suffix compares texts.
package enum CustomFieldFilterLogic: String, CaseIterable, Hashable, Sendable {
    /// There is no filter.
    case disabled
    /// The value contains the text, whatever the case.
    case loose
    /// The value is the text.
    case exact

    /// How people read it.
    package var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
