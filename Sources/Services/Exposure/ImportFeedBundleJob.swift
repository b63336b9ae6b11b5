package import Basics
import Domain
import Feeds
package import JobEngine
import SystemPackage

/// Reads a file of a source that somebody brought, then judges the network: for networks without a way out.
package struct ImportFeedBundleJob: Job {
    /// The name under which the job is known.
    package static let name = "Import Feed Bundle"
    /// The inputs of the job.
    package static let (feed, bundle) = ("feed", "bundle")

    package let declaration: JobDeclaration = {
        var declaration = ExposureJobs.declaration(
            "ImportFeedBundle", ImportFeedBundleJob.name,
            "Reads a file of a source, for networks without a way out, then judges the network. The file counts as a whole or not at all."
        )
        var feed = JobVariable(ImportFeedBundleJob.feed, .choice)
        feed.label = "Source"
        feed.help = "Who published the file."
        feed.choices = BuiltInFeeds.all.map { ($0.description.slug, $0.description.label) }
        var bundle = JobVariable(ImportFeedBundleJob.bundle, .file)
        bundle.label = "File"
        bundle.help =
            "A file that the source publishes for download, compressed or not, or a zip archive of such files."
        declaration.variables = [feed, bundle]
        return declaration
    }()

    package init() {}

    package func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let slug = input.text(Self.feed)
        guard let file = input.object(Self.bundle) else { throw JobFailure("There is no file to read.") }
        let upload = try await BundleUpload.laid(file, context)
        let feeds = FeedService(store: context.store, environment: context.environment)
        try await feeds.prepare()
        let name = upload.path.lastComponent?.string ?? ""
        await context.log.info("Reading \(name) as a file of \(slug).")
        let outcome: FeedService.Outcome
        do {
            outcome = try await feeds.importBundle(upload.path, of: slug) { told in
                context.report(told, of: nil, "items read")
            }
        } catch let problem as Problem where problem.kind == .unprocessable {
            // People know the file by its name, not by where it lay for a while.
            let reason = problem.message.replacing(upload.path.string, with: name)
            throw JobFailure("The file was not taken, and what was known before still counts. \(reason)")
        }
        await context.log.info("\(outcome.text).")
        let exposure = try await ExposureJobs.evaluate(context, all: false)
        return [
            "feed": .string(slug), "told": .int(Int64(outcome.told)), "changed": .int(Int64(outcome.changed)),
            "withdrawn": .int(Int64(outcome.withdrawn)), "exposure": exposure,
        ]
    }
}
