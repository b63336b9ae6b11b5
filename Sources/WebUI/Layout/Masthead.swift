import HTTPServing
import Services

/// The line at the top of every page: home, search, the reader's menu.
enum Masthead {
    static func html(_ web: WebRequest) -> HTML {
        let appearance = web.appearance
        return header(.class("masthead")) {
            a(.href("/"), .class("brand")) { "Almanac" }
            form(.class("search"), Attribute("action", "/search/"), Attribute("method", "get"), .role("search")) {
                label(.for("site-search"), .class("unseen")) { "Search devices, serials, addresses, CVEs, contracts" }
                input(
                    .id("site-search"), .name("q"), .type("search"), Attribute("placeholder", "Search"),
                    Attribute("autocomplete", "off"), Attribute("maxlength", "200"),
                    .value(web.request.path == "/search/" ? web.request.parameter("q") ?? "" : ""),
                    .data("palette"))
                kbd(.class("hint"), .aria("hidden", "true")) { "Ctrl K" }
            }
            help(web)
            details(.class("menu"), .data("menu")) {
                summary { web.actor.name }
                ul {
                    li { a(.href("/user/profile/")) { "Profile" } }
                    li { a(.href("/user/tokens/")) { "API tokens" } }
                    li { a(.href("/user/sessions/")) { "Sessions" } }
                    li { a(.href("/about/")) { "About Almanac" } }
                    for choice in Appearance.Choice.allCases { li { appearanceForm(choice, appearance[choice], web) } }
                    li {
                        form(Attribute("method", "post"), Attribute("action", "/logout/")) {
                            input(.type("hidden"), .name("csrfmiddlewaretoken"), .value(web.csrfToken))
                            button(.type("submit"), .class("plain")) { "Log out" }
                        }
                    }
                }
            }
        }
    }

    /// The way to what the manual tells of this page.
    private static func help(_ web: WebRequest) -> HTML {
        let topic = HelpTopic.of(web)
        return a(.href(topic.path), .class("help")) {
            "Help"
            span(.class("unseen")) { ": \(topic.title)" }
        }
    }

    private static func appearanceForm(_ choice: Appearance.Choice, _ chosen: String, _ web: WebRequest) -> HTML {
        form(.class("choice"), Attribute("method", "post"), Attribute("action", AppearanceArea.path)) {
            input(.type("hidden"), .name("csrfmiddlewaretoken"), .value(web.csrfToken))
            input(.type("hidden"), .name("next"), .value(WebRequest.place(web.request.path, web.request.query)))
            span { choice.title }
            for (value, text) in choice.options {
                button(
                    .type("submit"), .name(choice.rawValue), .value(value), .class("plain"),
                    .aria("pressed", chosen == value ? "true" : "false")
                ) { text }
            }
        }
    }
}

/// The last lines of every page.
enum Footer {
    /// The notice that the terms of the NVD ask for (nvd.nist.gov/developers/terms-of-use).
    static let html = footer(.class("footer")) {
        p {
            "This product uses the NVD API but is not endorsed or certified by the NVD. "
            a(.href("/about/")) { "Sources and licences" }
            " · "
            a(.href("/docs/")) { "Manual" }
        }
    }
}
