import Basics

/// A line of a fact table, its cells known by the names of the columns.
struct SampleRow: Sendable {
    private let cells: [String]
    private let places: [String: Int]

    /// Reads a line; `nil` when it has not one cell for each column.
    init?(_ line: Substring, places: [String: Int]) {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == places.count else { return nil }
        self.cells = cells
        self.places = places
    }

    /// The text in a column; empty for a column that the table does not have.
    subscript(column: String) -> String { places[column].map { cells[$0] } ?? "" }

    /// The members of a list separated by commas.
    func list(_ column: String) -> [String] {
        self[column].split(separator: ",").map(String.init)
    }

    /// The day in a column; `nil` when the cell is empty.
    func day(_ column: String) -> CalendarDay? { CalendarDay(self[column]) }
}

/// A fact table, read.
struct SampleTable: Sendable {
    let rows: [SampleRow]
    /// Lines that could not be read and are left out; a test holds that there are none.
    let malformed: [String]
    /// The names of the columns.
    let columns: [String]

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - text: One row per line, cells separated by `|`.
    ///   - columns: The names of the columns, separated by `|`.
    init(_ text: String, columns: String) {
        self.columns = columns.split(separator: "|").map(String.init)
        var places: [String: Int] = [:]
        for (place, name) in self.columns.enumerated() { places[name] = place }
        var rows: [SampleRow] = []
        var malformed: [String] = []
        for line in text.split(separator: "\n") {
            if let row = SampleRow(line, places: places) {
                rows.append(row)
            } else {
                malformed.append(String(line))
            }
        }
        self.rows = rows
        self.malformed = malformed
    }

    /// The first row with each text in a column, by that text.
    func rows(by column: String) -> [String: SampleRow] {
        Dictionary(rows.map { ($0[column], $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The texts that occur in a column, each once, in the order of the rows.
    func distinct(_ column: String) -> [String] {
        var seen: Set<String> = []
        return rows.map { $0[column] }.filter { seen.insert($0).inserted }
    }
}

/// Every fact table of the sample network, read once.
enum SampleTables {
    static let deviceTypes = SampleTable(
        SampleHardwareFacts.deviceTypes,
        columns: "manufacturer|model|part_number|u_height|role|platform|family|release_date|end_of_sale|"
            + "end_of_sw_releases|end_of_security_patches|end_of_support|documentation_url")
    static let parts = SampleTable(
        SampleHardwareFacts.inventoryParts,
        columns: "manufacturer|part_id|description|end_of_sale|end_of_support|documentation_url")
    static let platforms = SampleTable(
        SampleSoftwareFacts.platforms, columns: "name|manufacturer|network_driver|napalm_driver")
    static let versions = SampleTable(
        SampleSoftwareFacts.versions, columns: "platform|version|release_date|end_of_support|lts|documentation_url")
    static let familyReleases = SampleTable(SampleSoftwareFacts.familyReleases, columns: "family|versions")
    static let imageFiles = SampleTable(
        SampleSoftwareFacts.imageFiles,
        columns: "platform|version|image_file_name|hashing_algorithm|default_image")
    static let locationTypes = SampleTable(SampleSiteFacts.locationTypes, columns: "name|parent")
    static let sites = SampleTable(
        SampleSiteFacts.sites,
        columns: "region|country|site_name|city|time_zone|latitude|longitude|address|facility")
    static let tenantGroups = SampleTable(SampleSiteFacts.tenantGroups, columns: "name|description")
    static let tenants = SampleTable(SampleSiteFacts.tenants, columns: "name|tenant_group|description")
    static let roles = SampleTable(SampleSiteFacts.roles, columns: "name|color|description")
    static let tags = SampleTable(SampleSiteFacts.tags, columns: "name|color|description")
    static let providers = SampleTable(SampleSiteFacts.supportProviders, columns: "name|country|portal_url|email")
    static let supportLevels = SampleTable(
        SampleSiteFacts.supportLevels, columns: "provider|support_level|description")
    static let contracts = SampleTable(
        SampleSiteFacts.contracts,
        columns: "provider|name|number|start|end|cost|currency|support_level|contract_type|manufacturer")
    static let validatedSoftware = SampleTable(
        SampleValidationFacts.validatedSoftware,
        columns: "platform|version|start|end|preferred|device_type_model|role|tag")
    static let facilities = SampleTable(SampleFitFacts.facilities, columns: "facility|share|first|then")
    static let roleCodes = SampleTable(SampleFitFacts.roleCodes, columns: "role|code")
    static let partHosts = SampleTable(SampleFitFacts.partHosts, columns: "part_id|hosts")
    static let imageNames = SampleTable(SampleFitFacts.imageNames, columns: "hardware|name_parts")
    static let contractScopes = SampleTable(
        SampleFitFacts.contractScopes, columns: "number|weight|roles|regions|facilities")

    /// All of them by name.
    static let all: [(name: String, table: SampleTable)] = [
        ("deviceTypes", deviceTypes), ("parts", parts), ("platforms", platforms), ("versions", versions),
        ("familyReleases", familyReleases), ("imageFiles", imageFiles), ("locationTypes", locationTypes),
        ("sites", sites), ("tenantGroups", tenantGroups), ("tenants", tenants), ("roles", roles), ("tags", tags),
        ("providers", providers), ("supportLevels", supportLevels), ("contracts", contracts),
        ("validatedSoftware", validatedSoftware), ("facilities", facilities), ("roleCodes", roleCodes),
        ("partHosts", partHosts), ("imageNames", imageNames), ("contractScopes", contractScopes),
    ]
}
