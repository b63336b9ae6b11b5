import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Asks the NVD for the CVEs of every software version, and keeps them with what they affect (lifecycle.md §4.4).
struct NISTSearchJob: Job {
    let declaration: JobDeclaration = {
        var declaration = VulnerabilityJobs.declaration(
            "NistCveSyncSoftware", "NIST - Software CVE Search",
            "Searches the NIST DBs for CVEs related to software versions.")
        var integration = JobVariable("nist_integration", .object)
        integration.label = "NIST Integration"
        integration.help = "External integration that says how the NIST database is asked."
        integration.model = ExternalIntegration.schema.identifier
        integration.defaultValue = .string(Seeds.feed.id.description)
        var versions = JobVariable("software_versions", .multiObject)
        versions.label = "Software Versions"
        versions.help = "Only ask for these; all when empty."
        versions.model = SoftwareVersion.schema.identifier
        versions.isRequired = false
        declaration.variables = [integration, versions]
        declaration.softTimeLimit = 3600
        declaration.timeLimit = 3900
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        guard let integration = input.object("nist_integration") else {
            throw JobFailure("No integration was named.")
        }
        let client: NISTClient
        do {
            client = try await NISTIntegration(context: context).client(integration)
        } catch let failure as JobFailure {
            await context.log.error(failure.message)
            throw failure
        }
        return try await NISTSearch(context: context, client: client).run(input.objects("software_versions"))
    }
}

/// One run of the search.
struct NISTSearch {
    let context: JobContext
    let client: NISTClient

    /// A software version in the words of log entries.
    private struct Software: Sendable {
        let id: Identifier
        /// `Cisco IOS - 15.2(7)E3`.
        let name: String
        let driver: String
        let version: String
        let manufacturer: String
    }

    /// Versions that are asked for with the same names.
    private struct Question {
        let names: [String]
        var software: [Software]
    }

    private struct Counters {
        var asked = 0
        var failed = 0
        var skipped = 0
        var written = NISTStore.Outcome()
    }

    func run(_ chosen: [Identifier]) async throws -> JSONValue {
        let software = try await software(chosen)
        var counters = Counters()
        let questions = await questions(software, &counters)
        var done = counters.skipped
        for question in questions {
            try context.checkpoint()
            for software in question.software {
                await context.log.info(
                    "Gathering CVE Information for Software Version: \(software.name)", about: software.name)
            }
            do {
                try await ask(question, &counters)
            } catch let fault as NISTFault {
                if case .misconfigured = fault { throw failure(fault.message, software.count, counters) }
                counters.failed += question.software.count
                await context.log.error(fault.message, about: question.software.first?.name ?? "")
            } catch let problem as Problem where problem.kind != .unavailable {
                counters.failed += question.software.count
                await context.log.error(
                    "The answer cannot be kept: \(problem.message)", about: question.software.first?.name ?? "")
            }
            done += question.software.count
            context.report(done, of: software.count, "software versions")
        }
        await context.log.info(
            "Performed discovery on all software. Created \(counters.written.created) CVE.")
        if counters.failed > 0 {
            let message = "\(counters.failed) of \(software.count) software versions could not be asked for."
            guard counters.asked > 0 else { throw failure(message, software.count, counters) }
            await context.log.warning(message)
        }
        return Self.result(software.count, counters)
    }

    private func failure(_ message: String, _ total: Int, _ counters: Counters) -> JobFailure {
        JobFailure(message, result: Self.result(total, counters))
    }

    private static func result(_ total: Int, _ counters: Counters) -> JSONValue {
        let state = counters.failed == 0 ? "success" : counters.asked == 0 ? "failed" : "partial"
        return [
            "state": .string(state), "versions": .int(Int64(total)), "asked": .int(Int64(counters.asked)),
            "failed": .int(Int64(counters.failed)), "skipped": .int(Int64(counters.skipped)),
            "created": .int(Int64(counters.written.created)), "updated": .int(Int64(counters.written.updated)),
            "linked": .int(Int64(counters.written.linked)),
        ]
    }

    // MARK: What is asked

    /// The versions in their order.
    private func software(_ chosen: [Identifier]) async throws -> [Software] {
        let wanted: Predicate = chosen.isEmpty ? .always : .ids(chosen)
        return try await context.read { session in
            var platforms: [Identifier: Record<Platform>] = [:]
            for row in try session.rows(Selection(Platform.schema)) {
                let platform = Record<Platform>(values: row)
                platforms[platform.id.raw] = platform
            }
            let manufacturers = Dictionary(
                try session.fetch(Query<Manufacturer>()).map { ($0.id.raw, $0.name) },
                uniquingKeysWith: { first, _ in first })
            let rows = try session.rows(
                Selection(SoftwareVersion.schema, where: wanted, ordering: SoftwareVersion.schema.ordering))
            return rows.map { row in
                let version = Record<SoftwareVersion>(values: row)
                let platform = platforms[version.platform.raw]
                return Software(
                    id: version.id.raw,
                    name: version.alias.isEmpty ? "\(platform?.name ?? "") - \(version.version)" : version.alias,
                    driver: platform?.networkDriver ?? "", version: version.version,
                    manufacturer: platform?.manufacturer.flatMap { manufacturers[$0.raw] } ?? "")
            }
        }
    }

    /// What to ask, each question once; versions that cannot be asked for are told.
    private func questions(_ software: [Software], _ counters: inout Counters) async -> [Question] {
        var questions: [Question] = []
        var known: [[String]: Int] = [:]
        for item in software {
            do throws(NISTNames.Fault) {
                let names = try NISTNames.questions(driver: item.driver, version: item.version)
                if let place = known[names] {
                    questions[place].software.append(item)
                } else {
                    known[names] = questions.count
                    questions.append(Question(names: names, software: [item]))
                }
            } catch {
                counters.skipped += 1
                let maker = item.manufacturer.isEmpty ? "no manufacturer" : item.manufacturer
                await context.log.error(
                    "There is no name to ask for \(maker), network driver \"\(item.driver)\", version"
                        + " \"\(item.version)\". \(error.message)", about: item.name, in: "URL Creation")
            }
        }
        return questions
    }

    private func ask(_ question: Question, _ counters: inout Counters) async throws {
        var records: [NISTRecord] = []
        var known: Set<String> = []
        var refusal: NISTFault?
        var answers = 0
        for name in question.names {
            do {
                for record in try await client.records(name) where known.insert(record.name).inserted {
                    records.append(record)
                }
                answers += 1
            } catch let fault as NISTFault {
                // One of several spellings may be unknown; the others tell what there is.
                guard case .refused = fault else { throw fault }
                refusal = fault
            }
        }
        if let refusal, answers == 0 { throw refusal }
        let (found, software) = (records, question.software.map(\.id))
        let written = try await context.write { try NISTStore.take(found, for: software, $0) }
        counters.asked += question.software.count
        counters.written += written
        if written.created > 0 { await context.log.info("Created \(written.created) new CVEs.") }
        for name in written.rejected {
            await context.log.warning("\(name) was withdrawn: the NVD rejects it.", about: name)
        }
        for name in written.undated {
            await context.log.warning("\(name) has no day of publication and was left out.", about: name)
        }
    }
}
