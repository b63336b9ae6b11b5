package import Basics
package import Modeling

/// Looks a text up in the ``TextIndex``, over many models in two statements; knows nothing of who may see what.
package struct TextSearch {
    private let index: TextIndex
    private let models: TextModels
    /// Whether all rows that were there before the index are in it.
    package var isComplete: Bool { models.isComplete }

    /// How well a text fits, best first.
    package enum Rank: Int, Comparable, Sendable {
        case whole
        case beginning
        case inside

        package static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }

        /// How a folded text fits that holds what is looked for.
        package init(_ text: String, holding wanted: FoldedText) {
            // Bytes, as the store compares: characters would be more than one scalar.
            guard text.utf8.starts(with: wanted.text.utf8) else {
                self = .inside
                return
            }
            self = text.utf8.count == wanted.text.utf8.count ? .whole : .beginning
        }
    }

    /// A row that may be a hit: what the index says of it may be a moment old.
    package struct Candidate: Sendable {
        package let object: Identifier
        package let rank: Rank
        /// Which of the model's ``AnySchema/searchedTexts`` fits.
        package let place: Int
        /// That text, folded.
        package let text: String

        package init(object: Identifier, rank: Rank, place: Int, text: String) {
            self.object = object
            self.rank = rank
            self.place = place
            self.text = text
        }
    }

    /// The candidates of a model.
    package struct Candidates: Sendable {
        /// The best first; a row occurs once per text that fits.
        package var all: [Candidate] = []
        /// Whether there may be more.
        package var isCut = false

        /// None.
        package init() {}
    }

    /// Opens the index; nil when it was not made yet.
    package init?(_ session: Session) throws {
        guard let index = try TextIndex(session.connection) else { return nil }
        self.index = index
        models = try TextModels(session)
    }

    /// Looks a text up.
    ///
    /// - Parameters:
    ///   - text: Found anywhere when it has three letters, else at the beginning.
    ///   - limit: Candidates per model and way of fitting.
    package func candidates(
        _ text: FoldedText, in schemas: [AnySchema], limit: Int
    ) throws -> [ObjectIdentifier: Candidates] {
        let asked = schemas.compactMap { models[$0.identifier] }
        let numbers = asked.map(\.number)
        var found: [Int: [TextHit]] = [:]
        for hit in try index.beginning(text, in: numbers, limit: limit) { found[hit.model, default: []].append(hit) }
        var cut = Set(numbers.filter { found[$0]?.count == limit })
        if text.count >= 3 {
            let rest = numbers.filter { !cut.contains($0) }
            let inside = Dictionary(grouping: try index.holding(text, in: rest, limit: limit), by: \.model)
            for (number, hits) in inside {
                if hits.count >= limit { cut.insert(number) }
                let known = Set((found[number] ?? []).map { Key(object: $0.object, place: $0.place) })
                found[number, default: []] += hits.filter { !known.contains(Key(object: $0.object, place: $0.place)) }
            }
        }
        var result: [ObjectIdentifier: Candidates] = [:]
        for member in asked {
            let all = (found[member.number] ?? []).map { hit in
                Candidate(
                    object: hit.object, rank: Rank(hit.text, holding: text), place: hit.place, text: hit.text)
            }
            var candidates = Candidates()
            candidates.all = all.sorted {
                ($0.rank, $0.place, $0.text, $0.object) < ($1.rank, $1.place, $1.text, $1.object)
            }
            candidates.isCut = cut.contains(member.number)
            result[ObjectIdentifier(member.schema)] = candidates
        }
        return result
    }

    private struct Key: Hashable {
        let object: Identifier
        let place: Int
    }
}
