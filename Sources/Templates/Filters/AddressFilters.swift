import Basics

/// Filters for addresses and networks.
///
/// - Source: netutils, <https://netutils.readthedocs.io/en/latest/dev/code_reference/ip/>.
enum AddressFilters {
    static let all: [Filter] = parts + numbers + checks + networks

    private static let parts: [Filter] = [
        Filter("ipaddress_address", "attr") { call throws(TemplateError) in
            try part(try NetworkValue.address(call.subject), call)
        },
        Filter("ipaddress_interface", "attr") { call throws(TemplateError) in
            try part(try NetworkValue.interface(call.subject), call)
        },
        Filter("ipaddress_network", "attr") { call throws(TemplateError) in
            try part(try NetworkValue.network(call.subject), call)
        },
    ]

    /// A member, as in `network.broadcast_address`; what can be called is called.
    private static func part(_ address: NetworkValue, _ call: FilterCall) throws(TemplateError) -> Value {
        var value = Value.special(call.evaluator.keep(address))
        for name in PythonText.pieces(try call.string(0), by: ".") {
            guard let member = try call.evaluator.attribute(name, of: value), !member.isUndefined else {
                let type = PythonText.quoted(value.typeName)
                throw TemplateError(.attribute, "\(type) object has no attribute \(PythonText.quoted(name))")
            }
            value = member
        }
        guard case .function = value else { return value }
        return try call.evaluator.call(value, CallArguments())
    }

    private static let numbers: [Filter] = [
        Filter("ip_to_hex") { call throws(TemplateError) in
            let address = try NetworkValue.address(call.subject)
            return .string(PythonText.filled(String(address.bits, radix: 16), to: address.width / 4, with: "0"))
        },
        Filter("ip_to_bin") { call throws(TemplateError) in
            let address = try NetworkValue.address(call.subject)
            return .string(PythonText.filled(String(address.bits, radix: 2), to: address.width, with: "0"))
        },
        Filter("ip_addition", "val") { call throws(TemplateError) in try shifted(call, sign: 1) },
        Filter("ip_subtract", "val") { call throws(TemplateError) in try shifted(call, sign: -1) },
    ]

    private static func shifted(_ call: FilterCall, sign: Int128) throws(TemplateError) -> Value {
        let address = try NetworkValue.address(call.subject)
        guard let distance = call[0]?.integerValue else { throw .type("the distance must be an integer") }
        let isUp = (distance >= 0) == (sign > 0)
        let (moved, overflow) =
            isUp
            ? address.bits.addingReportingOverflow(distance.magnitude)
            : address.bits.subtractingReportingOverflow(distance.magnitude)
        guard !overflow, moved <= UInt128.max >> UInt128(128 - address.width) else {
            throw TemplateError(.value, "the address is out of range")
        }
        return .string(NetworkValue.text(moved, address.family))
    }

    /// Whether reading succeeds.
    private static func isReadable(_ read: () throws(TemplateError) -> Void) throws(TemplateError) -> Bool {
        do throws(TemplateError) {
            try read()
            return true
        } catch {
            guard error.kind == .value else { throw error }
            return false
        }
    }

    private static let checks: [Filter] = [
        Filter("is_ip") { call throws(TemplateError) in
            .bool(try isReadable { () throws(TemplateError) in _ = try NetworkValue.address(call.subject) })
        },
        Filter("is_network") { call throws(TemplateError) in
            guard try call.string(call.subject).contains("/") else { return .bool(false) }
            return .bool(try isReadable { () throws(TemplateError) in _ = try NetworkValue.network(call.subject) })
        },
        Filter("is_ip_range") { call throws(TemplateError) in .bool(try range(try call.string(call.subject)) != nil) },
        Filter("is_classful") { call throws(TemplateError) in
            let network = try NetworkValue.network(call.subject)
            guard network.family == .v4 else { return .bool(false) }
            let octet = network.bits >> 24
            let expected = octet < 128 ? 8 : octet < 192 ? 16 : octet < 224 ? 24 : -1
            return .bool(network.prefixLength == expected)
        },
        Filter("is_ip_within", "ip_compare") { call throws(TemplateError) in
            let inner = try bounds(try call.string(call.subject))
            var containers = [call[0] ?? .none]
            if call[0]?.textValue == nil { containers = try call.evaluator.items(of: call[0] ?? .none) }
            for container in containers {
                let outer = try bounds(try call.string(container))
                guard outer.first.family == inner.first.family else {
                    throw .type(
                        "\(outer.first.string ?? "") and \(inner.first.string ?? "") are not of the same version")
                }
                if outer.first.bits <= inner.first.bits, inner.last.bits <= outer.last.bits { return .bool(true) }
            }
            return .bool(false)
        },
    ]

