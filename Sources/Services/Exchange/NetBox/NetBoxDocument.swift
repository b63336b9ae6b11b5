import Basics
import Modeling

/// Objects as NetBox's REST API answers them, told in Almanac's terms.
///
/// NetBox is close to the dialect and differs in places: sites and regions are models of their own, choices are pairs
/// of value and label, keys are numbers. An object names what it belongs to with enough of it to make that too, so that
/// a list of devices alone brings its sites, types, roles and platforms along.
struct NetBoxDocument {
    private let catalog: Catalog
    /// What has been asked for already: each thing that others need is said once.
    private var said: Set<String> = []

    init(_ catalog: Catalog) { self.catalog = catalog }

    /// Whether an object is NetBox's: its key is a number, and its address says what it is.
    static func speaks(_ object: JSONObject) -> Bool { NetBoxRecord.path(object) != nil }

    /// An object in Almanac's terms, behind what it needs to be there first.
    mutating func readings(_ object: JSONObject, _ origin: ImportOrigin) -> [ImportReading] {
        guard let path = NetBoxRecord.path(object) else { return [] }
        guard let kind = NetBoxKind(rawValue: path) else {
            return [.failure(origin, "NetBox's \(path) have no counterpart here.")]
        }
        var record = NetBoxRecord(object)
        kind.fill(&record)
        if let problem = record.problem { return [.failure(origin, problem)] }
        if let schema = catalog[kind.model] { record.keep(only: KnownMembers(schema)) }
        var items: [ImportItem] = []
        for need in record.needs where said.insert("\(need.model) \(JSONValue.object(need.object).text)").inserted {
            items.append(
                ImportItem(
                    model: need.model, object: need.object, origin: origin, identity: need.identity,
                    purpose: need.purpose))
        }
        items.append(
            ImportItem(
                model: kind.model, object: record.members, origin: origin, unknown: record.unknown,
                identity: record.identity, optional: record.optional))
        items += record.followers.map {
            ImportItem(
                model: $0.model, object: $0.object, origin: origin, purpose: .connection, optional: $0.optional)
        }
        return items.map(ImportReading.item)
    }
}
