import Basics
import Domain
import Modeling
import Storage

/// How many devices of each kind stand where: what every number of the exposure pages is counted from.
struct FleetCount: Sendable {
    /// Devices that are alike.
    struct Entry: Sendable {
        let location: Identifier
        /// nil when no software of theirs is known.
        let software: Identifier?
        let type: Identifier
        let count: Int
    }

    /// A place where devices stand.
    struct Place: Sendable {
        let name: String
        let parent: Identifier?
    }

    /// Devices of a software by their type.
    typealias Tally = [Identifier: [Identifier: Int]]

    let entries: [Entry]
    let places: [Identifier: Place]
    /// The places below a place, by name; nil for those at the top.
    let children: [Identifier?: [Identifier]]
    /// All devices.
    let tally: Tally

    /// Reads it: one pass over an index that holds all that is asked.
    init(_ session: Session) throws {
        var entries: [Entry] = []
        try session.connection.query(
            """
            SELECT location_id, software_version_id, device_type_id, count(*) FROM \(Device.schema.names.table)
            GROUP BY location_id, software_version_id, device_type_id
            """, [], kinds: [.identifier, .identifier, .identifier, .integer]
        ) { row in
            guard let location = row[0].identifier, let type = row[2].identifier else { return true }
            entries.append(
                Entry(location: location, software: row[1].identifier, type: type, count: Int(row[3].integer ?? 0)))
            return true
        }
        var places: [Identifier: Place] = [:]
        var children: [Identifier?: [Identifier]] = [:]
        try session.connection.query(
            "SELECT id, name, parent_id FROM \(Location.schema.names.table) ORDER BY name, id", [],
            kinds: [.identifier, .text, .identifier]
        ) { row in
            guard let id = row[0].identifier else { return true }
            places[id] = Place(name: row[1].plainText, parent: row[2].identifier)
            children[row[2].identifier, default: []].append(id)
            return true
        }
        self.entries = entries
        self.places = places
        self.children = children
        tally = Self.tally(entries)
    }

    private static func tally(_ entries: some Sequence<Entry>) -> Tally {
        entries.reduce(into: [:]) { tally, entry in
            guard let software = entry.software else { return }
            tally[software, default: [:]][entry.type, default: 0] += entry.count
        }
    }

    /// Devices at a place and below it; all of them for nil.
    func tally(at place: Identifier?) -> Tally {
        guard let place else { return tally }
        let inside = subtree(of: place)
        return Self.tally(entries.lazy.filter { inside.contains($0.location) })
    }

    /// A place with all below it.
    func subtree(of place: Identifier) -> Set<Identifier> {
        var inside: Set = [place]
        var rest = [place]
        while let next = rest.popLast() {
            for child in children[next] ?? [] where inside.insert(child).inserted { rest.append(child) }
        }
        return inside
    }

    /// A place after those above it, from the top.
    func path(to place: Identifier) -> [(id: Identifier, name: String)] {
        var path: [(id: Identifier, name: String)] = []
        var next: Identifier? = place
        while let id = next, let known = places[id], path.count < 100 {
            path.insert((id, known.name), at: 0)
            next = known.parent
        }
        return path
    }

    /// Devices for which something holds.
    static func count(_ kinds: DeviceKinds?, in tally: Tally) -> Int {
        guard let kinds else { return 0 }
        return kinds.names.reduce(0) { sum, software in
            sum
                + (tally[software] ?? [:]).reduce(0) { $0 + (kinds.holds(software, type: $1.key) ? $1.value : 0) }
        }
    }
}
