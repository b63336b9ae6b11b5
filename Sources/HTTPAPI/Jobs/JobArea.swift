import Basics
import Domain
import Foundation
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage

/// What can be asked of jobs and runs besides their records (core.md §5.3–5.6).
struct JobArea: APIArea {
    let records: RecordEndpoint
    let jobs: JobService
    let prefixes: [String] = []

    /// All that can be asked of jobs.
    static func all(_ records: RecordEndpoint, _ jobs: JobService) -> [any APIArea] {
        let area = JobArea(records: records, jobs: jobs)
        return [
            area, JobPlanArea(jobs: area), GitArea(records: records, jobs: jobs), ScheduleArea(records: records),
            ButtonArea(jobs: area),
        ]
    }

    private static let methods: [String: String] = [
        "jobs/run": "POST, OPTIONS", "jobs/variables": "GET, HEAD, OPTIONS", "job-results/logs": "GET, HEAD, OPTIONS",
        "job-results/cancel": "GET, POST, HEAD, OPTIONS", "job-results/stream": "GET, HEAD, OPTIONS",
        "scheduled-jobs/dry-run": "POST, OPTIONS", "file-proxies/download": "GET, HEAD, OPTIONS",
    ]

    func answers(_ parts: [Substring]) -> Bool {
        if parts == ["extras", "job-workers"] { return true }
        return parts.count == 4 && parts[0] == "extras" && Self.methods["\(parts[1])/\(parts[3])"] != nil
    }

