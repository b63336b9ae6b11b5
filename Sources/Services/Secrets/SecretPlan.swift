import Basics
import Domain
import Modeling
import Secrets
import Storage
import Templates

/// What the store says about one resolution.
struct SecretPlan: Sendable {
    /// What is asked of the secret itself, read once for all objects.
    struct Facts: Sendable {
        let id: ID<Secret>
        let name: String
        /// As the record has it, which may be no provider's name.
        let provider: String
        let onNonString: Secret.OnNonString
        /// When the record was changed last.
        let changed: Timestamp

        init(_ secret: Record<Secret>) {
            id = secret.id
            name = secret.name
            provider = secret.provider
            onNonString = Secret.OnNonString(rawValue: secret.onNonString) ?? .error
            changed = Timestamp(value: secret.values[Secret.schema.lastUpdatedIndex ?? 0])
        }
    }

    let secret: Facts
    let objectType: String
    let objectID: Identifier?
    let provider: (any SecretsProvider)?
    let parameters: Result<ProviderParameters, SecretsError>
}

/// Reads what resolutions need, as far as the actor may see it, and renders parameters.
struct SecretPlanner: Sendable {
    let environment: RecordEnvironment
    let actor: Actor
    private let authorizer = Authorizer()

    init(environment: RecordEnvironment, actor: Actor) {
        self.environment = environment
        self.actor = actor
    }

    static let notFound = Problem(.notFound, "No Secret matches the given query.")

    /// - Throws: ``Problem`` of kind `notFound`.
    func secret(_ allowed: Predicate, _ session: Session) throws -> Record<Secret> {
        guard let row = try session.rows(Selection(Secret.schema, where: allowed, limit: 1)).first else {
            throw Self.notFound
        }
        return Record(values: row)
    }

    /// The plan for an object, or for none.
    ///
    /// - Throws: ``Problem`` for an object that is not there for the actor.
    func plan(_ secret: Record<Secret>, for object: ObjectName?, _ session: Session) throws -> SecretPlan {
        let step = try step(secret, object?.schema ?? Secret.schema, session)
        guard let object else { return plan(step, nil) }
        let row = try object.row(in: session, visible: authorizer.allowed(.view, on: object.schema, for: actor))
        return plan(step, row)
    }

    /// The plans for rows; what templates follow from them is fetched together, one query per reference.
    func plans(
        _ secret: Record<Secret>, for rows: [[Value]], of schema: AnySchema, _ session: Session
    ) throws -> [SecretPlan] {
        let step = try step(secret, schema, session)
        let source = step.source
        let templates = Secret.parameters(of: secret).map(\.template)
        source.sets.expect(schema, rows)
        if templates.contains(where: { $0.contains("config_context") }) { try source.contexts.prepare(schema, rows) }
        for path in Set(templates.flatMap(TemplatePaths.all)) { try source.prefetch(path[...], schema, rows) }
        return rows.map { plan(step, $0) }
    }

    /// What the plans of one secret share.
    private struct Step {
        let secret: SecretPlan.Facts
        let rendering: SecretRendering
        let provider: (any SecretsProvider)?
        let kind: ProviderKind?
        let schema: AnySchema
        let source: TemplateSource
    }

    private func step(_ secret: Record<Secret>, _ schema: AnySchema, _ session: Session) throws -> Step {
        let provider = environment.secretProviders[secret.provider]
        return Step(
            secret: SecretPlan.Facts(secret), rendering: SecretRendering(secret, environment.templates),
            provider: provider, kind: provider?.kind, schema: schema, source: try source(session))
    }

    private func source(_ session: Session) throws -> TemplateSource {
        let texts = RowTexts(session, visibility: authorizer.visibility(for: actor))
        return TemplateSource(
            session: session, texts: texts, customization: try environment.customizations.current(in: session),
            contexts: ConfigContextValues(session, environment: environment), sets: TemplateSets(session, texts))
    }

    /// - Parameter row: Nil for no object.
    private func plan(_ step: Step, _ row: [Value]?) -> SecretPlan {
        let parameters = Result { () throws(SecretsError) in
            guard let kind = step.kind else {
                throw SecretsError(.provider, SecretFault.unknownProvider(step.secret.provider))
            }
            let tree = row.map { TemplateRow(step.schema, $0, step.source, reach: SecretRendering.reach) }
            return try step.rendering.parameters(for: tree.map(TemplateValue.object) ?? .null, kind)
        }
        return SecretPlan(
            secret: step.secret, objectType: row == nil ? "" : step.schema.identifier, objectID: row?[0].identifier,
            provider: step.provider, parameters: parameters)
    }
}
