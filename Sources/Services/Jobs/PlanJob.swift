import Basics
import Domain
import JobEngine
import Modeling

/// A run that carries out what an earlier dry run of the same job has planned: all of it, or nothing.
///
/// Each change is compared with its object first. What was changed since then stands in the way.
struct PlanJob: Job {
    let declaration: JobDeclaration
    let plan: ID<JobResult>

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        await context.log.info("Carries out the plan of the run \(plan).", in: "initialization")
        let plan = plan
        do {
            let done = try await context.write { pipeline in
                let (session, actor, environment) = (pipeline.session, pipeline.actor, pipeline.environment)
                let outcome = try JobPlans.carryOut(plan, in: session) {
                    RecordPipeline(session, actor: actor, environment: environment)
                }
                guard outcome.conflicts == 0 else { throw Obstacle(plan: outcome) }
                try JobResultRows.note(appliedBy: context.result, to: plan, in: session)
                return outcome
            }
            await context.log.success(
                "Carried out the plan: \(done.total(.create)) created, \(done.total(.update)) changed, \(done.total(.delete)) deleted."
            )
            return .object(JSONObject([("plan", .string(plan.description)), ("totals", done.totalsJSON)]))
        } catch let obstacle as Obstacle {
            for step in obstacle.plan.steps where !step.conflicts.isEmpty {
                await context.log.failure(step.conflicts.joined(separator: " "), about: step.display)
            }
            throw JobFailure(
                "Nothing was changed: \(obstacle.plan.conflicts) of the planned changes do not fit any more. Plan again.",
                result: .object(
                    JSONObject([
                        ("plan", .string(plan.description)), ("conflicts", .int(Int64(obstacle.plan.conflicts))),
                    ])))
        }
    }

    /// Carries conflicts out of the transaction that they end.
    private struct Obstacle: Error {
        let plan: ChangePlan
    }
}
