import Basics
import Domain
import Processes
import Secrets

/// A call of git: nothing of our environment, no shell, no prompt, no hook, no credential helper, no redirect, no other protocol than
/// the one that is meant, and credentials in the environment of git alone.
///
/// - Source: git(1) *Environment Variables*, git-config(1).
struct GitCommand: Sendable {
    let access: GitAccess
    /// How the other side is reached; nil for calls that stay here.
    var route: GitRoute?

    /// Runs git.
    ///
    /// - Returns: What it wrote.
    /// - Throws: ``GitRefusal`` with what git complained of; `CancellationError`.
    func run(_ arguments: [String], outputLimit: Int = 64 << 20) async throws -> [UInt8] {
        let start = ProgramStart(path: access.program, arguments: arguments, environment: environment)
        let outcome: ProgramOutcome
        do throws(ProgramStart.Fault) {
            outcome = try await start.run(
                limits: ProgramSession.Limits(line: outputLimit, output: outputLimit, complaints: 64 << 10))
        } catch {
            throw GitRefusal("The program \(access.program) cannot be started. Install git, or set git-program.")
        }
        try Task.checkCancellation()
        guard !outcome.wroteTooMuch else { throw GitRefusal("git wrote more than \(outputLimit) bytes.") }
        guard outcome.status == 0 else {
            throw GitRefusal("git \(arguments.first { !$0.hasPrefix("-") } ?? "") failed: \(Self.reason(outcome))")
        }
        return outcome.output
    }

    /// The last lines of what git complained of.
    private static func reason(_ outcome: ProgramOutcome) -> String {
        let lines = String(decoding: outcome.complaints, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { Words.trimmed(String($0)) }.filter { !$0.isEmpty }
        guard !lines.isEmpty else {
            return outcome.status < 0 ? "ended by signal \(-outcome.status)" : "status \(outcome.status)"
        }
        return String(lines.suffix(4).joined(separator: " ").prefix(1000))
    }

    private var environment: [String: String] {
        var variables = [
            "PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "/bin/false",
            "SSH_ASKPASS": "/bin/false", "GIT_OPTIONAL_LOCKS": "0",
            // Nothing at all where the call stays here.
            "GIT_ALLOW_PROTOCOL": route?.remote.scheme.rawValue ?? "none",
        ]
        var settings = [
            // A repository is read here whoever owns its folder.
            ("safe.directory", "*"), ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"),
            // A link of the repository would lead out of it.
            ("core.symlinks", "false"), ("core.protectHFS", "true"), ("core.protectNTFS", "true"),
            ("credential.helper", ""), ("http.followRedirects", "false"), ("http.proxy", ""),
            ("http.lowSpeedLimit", "100"), ("http.lowSpeedTime", "60"), ("transfer.fsckObjects", "true"),
            ("submodule.recurse", "false"), ("fetch.recurseSubmodules", "false"), ("gc.auto", "0"),
            ("maintenance.auto", "false"), ("advice.detachedHead", "false"),
        ]
        if let route {
            settings += route.settings
            variables.merge(route.variables(access)) { $1 }
        }
        variables["GIT_CONFIG_COUNT"] = String(settings.count)
        for (number, setting) in settings.enumerated() {
            variables["GIT_CONFIG_KEY_\(number)"] = setting.0
            variables["GIT_CONFIG_VALUE_\(number)"] = setting.1
        }
        return variables
    }
}

/// How the other side of a call is reached.
struct GitRoute: Sendable {
    let remote: GitRemote
    /// Checked addresses of its host; empty when the host is one itself.
    let addresses: [IPHost]
    /// User and password in the form of the header (RFC 7617); nil for none.
    let authorization: SecretBytes?

    var settings: [(String, String)] {
        guard remote.scheme == .http || remote.scheme == .https else { return [] }
        var settings: [(String, String)] = []
        if !addresses.isEmpty {
            let port = remote.port ?? (remote.scheme == .http ? 80 : 443)
            let list = addresses.map { $0.family == .v6 ? "[\($0)]" : "\($0)" }.joined(separator: ",")
            settings.append(("http.curloptResolve", "\(remote.host):\(port):\(list)"))
        }
        if let value = authorization?.revealText() {
            // For this server alone, whatever else git is led to.
            let port = remote.port.map { ":\($0)" } ?? ""
            settings.append(
                ("http.\(remote.scheme.rawValue)://\(remote.host)\(port)/.extraHeader", "Authorization: Basic \(value)")
            )
        }
        return settings
    }

    /// - Source: git(1), `GIT_SSH_COMMAND`, which is read as a shell reads it; ssh_config(5).
    func variables(_ access: GitAccess) -> [String: String] {
        guard remote.scheme == .ssh, let key = access.sshKey, let hosts = access.sshKnownHosts else { return [:] }
        var options = [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=\(hosts)",
            "GlobalKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "IdentityAgent=none", "ProxyCommand=none",
            "PermitLocalCommand=no", "ClearAllForwardings=yes", "ConnectTimeout=30", "HostKeyAlias=\(remote.host)",
        ]
        if let address = addresses.first { options.append("HostName=\(address)") }
        let words = [access.sshProgram, "-F", "/dev/null", "-i", key] + options.flatMap { ["-o", $0] }
        return [
            "GIT_SSH_COMMAND": words.map { "'\($0.replacing("'", with: ""))'" }.joined(separator: " "),
            "GIT_SSH_VARIANT": "ssh",
        ]
    }
}
