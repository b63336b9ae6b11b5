import Basics

/// Looks up parts by all names that they may have, twenty in a question.
struct EoXSearch {
    /// One part with the names under which it is looked up, the best first.
    private struct Wanted {
        /// What was asked for, for each name.
        let names: [(name: String, origin: String)]
        /// The name that is looked up next.
        var next = 0
        /// Whether Cisco said of some name that nothing is announced.
        var isKnownToBeSilent = false
        var isDone = false
    }

    /// What was found.
    private(set) var facts: [LifecycleFact] = []
    /// What there is to tell, in whole sentences.
    private(set) var remarks: [String] = []

    private let line: CiscoLine
    private var wanted: [Wanted]
    /// What was learned of a name already.
    private var answers: [String: Lookup] = [:]

    /// What Cisco says of one name.
    private enum Lookup {
        case fact(LifecycleFact)
        case silent
        case refused
        /// Cisco could not tell.
        case failed
    }

    init(line: CiscoLine, questions: [[String]]) {
        self.line = line
        wanted = questions.compactMap { candidates in
            let names = Self.names(candidates)
            return names.isEmpty ? nil : Wanted(names: names)
        }
    }

    /// The names of a part: each candidate, then each without `/K9`, without `++`, and without `=` at its end.
    static func names(_ candidates: [String]) -> [(name: String, origin: String)] {
        var names: [(String, String)] = []
        var seen: Set<String> = []
        let plain = candidates.map { ($0, EoXRecord.name($0)) }
        let shortened = plain.flatMap { origin, name in
            ["/K9", "++", "="].filter { name.hasSuffix($0) }.map { (origin, String(name.dropLast($0.count))) }
        }
        for (origin, name) in plain + shortened
        where (1...200).contains(name.utf8.count) && !name.contains(",") && seen.insert(name).inserted {
            // A name that is a pattern would bring the records of other parts.
            if !name.contains("*") { names.append((name, origin)) }
        }
        return names
    }

    /// Asks until every part is found or has no name left.
    ///
    /// - Throws: ``FeedError``, `CancellationError`.
    mutating func run() async throws {
        while true {
            let names = wanted.filter { !$0.isDone }.map { $0.names[$0.next].name }
            guard !names.isEmpty else { break }
            var seen: Set<String> = []
            let open = names.filter { answers[$0] == nil && seen.insert($0).inserted }
            for start in stride(from: 0, to: open.count, by: EoXFeed.mostParts) {
                try await ask(Array(open[start..<min(start + EoXFeed.mostParts, open.count)]))
            }
            for index in wanted.indices where !wanted[index].isDone { settle(index) }
        }
        let failed = answers.filter { if case .failed = $0.value { true } else { false } }.keys.sorted()
        guard failed.isEmpty || failed.count < answers.count else {
            throw FeedError(.unavailable, "Cisco EoX cannot answer now. The next run tries again.")
        }
        if !failed.isEmpty { remarks.append("Cisco EoX could not tell about \(failed.joined(separator: ", ")).") }
    }

    /// Takes what is known of the name of a part, and goes on to its next name if that is nothing.
    private mutating func settle(_ index: Int) {
        let (name, origin) = wanted[index].names[wanted[index].next]
        switch answers[name] {
        case .fact(var fact)?:
            fact.subject = .part(origin)
            facts.append(fact)
            wanted[index].isDone = true
            if name != EoXRecord.name(origin) { remarks.append("Cisco knows \(origin) as \(name).") }
            return
        case .silent?: wanted[index].isKnownToBeSilent = true
        case .refused?, .failed?, nil: break
        }
        wanted[index].next += 1
        guard wanted[index].next == wanted[index].names.count else { return }
        wanted[index].isDone = true
        let first = wanted[index].names[0].origin
        if wanted[index].isKnownToBeSilent {
            facts.append(.unannounced(first))
        } else {
            remarks.append("Cisco does not take \(first) for a part number: nothing is known about it.")
        }
    }

    /// Asks about some names; about fewer at a time when one of them spoils the question.
    private mutating func ask(_ names: [String]) async throws {
        var records: [EoXRecord] = []
        var page = 1
        var last = 1
        repeat {
            let json = try await self.page(page, names)
            guard let json, EoXRecord.fault(json) ?? .noData == .noData else {
                guard names.count > 1 else {
                    answers[names[0]] = json == nil ? .failed : .refused
                    return
                }
                let half = names.count / 2
                try await ask(Array(names[..<half]))
                return try await ask(Array(names[half...]))
            }
            records += EoXAnswer.records(json)
            last = EoXAnswer.lastPage(json)
            page += 1
        } while page <= last
        for name in names {
            let own = records.filter { $0.input == name || $0.input.isEmpty && $0.part.map(EoXRecord.name) == name }
            if let fact = EoXAnswer.fact(own, about: name) {
                answers[name] = .fact(fact)
            } else {
                // Only what Cisco says of this very name counts as an answer.
                let isSilent = own.contains { $0.fault == nil || $0.fault == .noData }
                answers[name] = isSilent ? .silent : .refused
            }
        }
    }

    /// One page; `nil` when trouble that should pass did not.
    private func page(_ number: Int, _ names: [String]) async throws -> JSONValue? {
        let path = names.map { FeedQuestion.encoded($0) }.joined(separator: ",")
        let patience = line.line.patience
        for attempt in 1... {
            let json: JSONValue
            switch try await line.ask("/EOXByProductID/\(number)/\(path)", [("responseencoding", "json")]) {
            case .data(let data): json = data
            case .code(_, let status):
                throw FeedError(.configuration, "Cisco EoX refused the question (status \(status)). Check the address.")
            }
            let faults = EoXAnswer.records(json).compactMap(\.fault) + [EoXRecord.fault(json)].compactMap { $0 }
            if faults.contains(.access) {
                throw FeedError(.notEntitled, "Cisco EoX is not licensed for this credential. \(line.missing)")
            }
            guard json["EOXRecord"] != nil || !faults.isEmpty else {
                throw FeedError(.malformed, "Cisco EoX answered with something that is no answer of it.")
            }
            guard faults.contains(.later) else { return json }
            let context = line.line.context
            guard let pause = patience.pause(after: attempt, asked: nil, random: context.random) else { break }
            try await context.time.sleep(until: context.time.uptime + pause)
        }
        return nil
    }
}
