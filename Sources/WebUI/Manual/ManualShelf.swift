import Manual
import Synchronization

/// Pages of the manual as markup, each made when it is first asked for: they are the same for everybody, until the end.
final class ManualShelf: Sendable {
    static let shared = ManualShelf()
    private let made = Mutex<[String: HTML]>([:])

    private init() {}

    /// The text of a document.
    func html(_ document: ManualDocument) -> HTML {
        if let html = made.withLock({ $0[document.file] }) { return html }
        // Outside of the lock: two readers may make it at once, and nobody waits.
        let html = MarkdownMarkup.document(document)
        made.withLock { $0[document.file] = html }
        return html
    }
}
