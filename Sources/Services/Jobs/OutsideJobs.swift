import Basics
import Domain
package import Logging
import Modeling
package import Storage

/// Keeps the records of jobs in step with the executables that a worker has (core.md §5.1).
package struct OutsideJobs: Sendable {
    private let store: Store
    private let environment: RecordEnvironment
    private let logger: Logger

    package init(store: Store, environment: RecordEnvironment, logger: Logger) {
        self.store = store
        self.environment = environment
        self.logger = logger
    }

    /// Looks at the jobs folder and at the clones of Git repositories; where jobs from outside are switched off, none is installed.
    ///
    /// For processes that run jobs. A repository without a clone on this machine is left as another one saw it.
    package func refresh() async throws {
        let access = environment.outsideJobs
        var seen: [(source: OutsideJob.Source, jobs: [OutsideJob.Found])] = []
        if access.isEnabled, let folder = access.folder {
            seen.append((.folder, await look(folder, "", isOurs: false)))
        } else {
            seen.append((.folder, []))
        }
        let repositories = try await store.read { session in
            try session.rows(Selection(GitRepository.schema)).map(Record<GitRepository>.init(values:))
        }
        for repository in repositories {
            guard access.isEnabled, repository.providedContents.elements.contains(GitRepository.jobContent) else {
                seen.append((.git(repository.id), []))
                continue
            }
            guard let clone = try? GitClone(repository.slug, environment.git), clone.hasTree(of: repository.currentHead)
            else { continue }
            let folder = clone.tree(of: repository.currentHead) + "/jobs"
            seen.append((.git(repository.id), await look(folder, repository.slug + ".jobs.", isOurs: true)))
        }
        let (environment, found) = (environment, seen)
        try await store.write { session in
            let actor = Actor.system(requestID: environment.identifiers.next(), detail: "jobs")
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            let records = JobRecords(environment: environment)
            for (source, jobs) in found { try records.refresh(jobs, from: source, pipeline) }
        }
    }

    private func look(_ folder: String, _ prefix: String, isOurs: Bool) async -> [OutsideJob.Found] {
        do {
            let contents = try await OutsideFiles(access: environment.outsideJobs)
                .jobs(in: folder, modulePrefix: prefix, isOurs: isOurs)
            for fault in contents.faults {
                logger.warning(
                    "a job from outside is not offered",
                    metadata: [
                        "job.file": "\(fault.file)", "error.detail": "\(fault.message)",
                    ])
            }
            return contents.jobs
        } catch {
            logger.warning("a folder of jobs cannot be read", metadata: ["job.file": "\(folder)"])
            return []
        }
    }
}
