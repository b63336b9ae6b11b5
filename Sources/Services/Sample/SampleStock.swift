import Basics

/// A software version that devices of the sample network may run.
struct SampleVersion: Sendable {
    let row: SampleRow
    let reference: JSONValue

    /// The key under which other tables mean it.
    var key: String { SampleStock.key(row["platform"], row["version"]) }
}

/// A device type of the sample network, with what fits it.
struct SampleDeviceType: Sendable {
    let row: SampleRow
    let model: String
    let manufacturer: String
    let family: String
    let reference: JSONValue
    let platform: JSONValue
    /// How often it is chosen beside other types of its role.
    let weight: UInt64
    /// The versions that it can run, oldest first, as places in ``SampleStock/versions``.
    let releases: [Int]
    /// Those of ``releases`` that the software policy names.
    let approved: [Int]
    /// The parts that fit, as places in ``SampleStock/parts``.
    let parts: [Int]
}

/// A part that inventory items of the sample network are made of.
struct SamplePart: Sendable {
    let row: SampleRow
    let partID: String
    let manufacturer: JSONValue
    /// What items of the part are called, before their number.
    let noun: String
    /// Whether it runs the software of the device.
    let hasSoftware: Bool
}

/// The hardware and software that devices of the sample network are drawn from.
struct SampleStock: Sendable {
    let versions: [SampleVersion]
    let parts: [SamplePart]
    let deviceTypes: [SampleDeviceType]
    /// The versions by ``key(_:_:)``.
    let versionPlaces: [String: Int]

    /// Puts the tables together.
    init() {
        let versions = SampleTables.versions.rows.map { row in
            SampleVersion(
                row: row,
                reference: SampleID.reference(SampleModel.version, Self.key(row["platform"], row["version"])))
        }
        let places = Dictionary(
            versions.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        let parts = SampleTables.parts.rows.map(Self.part)
        let releases = SampleTables.familyReleases.rows(by: "family")
        let hosts = SampleTables.partHosts.rows(by: "part_id").mapValues { Set($0.list("hosts")) }
        let platforms = SampleTables.platforms.rows(by: "network_driver")
        self.versions = versions
        self.parts = parts
        versionPlaces = places
        deviceTypes = SampleTables.deviceTypes.rows.map { row in
            let driver = row["platform"]
            let runs = (releases[row["family"]]?.list("versions") ?? []).compactMap { places[Self.key(driver, $0)] }
            let named = Self.namedByPolicy(row)
            return SampleDeviceType(
                row: row, model: row["model"], manufacturer: row["manufacturer"], family: row["family"],
                reference: SampleID.reference(SampleModel.deviceType, row["model"]),
                platform: SampleID.reference(SampleModel.platform, platforms[driver]?["name"] ?? driver),
                weight: Self.weight(row),
                releases: runs, approved: runs.filter { named.contains(versions[$0].key) },
                parts: parts.indices.filter { place in
                    let fitting = hosts[parts[place].partID] ?? []
                    return fitting.contains(row["model"]) || fitting.contains(row["family"])
                })
        }
    }

    /// The name of a version that occurs once.
    static func key(_ platform: String, _ version: String) -> String { "\(platform)/\(version)" }

    /// Hardware that is old is still there, but less of it.
    private static func weight(_ row: SampleRow) -> UInt64 {
        switch row.day("end_of_support")?.year {
        case nil: 6
        case .some(2027...): 5
        case .some(2025...): 3
        case .some(2022...): 2
        default: 1
        }
    }

    private static func part(_ row: SampleRow) -> SamplePart {
        let text = row["description"].lowercased()
        let noun =
            if text.contains("transceiver") { "Transceiver" } else if text.contains("power supply") {
                "Power Supply"
            } else { "Module" }
        return SamplePart(
            row: row, partID: row["part_id"],
            manufacturer: SampleID.reference(SampleModel.manufacturer, row["manufacturer"]), noun: noun,
            hasSoftware: text.contains("supervisor") || text.contains("processing card"))
    }

    /// The versions that the policy names for a device type, whatever the day.
    private static func namedByPolicy(_ type: SampleRow) -> Set<String> {
        let rows = SampleTables.validatedSoftware.rows.filter { row in
            row["platform"] == type["platform"] && row["tag"].isEmpty
                && (row["device_type_model"].isEmpty || row["device_type_model"] == type["model"])
                && (row["role"].isEmpty || row["role"] == type["role"])
        }
        return Set(rows.map { key($0["platform"], $0["version"]) })
    }
}
