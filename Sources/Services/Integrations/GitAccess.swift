import Basics
package import Domain
package import Outbound

/// How Git repositories are reached, as the operator has set it up.
package struct GitAccess: Sendable {
    /// The absolute path of git.
    package var program = "/usr/bin/git"
    /// Where clones are kept; nil where there are none.
    package var folder: String?
    /// The schemes that repositories may have.
    package var schemes: Set<GitRemote.Scheme> = [.https, .http, .ssh]
    /// Which hosts may be reached.
    package var policy = EgressPolicy.forNetworkAccess()
    /// Finds the addresses of hosts; git gets them and asks no name server itself.
    package var resolver: (any HostResolver)?
    /// The absolute path of ssh.
    package var sshProgram = "/usr/bin/ssh"
    /// The private key for ssh; without one there is no ssh.
    package var sshKey: String?
    /// The keys of hosts that are believed.
    package var sshKnownHosts: String?
    /// Bytes of a clone, and of the files of a commit.
    package var sizeLimit = 1 << 30

    package init() {}

    /// Checks an address as text, when it is saved; asks no name server.
    ///
    /// - Returns: The address in its parts.
    /// - Throws: ``GitRefusal``.
    @discardableResult
    func check(_ text: String) throws(GitRefusal) -> GitRemote {
        let remote: GitRemote
        do throws(GitRemote.Fault) { remote = try GitRemote(text) } catch { throw GitRefusal(error.message) }
        guard schemes.contains(remote.scheme) else {
            let allowed = GitRemote.Scheme.allCases.filter(schemes.contains).map(\.rawValue).joined(separator: ", ")
            throw GitRefusal(
                "Repositories of the scheme \(remote.scheme.rawValue) are not allowed here; these are: \(allowed). An"
                    + " administrator allows others with the setting git-allowed-schemes.")
        }
        if remote.scheme == .ssh, sshKey == nil || sshKnownHosts == nil {
            throw GitRefusal(
                "Repositories are reached by ssh only when the settings git-ssh-key and git-ssh-known-hosts are made.")
        }
        if let target = target(of: remote) {
            do throws(EgressRefusal) { try policy.check(target) } catch { throw GitRefusal(error.message) }
        }
        return remote
    }

    /// The addresses that a repository may be reached at; empty when none is asked for.
    ///
    /// - Throws: ``GitRefusal``; `CancellationError`.
    func addresses(of remote: GitRemote) async throws -> [IPHost] {
        guard let target = target(of: remote) else { return [] }
        do {
            let url = try policy.check(target)
            guard case .name(let name) = url.host, let resolver else { return [] }
            let found = try await resolver.addresses(of: name)
            for address in found { try policy.check(address, of: url) }
            return found
        } catch let refusal as EgressRefusal {
            throw GitRefusal(refusal.message)
        } catch let error as ResolutionError {
            guard error != .cancelled else { throw CancellationError() }
            throw GitRefusal("The host \(remote.host) has no address that can be found.")
        }
    }

    /// The address in the form that the egress policy reads; nil for a folder.
    private func target(of remote: GitRemote) -> String? {
        guard remote.scheme != .file else { return nil }
        let scheme = remote.scheme == .http ? "http" : "https"
        let port = remote.port ?? (remote.scheme == .ssh ? 22 : nil)
        return "\(scheme)://\(remote.host)\(port.map { ":\($0)" } ?? "")/"
    }
}

/// Why a repository is not reached.
package struct GitRefusal: Error, Hashable, Sendable {
    /// Whole sentences for who asked for it.
    package let message: String

    package init(_ message: String) { self.message = message }
}
