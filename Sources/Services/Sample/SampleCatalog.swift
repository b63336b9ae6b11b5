import Basics

/// The objects that are there whatever the number of devices, apart from the sites: places, people, hardware, software.
extension SampleNetwork {
    /// Hands over everything that devices refer to, and the hardware notices.
    func emitCatalog(_ emit: SampleSink) rethrows {
        try emitPlaces(emit)
        try emitOrganization(emit)
        try emitMakers(emit)
        try emitSoftware(emit)
        try emitDeviceTypes(emit)
        try emitNotices(emit)
        try emitPrefixes(emit)
    }

    private static let contentTypes: [JSONValue] = [
        "dcim.device", "dcim.module", "ipam.namespace", "ipam.prefix", "virtualization.cluster",
    ]

    private func emitPlaces(_ emit: SampleSink) rethrows {
        let types = SampleTables.locationTypes.rows
        for row in types {
            let isLowest = !types.contains { $0["parent"] == row["name"] }
            try emit(
                SampleModel.locationType,
                JSONObject(
                    id: SampleID.named(SampleModel.locationType, row["name"]),
                    [
                        "name": .string(row["name"]), "parent": parent(SampleModel.locationType, row["parent"]),
                        "content_types": .array(isLowest ? Self.contentTypes : []),
                    ]))
        }
        for region in SampleTables.sites.distinct("region") { try emitArea(region, "Region", in: "", emit) }
        let countries = SampleTables.sites.rows(by: "country")
        for country in SampleTables.sites.distinct("country") {
            try emitArea(country, "Country", in: countries[country]?["region"] ?? "", emit)
        }
        try layout.forEachSite { try emit(SampleModel.location, object($0)) }
    }

    private func emitArea(_ name: String, _ type: String, in area: String, _ emit: SampleSink) rethrows {
        try emit(
            SampleModel.location,
            JSONObject(
                id: SampleID.named(SampleModel.location, name),
                [
                    "name": .string(name), "location_type": SampleID.reference(SampleModel.locationType, type),
                    "parent": parent(SampleModel.location, area), "status": "Active",
                ]))
    }

    private func object(_ site: SampleSite) -> JSONObject {
        let row = site.row
        let isFirst = site.name == row["site_name"]
        let building = isFirst ? "" : ", building \(site.place / SampleTables.sites.rows.count + 1)"
        return JSONObject(
            id: SampleID.named(SampleModel.location, site.name),
            [
                "name": .string(site.name), "location_type": SampleID.reference(SampleModel.locationType, "Site"),
                "parent": parent(SampleModel.location, row["country"]), "status": "Active",
                "description": .string("\(row["facility"]), \(row["city"])"), "facility": .string(row["facility"]),
                "time_zone": .string(row["time_zone"]), "latitude": .string(row["latitude"]),
                "longitude": .string(row["longitude"]),
                "physical_address": .string("\(row["address"])\(building), \(row["city"]), \(row["country"])"),
            ])
    }

    private func parent(_ model: String, _ name: String) -> JSONValue {
        name.isEmpty ? .null : SampleID.reference(model, name)
    }

    private func emitOrganization(_ emit: SampleSink) rethrows {
        for row in SampleTables.tenantGroups.rows { try emitNamed(row, SampleModel.tenantGroup, [:], emit) }
        for row in SampleTables.tenants.rows {
            let group = parent(SampleModel.tenantGroup, row["tenant_group"])
            try emitNamed(row, SampleModel.tenant, ["tenant_group": group], emit)
        }
        for row in SampleTables.roles.rows {
            let more: KeyValuePairs<String, JSONValue> = [
                "color": .string(row["color"]), "content_types": ["dcim.device"],
            ]
            try emitNamed(row, SampleModel.role, more, emit)
        }
        for row in SampleTables.tags.rows {
            let more: KeyValuePairs<String, JSONValue> = [
                "color": .string(row["color"]), "content_types": ["dcim.device", "dcim.inventoryitem"],
            ]
            try emitNamed(row, SampleModel.tag, more, emit)
        }
    }

    /// Hands over an object that has a name, a description and a few members more.
    private func emitNamed(
        _ row: SampleRow, _ model: String, _ more: KeyValuePairs<String, JSONValue>, _ emit: SampleSink
    ) rethrows {
        var object = JSONObject(
            id: SampleID.named(model, row["name"]),
            ["name": .string(row["name"]), "description": .string(row["description"])])
        for (key, value) in more { object[key] = value }
        try emit(model, object)
    }

