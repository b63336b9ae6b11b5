package import Basics
import Domain
import Modeling
import Storage

/// How many devices are exposed how badly in which place.
package struct ExposureMap: Sendable {
    /// Devices by the worst that they are exposed to.
    package typealias Counts = [DeviceExposure: Int]

    /// A place with everything below it.
    package struct Row: Sendable {
        package let id: Identifier
        package let name: String
        package let hasPlacesBelow: Bool
        package let counts: Counts
    }

    /// The places on the way to the one that is shown, from the top; empty for the whole network.
    package let path: [(id: Identifier, name: String)]
    /// The places right below, by name.
    package let rows: [Row]
    /// What stands at the place itself and not in one below it.
    package let direct: Counts
    package let total: Counts
}

/// Devices of every place by the worst that they are exposed to, at the place itself and with everything below it.
struct PlaceExposures: Sendable {
    private var own: [Identifier: ExposureMap.Counts] = [:]
    private var whole: [Identifier?: ExposureMap.Counts] = [:]

    init(_ session: Session, _ fleet: FleetCount, _ index: ExposureIndex) throws {
        for entry in fleet.entries {
            let exposure = index.exposure(software: entry.software, type: entry.type)
            own[entry.location, default: [:]][exposure, default: 0] += entry.count
        }
        try apart(session, index)
        sum(nil, fleet)
    }

    /// Moves devices that people decided about to where they belong.
    private mutating func apart(_ session: Session, _ index: ExposureIndex) throws {
        guard !index.devices.isEmpty else { return }
        var sql = SQLText(session.connection.dialect)
        sql +=
            "SELECT id, location_id, software_version_id, device_type_id FROM \(Device.schema.names.table) WHERE id IN "
        sql.bindKeys(index.devices.keys.sorted())
        let kinds: [Kind] = [.identifier, .identifier, .identifier, .identifier]
        for row in try session.connection.rows(sql.text, sql.arguments, kinds: kinds) {
            guard let id = row[0].identifier, let place = row[1].identifier, let type = row[3].identifier,
                let exposure = index.devices[id]
            else { continue }
            own[place, default: [:]][index.exposure(software: row[2].identifier, type: type), default: 0] -= 1
            own[place, default: [:]][exposure, default: 0] += 1
        }
    }

    @discardableResult private mutating func sum(_ place: Identifier?, _ fleet: FleetCount) -> ExposureMap.Counts {
        var counts = place.flatMap { own[$0] } ?? [:]
        for child in fleet.children[place] ?? [] { counts.merge(sum(child, fleet), uniquingKeysWith: +) }
        whole[place] = counts
        return counts
    }

    /// The map of the places right below a place.
    func map(at place: Identifier?, _ fleet: FleetCount) -> ExposureMap {
        ExposureMap(
            path: place.map(fleet.path(to:)) ?? [],
            rows: (fleet.children[place] ?? []).map { id in
                ExposureMap.Row(
                    id: id, name: fleet.places[id]?.name ?? "", hasPlacesBelow: fleet.children[id] != nil,
                    counts: whole[id] ?? [:])
            }, direct: place.flatMap { own[$0] } ?? [:], total: whole[place] ?? [:])
    }
}
