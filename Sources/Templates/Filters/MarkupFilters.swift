/// Jinja's filters that make HTML, JSON and Python's notation.
enum MarkupFilters {
    static let all: [Filter] = [
        Filter("safe") { call throws(TemplateError) in .markup(try call.text()) },
        escape, escape.named("e"),
        Filter("forceescape") { call throws(TemplateError) in .markup(PythonText.escaped(try call.text())) },
        Filter("striptags") { call throws(TemplateError) in .string(HTMLText.withoutTags(try call.text())) },
        Filter("xmlattr", "autospace?", body: attributes),
        Filter("tojson", "indent?") { call throws(TemplateError) in
            let indent = try call.given(0).map { value throws(TemplateError) in try Conversion.index(value) }
            var writer = JSONWriter(call.evaluator, indent: indent)
            try writer.write(call.subject)
            let plain: [(String, String)] = [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027")]
            return .markup(plain.reduce(writer.text) { PythonText.replacing($1.0, with: $1.1, in: $0) })
        },
        Filter("pprint") { call throws(TemplateError) in
            .string(try PrettyPrinter(call.evaluator).text(of: call.subject, indent: 0))
        },
        Filter("urlize", "trim_url_limit?", "nofollow?", "target?", "rel?", "extra_schemes?", body: urlize),
    ]

    private static let escape = Filter("escape") { call throws(TemplateError) in
        .markup(try call.evaluator.escaped(call.subject))
    }

    private static func attributes(_ call: FilterCall) throws(TemplateError) -> Value {
        guard case .dict(let dict) = call.subject else {
            if case .undefined(let missing) = call.subject { throw missing.error }
            let type = PythonText.quoted(call.subject.typeName)
            throw TemplateError(.attribute, "\(type) object has no attribute 'items'")
        }
        var parts: [String] = []
        for (key, value) in zip(dict.keys, dict.values) where !value.isNone && !value.isUndefined {
            let name = try call.string(key)
            guard !name.unicodeScalars.contains(where: { "/>= \t\n\r\u{0B}\u{0C}".unicodeScalars.contains($0) }) else {
                throw .value("Invalid character in attribute name: \(PythonText.quoted(name))")
            }
            parts.append("\(try call.evaluator.escaped(key))=\"\(try call.evaluator.escaped(value))\"")
        }
        let text = parts.joined(separator: " ")
        return call.safeWhereEscaping(try call.flag(0, true) && !text.isEmpty ? " " + text : text)
    }

    private static func urlize(_ call: FilterCall) throws(TemplateError) -> Value {
        let source = try call.evaluator.escaped(call.subject)
        var rel = Set(PythonText.words(call.given(3) == nil ? "" : try call.text(3)))
        rel.insert("noopener")
        if try call.flag(1) { rel.insert("nofollow") }
        let target = call.given(2) == nil ? "" : " target=\"\(PythonText.escaped(try call.text(2)))\""
        var schemes: [String] = []
        for scheme in try call.evaluator.items(of: call.given(4) ?? .undefined(Missing(""))) {
            let text = try call.string(scheme)
            guard text.hasSuffix(":") || text.hasSuffix(":/") || text.hasSuffix("://") else {
                throw .filterArgument("\(PythonText.quoted(text)) is not a valid URI scheme prefix.")
            }
            schemes.append(text)
        }
        try call.evaluator.spend(source.utf8.count >> 1)
        let limit = try call.given(0).map { value throws(TemplateError) in try Conversion.index(value) }
        let attributes = " rel=\"\(PythonText.escaped(rel.sorted().joined(separator: " ")))\"\(target)"
        let linker = Linker(limit: limit, attributes: attributes, schemes: schemes)
        return call.safeWhereEscaping(try linker.text(source))
    }
}
