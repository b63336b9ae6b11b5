import Basics
import Domain
import Modeling
import Testing

/// Every filter that lifecycle.md §2.3 names is understood.
@Suite struct FilterCoverageTests {
    private static let catalog = Catalog(CoreCatalog.schemas + LifecycleCatalog.schemas + SystemCatalog.schemas)
    private static let key = Fixture.key(7).description
    private static let dates = " =2024-01-01 __n __lte __lt __gte __gt"
    private static let nullDates = dates + " __isnull"
    private static let texts =
        " =x __n __ic __nic __iew __niew __isw __nisw __ie __nie __re __nre __ire __nire"
    private static let ids = " =KEY __n"
    private static let nullIds = " =KEY __n __isnull"

    /// Lists of parameters, by endpoint: names, then a value, then suffixes.
    private static let filters: [String: [(String, String)]] = [
        "hardware": [
            ("q", " =2024"), ("device_type device_type_id", nullIds), ("device_type_model", " =x __n"),
            ("inventory_item", " =x __n __isnull"), ("release_date", nullDates),
            ("end_of_sale end_of_support end_of_sw_releases end_of_security_patches", " =2024-01-01 __lte __gte"),
            ("documentation_url", " =x"), ("comments", texts), ("expired", " =true"), ("tags", nullIds),
            ("id", ids), ("created last_updated", nullDates), ("contacts teams", " =x __n __isnull"),
        ],
        "software": [
            ("q", " =1"), ("device_platform", " =x __n"), ("version alias", texts),
            ("release_date end_of_support", nullDates),
            (
                "release_date_before release_date_after end_of_support_before end_of_support_after",
                " =2024-01-01T00:00:00Z"
            ),
            ("documentation_url", " =x"), ("long_term_support pre_release migrated_to_core_model_flag", " =true"),
            ("migrated_to_core_model", nullIds),
        ],
        "software-image": [
            ("q", " =1"), ("image_file_name download_url image_file_checksum hashing_algorithm", texts),
            ("software", ids), ("software_version device_types object_tags", " =x __n"),
            ("device_types_id inventory_items inventory_items_id object_tags_id", ids),
            ("default_image migrated_to_core_model_flag", " =true"), ("migrated_to_core_model", nullIds),
            ("device_name device_id inventory_item_id", " =KEY"),
        ],
        "validated-software": [
            ("q", " =1"), ("software", nullIds), ("devices", " =x __n __isnull"),
            ("device_types device_tenants device_roles inventory_items object_tags", " =x __n"),
            (
                "devices_id device_types_id device_tenants_id device_roles_id inventory_items_id object_tags_id",
                ids
            ), ("start", dates), ("end", nullDates),
            ("start_before start_after end_before end_after", " =2024-01-01"), ("preferred valid", " =true"),
            ("device_name device_id inventory_item_id", " =KEY"),
        ],
        "contract": [
            ("q", " =1"), ("provider", " =x __n"), ("provider_id", nullIds),
            ("name number support_level currency contract_type comments", texts), ("status", " =Active __n __isnull"),
            ("start end", nullDates), ("cost", " =1.5 __n __lte __lt __gte __gt __isnull"), ("devices", ids),
            ("expired", " =true"),
        ],
        "provider": [
            ("q", " =1"), ("name description physical_address country phone email portal_url comments", texts),
        ],
        "contact": [
            ("q", " =1"), ("name", texts + " __isnull"), ("address phone email comments type", texts),
            ("priority", " =1 __n __lte __lt __gte __gt"), ("contract migrated_to_core_model", nullIds),
            ("migrated_to_core_model_flag", " =true"),
        ],
        "cve": [
            ("q", " =1"), ("name link description fix comments", texts), ("published_date", dates),
            ("last_modified_date", nullDates),
            (
                "published_date_before published_date_after last_modified_date_before last_modified_date_after",
                " =2024-01-01T00:00:00Z"
            ), ("severity", " =High __n __ic"), ("cvss cvss_v2 cvss_v3", " =1.5 __n __lte __lt __gte __gt __isnull"),
            ("affected_softwares", ids), ("status", " =Active __n __isnull"), ("exclude_status", " =Active"),
        ],
        "vulnerability": [
            ("q", " =1"), ("cve software device inventory_item", nullIds), ("status", " =Active __n __isnull"),
            ("cve__published_date_before cve__published_date_after", " =2024-01-01T00:00:00Z"),
            ("cve__published_date__gte cve__published_date__lte", " =2024-01-01"), ("cve__severity", " =High"),
        ],
        "device-hardware-notice-result": [
            ("device tenant location device_type device_role manufacturer", " =x"),
            ("device_id tenant_id location_id device_type_id device_role_id manufacturer_id device_status", " =KEY"),
            ("hardware_notice platform", nullIds), ("hardware_notice_available is_supported supported", " =true"),
            ("last_run", nullDates), ("run_type", " =full-report-run"),
            ("end_of_sale end_of_support end_of_sw_releases end_of_security_patches", " =2027-0"),
        ],
        "device-validated-software-result": [
            ("q", " =1"), ("software device tenant location device_type device_role", " =x"),
            ("device_id tenant_id location_id device_type_id device_role_id platform valid_software", " =KEY"),
            ("is_validated valid exclude_sw_missing sw_missing_only", " =true"), ("last_run", nullDates),
            ("run_type", " =full-report-run"),
        ],
        "inventory-item-validated-software-result": [
            ("q", " =1"), ("inventory_item software device location device_type device_role part_id", " =x"),
            ("inventory_item_id device_id location_id device_type_id device_role_id manufacturer", " =KEY"),
            ("is_validated valid exclude_sw_missing sw_missing_only", " =true"), ("last_run", nullDates),
            ("run_type", " =full-report-run"),
        ],
    ]

    @Test("every filter of the contract is understood", arguments: LifecycleCatalog.endpointOrder)
    func understood(_ plural: String) throws {
        let schema = try #require(LifecycleCatalog.schemas.first { $0.names.plural == plural })
        let parser = FilterParser(schema, Self.catalog, resolver: KnowsAll())
        for (names, forms) in try #require(Self.filters[plural]) {
            let parts = forms.split(separator: " ").map(String.init)
            let value = parts[0].dropFirst().replacing("KEY", with: Self.key)
            for name in names.split(separator: " ") {
                for suffix in [""] + parts.dropFirst() {
                    let given = suffix == "__isnull" ? "true" : value
                    #expect(throws: Never.self, "\(plural): \(name)\(suffix)=\(given)") {
                        try parser.parse([(name: name + suffix, values: [String(given)])])
                    }
                }
            }
        }
    }

    @Test func `stored explanations and old software are no filters`() {
        let parser = FilterParser(DeviceSoftwareValidationResult.schema, Self.catalog, resolver: KnowsAll())
        for name in ["matched_rule", "valid_until", "old_software"] {
            #expect(throws: Problem.self) { try parser.parse([(name: name, values: ["x"])]) }
        }
    }
}

/// Finds one row for every value.
private struct KnowsAll: FilterResolver {
    let today = Fixture.today
    let settings = DomainSettings()

    func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String
    ) throws -> (
        found: [Identifier], missing: [String]
    ) {
        (values.map(Identifier.derived(from:)), [])
    }

    func identifiers(_ schema: AnySchema, where predicate: Predicate) throws -> [Identifier] { [Fixture.key(7)] }
}
