package import Basics
package import Modeling
package import Storage

/// What a search over everything found, as far as the caller may see it.
package struct SearchAnswer: Sendable {
    /// The best hits: by rank, then by model, then by the text that fits.
    package var hits: [SearchHit] = []
    /// The models with hits, in the order of their first one.
    package var kinds: [SearchKind] = []
    /// Whether everything was looked through; false while texts that were there before the index are still taken in.
    package var isComplete = true

    /// The answer of the API.
    ///
    /// - Parameter base: What stands before the path in addresses, `https://almanac.example.com`.
    package func json(base: String) -> JSONValue {
        [
            "count": .int(Int64(hits.count)),
            "is_complete": .bool(isComplete),
            "kinds": .array(
                kinds.map { kind in
                    [
                        "content_type": .string(kind.schema.identifier),
                        "title": .string(kind.schema.names.verbosePlural),
                        "count": .int(Int64(kind.count)),
                        "is_more": .bool(kind.isMore),
                    ]
                }),
            "results": .array(hits.map { $0.json(base: base) }),
        ]
    }
}

/// How many objects of a model fit.
package struct SearchKind: Sendable {
    package let schema: AnySchema
    /// Objects that the caller may see, ``SearchService/countLimit`` at most.
    package let count: Int
    /// Whether there are more than counted.
    package let isMore: Bool
}

/// One object that fits.
package struct SearchHit: Sendable {
    package let schema: AnySchema
    package let id: Identifier
    /// How the object reads.
    package let display: String
    /// What tells it from others, ` · ` between the parts; may be empty.
    package let details: String
    package let match: SearchMatch

    func json(base: String) -> JSONValue {
        let range = match.range
        let text = match.text
        return [
            "content_type": .string(schema.identifier),
            "model": .string(schema.names.verbose),
            "id": schema.json(of: id),
            "url": .string("\(base)\(schema.names.path)\(schema.text(of: id))/"),
            "display": .string(display),
            "details": .string(details),
            "rank": .string(match.rank.name),
            "match": [
                "field": .string(match.path),
                "label": .string(match.label),
                "text": .string(text),
                "start": .int(Int64(text.utf16.distance(from: text.startIndex, to: range.lowerBound))),
                "length": .int(Int64(text.utf16.distance(from: range.lowerBound, to: range.upperBound))),
            ],
        ]
    }
}

/// Why an object fits.
package struct SearchMatch: Sendable {
    /// The field, `serial`; with the reference that leads there, `device_type.model`.
    package let path: String
    /// What people call the field.
    package let label: String
    /// Its whole text, as it is stored.
    package let text: String
    /// What of it was looked for.
    package let range: Range<String.Index>
    package let rank: TextSearch.Rank

    /// The text in three parts, the second of which is to be made to stand out.
    package var parts: (before: Substring, matched: Substring, after: Substring) {
        (text[..<range.lowerBound], text[range], text[range.upperBound...])
    }
}

extension TextSearch.Rank {
    /// The rank as answers name it.
    package var name: String {
        switch self {
        case .whole: "exact"
        case .beginning: "prefix"
        case .inside: "substring"
        }
    }
}
