import Basics
import Outbound

extension AlmanacSettings {
    /// Reads which addresses webhooks may reach besides public ones, and which they may not.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`.
    static func userURLs(_ value: (String) -> String?) throws -> EgressPolicy {
        var policy = EgressPolicy.forUserURLs()
        let targets = "webhook-allowed-targets"
        if let text = value(targets) {
            for entry in entries(text) {
                if let exception = exception(entry) {
                    policy.exceptions.append(exception)
                } else if let network = network(entry) {
                    policy.allowedNetworks.append(network)
                } else if let host = HostRule(entry) {
                    policy.allowedHosts.append(host)
                } else {
                    throw wrong(
                        targets, text,
                        "host names, domains such as .example.com, networks such as 10.0.0.0/8 and ADDRESS:PORT")
                }
            }
        }
        let blocked = "webhook-blocked-networks"
        if let text = value(blocked) {
            policy.blockedNetworks = try entries(text).map { entry in
                guard let network = network(entry) else {
                    throw wrong(blocked, text, "addresses and networks, such as 192.0.2.0/24")
                }
                return network
            }
        }
        return policy
    }

    /// The parts of a list, without blanks.
    static func entries(_ text: String) -> [String] {
        text.split(separator: ",").map { Words.trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    /// One address with its port is reached whatever it is, this machine included.
    static func exception(_ text: String) -> EgressPolicy.Exception? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var address = text[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = address.dropFirst().dropLast()
        } else if address.contains(":") {
            // An IPv6 address without brackets has no port.
            return nil
        }
        guard let host = IPHost(String(address)), let network = IPNetwork(host: host, prefixLength: host.family.bits)
        else { return nil }
        return EgressPolicy.Exception(network, port: Int(port))
    }

    private static func network(_ text: String) -> IPNetwork? {
        IPNetwork(text) ?? IPHost(text).flatMap { IPNetwork(host: $0, prefixLength: $0.family.bits) }
    }
}
