import Domain
import Modeling
package import Storage

/// What somebody wants to be told about, as of one transaction.
///
/// Events that nobody wants are not written: a webhook is told what happens from its own commit on.
package struct EventSubscriptions {
    private let topics: Set<String>

    package init(_ session: Session) throws {
        var topics: Set<String> = []
        for webhook in try session.fetch(Query<Webhook>().where { $0.enabled == true }) {
            for model in webhook.contentTypes.elements {
                if webhook.typeCreate { topics.insert("create.\(model)") }
                if webhook.typeUpdate { topics.insert("update.\(model)") }
                if webhook.typeDelete { topics.insert("delete.\(model)") }
            }
        }
        self.topics = topics.union(try JobHooks.topics(session))
    }

    /// Whether nobody wants to be told anything.
    package var isEmpty: Bool { topics.isEmpty }

    /// Whether somebody wants to be told.
    ///
    /// - Parameter topic: `create.dcim.device`.
    package func wants(_ topic: String) -> Bool { topics.contains(topic) }
}
