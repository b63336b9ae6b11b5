import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// What changes of Git repositories set in motion: a check of the address, a sync, and the end of what they provided.
enum GitEffects {
    static let effect = RecordEffects.Effect(of: GitRepository.schema.identifier) { kind, row, previous, pipeline in
        let repository = Record<GitRepository>(values: row)
        guard kind != .delete else {
            try JobRecords(environment: pipeline.environment).refresh([], from: .git(repository.id), pipeline)
            return try begin(GitJobs.sweepPath, JSONObject(), pipeline)
        }
        let before = previous.map(Record<GitRepository>.init(values:))
        if repository.remoteUrl != before?.remoteUrl {
            do throws(GitRefusal) {
                try pipeline.environment.git.check(repository.remoteUrl)
            } catch {
                throw pipeline.invalid([FieldErrors("remote_url", [error.message])])
            }
        }
        // The commit in use is what a sync writes.
        let isSame =
            repository.remoteUrl == before?.remoteUrl && repository.branch == before?.branch
            && repository.providedContents == before?.providedContents
            && repository.secretsGroup == before?.secretsGroup
        if !isSame { try begin(GitJobs.syncPath, GitJobs.inputs(repository.id.raw), pipeline) }
    }

    /// Asks for a run in the name of who made the change; does nothing where the job is not enabled.
    private static func begin(_ path: String, _ inputs: JSONObject, _ pipeline: RecordPipeline) throws {
        let session = pipeline.session
        guard let job = try JobRecords.named(path, in: session), job.enabled, job.installed,
            let queue = try session.row(JobQueue.schema, job.defaultJobQueue.raw)
        else { return }
        let order = RunOrder(
            job: job, queue: Record(values: queue), user: pipeline.actor.user, inputs: inputs)
        let environment = pipeline.environment
        _ = try RunWriter(environment: environment, queue: TicketQueue(time: environment.time))
            .add(order, owner: .person(pipeline.actor), in: session)
    }
}
