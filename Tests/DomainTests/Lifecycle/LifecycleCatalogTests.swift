import Basics
import Domain
import Modeling
import Testing

@Suite struct LifecycleCatalogTests {
    /// The members between `natural_slug` and `created` (lifecycle.md §2.2).
    private static let members: [String: String] = [
        "hardware": "inventory_item release_date end_of_sale end_of_support end_of_sw_releases "
            + "end_of_security_patches documentation_url comments device_type",
        "software": "version alias release_date end_of_support documentation_url long_term_support pre_release "
            + "migrated_to_core_model_flag device_platform migrated_to_core_model",
        "software-image": "image_file_name download_url image_file_checksum hashing_algorithm default_image "
            + "migrated_to_core_model_flag software migrated_to_core_model device_types inventory_items object_tags",
        "validated-software": "start end preferred software old_software devices device_types device_tenants "
            + "device_roles inventory_items object_tags",
        "contract": "name number start end cost support_level currency contract_type comments provider status devices",
        "provider": "name description physical_address country phone email portal_url comments",
        "contact": "name address phone email comments priority type migrated_to_core_model_flag contract "
            + "migrated_to_core_model",
        "cve": "name published_date last_modified_date link description severity cvss cvss_v2 cvss_v3 fix comments "
            + "status affected_softwares old_affected_softwares",
        "vulnerability": "cve software old_software device inventory_item status",
        "device-hardware-notice-result": "is_supported last_run run_type device hardware_notice",
        "device-validated-software-result":
            "is_validated last_run run_type device software old_software valid_software",
        "inventory-item-validated-software-result":
            "is_validated last_run run_type inventory_item software old_software valid_software",
    ]

    /// Models that clients see; the others keep verdicts for the results.
    private static let exposed = LifecycleCatalog.schemas.filter(\.isExposed)

    @Test("members come in the order of the contract", arguments: exposed.map(\.identifier))
    func order(_ identifier: String) throws {
        let schema = try #require(LifecycleCatalog.schemas.first { $0.identifier == identifier })
        let shown = schema.fields.filter { !$0.info.isHidden }.map(\.info.name)
        #expect(shown.joined(separator: " ") == Self.members[schema.names.plural])
    }

    @Test func `the root list has the twelve endpoints`() {
        let plurals = Self.exposed.map(\.names.plural)
        #expect(Set(plurals) == Set(LifecycleCatalog.endpointOrder))
        #expect(LifecycleCatalog.endpointOrder.count == 12)
        #expect(Set(plurals) == Set(LifecycleCatalog.endpointDescriptions.keys))
        #expect(Set(Self.exposed.map(\.identifier)) == Set(LifecycleCatalog.classNames.keys))
        let paths = Self.exposed.map(\.names.path)
        #expect(paths.allSatisfy { $0.hasPrefix("/api/plugins/nautobot-device-lifecycle-mgmt/") })
    }

    @Test func `every field explains itself in one sentence`() {
        for schema in LifecycleCatalog.schemas + SystemCatalog.schemas {
            for field in schema.fields {
                #expect(field.info.help.hasSuffix("."), "\(schema.identifier).\(field.info.name)")
            }
        }
    }

    @Test func `names of relations occur once per target`() {
        let catalog = Catalog(CoreCatalog.schemas + LifecycleCatalog.schemas + SystemCatalog.schemas)
        for schema in LifecycleCatalog.schemas + SystemCatalog.schemas {
            for target in schema.fields.compactMap(\.target) {
                let names = catalog.relations(to: target).map(\.name)
                #expect(Set(names).count == names.count, "\(target.identifier): \(names)")
            }
        }
    }

    @Test func `declared filters occur once and their paths begin at a field`() {
        for schema in LifecycleCatalog.schemas + SystemCatalog.schemas {
            let names = schema.filters.map(\.name)
            #expect(Set(names).count == names.count, "\(schema.identifier): \(names)")
            for case .path(let name, let path, _) in schema.filters {
                #expect(schema.fieldsByName[path[0]] != nil, "\(schema.identifier).\(name)")
            }
        }
    }

