import Basics
import Modeling
import Storage

/// One search in one snapshot of the store.
struct SearchRun {
    private let session: Session
    private let wanted: FoldedText
    private let visibility: Visibility?
    private let texts: RowTexts

    init(_ session: Session, _ wanted: FoldedText, _ visibility: Visibility?) {
        self.session = session
        self.wanted = wanted
        self.visibility = visibility
        texts = RowTexts(session, visibility: visibility)
    }

    /// What fits of one model, as far as it may be seen.
    private struct Found {
        let schema: AnySchema
        let seen: Predicate
        /// The best first, each object once.
        var best: [TextSearch.Candidate] = []
    }

    func answer(
        _ kinds: [(schema: AnySchema, seen: Predicate)], limit: Int, _ candidateLimits: [Int]
    ) throws -> SearchAnswer {
        guard let search = try TextSearch(session) else {
            var answer = SearchAnswer()
            answer.isComplete = false
            return answer
        }
        var answer = SearchAnswer()
        answer.isComplete = search.isComplete
        let found = try found(search, kinds, candidateLimits).filter { !$0.best.isEmpty }
        // The best of all models are chosen before any row is read.
        let places = found.enumerated().flatMap { number, kind in
            kind.best.prefix(SearchService.hitsPerKind).map { (kind: number, candidate: $0) }
        }.sorted { left, right in
            let (first, second) = (found[left.kind].schema, found[right.kind].schema)
            let (one, other) = (first.globalSearch?.place ?? 0, second.globalSearch?.place ?? 0)
            return (left.candidate.rank, one, left.kind, left.candidate.text, left.candidate.object)
                < (right.candidate.rank, other, right.kind, right.candidate.text, right.candidate.object)
        }.prefix(limit)
        var hits: [Int: [Identifier: SearchHit]] = [:]
        for (number, chosen) in Dictionary(grouping: places, by: \.kind) {
            hits[number] = try self.hits(found[number].schema, chosen.map(\.candidate))
        }
        answer.hits = places.compactMap { hits[$0.kind]?[$0.candidate.object] }
        var seen: Set<Int> = []
        let told = places.map(\.kind).filter { seen.insert($0).inserted && hits[$0]?.isEmpty == false }
        answer.kinds = told.map { number in
            let count = found[number].best.count
            return SearchKind(
                schema: found[number].schema, count: min(count, SearchService.countLimit),
                isMore: count > SearchService.countLimit)
        }
        return answer
    }

    // MARK: Finding

    private func found(
        _ search: TextSearch, _ kinds: [(schema: AnySchema, seen: Predicate)], _ candidateLimits: [Int]
    ) throws -> [Found] {
        var result = kinds.map { Found(schema: $0.schema, seen: $0.seen) }
        var open = Array(result.indices)
        for limit in candidateLimits {
            guard !open.isEmpty else { break }
            let candidates = try search.candidates(wanted, in: open.map { result[$0].schema }, limit: limit)
            open = try open.filter { number in
                let found = candidates[ObjectIdentifier(result[number].schema)] ?? TextSearch.Candidates()
                result[number].best = try visible(found.all, result[number].schema, result[number].seen)
                // Where many are hidden, counts must not tell: only what is seen decides whether there is more.
                return found.isCut && result[number].best.count <= SearchService.countLimit
            }
        }
        for number in open { try lookThrough(&result[number]) }
        return result
    }

    /// The candidates that are there and may be seen, each object once.
    private func visible(
        _ candidates: [TextSearch.Candidate], _ schema: AnySchema, _ seen: Predicate
    ) throws -> [TextSearch.Candidate] {
        guard !candidates.isEmpty else { return [] }
        let texts = schema.searchedTexts
        var allowed: [String: Set<Identifier>] = [:]
        for (reference, group) in Dictionary(grouping: candidates, by: { texts[$0.place].reference?.info.name ?? "" }) {
            var predicate = seen && .ids(Array(Set(group.map(\.object))))
            // A text of another row may be known to those only who may see that row.
            if let target = group.first.flatMap({ texts[$0.place].target }), let visibility {
                let inner = visibility.predicate(target)
                guard inner != .never else { continue }
                if inner != .always { predicate = predicate && .related([reference], inner) }
            }
            allowed[reference] = Set(try session.ids(schema, where: predicate))
        }
        var once: Set<Identifier> = []
        return candidates.filter { candidate in
            let reference = texts[candidate.place].reference?.info.name ?? ""
            return allowed[reference]?.contains(candidate.object) == true && once.insert(candidate.object).inserted
        }
    }

