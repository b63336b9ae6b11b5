import HTTPServing

/// How pages look to a reader: kept by the browser, because each of a reader's screens is another.
struct Appearance: Hashable, Sendable {
    /// Something that a reader can choose.
    enum Choice: String, Sendable, CaseIterable {
        case theme
        case density

        /// What it is called in the menu.
        var title: String {
            switch self {
            case .theme: "Colours"
            case .density: "Rows"
            }
        }

        /// What can be chosen, what pages are without a choice first.
        var options: [(value: String, title: String)] {
            switch self {
            case .theme: [("", "System"), ("light", "Light"), ("dark", "Dark")]
            case .density: [("", "Normal"), ("compact", "Compact")]
            }
        }

        /// The attribute of a document that says an option.
        func attribute(_ option: String) -> Attribute {
            switch self {
            case .theme: .data("theme", option)
            case .density: .data("density", option)
            }
        }

        /// An option that there is and that is not the usual one; nil for any other text.
        func option(_ text: String?) -> String? {
            options.map(\.value).first { !$0.isEmpty && $0 == text }
        }
    }

    /// Nothing chosen.
    static let usual = Appearance(chosen: [:])
    private let chosen: [Choice: String]

    private init(chosen: [Choice: String]) { self.chosen = chosen }

    /// What the cookies of a request say.
    init(_ request: APIRequest) {
        chosen = Choice.allCases.reduce(into: [:]) { chosen, choice in
            chosen[choice] = choice.option(SessionCookie.value(choice.rawValue, in: request))
        }
    }

    /// What was chosen; empty for nothing.
    subscript(choice: Choice) -> String { chosen[choice] ?? "" }

    /// The attributes of a document that looks so.
    var attributes: [Attribute] {
        Choice.allCases.compactMap { choice in chosen[choice].map(choice.attribute) }
    }
}
