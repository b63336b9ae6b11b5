/// Jinja's filters that make texts from texts.
enum TextFilters {
    static let all: [Filter] =
        letterCase + changing + [
            Filter("default", "default_value?", "boolean?", body: preset),
            Filter("d", "default_value?", "boolean?", body: preset),
        ]

    private static let letterCase: [Filter] = [
        Filter("upper") { call throws(TemplateError) in call.same(try call.text().uppercased()) },
        Filter("lower") { call throws(TemplateError) in call.same(try call.text().lowercased()) },
        Filter("capitalize") { call throws(TemplateError) in call.same(PythonText.capitalized(try call.text())) },
        Filter("title") { call throws(TemplateError) in .string(titled(try call.text())) },
    ]

    private static let changing: [Filter] = [
        Filter("string") { call throws(TemplateError) in call.same(try call.text()) },
        Filter("trim", "chars?") { call throws(TemplateError) in
            let characters = call.given(0) == nil ? nil : try call.string(0)
            return call.same(PythonText.strip(try call.text(), characters))
        },
        Filter("replace", "old", "new", "count?", body: replace),
        Filter("format", "*") { call throws(TemplateError) in
            let all = call.all
            guard all.positional.isEmpty || all.named.isEmpty else {
                throw .filterArgument("can't handle positional and keyword arguments at the same time")
            }
            let dict = call.evaluator.keep(DictBox())
            for pair in all.named { dict.set(pair.name, pair.value) }
            let mapping: Value = all.named.isEmpty ? .none : .dict(dict)
            return try PercentFormat.format(
                try call.text(), isMarkup: call.subject.isMarkup, all, mapping, call.evaluator)
        },
        Filter("truncate", "length?", "killwords?", "end?", "leeway?", body: truncate),
        Filter("wordcount") { call throws(TemplateError) in
            let text = try call.text()
            var count: Int128 = 0
            var isInWord = false
            for scalar in text.unicodeScalars {
                let isWord = PythonText.isWord(scalar)
                if isWord, !isInWord { count += 1 }
                isInWord = isWord
            }
            return .int(count)
        },
        Filter("urlencode", body: urlencode),
    ]

    private static func preset(_ call: FilterCall) throws(TemplateError) -> Value {
        let preset = call[0] ?? .string("")
        if call.subject.isUndefined { return preset }
        guard try call.flag(1), try !call.evaluator.isTrue(call.subject) else { return call.subject }
        return preset
    }

    /// Each word begins with a capital; words begin after blanks, hyphens and opening brackets.
    private static func titled(_ text: String) -> String {
        var titled = ""
        var begins = true
        for scalar in text.unicodeScalars {
            titled += begins ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
            begins = PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar)
        }
        return titled
    }

    private static func replace(_ call: FilterCall) throws(TemplateError) -> Value {
        let limit = call.given(2) == nil ? -1 : try call.index(2)
        let old = call[0] ?? .none
        let new = call[1] ?? .none
        let evaluator = call.evaluator
        let (oldText, newText) = (try evaluator.text(of: old), try evaluator.text(of: new))
        guard evaluator.isEscaping else {
            return .string(try Replacement.text(try call.text(), oldText, newText, limit, evaluator))
        }
        let subject = call.subject
        guard subject.isMarkup || old.isMarkup || new.isMarkup else {
            return .string(try Replacement.text(try call.text(), oldText, newText, limit, evaluator))
        }
        let source = try evaluator.escaped(subject)
        let inserted = try evaluator.escaped(new)
        return .markup(try Replacement.text(source, oldText, inserted, limit, evaluator))
    }

    private static func truncate(_ call: FilterCall) throws(TemplateError) -> Value {
        if call.subject.isUndefined, try !call.evaluator.isTrue(call.subject) { return call.subject }
        let text = try call.string(call.subject)
        let length = try call.index(0, 255)
        let leeway = call.given(3) == nil ? 5 : try call.index(3)
        let end = call[2] ?? .string("...")
        let endText = try TextMethods.inserted(end, into: call.subject)
        let endLength = PythonText.length(try call.string(end))
        guard length >= endLength else {
            throw TemplateError(.precondition, "expected length >= \(endLength), got \(length)")
        }
        guard leeway >= 0 else { throw TemplateError(.precondition, "expected leeway >= 0, got \(leeway)") }
        let scalars = text.unicodeScalars
        guard scalars.count > length.addingReportingOverflow(leeway).partialValue, length < scalars.count else {
            return call.subject
        }
        var cut = String(scalars.prefix(length - endLength))
        if try !call.flag(1) { cut = PythonText.pieces(cut, by: " ", limit: 1, fromEnd: true)[0] }
        return call.same(cut + endText)
    }

    private static func urlencode(_ call: FilterCall) throws(TemplateError) -> Value {
        let evaluator = call.evaluator
        let pairs: [Value]
        switch call.subject {
        case .dict: pairs = try DictMethods.pairs(call.subject, evaluator)
        case .string, .markup: return .string(PercentEncoding.encoded(try call.text(), keeping: "/"))
        default:
            guard evaluator.isIterable(call.subject) else {
                return .string(PercentEncoding.encoded(try call.text(), keeping: "/"))
            }
            pairs = try call.items()
        }
        var parts: [String] = []
        for pair in pairs {
            let members = try evaluator.items(of: pair)
            guard members.count == 2 else { throw .value("too many values to unpack (expected 2)") }
            let key = PercentEncoding.encoded(try evaluator.text(of: members[0]), keeping: "", plusForBlank: true)
            let value = PercentEncoding.encoded(try evaluator.text(of: members[1]), keeping: "", plusForBlank: true)
            parts.append(key + "=" + value)
        }
        return .string(parts.joined(separator: "&"))
    }
}

/// The encoding of texts in addresses.
enum PercentEncoding {
    /// Letters, digits, `_.-~` and what is kept stay; other bytes of UTF-8 become `%XX`.
    static func encoded(_ text: String, keeping kept: String, plusForBlank: Bool = false) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let plain = Set("_.-~".utf8).union(kept.utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: encoded.append(byte)
            case 0x20 where plusForBlank: encoded.append(0x2B)
            case let byte where plain.contains(byte): encoded.append(byte)
            default: encoded += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
