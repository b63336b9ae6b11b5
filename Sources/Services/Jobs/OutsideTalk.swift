package import Basics
import Domain
import Modeling
import Processes
import Secrets
import Storage

/// Answers what runs ask about data, in the form of the REST API, as far as the actor may view it.
package protocol JobQueries: Sendable {
    /// The body of the answer to a GET.
    ///
    /// - Parameter path: Path and query of a list or an object, `/api/dcim/devices/?limit=10`.
    /// - Throws: ``Problem``.
    func answer(_ path: String, for actor: Actor) async throws -> JSONValue
}

/// What an executable says, understood and answered.
struct OutsideTalk: Sendable {
    let session: ProgramSession
    let context: JobContext
    /// The result that it gave; nil before it has.
    private(set) var outcome: Result<JSONValue, JobFailure>?
    private var lines = 0

    init(session: ProgramSession, context: JobContext) {
        self.session = session
        self.context = context
    }

    /// Takes one line.
    ///
    /// - Throws: ``JobFailure`` for what is not understood.
    mutating func hear(_ line: [UInt8]) async throws {
        lines += 1
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) else { return }
        let message: JSONValue
        do throws(JSONError) {
            message = try JSONValue(parsing: line)
        } catch {
            let beginning = String(decoding: line.prefix(120), as: UTF8.self)
            throw JobFailure(
                "Line \(lines) of the executable's standard output is no JSON (\(error.description)): \(beginning)")
        }
        switch message["type"]?.stringValue {
        case "log": try await log(message)
        case "progress":
            context.report(
                Int(clamping: message["done"]?.intValue ?? 0), of: message["total"]?.intValue.map { Int(clamping: $0) },
                String((message["text"]?.stringValue ?? "").prefix(500)))
        case "file": try await file(message)
        case "secret": answer("secret", try await secret(message))
        case "query": answer("query", await query(message))
        case "change": answer("change", try await change(message))
        case "result": result(message)
        default:
            throw fault("has no \"type\" that is known: log, progress, file, secret, query, change or result")
        }
    }

    private func fault(_ what: String) -> JobFailure {
        JobFailure("Line \(lines) of the executable's standard output \(what).")
    }

    // MARK: Telling

    private func log(_ message: JSONValue) async throws {
        guard let text = message["message"]?.stringValue else { throw fault("is a log without a \"message\"") }
        let name = message["level"]?.stringValue ?? "info"
        guard let level = JobLogEntry.Level(rawValue: name) else {
            let levels = JobLogEntry.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault("has a level that is none of \(levels)")
        }
        await context.log.add(
            level, text, message["object"]?.stringValue ?? "", message["grouping"]?.stringValue ?? "run",
            url: message["url"]?.stringValue ?? "")
    }

    private func file(_ message: JSONValue) async throws {
        guard let name = message["name"]?.stringValue else { throw fault("is a file without a \"name\"") }
        let bytes: [UInt8]
        if let text = message["content"]?.stringValue {
            bytes = Array(text.utf8)
        } else if let text = message["content_base64"]?.stringValue, let decoded = Base64.bytes(text) {
            bytes = decoded
        } else {
            throw fault("is a file without \"content\" or \"content_base64\"")
        }
        do {
            try await context.keepFile(name, bytes)
        } catch let problem as Problem where problem.kind == .tooLarge || problem.kind == .invalidInput {
            throw JobFailure(problem.message)
        }
    }

    private mutating func result(_ message: JSONValue) {
        let value = message["value"] ?? .null
        outcome =
            message["success"]?.boolValue == false
            ? .failure(JobFailure(message["message"]?.stringValue ?? "The job failed.", result: value))
            : .success(value)
    }

    // MARK: Asking

    private func answer(_ type: String, _ members: [(String, JSONValue)]) {
        session.send(Array((JSONValue.object(JSONObject([("type", .string(type))] + members)).text + "\n").utf8))
    }

    private func refused(_ message: String) -> [(String, JSONValue)] { [("error", .string(message))] }

    /// A secret by its name, or by its group and what it is for; the actor has to be allowed to view it.
    private func secret(_ message: JSONValue) async throws -> [(String, JSONValue)] {
        guard let secrets = context.secrets else { return refused("This worker hands out no secrets.") }
        do {
            let object = try message["object"]?.stringValue.map { try ObjectName($0, in: context.store.catalog) }
            let resolved: ResolvedSecret
            if let name = message["secret"]?.stringValue {
                let secret = try await secrets.find(name, for: context.actor)
                resolved = try await secrets.resolve(secret.id, for: object, by: context.actor)
            } else if let name = message["secrets_group"]?.stringValue {
                resolved = try await secrets.resolve(
                    try await group(name), accessType: message["access_type"]?.stringValue ?? "Generic",
                    secretType: message["secret_type"]?.stringValue ?? "", for: object, by: context.actor)
            } else {
                return refused("Name a \"secret\", or a \"secrets_group\" with \"access_type\" and \"secret_type\".")
            }
            guard let text = resolved.value.bytes.revealText() else {
                return [("value_base64", .string(Base64.text(resolved.value.bytes.withBytes { Array($0) })))]
            }
            return [("value", .string(text))]
        } catch let fault as SecretFault {
            return refused(fault.description)
        } catch let problem as Problem where problem.kind != .internalFault {
            return refused(problem.message)
        }
    }

    private func group(_ name: String) async throws -> ID<SecretsGroup> {
        let visible = try Authorizer().allowed(.view, on: SecretsGroup.schema, for: context.actor)
        let named = Predicate.compare(["name"], .equals, [.text(name)])
        let meant = Identifier(name).map { named || .ids([$0]) } ?? named
        return try await context.read { session in
            guard let id = try session.ids(SecretsGroup.schema, where: meant && visible, limit: 1).first else {
                throw Problem(.notFound, "There is no secrets group \"\(name)\".")
            }
            return ID(id)
        }
    }

    /// Changes in the name of the actor, planned in a dry run; what is refused is for the executable to deal with.
    private func change(_ message: JSONValue) async throws -> [(String, JSONValue)] {
        do {
            let changes = try OutsideChanges(message, in: context.store.catalog)
            let ids = try await context.write { try changes.make($0) }
            return [("value", .array(ids.map { .string($0.description) }))]
        } catch let problem as Problem where problem.kind != .unavailable && problem.kind != .internalFault {
            return refused(problem.message)
        }
    }

    private func query(_ message: JSONValue) async -> [(String, JSONValue)] {
        guard let path = message["path"]?.stringValue else { return refused("Give a \"path\".") }
        guard let queries = context.queries else { return refused("This worker answers no queries.") }
        do {
            return [("value", try await queries.answer(path, for: context.actor))]
        } catch let problem as Problem {
            return refused(problem.message)
        } catch {
            return refused("The data cannot be read now.")
        }
    }
}