    /// The ends of `first-last`; `nil` when it is no range.
    private static func range(_ text: String) throws(TemplateError) -> (first: NetworkValue, last: NetworkValue)? {
        let ends = PythonText.pieces(text, by: "-")
        guard ends.count > 1 else { return nil }
        guard ends.count == 2 else { throw .value("too many values to unpack (expected 2)") }
        guard IPHost(ends[0]) != nil, IPHost(ends[1]) != nil else { return nil }
        let (first, last) = (try NetworkValue.address(.string(ends[0])), try NetworkValue.address(.string(ends[1])))
        return first.family == last.family && first.bits < last.bits ? (first, last) : nil
    }

    /// The first and last address of a range, a network or a single address.
    private static func bounds(_ text: String) throws(TemplateError) -> (first: NetworkValue, last: NetworkValue) {
        guard !text.contains("-") else {
            guard let range = try range(text) else {
                throw .value("Not a valid IP range format of `{start_ip}-{end_ip}`")
            }
            return range
        }
        let network = try NetworkValue.network(.string(text))
        return (
            NetworkValue(.address, network.family, network.first),
            NetworkValue(.address, network.family, network.last)
        )
    }

    private static let networks: [Filter] = [
        Filter("get_all_host") { call throws(TemplateError) in
            let hosts = try NetworkValue.network(call.subject).hosts(call.evaluator)
            var texts: [Value] = []
            for host in hosts { texts.append(.string(try call.evaluator.text(of: host))) }
            return try call.evaluator.iterator(texts, "generator object get_all_host.<locals>.<genexpr>")
        },
        Filter("get_broadcast_address") { call throws(TemplateError) in
            let network = try NetworkValue.network(call.subject)
            return .string(NetworkValue.text(network.last, network.family))
        },
        Filter("get_first_usable") { call throws(TemplateError) in
            let network = try NetworkValue.network(call.subject)
            return .string(NetworkValue.text(try usable(network).first, network.family))
        },
        Filter("get_usable_range") { call throws(TemplateError) in
            let network = try NetworkValue.network(call.subject)
            let (first, last) = try usable(network)
            return .string("\(NetworkValue.text(first, network.family)) - \(NetworkValue.text(last, network.family))")
        },
        Filter("get_peer_ip") { call throws(TemplateError) in
            let address = try NetworkValue.interface(call.subject)
            let text = address.string ?? ""
            guard address.prefixLength >= address.width - 2, address.prefixLength < address.width else {
                throw .value(
                    "\(text) did not conform to acceptable masks of \(address.width - 2) or \(address.width - 1)")
            }
            let hasEnds = address.prefixLength == address.width - 2
            guard !hasEnds || (address.bits != address.first && address.bits != address.last) else {
                throw .value("\(text) is not an IP in the point-to-point link usable range.")
            }
            return .string(
                NetworkValue.text(
                    hasEnds ? address.first + address.last - address.bits : address.bits ^ 1, address.family))
        },
        Filter("get_range_ips") { call throws(TemplateError) in
            guard let range = try range(try call.string(call.subject)) else {
                throw .value("Not a valid IP range format of `{start_ip}-{end_ip}`")
            }
            return try call.evaluator.tuple([range.first, range.last].map { .special(call.evaluator.keep($0)) })
        },
        Filter("get_ips_sorted", "sort_type?", body: sorted),
    ]

    private static func usable(_ network: NetworkValue) throws(TemplateError) -> (first: UInt128, last: UInt128) {
        if network.prefixLength == 31 || network.prefixLength == 127 { return (network.first, network.first + 1) }
        guard network.prefixLength < network.width else { throw TemplateError(.index, "address out of range") }
        return (network.first + 1, network.last - 1)
    }

    private static func sorted(_ call: FilterCall) throws(TemplateError) -> Value {
        let kind = try call.text(0, "network")
        guard ["address", "interface", "network"].contains(kind) else {
            throw .value("Invalid sort type passed. Must be `address`, `interface`, or `network`.")
        }
        var values = [Value]()
        if case .list(let list) = call.subject {
            values = list.items
        } else {
            guard let text = call.subject.textValue, text.contains(",") else {
                throw .value("Not a concatenated list of IPs as expected.")
            }
            values = PythonText.pieces(PythonText.replacing(" ", with: "", in: text), by: ",").map { .string($0) }
        }
        var addresses: [NetworkValue] = []
        for value in values {
            switch kind {
            case "address": addresses.append(try NetworkValue.address(value))
            case "interface": addresses.append(try NetworkValue.interface(value))
            default: addresses.append(try NetworkValue.network(value))
            }
        }
        addresses.sort { $0.precedes($1) }
        return try call.strings(addresses.map { $0.string ?? "" })
    }
}
