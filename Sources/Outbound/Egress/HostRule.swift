package import Basics

/// Which hosts an entry of a list means: one host, a domain with all hosts below it, or every host.
package enum HostRule: Hashable, Sendable, CustomStringConvertible {
    /// Every host: `*`.
    case any
    /// A domain and all names below it, without the leading full stop: `.example.com`.
    case domain(String)
    /// One name, in lower case.
    case name(String)
    /// One address.
    case address(IPHost)

    /// Reads `*`, `.example.com`, a name or an address; `nil` for anything else.
    package init?(_ text: String) {
        guard text != "*" else {
            self = .any
            return
        }
        let isDomain = text.hasPrefix(".")
        guard let host = TargetHost(isDomain ? String(text.dropFirst()) : text) else { return nil }
        switch host {
        case .address(let address):
            guard !isDomain else { return nil }
            self = .address(address)
        case .name(let name): self = isDomain ? .domain(name) : .name(name)
        }
    }

    /// Whether the entry means a host.
    package func matches(_ host: TargetHost) -> Bool {
        switch (self, host) {
        case (.any, _): true
        case (.domain(let domain), .name(let name)): name == domain || name.hasSuffix("." + domain)
        case (.name(let expected), .name(let name)): name == expected
        case (.address(let expected), .address(let address)): address == expected
        default: false
        }
    }

    /// The text form, which reads back as the same rule.
    package var description: String {
        switch self {
        case .any: "*"
        case .domain(let domain): "." + domain
        case .name(let name): name
        case .address(let address): address.description
        }
    }
}
