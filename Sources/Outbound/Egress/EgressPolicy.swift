package import Basics

/// What may be reached over HTTP.
///
/// A URL is checked twice: as text when somebody saves it, and with the addresses of its host before each connection,
/// which then goes to a checked address. There are two policies to start from, ``forUserURLs(allowedHosts:)`` and
/// ``forNetworkAccess()``; the lists of an administrator are set on top.
package struct EgressPolicy: Sendable, Hashable {
    /// An address that is reached although its class is not: a test receiver, an agent on the same machine.
    package struct Exception: Hashable, Sendable {
        /// The addresses; as narrow as possible.
        package var network: IPNetwork
        /// The port, or every port.
        package var port: Int?

        /// Makes an exception for a network, on one port or on all.
        package init(_ network: IPNetwork, port: Int? = nil) {
            self.network = network
            self.port = port
        }
    }

    /// The allowed schemes.
    package var schemes: Set<TargetURL.Scheme>
    /// The allowed ports.
    package var ports: [ClosedRange<Int>]
    /// Ports that are refused although they lie in ``ports``: other protocols answer there.
    package var refusedPorts: Set<Int>
    /// Classes of addresses that are reached without being listed.
    package var openClasses: Set<AddressClass>
    /// Whether private addresses are reached when their network or host is listed; without it, never.
    package var canListPrivate = true
    /// Hosts whose private and blocked addresses are reached.
    package var allowedHosts: [HostRule] = []
    /// Networks whose private addresses are reached.
    package var allowedNetworks: [IPNetwork] = []
    /// Networks that are refused whatever their class.
    package var blockedNetworks: [IPNetwork] = []
    /// Addresses that are reached whatever their class, and although they are blocked.
    package var exceptions: [Exception] = []

    /// The policy for webhooks and all other URLs that users give.
    ///
    /// Reaches the Internet over http and https, on ports 80, 443 and from 1024 on. Private addresses need a listed
    /// network or host. All other classes are never reached.
    /// - Parameter allowedHosts: Hosts whose private and blocked addresses are reached.
    /// - Returns: The policy.
    package static func forUserURLs(allowedHosts: [HostRule] = []) -> EgressPolicy {
        var policy = EgressPolicy(
            schemes: [.http, .https], ports: [80...80, 443...443, 1_024...65_535], refusedPorts: otherProtocols,
            openClasses: [.global])
        policy.allowedHosts = allowedHosts
        return policy
    }

    /// The policy for devices, vendors and back ends, whose URLs an administrator gives.
    ///
    /// As ``forUserURLs(allowedHosts:)``, with private and shared networks open, and on every port.
    package static func forNetworkAccess() -> EgressPolicy {
        EgressPolicy(
            schemes: [.http, .https], ports: [1...65_535], refusedPorts: [],
            openClasses: [.global, .privateUse, .shared])
    }

    /// Ports from 1024 on at which browsers speak no HTTP either, because another protocol does.
    ///
    /// - Source: WHATWG, *Fetch Standard*, section "Port blocking".
    private static let otherProtocols: Set<Int> = [
        1_719, 1_720, 1_723, 2_049, 3_659, 4_045, 4_190, 5_060, 5_061, 6_000, 6_566, 6_665, 6_666, 6_667, 6_668, 6_669,
        6_679, 6_697, 10_080,
    ]
}

extension EgressPolicy {
    /// Checks a URL as text, when it is saved or about to be used; asks no name server.
    ///
    /// - Parameter text: The URL as somebody wrote it.
    /// - Returns: The URL in its parts.
    /// - Throws: ``EgressRefusal`` with the rule that the URL breaks.
    @discardableResult
    package func check(_ text: String) throws(EgressRefusal) -> TargetURL {
        let url = try TargetURL(text)
        guard schemes.contains(url.scheme) else { throw EgressRefusal(.scheme, host: url.host) }
        switch url.host {
        case .address(let address): try check(address, of: url)
        case .name:
            try checkPort(url)
            let canBeLocal = exceptions.contains { $0.network.network.addressClass == .loopback && $0.fits(url.port) }
            if url.host.isLocalName, !canBeLocal { throw EgressRefusal(.localName, host: url.host) }
        }
        return url
    }

    /// Checks an address that the host of a URL leads to.
    ///
    /// - Parameters:
    ///   - address: The address, before anything is sent to it.
    ///   - url: A URL that passed ``check(_:)``.
    /// - Throws: ``EgressRefusal`` with the rule that the address breaks.
    package func check(_ address: IPHost, of url: TargetURL) throws(EgressRefusal) {
        let forms = [address] + (address.embeddedV4.map { [$0] } ?? [])
        func isIn(_ network: IPNetwork) -> Bool { forms.contains(where: network.contains) }
        if exceptions.contains(where: { isIn($0.network) && $0.fits(url.port) }) { return }
        try checkPort(url)
        let isListedHost = allowedHosts.contains { $0.matches(url.host) }
        if !isListedHost, let network = blockedNetworks.first(where: isIn) {
            throw EgressRefusal(.blockedNetwork(network), host: url.host, address: address)
        }
        let addressClass = address.addressClass
        if openClasses.contains(addressClass) { return }
        guard addressClass == .privateUse, canListPrivate else {
            throw EgressRefusal(.addressClass(addressClass), host: url.host, address: address)
        }
        guard isListedHost || allowedNetworks.contains(where: isIn) else {
            throw EgressRefusal(.unlistedPrivate, host: url.host, address: address)
        }
    }

    private func checkPort(_ url: TargetURL) throws(EgressRefusal) {
        if exceptions.contains(where: { $0.port == url.port }) { return }
        guard ports.contains(where: { $0.contains(url.port) }), !refusedPorts.contains(url.port) else {
            throw EgressRefusal(.port(url.port), host: url.host)
        }
    }
}

extension EgressPolicy.Exception {
    fileprivate func fits(_ port: Int) -> Bool { self.port == nil || self.port == port }
}
