import Basics

/// A site of the sample network.
struct SampleSite: Sendable {
    /// Its place among the sites.
    let place: Int
    /// Its city.
    let row: SampleRow
    /// Its name: that of the city's first site, or the same letters with a higher number.
    let name: String
    let reference: JSONValue
    /// What the names of its devices begin with.
    let prefix: String
    /// What stands in it.
    let facility: SampleFacility
    /// The places of its devices among all devices.
    let devices: Range<Int>
}

/// What stands in sites of one kind.
struct SampleFacility: Sendable {
    let name: String
    let share: Int
    private let first: [Int]
    private let then: [Int]

    init(_ row: SampleRow, roles: [String]) {
        name = row["facility"]
        share = max(1, Int(row["share"]) ?? 1)
        first = row.list("first").compactMap(roles.firstIndex)
        let rest = row.list("then").compactMap(roles.firstIndex)
        then = rest.isEmpty ? [0] : rest
    }

    /// The role of a site's device, as a place in ``SampleLayout/roles``.
    func role(at position: Int) -> Int {
        position < first.count ? first[position] : then[(position - first.count) % then.count]
    }
}

/// Which sites there are, and how the devices are spread over them.
struct SampleLayout: Sendable {
    /// So many devices come on one further site once the first sites are full.
    private static let devicesPerSite = 40

    /// The names of the roles.
    let roles: [String]
    /// The codes of the roles in device names.
    let roleCodes: [String]
    let roleReferences: [JSONValue]
    let siteCount: Int
    private let devices: Int
    private let cities: [(row: SampleRow, facility: SampleFacility)]
    /// The shares of the cities before each city, and of all in the end.
    private let shares: [Int]

    /// Plans the sites for so many devices.
    init(devices: Int) {
        let roles = SampleTables.roles.distinct("name")
        let codes = SampleTables.roleCodes.rows(by: "role")
        let facilities = SampleTables.facilities.rows.map { SampleFacility($0, roles: roles) }
        let cities = SampleTables.sites.rows.compactMap { row in
            facilities.first { $0.name == row["facility"] }.map { (row: row, facility: $0) }
        }
        self.roles = roles
        roleCodes = roles.map { codes[$0]?["code"] ?? $0 }
        roleReferences = roles.map { SampleID.reference(SampleModel.role, $0) }
        self.devices = devices
        self.cities = cities
        siteCount = max(cities.count, devices / Self.devicesPerSite)
        shares = cities.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.facility.share) }
    }

    /// One of the sites.
    func site(_ place: Int) -> SampleSite {
        let (row, facility) = cities[place % cities.count]
        let round = place / cities.count
        let first = row["site_name"]
        let name = round == 0 ? first : first.dropLast(2) + SampleText.padded(round + 1, 2)
        return SampleSite(
            place: place, row: row, name: String(name),
            reference: SampleID.reference(SampleModel.location, String(name)),
            prefix: name.lowercased(), facility: facility,
            devices: firstDevice(of: place)..<firstDevice(of: place + 1))
    }

    /// Calls the closure with every site in order.
    func forEachSite(_ body: (SampleSite) throws -> Void) rethrows {
        for place in 0..<siteCount { try body(site(place)) }
    }

    /// How many devices stand in the sites before this one.
    private func firstDevice(of place: Int) -> Int {
        devices * sharesBefore(place) / sharesBefore(siteCount)
    }

    private func sharesBefore(_ place: Int) -> Int {
        place / cities.count * shares[cities.count] + shares[place % cities.count]
    }
}
