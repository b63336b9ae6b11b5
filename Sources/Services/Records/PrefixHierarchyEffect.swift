import Basics
import Domain
import Modeling
import Storage

/// Prefixes and addresses hang below the closest prefix that covers them (core.md §2.4).
enum PrefixHierarchyEffect {
    static let effect = RecordEffects.Effect(
        of: "ipam.prefix", beforeDelete: handOver
    ) { kind, row, previous, pipeline in
        guard kind != .delete else { return }
        let prefix = Record<Prefix>(values: row)
        let before = previous.map(Record<Prefix>.init(values:))
        try keepLocation(prefix, before, pipeline)
        guard before?.prefix != prefix.prefix || before?.namespace != prefix.namespace else { return }
        if let before { try release(before, now: prefix, pipeline) }
        try adopt(prefix, pipeline)
    }

    /// The one location that was written becomes the set of locations.
    private static func keepLocation(
        _ prefix: Record<Prefix>, _ before: Record<Prefix>?, _ pipeline: RecordPipeline
    ) throws {
        guard let location = prefix.location, location != before?.location else { return }
        try pipeline.session.setMembers(
            [location.raw], of: prefix.id.raw, field: Prefix.schema.handles.locations, in: Prefix.schema)
    }

    /// What the prefix covered and covers no longer goes to its former parent.
    private static func release(
        _ before: Record<Prefix>, now prefix: Record<Prefix>, _ pipeline: RecordPipeline
    ) throws {
        guard let network = IPNetwork(prefix.prefix) else { return }
        let moved = before.namespace != prefix.namespace
        let children = try pipeline.session.fetch(Query<Prefix>().where { $0.parent == Optional(prefix.id) })
        for child in children {
            guard let inner = IPNetwork(child.prefix), moved || !network.contains(inner) || inner == network
            else { continue }
            try pipeline.put(
                before.parent.value, in: Prefix.schema.handles.parent, of: child.values, Prefix.schema)
        }
        guard let parent = before.parent else { return }
        let addresses = try pipeline.session.fetch(Query<IPAddress>().where { $0.parent == Optional(prefix.id) })
        for address in addresses {
            guard let host = IPHost(address.host), moved || !network.contains(host) else { continue }
            try pipeline.put(parent.value, in: IPAddress.schema.handles.parent, of: address.values, IPAddress.schema)
        }
    }

    /// Siblings and addresses that the prefix covers come below it.
    private static func adopt(_ prefix: Record<Prefix>, _ pipeline: RecordPipeline) throws {
        guard let network = IPNetwork(prefix.prefix) else { return }
        let session = pipeline.session
        let siblings = try session.fetch(
            Query<Prefix>().where {
                $0.namespace == prefix.namespace && $0.networkKey >= prefix.networkKey
                    && $0.broadcastKey <= prefix.broadcastKey && $0.prefixLength > prefix.prefixLength
                    && $0.parent == prefix.parent
            })
        for sibling in siblings where sibling.id != prefix.id {
            guard let inner = IPNetwork(sibling.prefix), network != inner, network.contains(inner) else { continue }
            try pipeline.put(prefix.id.value, in: Prefix.schema.handles.parent, of: sibling.values, Prefix.schema)
        }
        guard let parent = prefix.parent else { return }
        let addresses = try session.fetch(
            Query<IPAddress>().where {
                $0.parent == Optional(parent) && $0.hostKey >= prefix.networkKey && $0.hostKey <= prefix.broadcastKey
            })
        for address in addresses {
            guard let host = IPHost(address.host), network.contains(host) else { continue }
            try pipeline.put(prefix.id.value, in: IPAddress.schema.handles.parent, of: address.values, IPAddress.schema)
        }
    }

    /// Children and addresses go to the closest prefix above that stays; an address that none covers holds its prefix
    /// back, because nothing else can.
    @Sendable private static func handOver(_ rows: [[Value]], _ pipeline: RecordPipeline) throws {
        let session = pipeline.session
        let going = Set(rows.compactMap { $0[0].identifier })
        for row in rows {
            let prefix = Record<Prefix>(values: row)
            var parent = prefix.parent
            while let next = parent, going.contains(next.raw) {
                parent = try session.row(Prefix.schema, next.raw).flatMap { Record<Prefix>(values: $0).parent }
            }
            let children = try session.fetch(Query<Prefix>().where { $0.parent == Optional(prefix.id) })
            for child in children {
                try pipeline.put(parent.value, in: Prefix.schema.handles.parent, of: child.values, Prefix.schema)
            }
            guard let parent else { continue }
            let addresses = try session.fetch(Query<IPAddress>().where { $0.parent == Optional(prefix.id) })
            for address in addresses {
                try pipeline.put(
                    parent.value, in: IPAddress.schema.handles.parent, of: address.values, IPAddress.schema)
            }
        }
    }
}
