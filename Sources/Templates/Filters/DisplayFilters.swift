import Foundation

/// Filters that show values in HTML as the pages of Nautobot do.
///
/// - Source: <https://docs.nautobot.com/projects/core/en/stable/user-guide/platform-functionality/template-filters/>.
enum DisplayFilters {
    private static let nothing = "<span class=\"text-secondary\">&mdash;</span>"

    static let all: [Filter] =
        links + blocks + [
            Filter("placeholder", body: placeholder),
            Filter("render_boolean") { call throws(TemplateError) in
                if call.subject.isNone { return .markup(nothing) }
                let (color, icon, title) =
                    try call.evaluator.isTrue(call.subject)
                    ? ("success", "check-bold", "Yes") : ("danger", "close-thick", "No")
                return .markup(
                    "<span class=\"text-\(color)\"><i class=\"mdi mdi-\(icon)\" title=\"\(title)\"></i></span>")
            },
            Filter("label_list", "suffix?") { call throws(TemplateError) in
                guard try call.evaluator.isTrue(call.subject) else { return .markup(nothing) }
                let suffix = try html(call[0] ?? .string(""), call)
                var labels: [String] = []
                for item in try call.items() {
                    labels.append("<span class=\"badge bg-secondary\">\(try html(item, call))\(suffix)</span>")
                }
                return .markup(labels.joined(separator: " "))
            },
            Filter("fgcolor") { call throws(TemplateError) in
                let color = PythonText.strip(try call.string(call.subject).lowercased(), "#")
                guard color.utf8.count == 6, let value = UInt32(color, radix: 16), !color.hasPrefix("+") else {
                    return .string("")
                }
                return .string(isBright(value) ? "#000000" : "#ffffff")
            },
            Filter("dbm") { call throws(TemplateError) in
                guard try call.evaluator.isTrue(call.subject) else { return .markup(nothing) }
                return .string(try call.text() + " dBm")
            },
        ]

    private static let links: [Filter] = [
        Filter("hyperlinked_email") { call throws(TemplateError) in try link(call, scheme: "mailto:") },
        Filter("hyperlinked_phone_number") { call throws(TemplateError) in try link(call, scheme: "tel:") },
        Filter("hyperlinked_field", "hyperlink?") { call throws(TemplateError) in try link(call, scheme: "") },
        Filter("render_address") { call throws(TemplateError) in
            guard try call.evaluator.isTrue(call.subject) else { return .markup(nothing) }
            let address = try call.string(call.subject)
            let query = PercentEncoding.encoded(address, keeping: "", plusForBlank: true)
            let lines = PythonText.pieces(address, by: "\n").map { escaped($0) + "<br>" }
            return .markup(
                "<div class=\"float-end d-print-none\"><a href=\"https://maps.google.com/?q=\(query)\" target=\"_blank\" "
                    + "class=\"btn btn-primary btn-xs\"><i class=\"mdi mdi-map-marker\"></i> Map it</a></div>"
                    + lines.joined())
        },
    ]

    private static let blocks: [Filter] = [
        Filter("pre_tag", "format_empty_value?") { call throws(TemplateError) in
            let isTrue = try call.evaluator.isTrue(call.subject)
            let showsEmpty = try call.flag(0, true)
            guard isTrue || (showsEmpty && !call.subject.isNone) else { return .markup(nothing) }
            return .markup("<pre>\(try html(call.subject, call))</pre>")
        },
        Filter("add_html_id", "id_str") { call throws(TemplateError) in
            let element = try call.string(call.subject)
            guard let start = element.firstIndex(of: "<") else { return call.subject }
            let name = element[element.index(after: start)...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard !name.isEmpty else { return call.subject }
            let rest = element[name.endIndex...]
            let trimmed = rest.hasPrefix(" ") ? rest.dropFirst() : rest
            return .markup("\(element[..<name.endIndex]) id=\"\(try html(call[0] ?? .none, call))\" \(trimmed)")
        },
        Filter("render_button_class") { call throws(TemplateError) in
            guard try call.evaluator.isTrue(call.subject) else { return .string("") }
            guard let base = PythonText.words(try call.string(call.subject)).first else {
                throw TemplateError(.index, "list index out of range")
            }
            let kind = base.lowercased() == "default" ? "secondary" : base.lowercased()
            let label = escaped(PythonText.capitalized(base))
            return .markup("<button class=\"btn btn-\(escaped(kind))\">\(label)</button>")
        },
        Filter("render_json", "syntax_highlight?", "pretty_print?") { call throws(TemplateError) in
            var writer = JSONWriter(call.evaluator, indent: 4, escapesUnicode: false)
            try writer.write(call.subject)
            guard try call.flag(0, true) else { return .string(writer.text) }
            let code = "<code class=\"language-json\">\(escaped(writer.text))</code>"
            return .markup(try call.flag(1) ? "<pre>\(code)</pre>" : code)
        },
        Filter("render_uptime") { call throws(TemplateError) in
            guard let seconds = try integer(call) else { return try placeholder(call) }
            let days = PythonNumber.floorDivision(seconds, 86_400)
            let (hours, minutes) = (days.1 / 3_600, days.1 / 60 % 60)
            let parts = [(days.0, "day"), (hours, "hour"), (minutes, "minute")]
            return .markup(parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " "))
        },
    ]

    private static func integer(_ call: FilterCall) throws(TemplateError) -> Int128? {
        do throws(TemplateError) {
            return try Conversion.integer(call.subject)
        } catch {
            guard error.kind == .value else { throw error }
            return nil
        }
    }

    private static func placeholder(_ call: FilterCall) throws(TemplateError) -> Value {
        try call.evaluator.isTrue(call.subject) ? call.subject : .markup(nothing)
    }

    private static func link(_ call: FilterCall, scheme: String) throws(TemplateError) -> Value {
        guard try call.evaluator.isTrue(call.subject) else { return .markup(nothing) }
        let given = call.given(0) ?? call.subject
        let target = try call.evaluator.isTrue(given) ? given : call.subject
        return .markup("<a href=\"\(scheme)\(try html(target, call))\">\(try html(call.subject, call))</a>")
    }

    /// A value in HTML, unless it is HTML already.
    private static func html(_ value: Value, _ call: FilterCall) throws(TemplateError) -> String {
        if case .markup(let text) = value { return text }
        return escaped(try call.evaluator.text(of: value))
    }

    /// The text in HTML, with Django's references for quotes.
    static func escaped(_ text: String) -> String {
        let escaped = PythonText.replacing("&#34;", with: "&quot;", in: PythonText.escaped(text))
        return PythonText.replacing("&#39;", with: "&#x27;", in: escaped)
    }

    /// Whether black is easier to read on the colour than white.
    /// - Source: <https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio>.
    private static func isBright(_ color: UInt32) -> Bool {
        func linear(_ shift: UInt32) -> Double {
            let channel = Double(color >> shift & 0xFF) / 255
            return channel <= 0.03928 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
        }
        let luminance = 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
        return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05)
    }
}
