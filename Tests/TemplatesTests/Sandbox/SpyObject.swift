import Synchronization
import Templates

/// A record that remembers what it was asked for.
final class SpyObject: TemplateObject {
    private let asked = Mutex<[String]>([])
    private let members: [String: TemplateValue]
    private let parts: [TemplateValue]?

    init(_ members: [String: TemplateValue] = [:], elements: [TemplateValue]? = nil) {
        self.members = members
        parts = elements
    }

    var typeName: String { "Device" }
    var text: String { "csr-1" }
    var elements: [TemplateValue]? { parts }

    /// The names asked for so far.
    var names: [String] { asked.withLock { $0 } }

    func member(_ name: String) throws(TemplateError) -> TemplateValue? {
        asked.withLock { $0.append(name) }
        guard name != "broken" else { throw TemplateError(.value, "The record cannot be read.") }
        return members[name]
    }
}
