import Basics
import Domain
import JobEngine
import Modeling

/// The jobs that keep Git repositories in step (core.md §5.9).
enum GitJobs {
    static let all: [any Job] = [GitSyncJob(isDry: false), GitSyncJob(isDry: true), GitSweepJob()]
    static let syncPath = "nautobot.core.jobs.GitRepositorySync"
    static let sweepPath = "almanac.jobs.git.RemoveClones"
    /// The input that names the repository.
    static let repository = "repository"

    /// The inputs of a run for a repository.
    static func inputs(_ repository: Identifier) -> JSONObject {
        JSONObject([(Self.repository, .string(repository.description))])
    }
}

/// Fetches a repository; as a dry run it tells what would change.
struct GitSyncJob: Job {
    let isDry: Bool

    var declaration: JobDeclaration {
        var declaration = JobDeclaration(
            module: "nautobot.core.jobs", className: isDry ? "GitRepositoryDryRun" : "GitRepositorySync",
            name: isDry ? "Git Repository: Dry-Run" : "Git Repository: Sync", grouping: "System Jobs")
        declaration.description =
            isDry
            ? "Dry run of Git repository sync: fetches the repository and lists what a sync would change."
            : "Clone and/or pull a Git repository, then refresh what it provides."
        var repository = JobVariable(GitJobs.repository, .object)
        repository.label = "Git Repository"
        repository.help = isDry ? "Git Repository to dry-run" : "Git Repository to synchronize"
        repository.model = GitRepository.schema.identifier
        declaration.variables = [repository]
        declaration.isReadOnly = isDry
        declaration.isSystem = true
        declaration.softTimeLimit = 900
        declaration.timeLimit = 960
        return declaration
    }

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        guard let id = input.object(GitJobs.repository) else { throw JobFailure("No repository was named.") }
        return try await GitSync(context).run(id, isDry: isDry)
    }
}

/// Removes clones of repositories that were deleted, on the machine of the worker that runs it.
struct GitSweepJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "almanac.jobs.git", className: "RemoveClones", name: "Git Repository: Remove Clones",
            grouping: "System Jobs")
        declaration.description = "Removes clones of deleted Git repositories from the data folder."
        declaration.isSystem = true
        declaration.isHidden = true
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        .object(JSONObject([("removed", .int(Int64(try await GitSweep.run(context))))]))
    }
}
