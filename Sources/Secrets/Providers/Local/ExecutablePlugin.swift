import Processes

/// A program of the operator's that knows secrets.
package struct ExecutablePlugin: Sendable {
    /// What records call it; letters, digits, `_` and `-`.
    package let name: String
    /// The absolute path.
    package let path: String
    package let arguments: [String]
    /// All variables that it gets; nothing else of Almanac's environment.
    package let environment: [String: String]
    /// How long it may take.
    package let deadline: Duration

    /// Makes a plug-in.
    ///
    /// - Throws: ``SecretsError`` of kind `provider` when the settings cannot work.
    package init(
        name: String, path: String, arguments: [String] = [], environment: [String: String] = [:],
        deadline: Duration = .seconds(10)
    ) throws(SecretsError) {
        guard name.isPlain("_-", count: 1...64) else {
            throw SecretsError(.provider, "The name of a secrets plug-in has letters, digits, _ and - only.")
        }
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw SecretsError(.provider, "The path of the secrets plug-in \(name) must be absolute.")
        }
        self.name = name
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.deadline = deadline
    }

    /// Makes sure that nobody but root and Almanac's own user can have written the program.
    ///
    /// - Throws: ``SecretsError`` of kind `provider`.
    func checkOwner() throws(SecretsError) {
        try OperatorProgram.check(path, of: "secrets plug-in \(name)")
    }
}

/// Programs that the operator named in the configuration.
enum OperatorProgram {
    /// Makes sure that nobody but root and Almanac's own user can have written a program.
    ///
    /// - Parameter what: Whose program it is, in messages.
    /// - Throws: ``SecretsError`` of kind `provider`.
    static func check(_ path: String, of what: String) throws(SecretsError) {
        do throws(ProgramFile.Fault) {
            try ProgramFile.check(path)
        } catch {
            switch error {
            case .isNoProgram: throw SecretsError(.provider, "The \(what) is no program that can be run at \(path).")
            case .isWritableByOthers:
                throw SecretsError(
                    .provider,
                    "Others may change the program of the \(what). Let it belong to root or to the user that"
                        + " Almanac runs as, and take the right to write from group and others.")
            }
        }
    }
}

extension ExecutablePlugin: CustomStringConvertible, CustomReflectable {
    /// Always the same words: the environment holds secrets.
    package var description: String { "ExecutablePlugin(redacted)" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
