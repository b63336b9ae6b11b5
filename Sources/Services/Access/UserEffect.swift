import Basics
import Domain
import Modeling
import Storage

/// Nobody gives themselves more than they have, an administrator always remains, and sessions end with what they were
/// opened with (core.md §4.5, §10.3 T).
enum UserEffect {
    static let effect = RecordEffects.Effect(
        of: "users.user",
        beforeDelete: { rows, pipeline in
            for row in rows { try refuseForeignSuperuser(Record(values: row), pipeline) }
        },
        run: { kind, row, previous, pipeline in
            let user = Record<User>(values: row)
            let before = previous.map(Record<User>.init(values:))
            switch kind {
            case .create: break
            case .update:
                guard let before else { return }
                try refuseForeignSuperuser(before, pipeline)
                try keepAdministrator(user, before, pipeline)
                try endSessions(user, before, pipeline)
            case .delete: try keepAdministrator(nil, user, pipeline)
            }
        })

    static let forbidden = Problem(.forbidden, "You do not have permission to perform this action.")

    /// Whoever could change a superuser's account could become one.
    private static func refuseForeignSuperuser(_ user: Record<User>, _ pipeline: RecordPipeline) throws {
        guard !user.isSuperuser || pipeline.actor.isSuperuser || user.id == pipeline.actor.user else { throw forbidden }
    }

    private static func keepAdministrator(
        _ user: Record<User>?, _ before: Record<User>, _ pipeline: RecordPipeline
    ) throws {
        func rules(_ user: Record<User>?) -> Bool { user.map { $0.isActive && $0.isSuperuser } ?? false }
        guard rules(before), !rules(user) else { return }
        let left = try pipeline.session.count(
            User.schema,
            where: .compare(["is_active"], .equals, [.bool(true)])
                && .compare(["is_superuser"], .equals, [.bool(true)]))
        guard left == 0 else { return }
        guard let user else {
            throw Problem(.conflict, "Unable to delete object. It is the last active superuser.")
        }
        throw pipeline.invalid([
            FieldErrors(
                user.isSuperuser ? "is_active" : "is_superuser",
                "This is the last active superuser; make another first.")
        ])
    }

    private static func endSessions(
        _ user: Record<User>, _ before: Record<User>, _ pipeline: RecordPipeline
    ) throws {
        guard
            user.passwordHash != before.passwordHash || user.isActive != before.isActive
                || user.isSuperuser != before.isSuperuser || user.isStaff != before.isStaff
        else { return }
        try SessionAuthority.closeAll(of: user.id.raw, in: pipeline.session)
    }
}

/// A token is not given an end that has passed already.
enum TokenEffect {
    static let effect = RecordEffects.Effect(of: "users.token") { kind, row, previous, pipeline in
        let expires = Record<APIToken>(values: row).expires
        guard kind == .update, expires != previous.flatMap({ Record<APIToken>(values: $0).expires }) else { return }
        try TokenAuthority.check(expires: expires, now: pipeline.now)
    }
}
