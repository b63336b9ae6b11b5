import Basics
import Secrets
import Synchronization

/// Files of a test, which may be replaced while it runs.
final class TextFiles: CredentialFiles {
    private let texts: Mutex<[String: String]>

    init(_ texts: [String: String]) { self.texts = Mutex(texts) }

    func replace(_ path: String, _ text: String) { texts.withLock { $0[path] = text } }

    func text(of path: String) async throws(SecretsError) -> Redacted<String> {
        guard let text = texts.withLock({ $0[path] }) else {
            throw SecretsError(.provider, "The file \(path) cannot be read.")
        }
        return Redacted(text)
    }
}
