package import Basics
package import Domain
import JobEngine
import Modeling
import Storage

/// What a client asks for with a run: inputs, a queue, a time (core.md §5.4).
package struct JobRequest: Sendable {
    package var data = JSONObject()
    /// Name or key of the queue; nil for the job's own.
    package var queue: String?
    package var schedule: ScheduleRequest?
    /// Files, by variable.
    package var files: [String: UploadedFile] = [:]

    /// A file that came with a request.
    package struct UploadedFile: Sendable {
        package let name: String
        package let bytes: [UInt8]
        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    package init() {}

    /// Reads the body of a request.
    ///
    /// - Throws: ``JobRefusal``.
    package init(_ body: JSONObject, files: [String: UploadedFile] = [:]) throws(JobRefusal) {
        self.files = files
        switch body["data"] {
        case nil, .null?: break
        case .object(let object)?: data = object
        default: throw JobRefusal(["errors": ["Job data needs to be a dict"]])
        }
        let names = ["job_queue", "task_queue"].filter { body[$0]?.isNull == false }
        guard names.count < 2 else {
            throw JobRefusal([
                "task_queue": ["task_queue and job_queue are both set. Choose one. task_queue is deprecated."]
            ])
        }
        if let name = names.first {
            guard let text = body[name]?.stringValue else { throw JobRefusal([name: ["Not a valid string."]]) }
            queue = text
        }
        switch body["schedule"] {
        case nil, .null?: break
        case .object(let object)?: schedule = try ScheduleRequest(object)
        default: throw JobRefusal(["schedule": ["non_field_errors": ["Invalid data. Expected a dictionary."]]])
        }
    }
}

/// When a run is asked for.
package struct ScheduleRequest: Sendable {
    package var name: String
    package var interval: ScheduledJob.Interval
    package var startTime: Timestamp?
    package var crontab: String
    /// An IANA name; nil for the zone of the product.
    package var timeZone: String?

    init(name: String, interval: ScheduledJob.Interval, crontab: String = "") {
        self.name = name
        self.interval = interval
        self.crontab = crontab
    }

    init(_ object: JSONObject) throws(JobRefusal) {
        func refuse(_ field: String, _ message: String) -> JobRefusal {
            JobRefusal(["schedule": .object(JSONObject([(field, .array([.string(message)]))]))])
        }
        func text(_ name: String) throws(JobRefusal) -> String {
            switch object[name] {
            case nil, .null?: return ""
            case .string(let text)?: return text
            default: throw refuse(name, "Not a valid string.")
            }
        }
        name = try text("name")
        let given = try text("interval")
        guard !given.isEmpty else { throw refuse("interval", "This field is required.") }
        guard let interval = ScheduledJob.Interval(rawValue: given) else {
            throw refuse("interval", "\"\(given)\" is not a valid choice.")
        }
        self.interval = interval
        let start = try text("start_time")
        if !start.isEmpty {
            guard let time = Timestamp(start) else {
                throw refuse("start_time", "Give a time such as 2027-01-31T22:00:00Z.")
            }
            startTime = time
        }
        crontab = try text("crontab")
        let zone = try text("time_zone")
        timeZone = zone.isEmpty ? nil : zone
    }
}

/// Why a run is not taken, in the shape that clients of the dialect know.
package struct JobRefusal: Error, Sendable {
    /// The body of the answer.
    package let body: JSONValue

    package init(_ body: JSONValue) { self.body = body }

    /// The messages of inputs.
    package init(_ problem: Problem) {
        let fields = problem.fields.map { ($0.field, JSONValue.array($0.messages.map(JSONValue.string))) }
        body = .object(JSONObject([("errors", .object(JSONObject(fields)))]))
    }

    /// One sentence for people.
    package var message: String {
        func texts(_ value: JSONValue, _ path: String) -> [String] {
            switch value {
            case .string(let text): [path.isEmpty ? text : "\(path): \(text)"]
            case .array(let values): values.flatMap { texts($0, path) }
            case .object(let object):
                object.flatMap { member in
                    texts(
                        member.value,
                        ["errors", "non_field_errors", "schedule"].contains(member.key) ? path : member.key)
                }
            default: []
            }
        }
        return texts(body, "").joined(separator: " ")
    }
}

/// Finds objects that inputs name, among those that the actor may view.
struct JobObjects: JobObjectLookup {
    let session: Session
    let actor: Actor
    let environment: RecordEnvironment
    let references: ReferenceResolver

    init(_ session: Session, _ actor: Actor, _ environment: RecordEnvironment) {
        self.session = session
        self.actor = actor
        self.environment = environment
        references = ReferenceResolver(session)
    }

    func object(_ value: JSONValue, of variable: JobVariable) throws(JobInputError) -> Identifier {
        guard let model = variable.model, let schema = session.catalog[model] else {
            throw JobInputError("The job names a model that is not there.")
        }
        do {
            var allowed = Authorizer().visible(schema, for: actor)
            if !variable.filters.isEmpty { allowed = allowed && (try filter(variable, schema)) }
            return try references.resolve(value, in: schema, visible: allowed)
        } catch let error as ValueError {
            throw JobInputError(error.message)
        } catch let error as JobInputError {
            throw error
        } catch let error as Problem {
            throw JobInputError(error.message)
        } catch {
            throw JobInputError("The object cannot be looked up now.")
        }
    }

    private func filter(_ variable: JobVariable, _ schema: AnySchema) throws -> Predicate {
        let authorizer = Authorizer()
        let resolver = StoreFilterResolver(
            session, today: environment.time.today, settings: environment.settings,
            visible: { authorizer.visible($0, for: actor) }, customizations: environment.customizations)
        let parser = FilterParser(schema, session.catalog, resolver: resolver)
        return try parser.parse(variable.filters.map { ($0.name, [$0.value]) })
    }
}
