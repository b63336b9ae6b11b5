package import Basics
package import Domain
import JobEngine
package import Modeling
import Storage

extension JobService {
    /// What a dry run would have changed, as far as the actor may view it.
    package struct PlanView: Sendable {
        package let run: ID<JobResult>
        package let plan: ChangePlan
        /// The run that carried it out; nil while none has.
        package let appliedBy: Identifier?

        /// The plan as REST and the command line show it.
        package var json: JSONValue {
            var object = JSONObject([
                ("job_result", .string(run.description)),
                ("applied_by", appliedBy.map { .string($0.description) } ?? .null),
            ])
            for (name, value) in plan.json.objectValue ?? JSONObject() where name != "applied" { object[name] = value }
            return .object(object)
        }
    }

    /// Shows the plan of a run.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there is no such run that the actor may view.
    package func plan(_ id: Identifier, by actor: Actor) async throws -> PlanView {
        let authorizer = Authorizer()
        let runs = try authorizer.allowed(.view, on: JobResult.schema, for: actor)
        let changes = try SubjectAccess(authorizer, store.catalog).allowed(
            .view, on: JobPlanChange.schema, for: actor)
        return try await store.read { session in
            let run = try Self.planned(id, visible: runs, session)
            return PlanView(
                run: run.id, plan: try JobPlans.plan(run.id, visible: changes, in: session),
                appliedBy: Self.appliedBy(run))
        }
    }

    /// Has the plan of a dry run carried out, by a run of its own and in the actor's name.
    ///
    /// - Throws: ``Problem`` of kind `notFound` or `forbidden`, `conflict` when there is nothing to carry out or it was done, and
    ///   what a request to run the job would throw.
    package func applyPlan(_ id: Identifier, by actor: Actor) async throws -> Answer {
        let service = self
        let runs = try Authorizer().allowed(.view, on: JobResult.schema, for: actor)
        return try await store.write { session in
            let run = try Self.planned(id, visible: runs, session)
            guard let key = run.jobModel else {
                throw Problem(.conflict, "The job of this run was deleted; its plan cannot be carried out.")
            }
            let job = try service.find(key.description, by: .run, actor, in: session)
            _ = try service.runnable(job)
            guard run.state.isEnd else { throw Problem(.conflict, "The run has not ended; its plan may not be whole.") }
            guard run.state == .success else {
                throw Problem(.conflict, "The run did not succeed; what it planned is not carried out.")
            }
            if let done = Self.appliedBy(run) { throw Problem(.conflict, "The run \(done) has carried out this plan.") }
            guard try JobPlans.isThere(run.id, in: session) else {
                throw Problem(
                    .conflict, "The run planned no changes. A dry run of a job that changes something makes a plan.")
            }
            let queue: Record<JobQueue> = try session.get(job.defaultJobQueue)
            try service.checkServed(queue, session)
            let order = RunOrder(
                job: job, queue: queue, user: actor.user,
                inputs: JSONObject([(JobPlans.input, .string(run.id.description))]))
            return try service.begin(order, named: "", isDry: false, by: actor, session)
        }
    }

    private static func planned(
        _ id: Identifier, visible: Predicate, _ session: Session
    ) throws -> Record<JobResult> {
        let row = try session.rows(Selection(JobResult.schema, where: .ids([id]) && visible, limit: 1)).first
        guard let row else { throw Problem(.notFound, "No JobResult matches the given query.") }
        return Record(values: row)
    }

    private static func appliedBy(_ run: Record<JobResult>) -> Identifier? {
        // Only the product writes here.
        let meta = run.meta.flatMap { try? JSONValue(parsing: $0.text) }
        return meta?["plan_applied_by"]?.stringValue.flatMap { Identifier($0) }
    }
}
