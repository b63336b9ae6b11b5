import Testing

@testable import Services

@Suite struct SampleFactTests {
    @Test(arguments: SampleTables.all.map(\.name))
    func `every row of the table can be read`(name: String) throws {
        let table = try #require(SampleTables.all.first { $0.name == name }?.table)
        #expect(!table.rows.isEmpty)
        #expect(table.malformed.isEmpty)
        let dates = [
            "release_date", "end_of_sale", "end_of_sw_releases", "end_of_security_patches", "end_of_support",
            "start", "end",
        ]
        for row in table.rows {
            for column in dates where !row[column].isEmpty { #expect(row.day(column) != nil, "\(row[column])") }
        }
    }

    @Test func `names in one table are names of another`() {
        let roles = Set(SampleTables.roles.distinct("name"))
        let types = SampleTables.deviceTypes
        let models = Set(types.distinct("model"))
        let hardware = models.union(types.distinct("family"))
        let parts = Set(SampleTables.parts.distinct("part_id"))
        #expect(roles == Set(types.distinct("role")))
        #expect(roles == Set(SampleTables.roleCodes.distinct("role")))
        for row in SampleTables.facilities.rows { #expect(roles.isSuperset(of: row.list("first") + row.list("then"))) }
        for row in SampleTables.partHosts.rows {
            #expect(parts.contains(row["part_id"]))
            #expect(hardware.isSuperset(of: row.list("hosts")), "\(row["part_id"])")
        }
        for row in SampleTables.imageNames.rows { #expect(hardware.contains(row["hardware"]), "\(row["hardware"])") }
        #expect(SampleTables.contractScopes.distinct("number") == SampleTables.contracts.distinct("number"))
        for row in SampleTables.contractScopes.rows { #expect(roles.isSuperset(of: row.list("roles"))) }
        let levels = Set(SampleTables.supportLevels.rows.map { $0["provider"] + $0["support_level"] })
        for row in SampleTables.contracts.rows { #expect(levels.contains(row["provider"] + row["support_level"])) }
        let tags = Set(SampleTables.tags.distinct("name"))
        for row in SampleTables.validatedSoftware.rows {
            #expect(row["tag"].isEmpty || tags.contains(row["tag"]))
            #expect(row["role"].isEmpty || roles.contains(row["role"]))
            #expect(row["device_type_model"].isEmpty || models.contains(row["device_type_model"]))
        }
    }

    @Test func `every device type has software, and every version and image a place`() {
        let stock = SampleStock()
        for type in stock.deviceTypes { #expect(!type.releases.isEmpty, "\(type.model)") }
        for table in [SampleTables.imageFiles, SampleTables.validatedSoftware] {
            for row in table.rows {
                #expect(stock.versionPlaces[SampleStock.key(row["platform"], row["version"])] != nil)
            }
        }
        for row in SampleTables.familyReleases.rows {
            let platform = SampleTables.deviceTypes.rows.first { $0["family"] == row["family"] }?["platform"] ?? ""
            for version in row.list("versions") {
                #expect(stock.versionPlaces[SampleStock.key(platform, version)] != nil, "\(row["family"]) \(version)")
            }
        }
    }

    @Test func `a row with a cell too many is left out and named`() {
        let table = SampleTable("a|b\na|b|c\na|", columns: "first|second")
        #expect(table.rows.count == 2)
        #expect(table.malformed == ["a|b|c"])
        #expect(table.rows.last?["second"] == "" && table.rows.last?["third"] == "")
    }
}
