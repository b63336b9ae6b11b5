import Basics
import Domain
import Feeds
import JobEngine

/// The jobs that keep exposure in step: ask sources, judge the network.
enum ExposureJobs {
    static let all: [any Job] = [SyncFeedsJob(), ImportFeedBundleJob(), EvaluateExposureJob()]

    static func declaration(_ className: String, _ name: String, _ description: String) -> JobDeclaration {
        var declaration = JobDeclaration(
            module: "almanac.jobs.vulnerabilities", className: className, name: name, grouping: "Vulnerabilities")
        declaration.description = description
        declaration.isSingleton = true
        declaration.isSystem = true
        declaration.softTimeLimit = 6 * 3600
        declaration.timeLimit = 6 * 3600 + 600
        return declaration
    }

    /// Judges what changed, with progress.
    static func evaluate(_ context: JobContext, all: Bool) async throws -> JSONValue {
        let evaluation = ExposureEvaluation(store: context.store, environment: context.environment) { done in
            try context.checkpoint()
            context.report(done, of: nil, "vulnerabilities judged")
        }
        let summary = try await evaluation.run(all: all)
        for line in summary.unreadable { await context.log.warning("A record cannot be read: \(line)") }
        await context.log.info(
            """
            Judged \(summary.software) software versions against \(summary.vulnerabilities) vulnerabilities: \
            \(summary.opened) findings opened, \(summary.changed) changed, \(summary.closed) closed, \
            \(summary.reopened) reopened.
            """)
        if summary.notUnderstood > 0 {
            await context.log.warning(
                "\(summary.notUnderstood) software versions are not understood; nothing can be said of them.")
        }
        return [
            "software": .int(Int64(summary.software)), "not_understood": .int(Int64(summary.notUnderstood)),
            "vulnerabilities": .int(Int64(summary.vulnerabilities)), "opened": .int(Int64(summary.opened)),
            "changed": .int(Int64(summary.changed)), "closed": .int(Int64(summary.closed)),
            "reopened": .int(Int64(summary.reopened)),
        ]
    }
}

/// Asks the sources for what changed, then judges the network.
struct SyncFeedsJob: Job {
    let declaration: JobDeclaration = {
        var declaration = ExposureJobs.declaration(
            "SyncFeeds", "Sync Vulnerability Feeds",
            "Asks the sources of vulnerabilities and lifecycle dates for what changed, then judges the network. Schedule it every few hours."
        )
        var feeds = JobVariable("feeds", .multiChoice)
        feeds.label = "Feeds"
        feeds.help = "Sources to ask; all that are switched on when none is named."
        feeds.choices = BuiltInFeeds.all.map { ($0.description.slug, $0.description.label) }
        feeds.isRequired = false
        declaration.variables = [feeds]
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let names = (input["feeds"].arrayValue ?? []).compactMap(\.stringValue)
        let sync = FeedSync(
            store: context.store, environment: context.environment, secrets: context.secrets, actor: context.actor,
            time: context.time, random: SystemRandom())
        let log = context.log
        let results = try await sync.run(names) { await log.info($0) }
        for outcome in results.outcomes {
            await log.info("\(outcome.text).")
        }
        let exposure = try await ExposureJobs.evaluate(context, all: false)
        let result: JSONValue = [
            "asked": .int(Int64(results.outcomes.count + results.failed)), "failed": .int(Int64(results.failed)),
            "passed_over": .int(Int64(results.passedOver)),
            "changed": .int(Int64(results.outcomes.reduce(0) { $0 + $1.changed })), "exposure": exposure,
        ]
        // What the others told is kept and was judged; that one is missing has to be seen.
        if results.failed > 0 {
            throw JobFailure("\(results.failed) sources failed; what they told before still counts.", result: result)
        }
        return result
    }
}

/// Judges software and vulnerabilities that changed.
struct EvaluateExposureJob: Job {
    let declaration: JobDeclaration = {
        var declaration = ExposureJobs.declaration(
            "EvaluateExposure", "Evaluate Exposure",
            "Judges which software of the network is affected by which vulnerability, as far as something changed.")
        var everything = JobVariable("everything", .boolean)
        everything.label = "Everything"
        everything.help = "Judge everything anew, not only what changed."
        everything.defaultValue = false
        declaration.variables = [everything]
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        try await ExposureJobs.evaluate(context, all: input["everything"].boolValue ?? false)
    }
}
