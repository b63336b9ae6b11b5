import Basics
import Domain
import Modeling
import Secrets
import Storage
import Templates

/// What the store says about one resolution.
struct SecretPlan: Sendable {
    let secret: Record<Secret>
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
        guard let object else { return try plan(secret, rendering(secret), nil, Secret.schema, source(session)) }
        let row = try object.row(in: session, visible: authorizer.allowed(.view, on: object.schema, for: actor))
        return try plan(secret, rendering(secret), row, object.schema, source(session))
    }

    /// The plans for rows; what templates follow from them is fetched together, one query per reference.
    func plans(
        _ secret: Record<Secret>, for rows: [[Value]], of schema: AnySchema, _ session: Session
    ) throws -> [SecretPlan] {
        let source = try source(session)
        let templates = Secret.parameters(of: secret).map(\.template)
        source.sets.expect(schema, rows)
        if templates.contains(where: { $0.contains("config_context") }) { try source.contexts.prepare(schema, rows) }
        for path in Set(templates.flatMap(TemplatePaths.all)) { try source.prefetch(path[...], schema, rows) }
        let rendering = rendering(secret)
        return try rows.map { try plan(secret, rendering, $0, schema, source) }
    }

    private func rendering(_ secret: Record<Secret>) -> SecretRendering {
        SecretRendering(secret, environment.templates)
    }

    private func source(_ session: Session) throws -> TemplateSource {
        let texts = RowTexts(session, visibility: authorizer.visibility(for: actor))
        return TemplateSource(
            session: session, texts: texts, customization: try environment.customizations.current(in: session),
            contexts: ConfigContextValues(session, environment: environment), sets: TemplateSets(session, texts))
    }

    /// - Parameter row: Nil for no object.
    private func plan(
        _ secret: Record<Secret>, _ rendering: SecretRendering, _ row: [Value]?, _ schema: AnySchema,
        _ source: TemplateSource
    ) throws -> SecretPlan {
        let provider = environment.secretProviders[secret.provider]
        let parameters = Result { () throws(SecretsError) in
            guard let provider else {
                throw SecretsError(.provider, SecretFault.unknownProvider(secret.provider))
            }
            let tree = row.map { TemplateRow(schema, $0, source, reach: SecretRendering.reach) }
            return try rendering.parameters(for: tree.map(TemplateValue.object) ?? .null, provider.kind)
        }
        return SecretPlan(
            secret: secret, objectType: row == nil ? "" : schema.identifier, objectID: row?[0].identifier,
            provider: provider, parameters: parameters)
    }
}
