import Basics

extension JSONValue {
    /// The text without space around it; `nil` for the ways in which sources say that there is none (`""`, `NA`, `N/A`).
    var text: String? {
        guard let text = stringValue.map(Words.trimmed), !text.isEmpty else { return nil }
        return text.utf8.count <= 3 && ["NA", "N/A", "NULL"].contains(text.uppercased()) ? nil : text
    }

    /// The texts of a list, each once; a single text counts as a list of one.
    var texts: [String] {
        guard let list = arrayValue else { return text.map { [$0] } ?? [] }
        var texts: [String] = []
        var seen: Set<String> = []
        for case let text? in list.map(\.text) where seen.insert(text).inserted { texts.append(text) }
        return texts
    }

    /// The number, also when it is written as a text; `nil` when it is none, or not finite.
    var number: Double? {
        let value = doubleValue ?? text.flatMap { Double($0) }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The moment; one without a zone is in UTC (vendor.md §2.2, §2.7).
    var moment: Timestamp? { text.flatMap { Timestamp($0) } }

    /// The day, of a day or of a moment, as it is written: no zone moves it.
    var day: CalendarDay? { text.flatMap { CalendarDay($0.prefix(10)) } }

    /// The text of the first English entry of `[{"lang", "value"}]`.
    var english: String? {
        let entries = arrayValue ?? []
        let found = entries.first { $0["lang"]?.stringValue?.lowercased().hasPrefix("en") ?? true }
        return (found ?? entries.first)?["value"]?.text
    }
}

extension SourceRecord {
    /// Adds a score if it is one, `nil` or not.
    mutating func add(_ metric: CVSSMetric?) {
        guard let metric, !metrics.contains(metric) else { return }
        metrics.append(metric)
    }
}

extension Sequence<String> {
    /// The ids of vulnerabilities among the texts, each once.
    var cves: [String] {
        var seen: Set<String> = []
        return map { $0.uppercased() }.filter { CVEIdentifier.isValid($0) && seen.insert($0).inserted }
    }

    /// The ids of weaknesses among the texts, each once.
    var weaknesses: [String] {
        var seen: Set<String> = []
        return map { $0.uppercased() }.filter { $0.hasPrefix("CWE-") && seen.insert($0).inserted }
    }
}
