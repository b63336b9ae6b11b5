import Basics

/// Filters for network masks.
enum MaskFilters {
    static let all: [Filter] = [
        Filter("is_netmask") { call throws(TemplateError) in .bool(try mask(call.subject) != nil) },
        Filter("is_reversible_wildcardmask") { call throws(TemplateError) in
            .bool(try mask(opposite(try call.string(call.subject)).map { .string($0) } ?? Value.none) != nil)
        },
        Filter("netmask_to_cidr") { call throws(TemplateError) in
            guard let mask = try mask(call.subject) else { throw .value("Subnet mask is not valid.") }
            return .int(Int128(mask.bits.nonzeroBitCount))
        },
        Filter("cidr_to_netmask") { call throws(TemplateError) in try netmask(call, .v4) },
        Filter("cidr_to_netmaskv6") { call throws(TemplateError) in try netmask(call, .v6) },
        Filter("netmask_to_wildcardmask") { call throws(TemplateError) in
            guard try mask(call.subject) != nil, let opposite = opposite(try call.string(call.subject)) else {
                throw .value("Subnet mask is not valid.")
            }
            return .string(opposite)
        },
        Filter("wildcardmask_to_netmask") { call throws(TemplateError) in
            guard let opposite = opposite(try call.string(call.subject)), try mask(.string(opposite)) != nil else {
                throw .value("Wildcard mask is not valid.")
            }
            return .string(opposite)
        },
    ]

    /// The mask that a text is; `nil` when it is none.
    private static func mask(_ value: Value) throws(TemplateError) -> NetworkValue? {
        if case .undefined(let missing) = value { throw missing.error }
        guard let text = value.textValue, let host = IPHost(text) else { return nil }
        let bits = UInt128(host.high) << 64 | UInt128(host.low)
        let aligned = bits << UInt128(128 - host.family.bits)
        let length = (~aligned).leadingZeroBitCount
        guard length >= 128 || aligned << UInt128(length) == 0 else { return nil }
        return NetworkValue(.address, host.family, bits)
    }

    /// The mask with all bits turned; `nil` when the text is not four numbers.
    private static func opposite(_ text: String) -> String? {
        let octets = PythonText.pieces(text, by: ".").compactMap { UInt8($0) }
        guard octets.count == 4, PythonText.pieces(text, by: ".").count == 4 else { return nil }
        return octets.map { String(255 - $0) }.joined(separator: ".")
    }

    private static func netmask(_ call: FilterCall, _ family: IPFamily) throws(TemplateError) -> Value {
        guard let length = call.subject.integerValue, length >= 0, length <= Int128(family.bits) else {
            throw .value("Parameter must be an integer between 0 and \(family.bits).")
        }
        let network = NetworkValue(.network, family, 0, prefixLength: Int(length))
        return .string(NetworkValue.text(network.netMask, family))
    }
}
