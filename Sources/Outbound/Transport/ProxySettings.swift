package import Basics

/// The proxy through which targets are reached.
///
/// The connection is opened with `CONNECT` for both schemes, so the proxy sees the name of an https target and nothing
/// of what is sent.
package struct ProxySettings: Hashable, Sendable {
    /// Who finds the address of the target.
    package enum Resolution: Hashable, Sendable {
        /// Almanac does, checks every address, and asks the proxy for a checked one.
        case here
        /// The proxy does. Almanac checks the URL only: what a name leads to is the proxy's to check.
        case byProxy
    }

    /// The proxy's URL; its path means nothing.
    package let url: TargetURL
    /// Name and password for the proxy.
    package var credentials: Redacted<Credentials>?
    /// Hosts that are reached without the proxy.
    package var bypassedHosts: [HostRule]
    /// Networks whose addresses, when a URL names one, are reached without the proxy.
    package var bypassedNetworks: [IPNetwork]
    /// Who finds the address of the target.
    package var resolution: Resolution

    /// A name and a password.
    package struct Credentials: Hashable, Sendable {
        let user: String
        let password: String

        /// Makes credentials.
        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - url: The proxy's URL, of scheme http.
    ///   - credentials: Name and password for the proxy.
    ///   - bypassedHosts: Hosts that are reached without it.
    ///   - bypassedNetworks: Networks that are reached without it.
    ///   - resolution: Who finds the address of the target.
    /// - Throws: ``OutboundError`` (`misconfigured`) when the URL is none of a proxy.
    package init(
        url: String,
        credentials: Redacted<Credentials>? = nil,
        bypassedHosts: [HostRule] = [],
        bypassedNetworks: [IPNetwork] = [],
        resolution: Resolution = .here
    ) throws(OutboundError) {
        do throws(EgressRefusal) {
            self.url = try TargetURL(url)
        } catch {
            throw OutboundError(.misconfigured("The proxy's URL cannot be used. " + error.message), origin: "")
        }
        guard self.url.scheme == .http else {
            let message = "The proxy's URL must be of scheme http; https targets are still encrypted end to end."
            throw OutboundError(.misconfigured(message), origin: self.url.origin)
        }
        self.credentials = credentials
        self.bypassedHosts = bypassedHosts
        self.bypassedNetworks = bypassedNetworks
        self.resolution = resolution
    }

    /// Whether a host is reached through the proxy.
    func applies(to host: TargetHost) -> Bool {
        if bypassedHosts.contains(where: { $0.matches(host) }) { return false }
        guard case .address(let address) = host else { return true }
        return !bypassedNetworks.contains { $0.contains(address) }
    }
}
