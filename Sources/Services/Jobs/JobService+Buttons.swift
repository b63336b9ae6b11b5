package import Basics
import Domain
import JobEngine
import Modeling
import Storage

extension JobService {
    /// What a job learns of the object whose button was pressed (core.md §5.8).
    package enum ButtonInput {
        package static let key = "object_pk"
        package static let model = "object_model_name"
    }

    /// Has the job of a button run for an object, in the name of who pressed it (core.md §5.8).
    ///
    /// The right to run exactly this job decides, and the object must be one that the presser may see.
    ///
    /// - Parameters:
    ///   - key: Key of the button.
    ///   - body: The object, by `object_model_name` (`dcim.device`) and `object_pk`.
    /// - Throws: ``Problem``: of kind `notFound` for a button that the actor may not see, `conflict` for one that is switched off.
    package func press(_ key: String, _ body: JSONObject, by actor: Actor) async throws -> Answer {
        let service = self
        return try await store.write { session in
            let button = try service.button(key, actor, session)
            let job = try service.find(button.job.description, by: .run, actor, in: session)
            let declaration = try service.runnable(job)
            guard button.enabled else { throw Problem(.conflict, "The button \(button.name) is switched off.") }
            guard job.isJobButtonReceiver else {
                throw Problem(.conflict, "The job \(job.name) is not made for buttons any more.")
            }
            let (model, object) = try service.object(body, of: button, actor, session)
            let queue: Record<JobQueue> = try session.get(job.defaultJobQueue)
            try service.checkServed(queue, session)
            let order = RunOrder(
                job: job, queue: queue, user: actor.user,
                inputs: JSONObject([
                    (ButtonInput.key, .string(object.description)), (ButtonInput.model, .string(model)),
                ]),
                isConfidential: job.hasSensitiveVariables || !declaration.confidentialVariables.isEmpty)
            return try service.begin(order, named: "", isDry: false, by: actor, session)
        }
    }

    private func button(_ key: String, _ actor: Actor, _ session: Session) throws -> Record<JobButton> {
        let allowed = try Authorizer().allowed(.view, on: JobButton.schema, for: actor)
        guard let id = Identifier(key),
            let row = try session.rows(Selection(JobButton.schema, where: .ids([id]) && allowed, limit: 1)).first
        else { throw Problem(.notFound, "No JobButton matches the given query.") }
        return Record(values: row)
    }

    /// The object that a button was pressed on.
    private func object(
        _ body: JSONObject, of button: Record<JobButton>, _ actor: Actor, _ session: Session
    ) throws -> (model: String, id: Identifier) {
        func refuse(_ field: String, _ message: String) -> Problem {
            Problem(.invalidInput, message, fields: [FieldErrors(field, message)])
        }
        let unknown = body.keys.first { $0 != ButtonInput.key && $0 != ButtonInput.model }
        if let unknown { throw refuse(unknown, "Only \(ButtonInput.model) and \(ButtonInput.key) are expected.") }
        guard let model = body[ButtonInput.model]?.stringValue else {
            throw refuse(ButtonInput.model, "This field is required.")
        }
        guard button.contentTypes.elements.contains(model), let schema = session.catalog[model] else {
            throw refuse(ButtonInput.model, "The button \(button.name) is not for objects of \(model).")
        }
        guard let id = body[ButtonInput.key]?.stringValue.flatMap({ Identifier($0) }) else {
            throw refuse(ButtonInput.key, "Give the id of the object.")
        }
        let visible = Authorizer().visible(schema, for: actor)
        guard try session.exists(schema, where: .ids([id]) && visible) else {
            throw refuse(ButtonInput.key, "There is no \(schema.names.verbose) with this id.")
        }
        return (model, id)
    }
}
