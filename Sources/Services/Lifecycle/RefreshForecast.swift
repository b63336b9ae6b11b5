package import Basics
import Domain
import Modeling
import Storage

/// How many devices leave support when, by type and location.
///
/// Counts are rolled up once, so that a page costs what it shows and not what the network holds.
package struct RefreshForecast: Sendable {
    /// A type of device in scope.
    package struct Line: Sendable {
        package let deviceType: Identifier
        package let name: String
        package let count: Int
        /// Last day of support; nil when no notice names one.
        package let end: CalendarDay?
    }

    /// A location, with the devices at it and below it.
    package struct Place: Sendable {
        package let name: String
        package let parent: Identifier?
        /// Devices by the last day of their support; those without a known one are left out.
        package fileprivate(set) var ends: [CalendarDay: Int] = [:]
        /// The same of the devices at the location itself, in none below it.
        package fileprivate(set) var own: [CalendarDay: Int] = [:]
    }

    /// The types, those that end first before the others.
    package let types: [Line]
    package let places: [Identifier: Place]
    private let children: [Identifier?: [Identifier]]
    /// Levels of a tree of places at most; damaged data may hold a cycle.
    private static let depth = 64

    init(_ session: Session, scope: DeviceScope) throws {
        let ends = Dictionary(
            try session.fetch(Query<HardwareNotice>()).compactMap { notice in
                notice.deviceType.flatMap { type in notice.endOfSupport.map { (type.raw, $0) } }
            }, uniquingKeysWith: { first, _ in first })
        var places: [Identifier: Place] = [:]
        for location in try session.fetch(Query<Location>()) {
            places[location.id.raw] = Place(name: location.name, parent: location.parent?.raw)
        }
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT d.device_type_id, d.location_id, count(*) FROM \(Device.schema.names.table) d WHERE 1=1"
        try scope.append(session, alias: "d", to: &sql)
        sql += " GROUP BY d.device_type_id, d.location_id"
        var counts: [Identifier: Int] = [:]
        var own: [Identifier: [CalendarDay: Int]] = [:]
        try session.connection.query(sql.text, sql.arguments, kinds: [.identifier, .identifier, .integer]) { row in
            guard let type = row[0].identifier, let count = row[2].integer.map(Int.init) else { return true }
            counts[type, default: 0] += count
            if let location = row[1].identifier, let end = ends[type] {
                own[location, default: [:]][end, default: 0] += count
            }
            return true
        }
        for (location, here) in own {
            places[location]?.own = here
            var current: Identifier? = location
            for _ in 0..<Self.depth {
                guard let place = current, places[place] != nil else { break }
                places[place]?.ends.merge(here, uniquingKeysWith: +)
                current = places[place]?.parent
            }
        }
        let texts = RowTexts(session)
        types = try counts.map { type, count in
            Line(
                deviceType: type, name: try texts.display(DeviceType.schema, id: type), count: count, end: ends[type])
        }.sorted { ($0.end ?? .distantFuture, $0.name) < ($1.end ?? .distantFuture, $1.name) }
        self.places = places
        children = Dictionary(grouping: places.keys, by: { places[$0]?.parent })
    }

    /// The places right below a place, by name; at the top when nil.
    ///
    /// Devices at the place itself are not among them.
    package func below(_ place: Identifier?) -> [(id: Identifier, place: Place)] {
        (children[place] ?? []).compactMap { id in places[id].map { (id, $0) } }.sorted { $0.1.name < $1.1.name }
    }
}
