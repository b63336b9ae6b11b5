import Basics
import Modeling

/// Regions, sites and the locations in them, which are one model here: locations of three types.
///
/// Names of places repeat, so that references go by lasting keys; a place that is here already under its name keeps the
/// key that it has.
enum NetBoxPlaces {
    private static let model = "dcim.location"
    private static let typeModel = "dcim.locationtype"
    /// What a place is known by; a region may be called as a site in it.
    private static let names = ["name", "location_type"]
    private static let held = ["dcim.device", "dcim.module", "ipam.prefix", "ipam.namespace", "virtualization.cluster"]
    /// Where sites stand that have no region, because a site stands in something; NetBox counts from 1.
    private static let everywhere: (name: String, number: Int64) = ("Global", 0)

    static func region(_ record: inout NetBoxRecord) {
        begin(&record, "Region")
        record.copy(texts: "description", "comments")
        record.use("parent")
        record.set("parent", needRegion("parent", &record) ?? .null)
        end(&record)
    }

    static func site(_ record: inout NetBoxRecord) {
        begin(&record, "Site")
        record.copy(texts: "description", "facility", "comments", "physical_address", "shipping_address")
        record.copy("time_zone", "latitude", "longitude")
        record.use("region")
        record.set("parent", needRegion("region", &record) ?? global(&record))
        record.relate("tenant", to: "tenancy.tenant")
        end(&record)
    }

    static func location(_ record: inout NetBoxRecord) {
        begin(&record, "Location")
        record.copy(texts: "description", "facility", "comments")
        record.use("site", "parent")
        guard let site = needSite("site", &record) else {
            record.problem = "The location names no site."
            return
        }
        record.set("parent", key("dcim/locations", of: "parent", record) ?? site)
        record.relate("tenant", to: "tenancy.tenant")
        end(&record)
    }

    /// Where a device stands: its location, else its site.
    static func standing(_ record: inout NetBoxRecord) {
        record.use("site", "location")
        guard let site = needSite("site", &record) else {
            record.problem = "The object names no site."
            return
        }
        record.set("location", needLocation("location", in: site, &record) ?? site)
    }

    /// The place of a prefix or cluster: `site` before NetBox 4.2, `scope` since.
    static func place(_ record: inout NetBoxRecord) -> JSONValue? {
        record.use("site", "scope", "scope_type", "scope_id")
        if let site = needSite("site", &record) { return site }
        switch record.text("scope_type") {
        case "dcim.site": return needSite("scope", &record)
        case "dcim.region": return needRegion("scope", &record)
        case "dcim.location": return key("dcim/locations", of: "scope", record)
        default: return nil
        }
    }

    // MARK: The places themselves

    private static func begin(_ record: inout NetBoxRecord, _ type: String) {
        types(&record)
        if let key = record.lastingKey { record.set("id", key) }
        record.copy(texts: "name")
        record.set("location_type", NetBoxRecord.named(type))
        record.identity = names
    }

    private static func end(_ record: inout NetBoxRecord) {
        record.status()
        record.finish()
    }

    private static func types(_ record: inout NetBoxRecord) {
        record.need(typeModel, ["name": "Region", "nestable": true])
        record.need(
            typeModel,
            ["name": "Site", "parent": NetBoxRecord.named("Region"), "content_types": NetBoxRecord.types(held)])
        record.need(
            typeModel,
            [
                "name": "Location", "nestable": true, "parent": NetBoxRecord.named("Site"),
                "content_types": NetBoxRecord.types(held),
            ])
        record.needActive()
    }

    // MARK: What others need

    private static func key(_ path: String, of member: String, _ record: NetBoxRecord) -> JSONValue? {
        guard record.name(of: member) != nil, let number = record.source[member]?["id"]?.intValue else { return nil }
        return record.lastingKey(path, number)
    }

    private static func global(_ record: inout NetBoxRecord) -> JSONValue {
        let key = record.lastingKey("dcim/regions", everywhere.number) ?? .null
        need(&record, key, everywhere.name, "Region", parent: nil)
        return key
    }

    private static func needRegion(_ member: String, _ record: inout NetBoxRecord) -> JSONValue? {
        guard let key = key("dcim/regions", of: member, record) else { return nil }
        types(&record)
        need(&record, key, record.name(of: member) ?? "", "Region", parent: nil)
        return key
    }

    private static func needSite(_ member: String, _ record: inout NetBoxRecord) -> JSONValue? {
        guard let key = key("dcim/sites", of: member, record) else { return nil }
        types(&record)
        need(&record, key, record.name(of: member) ?? "", "Site", parent: global(&record))
        return key
    }

    /// A location in a site.
    ///
    /// Of one that stands in another, NetBox does not say here in which: it has to come first.
    private static func needLocation(
        _ member: String, in site: JSONValue, _ record: inout NetBoxRecord
    ) -> JSONValue? {
        guard let key = key("dcim/locations", of: member, record) else { return nil }
        if (record.source[member]?["_depth"]?.intValue ?? 0) == 0 {
            need(&record, key, record.name(of: member) ?? "", "Location", parent: site, isNamed: false)
        }
        return key
    }

    private static func need(
        _ record: inout NetBoxRecord, _ key: JSONValue, _ name: String, _ type: String, parent: JSONValue?,
        isNamed: Bool = true
    ) {
        var object: JSONObject = [
            "id": key, "name": .string(name), "location_type": NetBoxRecord.named(type),
            "status": NetBoxRecord.named("Active"),
        ]
        if let parent { object["parent"] = parent }
        // Rooms have the same names everywhere.
        record.need(model, object, by: isNamed ? names : [])
    }
}
