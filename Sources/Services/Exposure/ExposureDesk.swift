package import Basics
import Domain
import Modeling
package import Storage
import Synchronization

/// What people look at and decide of exposure: the board, the map, a vulnerability, a type of device.
///
/// Counting devices costs a pass over an index; it is done once for each state of the store.
package final class ExposureDesk: Sendable {
    /// What was counted.
    private struct Picture: Sendable {
        let generation: Int
        let today: CalendarDay
        let fleet: FleetCount
        var places: PlaceExposures?
        /// How many vulnerabilities fit a question about the first page.
        var totals: [TriageBoard.Question: Int] = [:]
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let picture = Mutex<Picture?>(nil)
    /// Totals that are kept.
    private static let capacity = 200

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// A page of the board.
    package func board(_ question: TriageBoard.Question) async throws -> TriageBoard {
        let (generation, today) = (store.engine.commits, environment.time.today)
        var whole = question
        whole.offset = 0
        let asked = whole
        return try await store.read { session in
            let known = try self.picture(session, generation, today)
            let board = try TriageBoard(session, question, known.fleet, today: today, total: known.totals[asked])
            self.picture.withLock { picture in
                guard picture?.generation == generation, picture?.today == today else { return }
                if picture?.totals.count ?? 0 > Self.capacity { picture?.totals = [:] }
                picture?.totals[asked] = board.total
            }
            return board
        }
    }

    /// Everything that fits a question to the board, as a table to take along.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    package func report(_ question: TriageBoard.Question) async throws -> Report {
        let today = environment.time.today
        return try await read { try TriageReport.make($0, question, $1, today: today) }
    }

    /// What is known of a CVE.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when no source has told of it.
    package func dossier(_ cve: String) async throws -> VulnerabilityDossier {
        let today = environment.time.today
        return try await read { try VulnerabilityDossier($0, cve, $1, today: today) }
    }

    /// The map of the places right below a place; those at the top for nil.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there is no such place.
    package func map(at place: Identifier?) async throws -> ExposureMap {
        let (generation, today) = (store.engine.commits, environment.time.today)
        return try await store.read { session in
            let (fleet, places) = try self.places(session, generation, today)
            if let place, fleet.places[place] == nil { throw Problem(.notFound, "There is no such location.") }
            return places.map(at: place, fleet)
        }
    }

    /// A software version on a type of device.
    package struct Use: Sendable {
        package let software: Identifier
        package let name: String
        package let devices: Int
        /// The worst, less what people decided for more than one device.
        package let exposure: DeviceExposure
    }

    /// What runs on a type of device, the worst first.
    package func uses(ofType type: Identifier) async throws -> [Use] {
        let today = environment.time.today
        return try await read { session, fleet in
            let index = try ExposureIndex(session, today: today)
            let names = try SoftwareNames(session)
            return fleet.tally.compactMap { software, types in
                types[type].map {
                    Use(
                        software: software, name: names[software] ?? "", devices: $0,
                        exposure: index.exposure(software: software, type: type))
                }
            }.sorted { ($0.exposure, $0.name) < ($1.exposure, $1.name) }
        }
    }

    /// What is in use with open findings, the worst first, and of the equally bad what most devices run.
    package func mostPressing(_ limit: Int) async throws -> [Use] {
        let today = environment.time.today
        return try await read { session, fleet in
            let index = try ExposureIndex(session, today: today)
            let worst = fleet.tally.compactMap {
                software, types -> (id: Identifier, devices: Int, exposure: DeviceExposure)? in
                guard let exposure = types.keys.map({ index.exposure(software: software, type: $0) }).min(),
                    DeviceExposure.ofFindings.contains(exposure)
                else { return nil }
                return (software, types.values.reduce(0, +), exposure)
            }.sorted { ($0.exposure, $1.devices, $0.id) < ($1.exposure, $0.devices, $1.id) }.prefix(limit)
            guard !worst.isEmpty else { return [] }
            let names = try SoftwareNames(session)
            return worst.map {
                Use(software: $0.id, name: names[$0.id] ?? "", devices: $0.devices, exposure: $0.exposure)
            }
        }
    }

    /// Devices that run a software version.
    package func devices(ofSoftware software: Identifier) async throws -> Int {
        try await read { _, fleet in (fleet.tally[software] ?? [:]).values.reduce(0, +) }
    }

    // MARK: Counting once

    private func read<R: Sendable>(_ body: @escaping @Sendable (Session, FleetCount) throws -> R) async throws -> R {
        let (generation, today) = (store.engine.commits, environment.time.today)
        return try await store.read { session in
            try body(session, self.picture(session, generation, today).fleet)
        }
    }

    /// What is known of this state of the store, or is counted now.
    ///
    /// - Parameter generation: The number of commits before the snapshot was taken: what is counted is at least as new.
    private func picture(_ session: Session, _ generation: Int, _ today: CalendarDay) throws -> Picture {
        if let known = picture.withLock({ $0 }), known.generation == generation, known.today == today { return known }
        let counted = Picture(generation: generation, today: today, fleet: try FleetCount(session))
        keep(counted)
        return counted
    }

    private func places(
        _ session: Session, _ generation: Int, _ today: CalendarDay
    ) throws -> (FleetCount, PlaceExposures) {
        var known = try picture(session, generation, today)
        if let places = known.places { return (known.fleet, places) }
        let places = try PlaceExposures(session, known.fleet, try ExposureIndex(session, today: today))
        known.places = places
        keep(known)
        return (known.fleet, places)
    }

    private func keep(_ counted: Picture) {
        picture.withLock { picture in
            // A slower reader must not bring back an older state.
            if let picture, picture.generation > counted.generation { return }
            picture = counted
        }
    }
}
