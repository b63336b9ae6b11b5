package import Basics
import Domain
import Modeling
package import Storage

/// Takes back a change, or everything that one request or import did.
///
/// A plan is the very same work in a transaction that is rolled back. Applying is all or nothing: while anything stands in
/// the way, nothing is changed. What is done goes through the record pipeline with the actor's permissions and is history
/// itself, with `revert of …` as its detail and the reverted change as its related object.
package struct RevertRun: Sendable {
    /// What is taken back.
    package enum Scope: Sendable, Hashable {
        case change(Identifier)
        case request(Identifier)
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let authorizer: Authorizer
    private let actor: Actor
    /// History rows that are reverted at once at most; their states are held in memory.
    package static let limit = 50_000

    package init(store: Store, environment: RecordEnvironment, authorizer: Authorizer = Authorizer(), actor: Actor) {
        self.store = store
        self.environment = environment
        self.authorizer = authorizer
        self.actor = actor
    }

    /// Plans, or applies when nothing stands in the way.
    ///
    /// - Parameter overwrites: Whether later changes of the same fields and objects may be lost; else they stand in the way.
    /// - Returns: The plan; ``ChangePlan/isApplied`` says whether it was carried out.
    /// - Throws: ``Problem`` of kind `notFound` when there is no such change that the actor may view.
    package func run(_ scope: Scope, apply: Bool, overwrites: Bool = false) async throws -> ChangePlan {
        var actor = actor
        let what: Predicate
        switch scope {
        case .change(let id):
            what = .ids([id])
            actor.contextDetail = "revert of change \(id)"
        case .request(let id):
            what = .compare(["request_id"], .equals, [.id(id)])
            actor.contextDetail = "revert of request \(id)"
        }
        guard !apply || actor.mayWrite else {
            throw Problem(.forbidden, "You do not have permission to perform this action.")
        }
        let visible = try SubjectAccess(authorizer, store.catalog).allowed(.view, on: ObjectChange.schema, for: actor)
        let (caller, authorizer, environment) = (actor, authorizer, environment)
        do {
            return try await store.write { session in
                let targets = try RevertTargets(session, where: what && visible)
                let worker = RevertWorker(session, targets, overwrites: overwrites) {
                    RecordPipeline(session, actor: caller, environment: environment, authorizer: authorizer)
                }
                var plan = try worker.run()
                guard apply, plan.conflicts == 0 else { throw PlanOnly(plan: plan) }
                plan.isApplied = true
                return plan
            }
        } catch let outcome as PlanOnly {
            return outcome.plan
        }
    }

    /// Carries a plan out of the transaction that it rolls back.
    private struct PlanOnly: Error {
        let plan: ChangePlan
    }
}
