package import Basics
package import Domain
package import Modeling
import Outbound
package import Secrets
package import Storage

/// Hands out values of secrets, and what there is to know about handing them out.
///
/// Every resolution is recorded before its value leaves, and every value that leaves is known to ``redaction`` from then on.
package struct SecretService: Sendable {
    package let documents: SecretDocuments
    package let audit: SecretAudit
    /// Takes values that were handed out out of logs and answers.
    package let redaction: RedactionRegistry
    package let providers: ProviderRegistry
    let store: Store
    let environment: RecordEnvironment
    let digests: KeyedDigest
    private let time: any Timekeeper
    private let authorizer = Authorizer()
    private let checks: LocalRateGate
    private let limits: SecretLimits

    /// - Parameter digests: For ``SecretPlace``, of a key and purpose that nothing else has.
    package init(
        store: Store, environment: RecordEnvironment, redaction: RedactionRegistry, digests: KeyedDigest,
        time: any Timekeeper, random: any RandomSource, limits: SecretLimits = SecretLimits()
    ) {
        self.store = store
        self.environment = environment
        self.redaction = redaction
        self.digests = digests
        self.time = time
        self.limits = limits
        providers = environment.secretProviders
        documents = SecretDocuments(time: time, random: random, limits: limits)
        audit = SecretAudit(store: store)
        checks = LocalRateGate(time: time)
    }

    /// Now, on the clock of ``BackendHealth/openUntil``.
    package var uptime: Duration { time.uptime }

    // MARK: Values

    /// The value of a secret for an object.
    ///
    /// - Parameters:
    ///   - object: What templates of the parameters know as `obj`; nil for none.
    ///   - actor: Needs the permission to view the secret and the object; templates see what the actor may view.
    ///   - isRefresh: Whether the backend is asked whatever is remembered.
    /// - Throws: ``SecretFault``; ``Problem`` of kind `notFound` or `forbidden` when there is no such secret or object for the
    ///   actor, and of kind `unavailable` when the resolution cannot be recorded; `CancellationError`.
    package func resolve(
        _ secret: ID<Secret>, for object: ObjectName? = nil, by actor: Actor, purpose: SecretAccess.Purpose = .use,
        isRefresh: Bool = false
    ) async throws -> ResolvedSecret {
        let allowed = try authorizer.allowed(.view, on: Secret.schema, for: actor) && .ids([secret.raw])
        return try await run(allowed, object, actor, purpose, isRefresh).get()
    }

    /// The value that a group has for an access type and a secret type; exactly this pair, there is no second choice.
    ///
    /// - Throws: As ``resolve(_:for:by:purpose:isRefresh:)``; ``Problem`` of kind `notFound` when the group has none.
    package func resolve(
        _ group: ID<SecretsGroup>, accessType: String, secretType: String, for object: ObjectName? = nil,
        by actor: Actor, isRefresh: Bool = false
    ) async throws -> ResolvedSecret {
        let visible = try authorizer.allowed(.view, on: SecretsGroup.schema, for: actor)
        let association = try await store.read { session in
            guard try session.exists(SecretsGroup.schema, where: .ids([group.raw]) && visible) else {
                throw Problem(.notFound, "No SecretsGroup matches the given query.")
            }
            return try session.first(
                Query<SecretsGroupAssociation>().where {
                    $0.secretsGroup == group && $0.accessType == accessType && $0.secretType == secretType
                })
        }
        guard let association else {
            throw Problem(
                .notFound,
                "The secrets group has no secret for access type \(accessType) and secret type \(secretType).")
        }
        return try await resolve(association.secret, for: object, by: actor, isRefresh: isRefresh)
    }

    /// The values of a secret for many objects of a model: one read of the store and one commit of the audit serve all, and
    /// what lies in one document is one request.
    ///
    /// - Returns: By object; one that is not there for the actor is left out.
    /// - Throws: As ``resolve(_:for:by:purpose:isRefresh:)``, without ``SecretFault``.
    package func resolve(
        _ secret: ID<Secret>, forEach objects: [Identifier], of schema: AnySchema, by actor: Actor
    ) async throws -> [Identifier: Result<ResolvedSecret, SecretFault>] {
        let allowed = try authorizer.allowed(.view, on: Secret.schema, for: actor) && .ids([secret.raw])
        let visible = try authorizer.allowed(.view, on: schema, for: actor) && .ids(objects)
        let start = time.uptime
        let planner = SecretPlanner(environment: environment, actor: actor)
        let plans = try await store.read { session in
            let rows = try session.rows(Selection(schema, where: visible))
            return try planner.plans(try planner.secret(allowed, session), for: rows, of: schema, session)
        }
        let rows = plans.first.map { SecretAccessRows($0.secret, actor, .use) }
        let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
            // What a backend has to be asked for, it is asked for at the same time; its gate bounds how much.
            let size = plans.first?.provider?.kind.isLocal ?? true ? max(plans.count, 1) : 1
            for first in stride(from: 0, to: plans.count, by: size) {
                let part = plans[first..<min(first + size, plans.count)]
                group.addTask {
                    var outcomes: [Outcome] = []
                    outcomes.reserveCapacity(part.count)
                    for plan in part {
                        guard let rows else { continue }
                        outcomes.append(try await self.attempt(plan, rows, false, since: start))
                    }
                    return outcomes
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try await audit.record(outcomes.map(\.row))
        var results: [Identifier: Result<ResolvedSecret, SecretFault>] = [:]
        results.reserveCapacity(outcomes.count)
        for outcome in outcomes {
            if let object = outcome.object { results[object] = outcome.result }
        }
        return results
    }

    // MARK: Checks

    /// Whether a secret can be resolved; its value is thrown away.
    ///
    /// - Parameter actor: Needs the permissions `check_secret` for the secret and to view the object.
    /// - Throws: ``Problem`` of kind `tooManyRequests` above ``SecretLimits/checks``; otherwise as
    ///   ``resolve(_:for:by:purpose:isRefresh:)``, without ``SecretFault``.
    package func check(
        _ id: Identifier, for object: ObjectName?, by actor: Actor, isRefresh: Bool = false
    ) async throws -> SecretCheckResult {
        let visible = try authorizer.allowed(.view, on: Secret.schema, for: actor) && .ids([id])
        // A secret that the actor may see and not check is forbidden; any other is not there.
        let isSeen = try await store.read { try $0.exists(Secret.schema, where: visible) }
        guard isSeen else { throw Self.notFound }
        let allowed = try authorizer.allowed(.checkSecret, on: Secret.schema, for: actor) && visible
        guard try await store.read({ try $0.exists(Secret.schema, where: allowed) }) else { throw Authorizer.forbidden }
        try await countCheck(actor)
        let outcome = try await run(allowed, object, actor, .check, isRefresh)
        let fault: SecretFault? =
            switch outcome.result {
            case .success: nil
            case .failure(let fault): fault
            }
        return SecretCheckResult(
            fault: fault, backend: outcome.trace.backend, cache: outcome.trace.cache,
            microseconds: outcome.trace.microseconds)
    }

    private func countCheck(_ actor: Actor) async throws {
        guard let user = actor.user else { return }
        let limit = RateLimit(key: user.description, count: limits.checks, per: limits.checkWindow)
        // The clock goes on between this look and the gate's own.
        guard try await checks.waitForTurn(limit, until: time.uptime + .milliseconds(500)) else {
            let seconds = Int(limits.checkWindow / .seconds(1))
            throw Problem(
                .tooManyRequests,
                "Secrets may be checked \(limits.checks) times in \(seconds) seconds. Try again later.",
                retryAfter: seconds)
        }
    }

    /// The secret with this id or name, as far as the actor may view it.
    ///
    /// - Throws: ``Problem`` of kind `notFound`.
    package func find(_ text: String, for actor: Actor) async throws -> Record<Secret> {
        let allowed = try authorizer.allowed(.view, on: Secret.schema, for: actor)
        let named = Predicate.compare(["name"], .equals, [.text(text)])
        let meant = Identifier(text).map { named || .ids([$0]) } ?? named
        let row = try await store.read {
            try $0.rows(Selection(Secret.schema, where: meant && allowed, limit: 1)).first
        }
        guard let row else { throw Problem(.notFound, "There is no secret \"\(text)\".") }
        return Record(values: row)
    }

    // MARK: Steps

    private static let notFound = SecretPlanner.notFound

    /// What came of a resolution, and what was recorded of it.
    private struct Outcome {
        let object: Identifier?
        let trace: SecretTrace
        /// Of the audit.
        let row: [Value]
        let result: Result<ResolvedSecret, SecretFault>

        func get() throws -> ResolvedSecret { try result.get() }
    }

    private func run(
        _ allowed: Predicate, _ object: ObjectName?, _ actor: Actor, _ purpose: SecretAccess.Purpose, _ isRefresh: Bool
    ) async throws -> Outcome {
        let start = time.uptime
        let planner = SecretPlanner(environment: environment, actor: actor)
        let plan = try await store.read { session in
            try planner.plan(try planner.secret(allowed, session), for: object, session)
        }
        let rows = SecretAccessRows(plan.secret, actor, purpose)
        let outcome = try await attempt(plan, rows, isRefresh, since: start)
        try await audit.record([outcome.row])
        return outcome
    }

    /// Resolves without recording it; nothing of the outcome may be handed out before that.
    private func attempt(
        _ plan: SecretPlan, _ rows: SecretAccessRows, _ isRefresh: Bool, since start: Duration
    ) async throws -> Outcome {
        var trace = SecretTrace()
        let result: Result<ResolvedSecret, SecretFault>
        do {
            let value = try await value(plan, isRefresh, &trace)
            // Known before it is anywhere else.
            redaction.register(value.bytes)
            result = .success(ResolvedSecret(value: value, cache: trace.cache))
        } catch let error as SecretsError {
            trace.outcome = error.kind.rawValue
            result = .failure(
                SecretFault(
                    error, secret: plan.secret.name, provider: plan.provider?.kind.className ?? plan.secret.provider))
        }
        trace.microseconds = Int((time.uptime - start) / .microseconds(1))
        return Outcome(
            object: plan.objectID, trace: trace,
            row: rows.row(environment.identifiers.next(), plan, trace, at: environment.time.now), result: result)
    }

    /// The value; notes in `trace` where it came from.
    ///
    /// - Throws: ``SecretsError``, or `CancellationError`.
    private func value(
        _ plan: SecretPlan, _ isRefresh: Bool, _ trace: inout SecretTrace
    ) async throws -> SecretValue {
        let parameters = try plan.parameters.get()
        guard let provider = plan.provider else { throw SecretsError(.provider, "There is no provider.") }
        let location = try provider.locate(parameters)
        let place = SecretPlace(provider.kind.slug, location, digests)
        trace.backend = location.backend
        trace.coordinates = place.digest
        let document: SecretDocument
        if location.isLocal {
            trace.cache = .local
            document = try await provider.fetch(location)
        } else {
            // Noted now, for the case that there is no document.
            trace.cache = .miss
            let found = try await documents.document(
                at: location, place, from: provider, isRefresh: isRefresh, changed: plan.secret.changed)
            trace.cache = found.cache
            document = found.document
        }
        return try SecretRendering.converted(provider.value(in: document, parameters), plan.secret.onNonString)
    }
}
