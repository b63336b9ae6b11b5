package import Basics
package import Domain
package import Modeling
package import Services
package import Storage

/// Shows changed objects to webhooks as REST shows them in the change log.
package struct WebhookRenderer: WebhookRendering {
    private let plans: RenderPlans
    private let environment: RecordEnvironment

    package init(_ catalog: Catalog, _ environment: RecordEnvironment) {
        plans = RenderPlans(catalog)
        self.environment = environment
    }

    package func render(
        _ change: Record<ObjectChange>, for visibility: Visibility?, in session: Session
    ) throws -> (data: JSONValue, snapshots: JSONValue) {
        let snapshots = ChangeSnapshots(change, session.catalog)
        let past = PastObjects(
            session, plans: plans, visibility: visibility,
            customization: try environment.customizations.current(in: session), environment: environment)
        try past.prepare([snapshots.before, snapshots.after].compactMap(\.self))
        return (
            try snapshots.last.map { .object(try past.object($0)) } ?? .null,
            try snapshots.json { try past.object($0) }
        )
    }
}
