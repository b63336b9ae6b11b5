/// Jinja's filters that arrange lines.
enum LayoutFilters {
    static let all: [Filter] = [
        Filter("center", "width?") { call throws(TemplateError) in
            guard let center = TextMethods.all["center"] else { return call.subject }
            let arguments = CallArguments(positional: [call[0] ?? .int(80)])
            return try center(call.evaluator, call.same(try call.text()), arguments)
        },
        Filter("indent", "width?", "first?", "blank?", body: indent),
        Filter("wordwrap", "width?", "break_long_words?", "wrapstring?", "break_on_hyphens?", body: wrap),
    ]

    private static func indent(_ call: FilterCall) throws(TemplateError) -> Value {
        let text = try call.string(call.subject)
        var indention: String
        if let width = call[0], let given = width.textValue {
            indention = given
        } else {
            let width = max(try call.index(0, 4), 0)
            try call.evaluator.check(length: width)
            indention = PythonText.repeated(" ", width)
        }
        let (first, blank) = (try call.flag(1), try call.flag(2))
        let lines = PythonText.lines(text + "\n")
        try call.evaluator.check(length: indention.utf8.count, times: lines.count)
        var result = lines.first ?? ""
        for line in lines.dropFirst() { result += "\n" + (line.isEmpty && !blank ? "" : indention) + line }
        return call.same((first ? indention : "") + result)
    }

    private static func wrap(_ call: FilterCall) throws(TemplateError) -> Value {
        let text = try call.text(with: "splitlines")
        let width = try call.index(0, 79)
        guard width > 0 else { throw .value("invalid width \(width) (must be > 0)") }
        let breaksLong = try call.flag(1, true)
        let breaksHyphens = try call.flag(3, true)
        let separator = try call.given(2).map { value throws(TemplateError) in try call.string(value) } ?? "\n"
        try call.evaluator.spend(text.utf8.count)
        let wrapper = LineWrapper(width: width, breaksLongWords: breaksLong, breaksOnHyphens: breaksHyphens)
        let lines = PythonText.lines(text).map { wrapper.lines(of: $0).joined(separator: separator) }
        try call.evaluator.check(length: separator.utf8.count, times: text.utf8.count / max(width, 1) + lines.count)
        return .string(lines.joined(separator: separator))
    }
}

/// Breaks a line into shorter ones, like Python's `textwrap`.
struct LineWrapper {
    let width: Int
    let breaksLongWords: Bool
    let breaksOnHyphens: Bool

    func lines(of line: String) -> [String] {
        var lines: [String] = []
        var current: [[Unicode.Scalar]] = []
        var length = 0
        func finish() {
            while let last = current.last, last.allSatisfy(PythonText.isSpace) { current.removeLast() }
            if !current.isEmpty { lines.append(PythonText.text(current.joined())) }
            current = []
            length = 0
        }
        for chunk in chunks(Array(line.unicodeScalars)) {
            var chunk = chunk
            if length + chunk.count > width {
                // The rest of a long word goes on in the same line.
                while chunk.count > width, breaksLongWords {
                    let room = width - length
                    current.append(Array(chunk.prefix(room)))
                    chunk.removeFirst(room)
                    finish()
                }
                if length > 0, length + chunk.count > width { finish() }
            }
            if current.isEmpty, !lines.isEmpty, chunk.allSatisfy(PythonText.isSpace) { continue }
            current.append(chunk)
            length += chunk.count
        }
        finish()
        return lines
    }

    /// Words and the blanks between them; words with hyphens are cut after each.
    private func chunks(_ scalars: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var chunks: [[Unicode.Scalar]] = []
        for scalar in scalars {
            let isBlank = PythonText.isSpace(scalar)
            guard let last = chunks.last?.last, PythonText.isSpace(last) == isBlank, !isBreak(chunks, before: scalar)
            else {
                chunks.append([scalar])
                continue
            }
            chunks[chunks.count - 1].append(scalar)
        }
        return chunks
    }

    private func isBreak(_ chunks: [[Unicode.Scalar]], before scalar: Unicode.Scalar) -> Bool {
        guard breaksOnHyphens, let word = chunks.last, word.count > 2, word.last == "-" else { return false }
        return PythonText.isAlphabetic(word[word.count - 2]) && PythonText.isAlphabetic(word[word.count - 3])
            && PythonText.isAlphabetic(scalar)
    }
}
