package import Basics

/// One input of a job: its type, its limits, and how people are asked for it (core.md §5.3).
package struct JobVariable: Sendable, Hashable {
    /// What a value is.
    package enum Kind: String, Sendable, CaseIterable {
        case string = "StringVar"
        case text = "TextVar"
        case integer = "IntegerVar"
        case boolean = "BooleanVar"
        /// A truth value that says whether changes are only planned.
        case dryRun = "DryRunVar"
        case choice = "ChoiceVar"
        case multiChoice = "MultiChoiceVar"
        case object = "ObjectVar"
        case multiObject = "MultiObjectVar"
        case file = "FileVar"
        case address = "IPAddressVar"
        case addressWithMask = "IPAddressWithMaskVar"
        case network = "IPNetworkVar"
        case json = "JSONVar"
    }

    package var name: String
    package var kind: Kind
    /// How it is called; made from the name when empty.
    package var label = ""
    package var help = ""
    package var isRequired = true
    /// What counts when nothing is given.
    package var defaultValue: JSONValue?
    /// Characters of a text.
    package var minLength: Int?
    package var maxLength: Int?
    /// Pattern that a text has to match from its beginning on.
    package var pattern: String?
    /// Whether a text has to be a day of the calendar, such as `2026-01-31`.
    package var isDay = false
    /// Bounds of a number.
    package var minimum: Int64?
    package var maximum: Int64?
    /// Values that are taken, and how each reads.
    package var choices: [(value: String, label: String)] = []
    /// The model of objects, `dcim.location`.
    package var model: String?
    /// Which objects are taken, in the lookup language.
    package var filters: [(name: String, value: String)] = []
    /// Whether the value is for the run alone: it is never shown, and stored sealed until the run has it.
    package var isSensitive = false
    /// Whether it is taken but not listed: clients of the dialect know a job of this name without it.
    package var isUnlisted = false

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    package static func == (left: JobVariable, right: JobVariable) -> Bool { left.json == right.json }
    package func hash(into hasher: inout Hasher) { hasher.combine(json) }

    /// As clients read it, members without a value left out.
    package var json: JSONValue {
        var object = JSONObject()
        object["name"] = .string(name)
        object["type"] = .string(kind.rawValue)
        if !label.isEmpty { object["label"] = .string(label) }
        if !help.isEmpty { object["help_text"] = .string(help) }
        object["required"] = .bool(isRequired)
        object["default"] = defaultValue
        object["min_length"] = minLength.map { .int(Int64($0)) }
        object["max_length"] = maxLength.map { .int(Int64($0)) }
        object["regex"] = pattern.map(JSONValue.string)
        object["min_value"] = minimum.map(JSONValue.int)
        object["max_value"] = maximum.map(JSONValue.int)
        if !choices.isEmpty {
            object["choices"] = .array(choices.map { [.string($0.value), .string($0.label)] })
        }
        object["model"] = model.map(JSONValue.string)
        return .object(object)
    }
}
