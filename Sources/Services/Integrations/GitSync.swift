import Basics
import Domain
import JobEngine
import Modeling
import Secrets
import Storage

/// Brings the clone of a repository up to date, in the name of who asked for it.
struct GitSync: Sendable {
    let context: JobContext
    let access: GitAccess

    init(_ context: JobContext) {
        self.context = context
        access = context.environment.git
    }

    /// Messages for changed files at most; further ones are counted.
    private static let toldChanges = 1000

    /// Fetches, lists what changes and, unless it is a dry run, switches to the new commit.
    ///
    /// - Throws: ``JobFailure``.
    func run(_ id: Identifier, isDry: Bool) async throws -> JSONValue {
        do {
            return try await sync(try await repository(id), isDry: isDry)
        } catch let refusal as GitRefusal {
            throw JobFailure(refusal.message)
        }
    }

    private func sync(_ repository: Record<GitRepository>, isDry: Bool) async throws -> JSONValue {
        let clone = try GitClone(repository.slug, access)
        let hold = try await clone.hold()
        defer { withExtendedLifetime(hold) {} }
        let route = try await route(to: repository)
        await context.log.info("Fetching \(repository.branch) of \(route.remote.text)", about: repository.name)
        let head = try await clone.fetch(repository.branch, by: route)
        try context.checkpoint()
        let changes = try await clone.changes(from: repository.currentHead, to: head)
        await tell(changes)
        let result: JSONValue = .object(
            JSONObject([
                ("repository", .string(repository.name)), ("previous_head", .string(repository.currentHead)),
                ("current_head", .string(head)), ("dry_run", .bool(isDry)),
                ("changes", .int(Int64(changes.count))),
            ]))
        guard !isDry else { return result }
        try await clone.checkOut(head)
        let provided = try await provided(repository, in: clone.tree(of: head))
        try context.checkpoint()
        let environment = context.environment
        try await context.conclude(result) { pipeline in
            guard let row = try pipeline.session.row(GitRepository.schema, repository.id.raw) else { return }
            var record = Record<GitRepository>(values: row)
            record.currentHead = head
            try pipeline.update(record)
            try JobRecords(environment: environment).refresh(provided, from: .git(record.id), pipeline)
        }
        try await clone.keep([head, repository.currentHead])
        _ = try await GitSweep.run(context)
        return result
    }

    /// Where the files of the commit in use are; fetches them when this machine does not have them yet.
    ///
    /// - Throws: ``GitRefusal``.
    func tree(of id: ID<GitRepository>) async throws -> String {
        let row = try await context.read { try $0.row(GitRepository.schema, id.raw) }
        guard let repository = row.map(Record<GitRepository>.init(values:)), GitClone.isCommit(repository.currentHead)
        else { throw GitRefusal("The Git repository of the job has not been synced.") }
        let clone = try GitClone(repository.slug, access)
        if clone.hasTree(of: repository.currentHead) { return clone.tree(of: repository.currentHead) }
        let hold = try await clone.hold()
        defer { withExtendedLifetime(hold) {} }
        _ = try await clone.fetch(repository.branch, by: try await route(to: repository))
        try await clone.checkOut(repository.currentHead)
        return clone.tree(of: repository.currentHead)
    }

    /// The jobs of a commit's files.
    private func provided(_ repository: Record<GitRepository>, in tree: String) async throws -> [OutsideJob.Found] {
        let contents = repository.providedContents.elements
        for other in contents where other != GitRepository.jobContent {
            await context.log.warning("\(other) is not read from repositories by this release.", about: repository.name)
        }
        guard contents.contains(GitRepository.jobContent) else { return [] }
        guard context.environment.outsideJobs.isEnabled else {
            await context.log.warning(
                "Jobs from outside are switched off (setting jobs-from-outside), so this repository's are not offered.",
                about: repository.name)
            return []
        }
        let found = try await OutsideFiles(access: context.environment.outsideJobs)
            .jobs(in: tree + "/jobs", modulePrefix: repository.slug + ".jobs.", isOurs: true)
        for fault in found.faults { await context.log.warning(fault.message, about: fault.file) }
        return found.jobs
    }

    private func tell(_ changes: [GitClone.Change]) async {
        for change in changes.prefix(Self.toldChanges) {
            await context.log.info("\(change.path) \(change.what)", about: change.path, in: "changes")
        }
        if changes.count > Self.toldChanges {
            await context.log.info("\(changes.count - Self.toldChanges) more files differ.", in: "changes")
        }
        if changes.isEmpty { await context.log.info("Nothing differs from what is in use.", in: "changes") }
    }

    // MARK: What is asked for

    /// The repository, which the actor has to be allowed to change or to add.
    private func repository(_ id: Identifier) async throws -> Record<GitRepository> {
        let actor = context.actor
        return try await context.read { session in
            let actions: [Action] = [.change, .add]
            // Who may do neither is told so below.
            let allowed = actions.compactMap { try? Authorizer().allowed($0, on: GitRepository.schema, for: actor) }
            guard
                let row = try session.rows(
                    Selection(GitRepository.schema, where: .ids([id]) && .any(allowed), limit: 1)
                ).first
            else { throw JobFailure("There is no such Git repository, or you may not change it.") }
            return Record(values: row)
        }
    }

    /// The way to a repository, with the credentials of its secrets group.
    func route(to repository: Record<GitRepository>) async throws -> GitRoute {
        let remote = try access.check(repository.remoteUrl)
        let addresses = try await access.addresses(of: remote)
        var authorization: SecretBytes?
        if let group = repository.secretsGroup, remote.scheme == .https || remote.scheme == .http {
            authorization = try await credentials(group, repository)
        }
        return GitRoute(remote: remote, addresses: addresses, authorization: authorization)
    }

    /// `user:token` in Base64 (RFC 7617); the token alone is the user (core.md §3.6).
    private func credentials(
        _ group: ID<SecretsGroup>, _ repository: Record<GitRepository>
    ) async throws -> SecretBytes {
        guard let secrets = context.secrets else { throw GitRefusal("This process hands out no secrets.") }
        func value(_ type: String) async throws -> SecretBytes {
            let object = try ObjectName(
                "\(GitRepository.schema.identifier):\(repository.id)", in: context.store.catalog)
            return try await secrets.resolve(
                group, accessType: "HTTP(S)", secretType: type, for: object, by: context.actor
            ).value.bytes
        }
        let (token, user): (SecretBytes, SecretBytes?)
        do {
            token = try await value("token")
            do {
                user = try await value("username")
            } catch let problem as Problem where problem.kind == .notFound {
                // A username is given only where the server wants one.
                user = nil
            }
        } catch let fault as SecretFault {
            throw GitRefusal(fault.description)
        } catch let problem as Problem where problem.kind == .notFound || problem.kind == .forbidden {
            throw GitRefusal("The credentials of the repository cannot be had: \(problem.message)")
        }
        var plain: [UInt8] = []
        if let user { plain += user.withBytes { Array($0) } + [0x3A] }
        plain += token.withBytes { Array($0) }
        if user == nil { plain.append(0x3A) }
        let value = SecretBytes(Base64.text(plain))
        secrets.redaction.register(value)
        return value
    }
}

/// Removes clones of repositories that are not there any more.
enum GitSweep {
    /// - Returns: How many went.
    static func run(_ context: JobContext) async throws -> Int {
        let slugs = try await context.read { session in
            Set(try session.rows(Selection(GitRepository.schema)).map { Record<GitRepository>(values: $0).slug })
        }
        return try await GitClone.sweep(context.environment.git, keeping: slugs)
    }
}
