import Basics
import Modeling

extension FilterDeclaration {
    /// Rows that reach one of the addresses by `path`; a value is a host, a host with its mask, or a key.
    static func addresses(_ name: String, at path: [String]) -> FilterDeclaration {
        .custom(name) { values, _ in .any(values.map { address($0, at: path) }) }
    }

    /// Whether a row reaches any address by `path`.
    static func hasAddresses(_ name: String, at path: [String]) -> FilterDeclaration {
        .boolean(name) { wanted, _ in
            let some = Predicate.compare(path + ["ip_version"], .greater, [.int(0)])
            return wanted ? some : .not(some)
        }
    }

    private static func address(_ text: String, at path: [String]) -> Predicate {
        if let id = Identifier(text) { return .compare(path + ["id"], .equals, [.id(id)]) }
        if let host = IPHost(text) { return .compare(path + ["host"], .equals, [.text(host.description)]) }
        guard let address = IPInterfaceAddress(text) else { return .never }
        return .compare(path + ["address"], .equals, [.text(address.description)])
    }

    /// Rows whose address, by its key, lies in one of the networks.
    static func inside(_ name: String, first: String, last: String) -> FilterDeclaration {
        .custom(name) { values, _ in
            .any(
                values.map { value in
                    guard let network = IPNetwork(value) else { return .never }
                    return .compare([first], .greaterOrEqual, [.text(AddressKey.of(network.network))])
                        && .compare([last], .lessOrEqual, [.text(AddressKey.of(network.broadcast))])
                })
        }
    }
}

/// The filters of prefixes that compare networks.
enum PrefixFilters {
    static let all: [FilterDeclaration] =
        [
            exact("prefix"), exact("prefix_exact"),
            .custom("within") { values, _ in .any(values.map { within($0, orEqual: false) }) },
            .custom("within_include") { values, _ in .any(values.map { within($0, orEqual: true) }) },
            .custom("contains") { values, _ in .any(values.map { covers($0, orEqual: true) }) },
            .custom("ancestors") { values, _ in .any(values.map(ancestors)) },
            .custom("prefix_and_descendants") { values, _ in .any(values.map(descendants)) },
            .maximumDepth(parent: "parent"),
            .tree("tenant_group", ["tenant", "tenant_group"]),
            .tree("location", ["locations"]),
            .reserved("vlan_id"), .neverMatches("vlan_vid"), .reserved("present_in_vrf"),
            .reserved("present_in_vrf_id"),
            .neverMatches("vpn_tunnel_endpoints_name_contains"),
        ]
        + .reserved("cloud_networks", "vpn_tunnel_endpoints")

    private static func exact(_ name: String) -> FilterDeclaration {
        .custom(name) { values, _ in
            .any(
                values.map { value in
                    IPNetwork(value).map { .compare(["prefix"], .equals, [.text($0.description)]) } ?? .never
                })
        }
    }

    private static func within(_ text: String, orEqual: Bool) -> Predicate {
        guard let network = IPNetwork(text) else { return .never }
        let prefix = FieldPaths<Prefix>()
        return prefix.networkKey >= AddressKey.of(network.network)
            && prefix.broadcastKey <= AddressKey.of(network.broadcast)
            && (orEqual ? .always : prefix.prefixLength > network.prefixLength)
    }

    private static func covers(_ text: String, orEqual: Bool) -> Predicate {
        guard let network = IPNetwork(text) else { return .never }
        let prefix = FieldPaths<Prefix>()
        return prefix.networkKey <= AddressKey.of(network.network)
            && prefix.broadcastKey >= AddressKey.of(network.broadcast)
            && (orEqual ? .always : prefix.prefixLength < network.prefixLength)
    }

    /// By network, what covers it; by key, the rows above it as far as a path reaches.
    private static func ancestors(_ text: String) -> Predicate {
        guard let id = Identifier(text) else { return covers(text, orEqual: false) }
        return .any(
            (1...11).map { .compare(Array(repeating: "children", count: $0) + ["id"], .equals, [.id(id)]) })
    }

    private static func descendants(_ text: String) -> Predicate {
        guard let id = Identifier(text) else { return within(text, orEqual: true) }
        return .within(["id"], [id])
    }
}
