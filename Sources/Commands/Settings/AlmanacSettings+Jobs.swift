import Basics
import Domain
import Foundation
import Outbound
import Services

extension AlmanacSettings {
    /// Reads which executables may be jobs.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`.
    static func outsideJobs(_ value: (String) -> String?) throws -> OutsideAccess {
        var access = OutsideAccess()
        if let text = value("jobs-from-outside") { access.isEnabled = try truth("jobs-from-outside", text) }
        access.folder = try path("jobs-folder", value)
        return access
    }

    /// Reads how Git repositories are reached.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`.
    static func git(_ value: (String) -> String?) throws -> GitAccess {
        var access = GitAccess()
        if let program = try path("git-program", value) { access.program = program }
        if let text = value("git-allowed-schemes") {
            access.schemes = Set(
                try entries(text).map { entry in
                    guard let scheme = GitRemote.Scheme(rawValue: entry.lowercased()) else {
                        throw wrong("git-allowed-schemes", text, "a list of https, http, ssh and file")
                    }
                    return scheme
                })
        }
        access.policy.exceptions = try exceptions("git-allowed-targets", value)
        access.sshKey = try path("git-ssh-key", value)
        access.sshKnownHosts = try path("git-ssh-known-hosts", value)
        return access
    }

    /// A list of addresses with ports that are reached although they are this machine's.
    static func exceptions(_ name: String, _ value: (String) -> String?) throws -> [EgressPolicy.Exception] {
        guard let text = value(name) else { return [] }
        return try entries(text).map { entry in
            guard let exception = exception(entry) else {
                throw wrong(name, text, "addresses with ports, such as 127.0.0.1:3000")
            }
            return exception
        }
    }

    static func path(_ name: String, _ value: (String) -> String?) throws -> String? {
        guard let text = value(name) else { return nil }
        guard text.hasPrefix("/"), !text.contains("'"), text.utf8.allSatisfy({ $0 >= 32 }) else {
            throw wrong(name, text, "an absolute path without quotation marks")
        }
        return text
    }

    /// Where clones of Git repositories are: git and ssh start in `/`.
    var gitFolder: String { URL(fileURLWithPath: dataFolder).standardized.path + "/git" }
}
