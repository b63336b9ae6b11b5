import Foundation

/// Django's filters for texts; other than Jinja's they forget that a text is HTML.
enum DjangoTextFilters {
    static let all: [Filter] =
        plain + lines + [
            Filter("striptags") { call throws(TemplateError) in
                .string(try HTMLText.stripped(try call.text(), call.evaluator))
            },
            Filter("slugify") { call throws(TemplateError) in .string(slug(try call.text())) },
            Filter("truncatechars", "arg", body: truncateCharacters),
            Filter("truncatewords", "arg") { call throws(TemplateError) in
                guard let length = try limit(call) else { return .string(try call.text()) }
                let words = PythonText.words(try call.text())
                guard length > 0 else { return .string("") }
                guard words.count > length else { return .string(words.joined(separator: " ")) }
                return .string(words.prefix(length).joined(separator: " ") + " …")
            },
        ]

    private static let plain: [Filter] = [
        Filter("addslashes") { call throws(TemplateError) in
            let pairs = [("\\", "\\\\"), ("\"", "\\\""), ("'", "\\'")]
            return .string(pairs.reduce(try call.text()) { PythonText.replacing($1.0, with: $1.1, in: $0) })
        },
        Filter("capfirst") { call throws(TemplateError) in
            let text = try call.text()
            guard let first = text.unicodeScalars.first else { return .string("") }
            return .string(first.properties.uppercaseMapping + String(text.unicodeScalars.dropFirst()))
        },
        Filter("cut", "arg") { call throws(TemplateError) in
            .string(try Replacement.text(try call.text(), try call.string(0), "", -1, call.evaluator))
        },
        Filter("iriencode") { call throws(TemplateError) in
            .string(PercentEncoding.encoded(try call.text(), keeping: "/#%[]=:;$&()+,!?*@'~"))
        },
        Filter("escapejs") { call throws(TemplateError) in
            var escaped = ""
            for scalar in try call.text().unicodeScalars {
                let isSpecial = scalar.value < 0x20 || "\\'\"><&=-;`\u{2028}\u{2029}".unicodeScalars.contains(scalar)
                let code = PythonText.filled(String(scalar.value, radix: 16, uppercase: true), to: 4, with: "0")
                escaped += isSpecial ? "\\u" + code : String(scalar)
            }
            return .markup(escaped)
        },
        Filter("ljust", "arg") { call throws(TemplateError) in try padded(call, "ljust") },
        Filter("rjust", "arg") { call throws(TemplateError) in try padded(call, "rjust") },
    ]

    private static let lines: [Filter] = [
        Filter("linebreaks") { call throws(TemplateError) in
            var paragraphs = [""]
            var breaks = 0
            for piece in try normalizedLines(call) {
                if breaks > 0, !piece.isEmpty {
                    if breaks > 1 { paragraphs.append("") } else { paragraphs[paragraphs.count - 1] += "<br>" }
                    breaks = 0
                }
                paragraphs[paragraphs.count - 1] += piece
                breaks += 1
            }
            // What is left are breaks at the end.
            if breaks > 2 { paragraphs.append("") } else if breaks == 2 { paragraphs[paragraphs.count - 1] += "<br>" }
            return .markup(paragraphs.map { "<p>\($0)</p>" }.joined(separator: "\n\n"))
        },
        Filter("linebreaksbr") { call throws(TemplateError) in
            .markup(try normalizedLines(call).joined(separator: "<br>"))
        },
        Filter("linenumbers", "autoescape?") { call throws(TemplateError) in
            let lines = PythonText.pieces(try call.text(), by: "\n")
            let width = String(lines.count).utf8.count
            let isPlain = try !call.flag(0, true)
            let numbered = lines.enumerated().map { index, line in
                let number = PythonText.filled(String(index + 1), to: width, with: "0")
                return number + ". " + (isPlain ? line : DisplayFilters.escaped(line))
            }
            return .markup(numbered.joined(separator: "\n"))
        },
    ]

    private static func normalizedLines(_ call: FilterCall) throws(TemplateError) -> [String] {
        var text = DisplayFilters.escaped(try call.text())
        for ending in ["\r\n", "\r"] { text = PythonText.replacing(ending, with: "\n", in: text) }
        return PythonText.pieces(text, by: "\n")
    }

    private static func padded(_ call: FilterCall, _ method: String) throws(TemplateError) -> Value {
        guard let pad = TextMethods.all[method] else { return .none }
        let width = Value.int(try Conversion.integer(call[0] ?? .none))
        return try pad(call.evaluator, .string(try call.text()), CallArguments(positional: [width]))
    }

    private static func limit(_ call: FilterCall) throws(TemplateError) -> Int? {
        do throws(TemplateError) {
            return Int(clamping: try Conversion.integer(call[0] ?? .none))
        } catch {
            guard error.kind == .value else { throw error }
            return nil
        }
    }

    private static func truncateCharacters(_ call: FilterCall) throws(TemplateError) -> Value {
        let text = try call.text()
        guard let length = try limit(call) else { return .string(text) }
        guard length > 0 else { return .string("") }
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        // Foundation takes microseconds for a character.
        if !isASCII { try call.evaluator.spend(text.utf8.count << 4) }
        let scalars = (isASCII ? text : text.precomposedStringWithCanonicalMapping).unicodeScalars
        guard scalars.count > length else { return .string(String(scalars)) }
        return .string(String(scalars.prefix(length - 1)) + "…")
    }

    /// Letters of ASCII, digits, underscores and single hyphens; accents are taken off.
    private static func slug(_ text: String) -> String {
        var slug = String.UnicodeScalarView()
        // Foundation takes microseconds to decompose a character; few of them are different.
        var known: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for original in text.unicodeScalars {
            if original.isASCII {
                append(original, to: &slug)
                continue
            }
            if known[original] == nil {
                let parts = String(original).decomposedStringWithCompatibilityMapping.lowercased()
                known[original] = parts.unicodeScalars.filter(\.isASCII)
            }
            for part in known[original] ?? [] { append(part, to: &slug) }
        }
        return PythonText.strip(String(slug), "-_")
    }

    private static func append(_ scalar: Unicode.Scalar, to slug: inout String.UnicodeScalarView) {
        if scalar == "-" || PythonText.isSpace(scalar) {
            if slug.last != "-" { slug.append("-") }
        } else if PythonText.isWord(scalar) {
            slug.append(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
        }
    }
}
