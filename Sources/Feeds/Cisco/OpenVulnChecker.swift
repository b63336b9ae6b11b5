import Basics

extension OpenVulnFeed {
    /// Asks the checker for each version once, however many devices run it.
    struct Checker {
        let line: CiscoLine
        /// For each of the API's systems, the versions that it knows by their small letters; `nil` when it tells none.
        private var known: [String: [String: String]?] = [:]
        /// Systems that the API does not have after all.
        private var missing: Set<String> = []
        private var seen: Set<String> = []

        init(line: CiscoLine) {
            self.line = line
        }

        /// Hands on an answer for each release, and the advisories that come with it.
        ///
        /// - Throws: ``FeedError``, `CancellationError`, or what the sink throws.
        mutating func run(_ releases: [FeedQuestions.Release], _ sink: FeedBatch.Sink) async throws {
            var batch = FeedBatch()
            var asked: Set<FeedQuestions.Release> = []
            for release in releases where asked.insert(release).inserted {
                guard let system = OpenVulnFeed.systems[release.system], !missing.contains(system),
                    let (answer, advisories) = try await check(release, as: system)
                else { continue }
                let new = advisories.filter { seen.insert($0.id).inserted }
                try await batch.add(new.flatMap(\.records).map { .record($0) }, sink)
                try await batch.add(.checked(answer), sink)
            }
            try await batch.flush(sink)
        }

        private mutating func check(
            _ release: FeedQuestions.Release, as system: String
        ) async throws -> (CheckerAnswer, [CiscoAdvisory])? {
            let versions = try await versions(of: system)
            // Cisco's own spelling where it differs in capitals; never another version.
            let spelling = versions?[release.version.lowercased()] ?? release.version
            let isListed = versions?[release.version.lowercased()] != nil
            var answer = CheckerAnswer(system: release.system, version: spelling, isKnown: false, findings: [])
            switch try await line.ask("/OSType/\(system)", [("version", spelling)]) {
            case .data(let json):
                let advisories = try CiscoAdvisory.list(json)
                answer.isKnown = isListed || !advisories.isEmpty
                answer.findings = advisories.map(\.finding)
                return (answer, advisories)
            case .code(let code?, _) where code.contains("INVALID") && code.contains("VERSION"):
                await tell(release)
                return (answer, [])
            case .code(let code?, _) where code.contains("AFFECTING_ADVISORIES_FOUND"):
                answer.isKnown = true
                return (answer, [])
            case .code("NO_DATA_FOUND"?, _):
                // Says that nothing concerns the release; of one that it does not list that would be a guess.
                answer.isKnown = isListed
                if !isListed { await tell(release) }
                return (answer, [])
            case .code(nil, status: 404), .code("OS_TYPE_NOT_FOUND"?, _), .code("INVALID_OS_TYPE"?, _):
                missing.insert(system)
                await line.line.context.tell(
                    "Cisco openVuln does not have the system \(system): nothing is known from it about \(release.system)."
                )
                return nil
            case .code(let code, let status): throw OpenVulnFeed.refusal(code, status)
            }
        }

        private func tell(_ release: FeedQuestions.Release) async {
            await line.line.context.tell(
                "Cisco's checker does not know \(release.version) of \(release.system): other sources decide about it.")
        }

        /// The versions that the checker knows, by their small letters; `nil` when it tells none.
        private mutating func versions(of system: String) async throws -> [String: String]? {
            if let versions = known[system] { return versions }
            var versions: [String: String]?
            if case .data(let json) = try await line.ask("/OS_version/OS_data", [("OSType", system)]) {
                let list = json.arrayValue ?? json["OS_data"]?.arrayValue ?? []
                let names = list.compactMap { $0["nos_version"]?.text }
                if !names.isEmpty { versions = Dictionary(names.map { ($0.lowercased(), $0) }) { first, _ in first } }
            }
            known.updateValue(versions, forKey: system)
            return versions
        }
    }
}
