import Basics
import Modeling

/// Texts that sort addresses as numbers: the family, then the address in hexadecimal.
enum AddressKey {
    static func of(_ host: IPHost) -> String {
        String(host.family.rawValue) + host.bytes.map(hexadecimal).joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

/// Where networks and addresses belong.
enum Addressing {
    /// The namespace for prefixes that name none.
    static func globalNamespace<M: Model>(_ context: RuleContext<M>) throws -> ID<Namespace> {
        let isGlobal = FieldPaths<Namespace>().name == "Global"
        guard let namespace = try context.rows(Namespace.self, where: isGlobal, limit: 1).first else {
            throw context.problem("namespace", "This field is required.")
        }
        return namespace.id
    }

    /// The narrowest prefix of a namespace that covers the addresses between two keys, nil when none does.
    ///
    /// Only prefixes with a mask shorter than `limit` count. `own` is the prefix that looks for its parent; its
    /// stored range may still cover the new one.
    static func closestPrefix<M: Model>(
        covering first: String, to last: String, shorterThan limit: Int, in namespace: ID<Namespace>,
        excluding own: ID<Prefix>? = nil, _ context: RuleContext<M>
    ) throws -> Record<Prefix>? {
        let prefix = FieldPaths<Prefix>()
        let covers =
            prefix.namespace == namespace && prefix.networkKey <= first && prefix.broadcastKey >= last
            && prefix.prefixLength < limit
        // Prefixes that cover one range lie inside each other: at most one per mask length, and the row itself.
        let rows = try context.rows(Prefix.self, where: covers, limit: 130)
        return rows.filter { $0.id != own }.max { $0.prefixLength < $1.prefixLength }
    }
}
