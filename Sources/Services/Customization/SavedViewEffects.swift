import Basics
import Domain
import Modeling
import Storage

/// What a saved view means for others: one is everybody's default, and a private one is nobody else's.
enum SavedViewEffects {
    static let all = [savedView]

    private static let savedView = RecordEffects.Effect(of: "extras.savedview") { kind, row, previous, pipeline in
        guard kind != .delete else { return }
        let view = Record<SavedView>(values: row)
        let before = previous.map(Record<SavedView>.init(values:))
        if view.isGlobalDefault, before?.isGlobalDefault != true {
            try requirePermission(view, pipeline)
            try replaceDefault(view, pipeline)
        }
        if before?.isShared == true, !view.isShared { try takeFromOthers(view, pipeline) }
    }

    /// Owning a view is no permission to show it to everybody.
    private static func requirePermission(_ view: Record<SavedView>, _ pipeline: RecordPipeline) throws {
        guard !pipeline.actor.isSuperuser else { return }
        guard let granted = pipeline.actor.grants.rows(.change, SavedView.schema),
            try pipeline.session.exists(SavedView.schema, where: .ids([view.id.raw]) && granted)
        else { throw Authorizer.forbidden }
    }

    private static func replaceDefault(_ view: Record<SavedView>, _ pipeline: RecordPipeline) throws {
        let others = try pipeline.session.rows(
            Selection(
                SavedView.schema,
                where: .compare(["view"], .equals, [.text(view.view)])
                    && .compare(["is_global_default"], .equals, [.bool(true)]) && .not(.ids([view.id.raw])))
        ).map(Record<SavedView>.init(values:))
        for var other in others {
            other.isGlobalDefault = false
            try pipeline.update(other)
        }
    }

    /// Users who were shown a view that is private now are shown the list as it is.
    private static func takeFromOthers(_ view: Record<SavedView>, _ pipeline: RecordPipeline) throws {
        try pipeline.deleteFollowing(
            UserSavedViewAssociation.schema,
            where: .compare(["saved_view"], .equals, [view.id.value])
                && .not(.compare(["user"], .equals, [view.owner.value])))
    }
}
