import Basics

/// Makes links of the addresses in an escaped text.
struct Linker {
    let limit: Int?
    /// The attributes of each link.
    let attributes: String
    let schemes: [String]

    /// - Source: the pattern of `jinja2.utils.urlize`.
    private static let address = Result { () throws(PatternError) in
        try Pattern(
            #"^((https?://|www\.)(([\w%-]+\.)+)?([a-z]{2,63}|xn--[\w%]{2,59})|([\w%-]{2,63}\.)+"#
                + #"(com|net|int|edu|gov|org|info|mil)|(https?://)((([\d]{1,3})(\.[\d]{1,3}){3})|"#
                + #"(\[([\da-f]{0,4}:){2}([\da-f]{0,4}:?){1,6}])))(?::[\d]{1,5})?(?:[/?#]\S*)?$"#,
            caseInsensitive: true)
    }
    private static let mail = Result { () throws(PatternError) in
        try Pattern(#"^\S+@\w[\w.-]*\.\w+$"#, caseInsensitive: false)
    }

    func text(_ source: String) throws(TemplateError) -> String {
        var linked = ""
        var word = String.UnicodeScalarView()
        for scalar in source.unicodeScalars {
            guard PythonText.isSpace(scalar) else {
                word.append(scalar)
                continue
            }
            linked += try self.word(String(word))
            linked.unicodeScalars.append(scalar)
            word = String.UnicodeScalarView()
        }
        return linked + (try self.word(String(word)))
    }

    private func word(_ word: String) throws(TemplateError) -> String {
        // Longer words are no addresses that a person has written.
        guard word.utf8.count <= 2_048, word.contains(where: { $0 == "." || $0 == ":" || $0 == "@" }) else {
            return word
        }
        var middle = word
        var head = ""
        var tail = ""
        while let opening = ["(", "<", "&lt;"].first(where: { middle.hasPrefix($0) }) {
            head += opening
            middle.removeFirst(opening.count)
        }
        while let closing = [")", ">", ".", ",", "&gt;"].first(where: { middle.hasSuffix($0) }) {
            tail = closing + tail
            middle.removeLast(closing.count)
        }
        for (opening, closing) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
            let missing = PythonText.pieces(middle, by: opening).count - PythonText.pieces(middle, by: closing).count
            for _ in 0..<max(missing, 0) {
                let parts = PythonText.pieces(tail, by: closing, limit: 1)
                guard parts.count == 2 else { break }
                middle += parts[0] + closing
                tail = parts[1]
            }
        }
        return head + (try link(middle)) + tail
    }

    private func link(_ middle: String) throws(TemplateError) -> String {
        if try matches(Self.address, middle) {
            let isWhole = middle.hasPrefix("https://") || middle.hasPrefix("http://")
            return "<a href=\"\(isWhole ? "" : "https://")\(middle)\"\(attributes)>\(trimmed(middle))</a>"
        }
        if middle.hasPrefix("mailto:"), try matches(Self.mail, String(middle.dropFirst(7))) {
            return "<a href=\"\(middle)\">\(middle.dropFirst(7))</a>"
        }
        if middle.contains("@"), !middle.hasPrefix("www."), !middle.hasPrefix("@"), !middle.contains(":"),
            try matches(Self.mail, middle)
        {
            return "<a href=\"mailto:\(middle)\">\(middle)</a>"
        }
        guard schemes.contains(where: { middle != $0 && middle.hasPrefix($0) }) else { return middle }
        return "<a href=\"\(middle)\"\(attributes)>\(middle)</a>"
    }

    private func matches(
        _ pattern: Result<Pattern, PatternError>, _ text: String
    ) throws(TemplateError) -> Bool {
        do throws(PatternError) { return try pattern.get().matches(text) } catch {
            throw TemplateError(.limit, error.reason)
        }
    }

    private func trimmed(_ address: String) -> String {
        guard let limit, PythonText.length(address) > limit else { return address }
        return String(address.unicodeScalars.prefix(max(limit, 0))) + "..."
    }
}
