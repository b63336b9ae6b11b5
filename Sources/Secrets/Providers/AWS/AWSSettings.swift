import Basics
package import Outbound

/// How AWS is reached, and where the credentials for it are looked for.
package struct AWSSettings: Sendable {
    /// The variables that the SDK of AWS reads: `HOME`, `PATH` and those that begin with `AWS_`.
    package var environment: [String: String]
    /// The profile, before what the variables say.
    package var profile: String?
    /// The region of records that name none, before what variables and profile say.
    package var region: String?
    /// Base URLs of `secretsmanager`, `ssm`, `sts` and `sso`, before what variables and profile say.
    package var endpoints: [String: String] = [:]
    /// Limits of requests to AWS.
    package var limits = OutboundLimits(
        connect: .seconds(2), read: .seconds(10), total: .seconds(10), bodySize: 1 << 20)
    /// Limits of one request to the metadata service of a machine.
    package var metadataLimits = OutboundLimits(
        connect: .seconds(1), read: .seconds(1), total: .seconds(1), bodySize: 1 << 16)
    /// Limits of the request to the agent of a container.
    package var containerLimits = OutboundLimits(
        connect: .seconds(2), read: .seconds(2), attempt: .seconds(2), total: .seconds(10), bodySize: 1 << 16)
    /// How long a `credential_process` may take.
    package var processDeadline = Duration.seconds(30)

    /// Makes settings.
    ///
    /// - Parameter environment: All that may be known of the environment; other variables are not read.
    package init(environment: [String: String] = [:]) {
        self.environment = environment
    }

    /// A variable; nil when it is empty too.
    subscript(variable: String) -> String? {
        guard let value = environment[variable], !value.isEmpty else { return nil }
        return value
    }

    func isTrue(_ variable: String) -> Bool { self[variable]?.lowercased() == "true" }

    /// The profile that is asked for by name.
    var namedProfile: String? { profile ?? self["AWS_DEFAULT_PROFILE"] ?? self["AWS_PROFILE"] }

    /// The region that does not depend on the profile.
    var namedRegion: String? { region ?? self["AWS_DEFAULT_REGION"] ?? self["AWS_REGION"] }

    /// A path in which `~/` means the home folder.
    func expanded(_ path: String) -> String {
        path.hasPrefix("~/") ? (self["HOME"] ?? "") + path.dropFirst() : path
    }
}

extension AWSSettings {
    /// The base URL of the metadata service of a machine.
    var metadataEndpoint: String {
        if let endpoint = self["AWS_EC2_METADATA_SERVICE_ENDPOINT"] {
            return endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        }
        let isIPv6 = self["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
        return isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    }

    /// What the client for metadata services and agents of containers may reach: their addresses, and nothing else.
    ///
    /// Only this client may reach addresses of the machine itself and of its link.
    package var metadataPolicy: EgressPolicy {
        var policy = EgressPolicy.forUserURLs()
        policy.openClasses = []
        policy.refusedPorts = []
        policy.canListPrivate = false
        let addresses = [
            "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32", "fd00:ec2::254/128", "fd00:ec2::23/128",
        ]
        policy.exceptions = addresses.compactMap { IPNetwork($0).map { EgressPolicy.Exception($0, port: 80) } }
        for url in [metadataEndpoint, self["AWS_CONTAINER_CREDENTIALS_FULL_URI"]].compactMap(\.self) {
            // What is no URL adds nothing, and is refused when it is asked.
            guard let target = try? TargetURL(url) else { continue }
            policy.exceptions += Self.networks(of: target).map { EgressPolicy.Exception($0, port: target.port) }
        }
        return policy
    }

    /// The addresses that a configured URL adds: those of the machine itself and of the cloud's services.
    private static func networks(of url: TargetURL) -> [IPNetwork] {
        switch url.host {
        case .name(let name): name == "localhost" ? ["127.0.0.0/8", "::1/128"].compactMap { IPNetwork($0) } : []
        case .address(let address):
            [.loopback, .metadata].contains(address.addressClass)
                ? [IPNetwork(host: address, prefixLength: address.family.bits)].compactMap(\.self) : []
        }
    }
}

extension AWSSettings: CustomStringConvertible, CustomReflectable {
    /// Always the same words: the environment holds secrets.
    package var description: String { "AWSSettings(redacted)" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
