import Basics
import Domain
import Foundation
import JobEngine
import Modeling
import Processes
import Secrets
import Storage
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Runs an executable for a run: one line of JSON in each direction for each thing that is said (docs/reference/jobs-from-outside.md).
struct OutsideRun: Job {
    let found: OutsideJob.Found
    let source: OutsideJob.Source

    var declaration: JobDeclaration { found.declaration }

    /// Bytes of a line, of everything that an executable says, and of what may wait for it.
    private static let limits = ProgramSession.Limits(line: 16 << 20, output: 256 << 20, complaints: 4 << 20)
    private static let waitingLimit = 64 << 20
    /// How long an executable may go on that was asked to end, where its time is not what is over.
    private static let grace = Duration.seconds(3)

    init?(_ record: Record<JobRecord>) {
        guard let found = OutsideJob.Found(of: record), let source = OutsideJob.Source(of: record) else { return nil }
        self.found = found
        self.source = source
    }

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        guard context.environment.outsideJobs.isEnabled else {
            throw JobFailure("Jobs from outside are switched off on this worker (setting jobs-from-outside).")
        }
        let path = try await program(context)
        let folder = try Self.makeFolder()
        do {
            let result = try await talk(path, folder, input, context)
            await Self.remove(folder)
            return result
        } catch {
            await Self.remove(folder)
            throw error
        }
    }

    /// An empty folder that nobody else may look into.
    private static func makeFolder() throws -> String {
        var template = Array((NSTemporaryDirectory() + "/almanac-job-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw JobFailure("No folder can be made for the executable.") }
        return String(cString: made)
    }

    private static func remove(_ folder: String) async {
        // What cannot be removed is in a folder that the machine tidies up.
        try? await OwnThread.run { try FileManager.default.removeItem(atPath: folder) }
    }

    /// The file, made sure of again: it may have changed since it was described.
    private func program(_ context: JobContext) async throws -> String {
        switch source {
        case .folder:
            guard let folder = context.environment.outsideJobs.folder else {
                throw JobFailure("This worker has no jobs folder (setting jobs-folder).")
            }
            let path = "\(folder)/\(found.file)"
            do throws(ProgramFile.Fault) {
                try ProgramFile.checkFolder(folder)
                try ProgramFile.check(path)
            } catch {
                throw JobFailure(
                    error == .isNoProgram
                        ? "The worker has no executable \(path)." : "Others may change \(path), so it is not run.")
            }
            return path
        case .git(let repository):
            do {
                return try await GitSync(context).tree(of: repository) + "/jobs/\(found.file)"
            } catch let refusal as GitRefusal {
                throw JobFailure(refusal.message)
            }
        }
    }

    // MARK: Talking

    private func talk(
        _ path: String, _ folder: String, _ input: JobInput, _ context: JobContext
    ) async throws -> JSONValue {
        let request = try await self.request(input, context)
        let session: ProgramSession
        do throws(ProgramStart.Fault) {
            session = try await ProgramSession(
                ProgramStart(
                    path: path, arguments: ["run"], environment: OutsideFiles.environment(home: folder), folder: folder),
                limits: Self.limits)
        } catch {
            throw JobFailure("The executable \(found.file) cannot be started.")
        }
        let ending = OutsideEnding(session, context)
        defer { ending.isDone() }
        session.send(Array((request.text + "\n").utf8))
        return try await withTaskCancellationHandler {
            var talk = OutsideTalk(session: session, context: context)
            while let event = await session.next() {
                switch event {
                case .line(let line):
                    do {
                        try await talk.hear(line)
                        guard session.waitingBytes <= Self.waitingLimit else {
                            throw JobFailure("The executable does not read what it asked for.")
                        }
                    } catch is CancellationError {
                        // It has its time to end; what it wanted to change is not changed any more.
                        continue
                    } catch {
                        session.signal(SIGKILL)
                        throw error
                    }
                case .complaint(let line):
                    await context.log.add(.warning, String(decoding: line, as: UTF8.self), "", "stderr")
                case .tooMuch:
                    throw JobFailure("The executable wrote too much: a line has at most 16 MiB, all 256 MiB.")
                case .ended(let status): return try await outcome(status, talk, ending, context)
                }
            }
            throw JobFailure("The executable was lost.")
        } onCancel: {
            ending.begin(after: Self.grace)
        }
    }

    private func outcome(
        _ status: Int32, _ talk: OutsideTalk, _ ending: OutsideEnding, _ context: JobContext
    ) async throws -> JSONValue {
        if ending.hasRunOut { throw HardLimitReached() }
        if status == 0, let outcome = talk.outcome { return try outcome.get() }
        if context.stopReason != nil { throw CancellationError() }
        guard status == 0 else {
            if case .failure(let failure) = talk.outcome { throw failure }
            throw JobFailure(
                status < 0
                    ? "The executable was ended by signal \(-status)."
                    : "The executable ended with status \(status) and no result.")
        }
        return .null
    }

    private func request(_ input: JobInput, _ context: JobContext) async throws -> JSONValue {
        var inputs = input.values
        for variable in found.declaration.variables where variable.kind == .file {
            guard let id = input.object(variable.name) else { continue }
            let name = try await context.read { session in
                try session.row(FileProxy.schema, id).map { Record<FileProxy>(values: $0).name } ?? ""
            }
            inputs[variable.name] = .object(
                JSONObject([
                    ("name", .string(name)),
                    ("content_base64", .string(Base64.text(try await context.file(id)))),
                ]))
        }
        return .object(
            JSONObject([
                ("type", "run"), ("protocol", .int(OutsideDescription.version)),
                ("job", .string(found.declaration.className)),
                ("job_result", .string(context.result.description)), ("attempt", .int(Int64(context.attempt))),
                ("user", .string(context.actor.name)), ("dry_run", .bool(context.isDry)), ("inputs", .object(inputs)),
            ]))
    }
}

/// The end of an executable that has to end: a word, a signal, and when that does not help, the end of everything that it started.
private final class OutsideEnding: Sendable {
    private let session: ProgramSession
    private let context: JobContext
    private let state = Mutex<(task: Task<Void, Never>?, hasRunOut: Bool)>((nil, false))

    init(_ session: ProgramSession, _ context: JobContext) {
        self.session = session
        self.context = context
    }

    /// Whether the hard limit of the run ended it.
    var hasRunOut: Bool { state.withLock { $0.hasRunOut } }

    func begin(after grace: Duration) {
        session.send(Array("{\"type\":\"cancel\"}\n".utf8))
        session.signal(SIGTERM)
        let time = context.time
        let isLate = context.stopReason == .timedOut
        let end = isLate ? context.hardEnd : min(context.hardEnd, time.uptime + grace)
        let task = Task { [self] in
            // Ended when the executable has.
            guard (try? await time.sleep(until: end)) != nil else { return }
            if isLate { state.withLock { $0.hasRunOut = true } }
            session.signal(SIGKILL)
        }
        state.withLock { $0.task = task }
    }

    func isDone() { state.withLock { $0.task }?.cancel() }
}

/// The run took longer than it ever may.
struct HardLimitReached: Error {}
