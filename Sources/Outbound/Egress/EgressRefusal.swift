package import Basics

/// Why a URL may not be reached: the rule that it breaks, and what to do about it.
///
/// Nothing of the URL but its host, its port and the addresses of its host is ever part of it.
package struct EgressRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rules.
    package enum Rule: Hashable, Sendable {
        /// The text is no URL that all programs read the same way.
        case malformedURL
        /// The scheme is not among those of the policy.
        case scheme
        /// The URL carries a user name or a password.
        case userInfo
        /// The host is neither a name nor an address.
        case malformedHost
        /// The host has a space or a letter outside ASCII.
        case nonASCIIHost
        /// The host ends like a number and is no dotted quad.
        case obscuredAddress
        /// The address carries a zone.
        case zoneIdentifier
        /// The name always means the machine itself.
        case localName
        /// The port is not among those of the policy.
        case port(Int)
        /// The class of the address is never reached.
        case addressClass(AddressClass)
        /// The address is private, and neither its network nor its host is listed.
        case unlistedPrivate
        /// The address lies in a network that an administrator has blocked.
        case blockedNetwork(IPNetwork)
    }

    /// The rule that is broken.
    package let rule: Rule
    /// The host, once it is known to be one.
    package let host: TargetHost?
    /// The address, when an address is what breaks the rule.
    package let address: IPHost?

    /// Makes a refusal.
    init(_ rule: Rule, host: TargetHost? = nil, address: IPHost? = nil) {
        self.rule = rule
        self.host = host
        self.address = address
    }

    /// The same refusal, of a URL with this host.
    func of(_ host: TargetHost) -> EgressRefusal {
        EgressRefusal(rule, host: host, address: address)
    }

    /// One or two whole sentences for whoever wrote the URL or keeps the policy.
    package var message: String {
        switch rule {
        case .malformedURL:
            "This is not a complete URL. Write scheme, host and path, as in https://host.example/path, and "
                + "percent-encode every other character; a path has no . or .. parts, and there is no fragment."
        case .scheme: "The scheme is not allowed. Use https or http, as far as the policy allows them."
        case .userInfo:
            "A URL must not carry a user name, a password or an @ before its host. Keep credentials in a secret."
        case .malformedHost: "The host is neither a name of the DNS nor an address."
        case .nonASCIIHost:
            "The host has a space or a letter outside ASCII. Write an international name in its xn-- form."
        case .obscuredAddress: "The host looks like a number. Write an IPv4 address as four decimal numbers."
        case .zoneIdentifier: "An address with a zone cannot be reached. Write it without the zone."
        case .localName: "\(subject) means Almanac's own machine, which is never reached unless it is listed."
        case .port(let port): "Port \(port) is not allowed by the policy. Use an allowed port, or list this one."
        case .addressClass(let addressClass):
            "\(subject) is \(addressClass.phrase), which is never reached unless that very address is listed."
        case .unlistedPrivate:
            "\(subject) is a private address. An administrator can allow it by listing its network or its host."
        case .blockedNetwork(let network):
            "\(subject) lies in \(network), which is blocked. An administrator can allow it by listing its host."
        }
    }

    /// The message.
    package var description: String { message }

    private var subject: String {
        switch (host, address) {
        case (.name(let name), let address?): "\(name) leads to \(address), and that"
        case (_, let address?): "\(address)"
        case (let host?, nil): "\(host)"
        case (nil, nil): "The host"
        }
    }
}
