import Basics
import Domain
import Modeling
import Storage

/// Whoever decides where credentials are sent needs what using them needs: to view their secrets group, and each secret in it.
///
/// A sync runs in the name of who begins it, and that may be an administrator's schedule; without this check somebody who may
/// change an address, and see no secret, would have them sent to a place of his own.
enum CredentialTargetEffects {
    static let all = [
        effect(VulnerabilityFeed.schema, ["address"]),
        effect(GitRepository.schema, ["remote_url"]),
        effect(ExternalIntegration.schema, ["remote_url", "verify_ssl", "ca_file_path"]),
    ]

    /// - Parameter target: The columns that say where to, and who is believed to be there.
    private static func effect(_ schema: AnySchema, _ target: [String]) -> RecordEffects.Effect {
        let group = schema.columnIndex["secrets_group"]
        let places = target.compactMap { schema.columnIndex[$0] } + [group].compactMap(\.self)
        return RecordEffects.Effect(of: schema.identifier) { kind, row, previous, pipeline in
            guard kind != .delete, let group, let id = row[group].identifier,
                places.contains(where: { previous?[$0] != row[$0] }),
                try !mayUse(ID(id), pipeline)
            else { return }
            throw Problem(
                .forbidden,
                "With these credentials, the address and the secrets group are for whoever may view the group and all of its"
                    + " secrets.")
        }
    }

    /// Whether the actor may have every secret of a group resolved.
    static func mayUse(_ group: ID<SecretsGroup>, _ pipeline: RecordPipeline) throws -> Bool {
        let (session, actor, authorizer) = (pipeline.session, pipeline.actor, Authorizer())
        guard !actor.isSuperuser else { return true }
        let groups = authorizer.visible(SecretsGroup.schema, for: actor)
        guard try session.exists(SecretsGroup.schema, where: .ids([group.raw]) && groups) else { return false }
        let secrets = Set(
            try session.fetch(Query<SecretsGroupAssociation>().where { $0.secretsGroup == group }).map(\.secret.raw))
        guard !secrets.isEmpty else { return true }
        let visible = authorizer.visible(Secret.schema, for: actor)
        return try session.count(Secret.schema, where: .ids(secrets.sorted()) && visible) == secrets.count
    }
}
