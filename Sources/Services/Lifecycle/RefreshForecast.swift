package import Basics
import Domain
import Modeling
import Storage

/// How many devices leave support when, by type and location.
package struct RefreshForecast: Sendable {
    /// Devices of one type at one location.
    package struct Group: Sendable {
        package let deviceType: Identifier
        package let location: Identifier
        package let count: Int
        /// Last day of support of the type; nil when no notice names one.
        package let end: CalendarDay?
    }

    /// A location, for the way down the tree.
    package struct Place: Sendable {
        package let name: String
        package let parent: Identifier?
    }

    package let groups: [Group]
    /// The names of the device types.
    package let types: [Identifier: String]
    package let places: [Identifier: Place]

    init(_ session: Session, scope: DeviceScope) throws {
        let ends = Dictionary(
            try session.fetch(Query<HardwareNotice>()).compactMap { notice in
                notice.deviceType.map { ($0.raw, notice.endOfSupport) }
            }, uniquingKeysWith: { first, _ in first })
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT d.device_type_id, d.location_id, count(*) FROM \(Device.schema.names.table) d WHERE 1=1"
        try scope.append(session, alias: "d", to: &sql)
        sql += " GROUP BY d.device_type_id, d.location_id ORDER BY d.device_type_id, d.location_id"
        var groups: [Group] = []
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .identifier, .integer]) { row in
            if let type = row[0].identifier, let location = row[1].identifier, let count = row[2].integer {
                groups.append(
                    Group(deviceType: type, location: location, count: Int(count), end: ends[type] ?? nil))
            }
            return true
        }
        self.groups = groups
        let texts = RowTexts(session)
        var types: [Identifier: String] = [:]
        for group in groups where types[group.deviceType] == nil {
            types[group.deviceType] = try texts.display(DeviceType.schema, id: group.deviceType)
        }
        self.types = types
        var known: [Identifier: Place] = [:]
        for location in try session.fetch(Query<Location>()) {
            known[location.id.raw] = Place(name: location.name, parent: location.parent?.raw)
        }
        places = known
    }

    /// The devices at the places right below a place, each with all that is below it; at the top when nil.
    ///
    /// Devices at the place itself are not among them.
    package func below(_ place: Identifier?) -> [Identifier: [Group]] {
        var tops: [Identifier: Identifier?] = [:]
        var below: [Identifier: [Group]] = [:]
        for group in groups {
            let top: Identifier?
            if let known = tops[group.location] {
                top = known
            } else {
                top = child(of: place, above: group.location)
                tops[group.location] = top
            }
            if let top { below[top, default: []].append(group) }
        }
        return below
    }

    /// The place right below `place` on the way up from a location; nil when the way does not lead there.
    private func child(of place: Identifier?, above location: Identifier) -> Identifier? {
        var current = location
        // A tree of places is a few levels deep; damaged data may hold a cycle.
        for _ in 0..<64 {
            let parent = places[current]?.parent
            if current == place { return nil }
            if parent == place { return current }
            guard let parent else { return nil }
            current = parent
        }
        return nil
    }
}