    func allow(_ parts: [Substring]) -> String {
        parts.count == 4 ? Self.methods["\(parts[1])/\(parts[3])"] ?? "" : "GET, HEAD, OPTIONS"
    }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            let schema: AnySchema = parts[1] == "jobs" ? JobRecord.schema : JobResult.schema
            return .json(200, OptionsAnswer().body(schema, isList: false, actor: actor))
        }
        guard parts.count == 4 else { return try await workers(actor) }
        let key = String(parts[2]).removingPercentEncoding ?? String(parts[2])
        switch ("\(parts[1])/\(parts[3])", request.method) {
        case ("jobs/run", _): return try await run(key, request, actor)
        case ("jobs/variables", _): return try await variables(key, actor)
        case ("job-results/logs", _): return try await logs(key, request, actor)
        case ("job-results/cancel", "POST"): return try await cancel(key, request, actor)
        case ("job-results/cancel", _): return try await preview(key, actor)
        case ("job-results/stream", _): return try await stream(key, request, actor)
        case ("scheduled-jobs/dry-run", _): return try await dryRun(key, request, actor)
        default: return try await download(key, actor)
        }
    }

    // MARK: Running

    private func run(_ key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let type = request.headers["content-type"] ?? ""
        var body = JSONObject()
        var files: [String: JobRequest.UploadedFile] = [:]
        if type.lowercased().hasPrefix("multipart/form-data") {
            (body, files) = try await form(MultipartForm(request.body, contentType: type), of: key, actor)
        } else {
            let json = try RequestBody.json(request)
            guard let object = json.objectValue else { throw RequestBody.expectedObject(json) }
            body = object
        }
        do {
            return try await answer(try await jobs.run(key, body, files: files, by: actor), request, actor)
        } catch let refusal as JobRefusal {
            return .json(400, refusal.body)
        }
    }

    /// Parts of a form as the members of a JSON body: each variable a part, and what else a request says under names with `_`.
    private func form(
        _ form: MultipartForm, of key: String, _ actor: Actor
    ) async throws -> (JSONObject, [String: JobRequest.UploadedFile]) {
        let jobs = jobs
        let declaration = try await records.store.read { session in
            jobs.declaration(of: try jobs.find(key, by: .run, actor, in: session))
        }
        let kinds = Dictionary(
            (declaration?.variables ?? []).map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        var data = JSONObject()
        var schedule = JSONObject()
        var body = JSONObject()
        var files: [String: JobRequest.UploadedFile] = [:]
        for part in form.parts {
            if kinds[part.name] == .file, let name = part.fileName {
                files[part.name] = JobRequest.UploadedFile(name: name, bytes: part.bytes)
                continue
            }
            guard let text = part.text else {
                throw Problem(.invalidInput, "", fields: [FieldErrors(part.name, "Not a valid string.")])
            }
            switch part.name {
            case "_job_queue", "_task_queue": body[String(part.name.dropFirst())] = .string(text)
            case "_schedule_name", "_schedule_start_time", "_schedule_interval", "_schedule_crontab":
                schedule[String(part.name.dropFirst("_schedule_".count))] = .string(text)
            default: data[part.name] = Self.value(text, kinds[part.name], data[part.name])
            }
        }
        body["data"] = .object(data)
        if !schedule.isEmpty { body["schedule"] = .object(schedule) }
        return (body, files)
    }

    /// The value that a part of a form means.
    private static func value(_ text: String, _ kind: JobVariable.Kind?, _ earlier: JSONValue?) -> JSONValue {
        switch kind {
        case .boolean, .dryRun: return .bool(["true", "on", "1", "yes"].contains(text.lowercased()))
        case .multiChoice, .multiObject: return .array((earlier?.arrayValue ?? []) + [.string(text)])
        // What is no JSON is a text.
        case .json: return (try? JSONValue(parsing: text)) ?? .string(text)
        default: return .string(text)
        }
    }

    func answer(
        _ answer: JobService.Answer, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let records = records
        let bytes = try await records.store.read { session in
            var bytes = Array("{\"scheduled_job\":".utf8)
            func append(_ schema: AnySchema, _ id: Identifier) throws {
                guard let row = try session.row(schema, id) else {
                    bytes += Array("null".utf8)
                    return
                }
                bytes += try records.answer(schema, [row], request, session, actor)
            }
            switch answer {
            case .queued(let id):
                bytes += Array("null,\"job_result\":".utf8)
                try append(JobResult.schema, id.raw)
            case .scheduled(let id):
                try append(ScheduledJob.schema, id.raw)
                bytes += Array(",\"job_result\":null".utf8)
            }
            bytes.append(125)
            return bytes
        }
        return .json(201, bytes)
    }

    private func variables(_ key: String, _ actor: Actor) async throws -> APIResponse {
        let jobs = jobs
        let declaration = try await records.store.read { session in
            let job: Record<JobRecord>
            do {
                job = try jobs.find(key, by: .view, actor, in: session)
            } catch let problem as Problem where problem.kind == .forbidden || problem.kind == .notFound {
                job = try jobs.find(key, by: .run, actor, in: session)
            }
            return jobs.declaration(of: job)
        }
        guard let declaration else {
            throw Problem(.notAllowed, "This job is not presently installed and cannot be run")
        }
        return .json(200, JSONValue.array(declaration.variables.filter { !$0.isUnlisted }.map(\.json)))
    }

    // MARK: Results

    /// The run that a path names, as far as the actor may view it.
    private func result(_ key: String, _ actor: Actor) async throws -> Record<JobResult> {
        let allowed = try records.allowed(.view, on: JobResult.schema, for: actor)
        let records = records
        return try await records.store.read { session in
            Record(values: try records.find(JobResult.schema, key: key, allowed: allowed, session))
        }
    }

    private func logs(_ key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let visible = try records.allowed(.view, on: JobLogEntry.schema, for: actor)
        let result = try await result(key, actor)
        let records = records
        let bytes = try await records.store.read { session in
            let rows = try session.rows(
                Selection(
                    JobLogEntry.schema, where: result.ownEntries && visible, ordering: ["created"]))
            var bytes: [UInt8] = [91]
            try RecordRenderer(
                session, plans: records.plans,
                options: try ListParameters(request).renderOptions(baseURL: request.baseURL),
                visibility: records.authorizer.visibility(for: actor),
                customization: try records.environment.customizations.current(in: session),
                environment: records.environment
            ).append(JobLogEntry.schema, rows, to: &bytes)
            bytes.append(93)
            return bytes
        }
        return .json(200, bytes)
    }

    private func preview(_ key: String, _ actor: Actor) async throws -> APIResponse {
        let preview = try await jobs.previewCancel(try identifier(key), by: actor)
        return .json(
            200,
            JSONValue.object(
                JSONObject([
                    ("id", .string(preview.result.id.description)), ("status", .string(preview.result.status)),
                    ("detail", .string(preview.text)),
                ])))
    }

    private func cancel(_ key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let id = try identifier(key)
        try await jobs.cancel(id, by: actor)
        let records = records
        let bytes = try await records.store.read { session in
            guard let row = try session.row(JobResult.schema, id) else { throw Self.noResult }
            return try records.answer(JobResult.schema, [row], request, session, actor)
        }
        return .json(200, bytes)
    }

    private func identifier(_ key: String) throws -> Identifier {
        guard let id = Identifier(key) else { throw Self.noResult }
        return id
    }

    private static let noResult = Problem(.notFound, "No JobResult matches the given query.")

    /// The log of a run as it grows, and its state, as Server-Sent Events (HTML Standard §9.2); `Last-Event-ID` goes on where it broke
    /// off.
    private func stream(_ key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let visible = try records.allowed(.view, on: JobLogEntry.schema, for: actor)
        let result = try await result(key, actor)
        let source = JobEventSource(
            store: records.store, run: result.id, visible: visible,
            // Browsers send the header when they come back; the first time a page can only say it in the address.
            after: (request.headers["last-event-id"] ?? request.parameter("after")).flatMap { Identifier($0) })
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-store"),
                ("X-Accel-Buffering", "no"),
            ], body: .parts { try await source.next() })
    }

    // MARK: Schedules, files, workers

    private func dryRun(_ key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let visible = try records.allowed(.view, on: ScheduledJob.schema, for: actor)
        let records = records
        let schedule = try await records.store.read { session in
            Record<ScheduledJob>(values: try records.find(ScheduledJob.schema, key: key, allowed: visible, session))
        }
        do {
            let answer = try await jobs.dryRun(schedule, by: actor)
            return try await self.answer(answer, request, actor)
        } catch let refusal as JobRefusal {
            return .json(400, refusal.body)
        }
    }

    private func download(_ key: String, _ actor: Actor) async throws -> APIResponse {
        let allowed = try records.allowed(.view, on: FileProxy.schema, for: actor)
        let records = records
        let (name, bytes) = try await records.store.read { session in
            let file = Record<FileProxy>(
                values: try records.find(FileProxy.schema, key: key, allowed: allowed, session))
            return (file.name, try JobFiles.bytes(of: file.id, in: session))
        }
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", ContentDisposition.attachment(name)),
                ("X-Content-Type-Options", "nosniff"),
            ], body: .bytes(bytes))
    }

    private func workers(_ actor: Actor) async throws -> APIResponse {
        guard actor.isStaff || actor.isSuperuser else { throw Authorizer.forbidden }
        return .json(200, try await jobs.workers())
    }
}

/// The name of a file that is to be saved (RFC 6266).
enum ContentDisposition {
    static func attachment(_ name: String) -> String {
        let plain = name.unicodeScalars.map { scalar -> Character in
            (32...126).contains(scalar.value) && scalar != "\"" && scalar != "\\" ? Character(scalar) : "_"
        }
        var encoded = ""
        for byte in name.utf8 {
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || [45, 46, 95].contains(byte)
            encoded +=
                isPlain
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }
        return "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(encoded)"
    }
}
