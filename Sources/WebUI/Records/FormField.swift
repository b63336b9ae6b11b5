import Basics
import Modeling

/// One field of a form: its label, its input, its hint and what is wrong with it.
struct FormField: Sendable {
    /// How a value is given.
    enum Input: Sendable {
        case text
        case long
        case number
        case day
        case moment
        case truth
        case password
        /// JSON, written as text.
        case document
        /// One of these; with an empty one where nothing may be chosen.
        case choice([(value: String, label: String)], allowsNone: Bool)
        /// Any of these.
        case choices([(value: String, label: String)])
        /// A row of a model with too many rows for a menu: its name or id, with suggestions from the API's list.
        case reference(path: String, attribute: String)
        /// Texts, one per line.
        case lines
    }

    let name: String
    let title: String
    let help: String
    let input: Input
    var isRequired = false
    var maxLength: Int?
    /// What the input shows; several for several chosen.
    var values: [String] = []
    var errors: [String] = []
    /// Whether the reader begins here.
    var isFocused = false

    private var inputID: String { "field-\(name)" }

    var html: HTML {
        div(.class("field")) {
            if case .truth = input {
                label(.for(inputID)) {
                    control
                    " \(title)"
                }
            } else {
                label(.for(inputID)) {
                    title
                    if isRequired {
                        span(.class("bad"), .aria("hidden", "true")) { " *" }
                    }
                }
                control
            }
            if !help.isEmpty { p(.id("\(inputID)-hint"), .class("hint")) { help } }
            for error in errors { p(.class("error"), .id("\(inputID)-error")) { error } }
        }
    }

    @HTMLBuilder private var control: HTML {
        switch input {
        case .text: field("text")
        case .number: field("number")
        case .day: field("date")
        case .moment: field("text")
        case .password: field("password")
        case .truth:
            WebUI.input(
                .id(inputID), .name(name), .type("checkbox"), .value("true"),
                .flag("checked", if: values.last == "true"), described)
        case .long, .document, .lines:
            textarea(
                .id(inputID), .name(name), .flag("required", if: isRequired), described, invalid,
                .when(isDocument, .class("mono")), Attribute("spellcheck", isDocument ? "false" : "true")
            ) { "\n" + (values.last ?? "") }
        case .choice(let choices, let allowsNone):
            select(.id(inputID), .name(name), .flag("required", if: isRequired), described, invalid) {
                if allowsNone || values.isEmpty { option(.value("")) { "–" } }
                for choice in choices {
                    option(.value(choice.value), .flag("selected", if: values.contains(choice.value))) { choice.label }
                }
            }
        case .choices(let choices):
            select(.id(inputID), .name(name), .flag("multiple"), described, invalid) {
                for choice in choices {
                    option(.value(choice.value), .flag("selected", if: values.contains(choice.value))) { choice.label }
                }
            }
        case .reference(let path, let attribute):
            WebUI.input(
                .id(inputID), .name(name), .type("text"), .value(values.last ?? ""),
                Attribute("list", "\(inputID)-list"),
                .data("suggest", path), .data("attribute", attribute), Attribute("autocomplete", "off"),
                .flag("required", if: isRequired), described, invalid)
            datalist(.id("\(inputID)-list")) { HTML() }
        }
    }

    private var isDocument: Bool {
        if case .document = input { return true }
        return false
    }

    private func field(_ type: StaticString) -> HTML {
        WebUI.input(
            .id(inputID), .name(name), .type(type), .value(values.last ?? ""), .flag("required", if: isRequired),
            .flag("autofocus", if: isFocused),
            .when(maxLength != nil, Attribute("maxlength", String(maxLength ?? 0))), described, invalid)
    }

    private var described: Attribute {
        let ids = (help.isEmpty ? [] : ["\(inputID)-hint"]) + (errors.isEmpty ? [] : ["\(inputID)-error"])
        return .when(!ids.isEmpty, .aria("describedby", ids.joined(separator: " ")))
    }

    private var invalid: Attribute { .when(!errors.isEmpty, .aria("invalid", "true")) }
}