    @Test func `the filters for core models lead to fields and relations`() {
        let catalog = Catalog(CoreCatalog.schemas + LifecycleCatalog.schemas + SystemCatalog.schemas)
        let offered: [(AnySchema, [FilterDeclaration])] = [
            (Device.schema, LifecycleFilters.device), (DeviceType.schema, LifecycleFilters.deviceType),
            (Role.schema, LifecycleFilters.role), (Tag.schema, LifecycleFilters.tag),
            (Tenant.schema, LifecycleFilters.tenant), (InventoryItem.schema, LifecycleFilters.inventoryItem),
        ]
        for (start, filters) in offered {
            for case .path(let name, let path, _) in filters {
                #expect(catalog.canFollow(path, from: start), "\(start.identifier): \(name)")
            }
        }
        #expect(catalog.relation("corresponding_cves", to: SoftwareVersion.schema) != nil)
    }

    @Test func `paths of filters and searches lead to fields and relations`() {
        let catalog = Catalog(CoreCatalog.schemas + LifecycleCatalog.schemas + SystemCatalog.schemas)
        for schema in LifecycleCatalog.schemas + SystemCatalog.schemas {
            for filter in schema.filters {
                switch filter {
                case .path(let name, let path, _), .bound(let name, let path, _), .textContains(let name, let path):
                    #expect(catalog.canFollow(path, from: schema), "\(schema.identifier): \(name)")
                default: continue
                }
            }
            for path in schema.searchPaths + schema.display.paths {
                let parts = path.split(separator: ".").map(String.init).filter { $0 != "display" }
                #expect(catalog.canFollow(parts, from: schema), "\(schema.identifier): \(path)")
            }
        }
    }

    @Test("orders, natural keys and unique sets name fields", arguments: LifecycleCatalog.schemas.map(\.identifier))
    func references(_ identifier: String) throws {
        let schema = try #require(LifecycleCatalog.schemas.first { $0.identifier == identifier })
        let named = schema.ordering + schema.naturalKey + schema.unique.flatMap(\.fields) + [schema.lookupField]
        for name in named {
            #expect(schema.columnIndex[name] != nil || schema.fieldsByName[name] != nil, "\(identifier).\(name)")
        }
    }

    @Test func `displays read as recorded from the original`() {
        let notice = HardwareNotice.schema.display.compose
        #expect(
            notice([.text("IOS-5300-5"), .null, .day(Fixture.day("2027-01-01")), .null])
                == "Hardware Notice: IOS-5300-5 (Device Type) - End of support: 2027-01-01")
        #expect(
            notice([.null, .text("PART-008"), .null, .day(Fixture.day("2025-11-07"))])
                == "Hardware Notice: PART-008 (Inventory Item) - End of sale: 2025-11-07")
        let vulnerability = Vulnerability.schema.display.compose
        #expect(
            vulnerability([.text("dev-000155"), .null, .text("cisco_ios 12.1.3"), .text("CVE-2025-10025")])
                == "Device: dev-000155 - Software: cisco_ios 12.1.3 - CVE: CVE-2025-10025")
        let entry = ValidatedSoftware.schema.display.compose
        #expect(
            entry([.text("10.0.4"), .day(Fixture.day("2026-09-13")), .id(Fixture.x), .id(Fixture.y)])
                == "Validated Software: 10.0.4 - Valid since: 2026-09-13")
        #expect(DeviceHardwareNoticeResult.schema.display.compose([.text("d"), .null]) == "Device: d - Not Supported")
    }
}

extension Catalog {
    /// Whether each part of the path names a field, a column or a relation.
    fileprivate func canFollow(_ path: [String], from start: AnySchema) -> Bool {
        var schema: AnySchema? = start
        for name in path {
            guard let current = schema else { return false }
            if let field = current.fieldsByName[name] {
                schema = field.target
            } else if let relation = relation(name, to: current) {
                schema = relation.source
            } else if current.columnIndex[name] != nil {
                schema = nil
            } else {
                return false
            }
        }
        return true
    }
}
