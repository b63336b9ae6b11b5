import Basics
import Outbound
import Synchronization

/// A resolver that answers as a test says.
final class ScriptedResolver: HostResolver {
    private let script: @Sendable (String, Int) throws(ResolutionError) -> [String]
    private let asked = Mutex<[String]>([])

    /// Answers with these addresses for each name; all other names are unknown.
    convenience init(_ names: [String: [String]]) {
        self.init { name, _ throws(ResolutionError) in
            guard let addresses = names[name] else { throw .notFound }
            return addresses
        }
    }

    /// Answers with what the script gives for a name and the number of the question; 1 is the first.
    init(script: @escaping @Sendable (String, Int) throws(ResolutionError) -> [String]) {
        self.script = script
    }

    /// The names that were asked for, in their order.
    var names: [String] { asked.withLock { $0 } }

    func addresses(of name: String) async throws(ResolutionError) -> [IPHost] {
        let number = asked.withLock { asked in
            asked.append(name)
            return asked.count
        }
        return try script(name, number).compactMap { IPHost($0) }
    }
}
