import Modeling

/// What stands below fields whose model says nothing of them.
extension RecordForm {
    static let tagHint =
        "Words that several objects share, to find them together. Several can be chosen with Ctrl or ⌘."

    /// What a custom field takes: as its description says, else as its type and limits do.
    static func hint(_ custom: CustomFieldDefinition) -> String {
        if !custom.help.isEmpty { return custom.help }
        let isText = [.text, .markdown, .url].contains(custom.type)
        let unit = isText ? " characters" : ""
        var words = [what(custom.type)]
        switch (custom.minimum, custom.maximum) {
        case (let low?, let high?): words.append("From \(low) to \(high)\(unit).")
        case (let low?, nil): words.append("At least \(low)\(unit).")
        case (nil, let high?): words.append("At most \(high)\(unit).")
        case (nil, nil): break
        }
        if !custom.pattern.isEmpty { words.append("Matches \(custom.pattern).") }
        return words.joined(separator: " ")
    }

    private static func what(_ type: CustomFieldType) -> String {
        switch type {
        case .text: "A text."
        case .integer: "A whole number."
        case .boolean: "Yes when it is ticked."
        case .date: "A calendar day."
        case .datetime: "A moment, such as 2027-01-31T22:00:00Z."
        case .url: "An address, such as https://example.com/."
        case .select: "One of the choices."
        case .multiSelect: "Any of the choices; several with Ctrl or ⌘."
        case .json: "JSON."
        case .markdown: "A text in Markdown."
        }
    }
}
