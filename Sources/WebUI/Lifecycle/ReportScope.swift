import Basics
import HTTPServing
import Services

/// Which devices a page of the lifecycle area is about: filters in the lookup language of the device list, kept in the
/// address and passed on to every list behind a number.
struct ReportScope: Sendable {
    /// Parameters of pages that are no filters of devices.
    private static let own: Set<String> = [
        "limit", "offset", "show", "from", "to", "kind", "step", "by", "csv", "rule", "condition", "device",
        ReportFile.parameter,
    ]
    private static let devices = "/dcim/devices/"

    /// The filters as parameters of an address.
    let query: [(name: String, value: String)]
    private let web: WebRequest

    init(_ web: WebRequest) {
        self.web = web
        query = web.request.query.filter { !Self.own.contains($0.name) && !$0.value.isEmpty }
    }

    var isEverything: Bool { query.isEmpty }

    /// What the services are asked.
    var question: ReportDesk.Question {
        var filters: [(name: String, values: [String])] = []
        for (name, value) in query {
            if let index = filters.firstIndex(where: { $0.name == name }) {
                filters[index].values.append(value)
            } else {
                filters.append((name, [value]))
            }
        }
        return ReportDesk.Question(web.actor, filters)
    }

    /// The list of the devices in scope of which these filters hold besides.
    func devices(_ more: [(name: String, value: String)] = []) -> String {
        WebRequest.place(Self.devices, query + more)
    }

    /// A page or report of the same scope.
    func place(_ path: String, _ more: [(name: String, value: String)] = []) -> String {
        WebRequest.place(path, query + more)
    }

    /// A day among the page's own parameters; nil when it is not given.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for a text that is no day.
    func day(_ name: String) throws -> CalendarDay? {
        guard let text = web.request.parameter(name), !text.isEmpty else { return nil }
        guard let day = CalendarDay(text) else {
            throw Problem(.invalidInput, "", fields: [FieldErrors(name, ["Enter a valid date."])])
        }
        return day
    }

    // MARK: The form

    private static let fields: [(name: String, title: String)] = [
        ("location", "Location"), ("role", "Role"), ("status", "Status"), ("device_type", "Device type"),
        ("tenant", "Tenant"), ("tags", "Tag"),
    ]

    /// The form that narrows the page, and what it is narrowed to.
    @HTMLBuilder var form: HTML {
        details(.class("box"), .flag("open", if: !isEverything)) {
            summary { isEverything ? "Narrow to some devices" : "Narrowed to some devices" }
            WebUI.form(.class("inline"), Attribute("method", "get"), Attribute("action", web.request.path)) {
                for (name, value) in kept { input(.type("hidden"), .name(name), .value(value)) }
                for field in Self.fields {
                    div(.class("field")) {
                        label(.for("scope-\(field.name)")) { field.title }
                        input(
                            .id("scope-\(field.name)"), .name(field.name), .type("text"),
                            .value(query.first { $0.name == field.name }?.value ?? ""), Attribute("maxlength", "200"))
                    }
                }
                button(.type("submit"), .class("primary")) { "Show" }
                if !isEverything { Component.link("All devices", web.request.path) }
            }
            p(.class("hint")) {
                "Names or ids; a location means everything below it. Any filter of the device list works in the address."
            }
        }
        let others = query.filter { given in !Self.fields.contains { $0.name == given.name } }
        if !others.isEmpty {
            ul(.class("chips"), .aria("label", "Other filters")) {
                for other in others {
                    li(.class("chip")) {
                        "\(Words.label(other.name)): \(other.value)"
                        a(
                            .href(web.link { $0.removeAll { $0.name == other.name && $0.value == other.value } }),
                            .aria("label", "Remove the filter \(other.name)")
                        ) { "×" }
                    }
                }
            }
        }
    }

    /// What the form does not ask but must not forget.
    private var kept: [(name: String, value: String)] {
        web.request.query.filter { given in
            !Self.fields.contains { $0.name == given.name } && given.name != "offset" && !given.value.isEmpty
        }
    }
}

/// A part of a long table of a page that has all rows at hand.
struct TablePart: Sendable {
    let count: Int
    let offset: Int
    let limit: Int
    private let web: WebRequest
    private static let standard = 50

    init(_ web: WebRequest, count: Int) {
        self.web = web
        self.count = count
        let given = web.request.parameter("limit").flatMap { Int($0) } ?? Self.standard
        limit = (1...1000).contains(given) ? given : Self.standard
        let asked = web.request.parameter("offset").flatMap { Int($0) } ?? 0
        // No table of ours is longer; a sum with the limit must not overflow.
        offset = min(max(0, asked), max(0, count), 1_000_000_000)
    }

    var range: Range<Int> { offset..<min(count, offset + limit) }

    @HTMLBuilder var pager: HTML {
        if count > 0 {
            nav(.class("pager"), .aria("label", "Pages")) {
                span { "\((offset + 1).grouped)–\(range.upperBound.grouped) of \(count.grouped)" }
                if count > limit {
                    div(.class("row")) {
                        if offset > 0 { step("Previous", max(0, offset - limit)) }
                        if range.upperBound < count { step("Next", offset + limit) }
                    }
                }
            }
        }
    }

    private func step(_ title: String, _ offset: Int) -> HTML {
        Component.link(
            title,
            web.link { query in
                query.removeAll { $0.name == "offset" }
                if offset > 0 { query.append(("offset", String(offset))) }
            })
    }
}
