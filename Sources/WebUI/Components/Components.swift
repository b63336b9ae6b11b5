import Basics

/// Small things that pages are put together from.
enum Component {
    /// What a badge, figure or notice says by its colour, besides its words.
    enum Tone: String, Sendable, CaseIterable {
        case plain = ""
        case good
        case warn
        case bad
        case info
    }

    static func badge(_ text: String, _ tone: Tone = .plain) -> HTML {
        span(.class(tone == .plain ? "badge" : "badge \(tone.rawValue)")) { text }
    }

    static func notice(_ tone: Tone, @HTMLBuilder _ content: () -> HTML) -> HTML {
        div(.class("notice \(tone.rawValue)"), .when(tone == .bad, .role("alert"))) { content() }
    }

    /// A part of a page with a heading.
    static func panel(_ title: String, id: String? = nil, @HTMLBuilder _ content: () -> HTML) -> HTML {
        section(.class("panel"), .when(id != nil, .id(id ?? ""))) {
            h2 { title }
            content()
        }
    }

    /// A number with a name, which leads to what it counts.
    struct Figure: Sendable {
        let number: String
        let label: String
        var path: String?
        var tone = Tone.plain
        var detail = ""
    }

    static func figures(_ all: [Figure]) -> HTML {
        ul(.class("figures")) {
            for figure in all {
                li(.class(figure.tone.rawValue)) {
                    if let path = figure.path {
                        a(.href(path)) { inside(figure) }
                    } else {
                        inside(figure)
                    }
                }
            }
        }
    }

    private static func inside(_ figure: Figure) -> HTML {
        .join {
            span(.class("number")) { figure.number }
            " "
            span { figure.label }
            if !figure.detail.isEmpty { span(.class("hint")) { " \(figure.detail)" } }
        }
    }

    /// What stands where there is nothing yet: what would be there, the next step, and what the manual tells of it.
    static func empty(
        _ title: String, _ words: String, help: HelpTopic = .contents, @HTMLBuilder actions: () -> HTML = { HTML() }
    ) -> HTML {
        div(.class("panel empty")) {
            h2 { title }
            p { words }
            actions()
            help.link
        }
    }

    /// The tabs of an object.
    static func tabs(_ all: [(title: String, path: String)], current: String) -> HTML {
        nav(.aria("label", "Parts")) {
            ul(.class("tabs")) {
                for tab in all {
                    li { a(.href(tab.path), .when(tab.path == current, .aria("current", "page"))) { tab.title } }
                }
            }
        }
    }

    /// The hidden field without which no form of ours is taken.
    static func proof(_ web: WebRequest) -> HTML {
        input(.type("hidden"), .name("csrfmiddlewaretoken"), .value(web.csrfToken))
    }

    /// A form that changes something.
    static func post(
        _ web: WebRequest, to path: String, class names: String = "", isUpload: Bool = false,
        @HTMLBuilder _ content: () -> HTML
    ) -> HTML {
        form(
            Attribute("method", "post"), Attribute("action", path), .when(!names.isEmpty, .class(names)),
            .when(isUpload, Attribute("enctype", "multipart/form-data"))
        ) {
            proof(web)
            content()
        }
    }

    /// A button that puts a text into the clipboard; there only where a script can do that, beside the text itself.
    static func copy(_ text: String) -> HTML {
        button(.type("button"), .class("plain"), .data("copy", text), .flag("hidden")) { "Copy" }
    }

    /// A link that looks like a button.
    static func link(_ title: String, _ path: String, _ names: String = "") -> HTML {
        a(.href(path), .class(names.isEmpty ? "button" : "button \(names)")) { title }
    }
}

extension Int {
    /// With thin spaces between thousands, as people read long numbers.
    var grouped: String {
        let digits = String(magnitude)
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append("\u{202F}") }
            text.append(digit)
        }
        return text
    }
}
