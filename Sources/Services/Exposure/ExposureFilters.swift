import Basics
import Domain
import Modeling
import Storage

/// Filters of devices and software by what they are exposed to.
enum ExposureFilters {
    /// For devices: `exposure` by the worst of all, `exposed_to` and `maybe_exposed_to` by CVE.
    static let device: [FilterDeclaration] =
        both("exposure") { values, resolver in
            let wanted = try values.map { value in
                guard let exposure = DeviceExposure(rawValue: value) else {
                    let names = DeviceExposure.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem(
                        .invalidInput, "",
                        fields: [FieldErrors("exposure", ["Select one of: \(names)."])])
                }
                return exposure
            }
            guard let store = resolver as? StoreFilterResolver else { return .never }
            let session = try store.open(models + [Triage.schema, SoftwareIdentity.schema])
            return try ExposureIndex(session, today: resolver.today).predicate(Set(wanted))
        } + exposed("exposed_to", "affected") + exposed("maybe_exposed_to", "potential")

    /// For software versions: `exposed_to`, where a finding about the CVE is open.
    static let softwareVersion: [FilterDeclaration] = both("exposed_to") { cves, resolver in
        guard let store = resolver as? StoreFilterResolver else { return .never }
        _ = try store.open(models)
        return .related(
            ["findings"],
            .compare(["state"], .equals, [.text(Finding.State.open.rawValue)])
                && .compare(["vulnerability", "cve"], .equals, cves.map { .text($0.uppercased()) }))
    }

    private static let models: [AnySchema] = [Finding.schema, KnownVulnerability.schema, SoftwareVersion.schema]

    /// Devices on which a finding about a CVE is open, whatever people decided.
    private static func exposed(_ name: String, _ verdict: String) -> [FilterDeclaration] {
        both(name) { cves, resolver in
            guard let store = resolver as? StoreFilterResolver else { return .never }
            let session = try store.open(models)
            let found = try OpenFindingKinds(session, cves: cves.map { $0.uppercased() })
            return cves.reduce(.never) { $0 || (found.kinds($1.uppercased(), verdict)?.predicate ?? .never) }
        }
    }

    /// A filter and its opposite.
    private static func both(
        _ name: String, _ make: @escaping @Sendable ([String], any FilterResolver) throws -> Predicate
    ) -> [FilterDeclaration] {
        [.custom(name, make), .custom(name + "__n") { .not(try make($0, $1)) }]
    }
}

/// For which software and hardware findings about some vulnerabilities are open.
struct OpenFindingKinds {
    private var byCVE: [String: [String: DeviceKinds]] = [:]

    /// Reads them.
    init(_ session: Session, cves: [String]) throws {
        for start in stride(from: 0, to: cves.count, by: 500) {
            var sql = SQLText(session.connection.dialect)
            sql += "SELECT v.cve, f.software_id, f.device_type_id, f.state, f.verdict FROM "
            sql += "\(KnownVulnerability.schema.names.table) v JOIN \(Finding.schema.names.table) f "
            sql += "ON f.vulnerability_id = v.id WHERE (f.state = 'open' OR f.device_type_id IS NOT NULL) AND v.cve IN "
            sql.bindList(cves[start..<min(start + 500, cves.count)].map(Value.text))
            let kinds: [Kind] = [.text, .identifier, .identifier, .text, .text]
            try session.connection.query(sql.text, sql.arguments, kinds: kinds) { row in
                guard let software = row[1].identifier else { return true }
                let isOpen = row[3].plainText == Finding.State.open.rawValue
                for verdict in ["affected", "potential"] {
                    byCVE[row[0].plainText, default: [:]][verdict, default: DeviceKinds()]
                        .say(software, type: row[2].identifier, isOpen && row[4].plainText == verdict)
                }
                return true
            }
        }
    }

    /// Where the verdict about the CVE is open.
    ///
    /// - Parameter verdict: `affected` or `potential`.
    func kinds(_ cve: String, _ verdict: String) -> DeviceKinds? { byCVE[cve]?[verdict] }
}
