import Basics
import HTTPServing
import Services

/// Every component once, for those who make pages: how it looks in light and dark, small and wide.
struct GalleryArea: PageArea {
    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path == "/gallery/" else { return nil }
        guard web.actor.isStaff || web.actor.isSuperuser else {
            throw Problem(.notFound, "There is no page at this address.")
        }
        return Page(
            "Components", crumbs: [Page.Crumb(title: "About", path: "/about/")],
            actions: {
                Component.link("Link", "/gallery/")
                Component.link("Primary", "/gallery/", "primary")
                Component.link("Danger", "/gallery/", "danger")
            },
            body: {
                Self.words
                for tone in Component.Tone.allCases where tone != .plain {
                    Component.notice(tone) { p { "A notice that is \(tone.rawValue)." } }
                }
                Component.figures(
                    Component.Tone.allCases.enumerated().map { place, tone in
                        .init(
                            number: (place * 1234).grouped, label: "A figure", path: "/gallery/", tone: tone,
                            detail: "of 9 999")
                    })
                Component.tabs([("This", "/gallery/"), ("Other", "/about/")], current: "/gallery/")
                div(.class("grid")) {
                    section(.class("panel")) {
                        ShareChart(title: "Shares", parts: Self.parts, unit: "things").html
                    }
                    section(.class("panel")) {
                        RingChart(title: "A ring", parts: Self.parts, unit: "things").html
                    }
                    section(.class("panel")) {
                        BarChart(title: "Bars", parts: Self.parts, unit: "things", hint: "A hint.").html
                    }
                }
                section(.class("panel")) { Self.columns.html }
                DataTable(
                    caption: "A table", columns: [.init("Name"), .init("Number", isNumber: true), .init("When")],
                    rows: (1...3).map {
                        [HTML("Row \($0)"), HTML(String($0 * 17)), ValueMarkup.moment("2026-11-21T12:00:00Z")]
                    }
                ).html
                Component.panel("Values") {
                    dl(.class("facts")) {
                        for (name, value) in Self.values {
                            dt { name }
                            dd { ValueMarkup.html(value) }
                        }
                    }
                }
                form(.class("form"), Attribute("method", "get"), Attribute("action", "/gallery/")) {
                    fieldset {
                        legend { "Fields" }
                        for field in Self.fields { field.html }
                        button(.type("submit"), .class("primary")) { "Send" }
                    }
                }
                Component.empty("Nothing yet", "What would be here, and the next step.") {
                    Component.link("The next step", "/gallery/", "primary")
                }
            }
        ).response(web)
    }

    private static let parts = (1...7).map {
        ChartPart(label: "Part \($0)", count: $0 * $0, color: "c\($0)", path: $0 == 1 ? nil : "/gallery/")
    }

    private static let columns = ColumnChart(
        title: "Columns", series: (1...7).map { .init(label: "Series \($0)", color: "c\($0)") },
        columns: (1...12).map { number in
            .init(
                label: "20\(26 + number / 4)-Q\(number % 4 + 1)", counts: (1...7).map { ($0 * number) % 5 },
                path: "/gallery/", seriesPath: { _ in "/gallery/" })
        }, today: (3, 0.5))

    @HTMLBuilder private static var words: HTML {
        Component.panel("Words") {
            p(.class("lead")) { "A lead says the one thing." }
            p {
                "Text with "
                strong { "weight" }
                ", "
                code { "code" }
                ", "
                mark { "a match" }
                ", "
                a(.href("/gallery/")) { "a link" }
                " and "
                ValueMarkup.outside("https://example.com/")
                "."
            }
            p(.class("hint")) { "A hint is quieter." }
            pre { "A text of\nseveral lines" }
        }
        Component.panel("Badges") {
            p(.class("row")) {
                for tone in Component.Tone.allCases {
                    Component.badge(tone.rawValue.isEmpty ? "plain" : tone.rawValue, tone)
                }
            }
        }
    }

    private static let values: [(String, JSONValue)] = [
        ("Nothing", .null), ("Truth", true), ("Number", 42), ("Several", ["a", "b"]),
        ("Choice", ["value": "x", "label": "A choice"]),
        ("Document", ["a": ["b": [1, 2, 3], "c": "a longer text of some words"]]),
        (
            "Object",
            ["id": "1", "display": "Active", "url": "http://x/api/extras/statuses/1/", "color": "4caf50"]
        ),
    ]

    private static let fields: [FormField] = {
        let choices = [(value: "a", label: "First"), (value: "b", label: "Second")]
        var fields = [
            FormField(name: "text", title: "Text", help: "A hint.", input: .text, isRequired: true),
            FormField(name: "long", title: "Long text", help: "", input: .long),
            FormField(name: "day", title: "Day", help: "", input: .day),
            FormField(name: "truth", title: "Truth", help: "", input: .truth, values: ["true"]),
            FormField(name: "choice", title: "Choice", help: "", input: .choice(choices, allowsNone: true)),
            FormField(name: "choices", title: "Choices", help: "", input: .choices(choices), values: ["b"]),
        ]
        fields[0].errors = ["What is wrong with it, and what to do."]
        return fields
    }()
}