    private func emitMakers(_ emit: SampleSink) rethrows {
        for name in SampleTables.deviceTypes.distinct("manufacturer") {
            try emit(
                SampleModel.manufacturer,
                JSONObject(id: SampleID.named(SampleModel.manufacturer, name), ["name": .string(name)]))
        }
        for name in SampleTables.deviceTypes.distinct("family") {
            try emit(
                SampleModel.family,
                JSONObject(id: SampleID.named(SampleModel.family, name), ["name": .string(name)]))
        }
        for row in SampleTables.platforms.rows {
            let more: KeyValuePairs<String, JSONValue> = [
                "manufacturer": SampleID.reference(SampleModel.manufacturer, row["manufacturer"]),
                "network_driver": .string(row["network_driver"]), "napalm_driver": .string(row["napalm_driver"]),
            ]
            try emitNamed(row, SampleModel.platform, more, emit)
        }
    }

    // MARK: Software

    private func emitSoftware(_ emit: SampleSink) rethrows {
        let platforms = SampleTables.platforms.rows(by: "network_driver")
        for version in stock.versions {
            let row = version.row
            let platform = platforms[row["platform"]]?["name"] ?? row["platform"]
            try emit(
                SampleModel.version,
                JSONObject(
                    id: SampleID.named(SampleModel.version, version.key),
                    [
                        "version": .string(row["version"]),
                        "platform": SampleID.reference(SampleModel.platform, platform),
                        "status": status(row), "release_date": .string(row["release_date"]),
                        "end_of_support_date": .string(row["end_of_support"]),
                        "documentation_url": .string(row["documentation_url"]),
                        "long_term_support": .bool(row["lts"] == "true"),
                    ]))
        }
        for row in SampleTables.imageFiles.rows {
            guard let place = stock.versionPlaces[SampleStock.key(row["platform"], row["version"])] else { continue }
            try emit(
                SampleModel.image,
                JSONObject(
                    id: imageID(row),
                    [
                        "image_file_name": .string(row["image_file_name"]),
                        "software_version": stock.versions[place].reference,
                        "status": status(stock.versions[place].row),
                        "hashing_algorithm": .string(row["hashing_algorithm"]),
                        "default_image": .bool(row["default_image"] == "true"),
                    ]))
        }
    }

    private func status(_ version: SampleRow) -> JSONValue {
        version.day("end_of_support").map { $0 < today } == true ? "End-of-Life" : "Active"
    }

    private func imageID(_ row: SampleRow) -> Identifier {
        SampleID.named(
            SampleModel.image, SampleStock.key(row["platform"], row["version"]) + "/" + row["image_file_name"])
    }

    // MARK: Hardware

    private func emitDeviceTypes(_ emit: SampleSink) rethrows {
        for type in stock.deviceTypes {
            try emit(
                SampleModel.deviceType,
                JSONObject(
                    id: SampleID.named(SampleModel.deviceType, type.model),
                    [
                        "manufacturer": SampleID.reference(SampleModel.manufacturer, type.manufacturer),
                        "model": .string(type.model), "part_number": .string(type.row["part_number"]),
                        "u_height": Int64(type.row["u_height"]).map(JSONValue.int) ?? .null,
                        "device_family": SampleID.reference(SampleModel.family, type.family),
                    ]))
        }
        let parts = SampleTables.imageNames.rows(by: "hardware")
        for type in stock.deviceTypes {
            let releases = Set(type.releases.map { stock.versions[$0].key })
            let wanted = (parts[type.model] ?? parts[type.family])?.list("name_parts") ?? []
            for row in SampleTables.imageFiles.rows {
                let file = row["image_file_name"]
                guard releases.contains(SampleStock.key(row["platform"], row["version"])),
                    wanted.contains(where: file.contains)
                else { continue }
                try emit(
                    SampleModel.imageMapping,
                    JSONObject(
                        id: SampleID.named(SampleModel.imageMapping, "\(type.model)/\(imageID(row))"),
                        ["device_type": type.reference, "software_image_file": .string(imageID(row).description)]))
            }
        }
    }

    private func emitNotices(_ emit: SampleSink) rethrows {
        for type in stock.deviceTypes {
            try emitNotice(type.row, of: type.model, ["device_type": type.reference], emit)
        }
        for part in stock.parts {
            try emitNotice(part.row, of: part.partID, ["inventory_item": .string(part.partID)], emit)
        }
    }

    /// Hands over the notice about a type or a part, when one of the two dates that a notice needs is known.
    private func emitNotice(
        _ row: SampleRow, of name: String, _ subject: KeyValuePairs<String, JSONValue>, _ emit: SampleSink
    ) rethrows {
        guard row.day("end_of_sale") != nil || row.day("end_of_support") != nil else { return }
        var object = JSONObject(id: SampleID.named(SampleModel.notice, name), subject)
        let columns = [
            "release_date", "end_of_sale", "end_of_support", "end_of_sw_releases", "end_of_security_patches",
            "documentation_url",
        ]
        for column in columns where !row[column].isEmpty { object[column] = .string(row[column]) }
        try emit(SampleModel.notice, object)
    }
}