    /// Looks through the rows that may be seen, for callers from whom most of what fits is hidden.
    private func lookThrough(_ found: inout Found) throws {
        let comparison: Comparison = wanted.count >= 3 ? .containsIgnoringCase : .startsWithIgnoringCase
        let schema = found.schema
        let searched = schema.searchedTexts
        let fits = searched.map { text -> Predicate in
            let value = [Value.text(wanted.text)]
            guard let reference = text.reference, let target = text.target else {
                return .compare([text.path], comparison, value)
            }
            let inner = Predicate.compare([target.columns[text.column].name], comparison, value)
            return .related([reference.info.name], inner && (visibility?.predicate(target) ?? .always))
        }
        let limit = SearchService.countLimit + 1
        let rows = try session.rows(
            Selection(schema, where: found.seen && .any(fits), ordering: ["id"], limit: limit))
        var best = found.best
        let known = Set(best.map(\.object))
        try prefetch(schema, rows)
        for row in rows {
            guard let id = row[0].identifier, !known.contains(id), let match = try match(schema, row, searched) else {
                continue
            }
            best.append(
                TextSearch.Candidate(
                    object: id, rank: match.match.rank, place: match.place,
                    text: FoldedText(match.match.text)?.text ?? ""))
        }
        found.best = best.sorted { ($0.rank, $0.place, $0.text, $0.object) < ($1.rank, $1.place, $1.text, $1.object) }
    }

    // MARK: Telling

    private func hits(_ schema: AnySchema, _ chosen: [TextSearch.Candidate]) throws -> [Identifier: SearchHit] {
        let rows = try session.rows(schema, ids: chosen.map(\.object))
        try texts.prefetch(schema, rows)
        try prefetch(schema, rows)
        let searched = schema.searchedTexts
        var hits: [Identifier: SearchHit] = [:]
        for row in rows {
            // The index may be a moment behind: what no longer fits is no hit.
            guard let id = row[0].identifier, let match = try match(schema, row, searched) else { continue }
            let display = try texts.display(schema, row)
            let details = try (schema.globalSearch?.details ?? []).compactMap { path -> String? in
                let text = try texts.value(at: path, schema, row).plainText
                return text.isEmpty ? nil : text
            }
            hits[id] = SearchHit(
                schema: schema, id: id, display: display, details: details.joined(separator: " · "), match: match.match)
        }
        return hits
    }

    /// Fetches what searched texts and details refer to, in one query per reference.
    private func prefetch(_ schema: AnySchema, _ rows: [[Value]]) throws {
        guard let search = schema.globalSearch else { return }
        for path in search.texts + search.details {
            guard let reference = CompiledPath(path, schema).firstReference else { continue }
            try texts.load(reference.target, Set(rows.compactMap { $0[reference.column].identifier }))
        }
    }

    /// The text of a row that fits best, as the row is now.
    private func match(
        _ schema: AnySchema, _ row: [Value], _ searched: [AnySchema.SearchedText]
    ) throws -> (match: SearchMatch, place: Int)? {
        var best: (match: SearchMatch, place: Int)?
        for (place, text) in searched.enumerated() {
            guard let whole = try texts.value(at: text.path, schema, row).textValue, let folded = FoldedText(whole),
                let range = wanted.range(in: whole)
            else { continue }
            let rank = TextSearch.Rank(folded.text, holding: wanted)
            guard rank != .inside || wanted.count >= 3 else { continue }
            if let known = best, known.match.rank <= rank { continue }
            best = (SearchMatch(path: text.path, label: text.label, text: whole, range: range, rank: rank), place)
        }
        return best
    }
}
