import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Models as CSV")
struct CSVTests {
    private func rows(_ server: TestServer, _ target: String) async throws -> [[String]] {
        let response = try await server.send("GET", target, accept: "text/csv")
        try await expect(response, answers: 200, target)
        var rows: [[String]] = []
        var reader = CSVReader()
        try await response.allBytes().withUnsafeBufferPointer { try reader.feed($0) { rows.append($0.fields) } }
        try reader.finish { rows.append($0.fields) }
        return rows
    }

    @Test("The whole filtered list is written, whatever page is asked for", arguments: Models.all)
    func export(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await Populated.shared.value.server
        let count = try await server.get("\(schema.names.path)?limit=1")["count"]?.intValue ?? -1
        let rows = try await rows(server, "\(schema.names.path)?limit=1&offset=1")
        #expect(rows.count == Int(count) + 1)
        let header = try #require(rows.first)
        #expect(rows.allSatisfy { $0.count == header.count })
        let lead = ["display", "id", "object_type", "natural_slug"]
        #expect(Array(header.prefix(5)) == ["name"] + lead || Array(header.prefix(4)) == lead)
        #expect(Set(header).count == header.count)
        #expect(!header.contains { ["url", "notes_url", "computed_fields", "relationships"].contains($0) })
        #expect(header.contains("tags") == schema.features.contains(.tags))
        let ids = Set(rows.dropFirst().compactMap { row in header.firstIndex(of: "id").map { row[$0] } })
        #expect(ids == Set(try await Populated.shared.value.rows(schema).map(\.id)))
        if let id = ids.sorted().first {
            let one = try await self.rows(server, "\(schema.names.path)\(id)/")
            #expect(one.count == 2 && one[0] == header && one[1].contains(id))
        }
        let name = schema.names.verbose.replacing(" ", with: "_")
        let response = try await server.send("GET", "\(schema.names.path)?format=csv")
        #expect(response.header("Content-Disposition") == "attachment; filename=\"nautobot_\(name)_data.csv\"")
    }

    @Test("An export is imported again as the same objects", arguments: Models.creatable)
    func roundTrip(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        guard schema.operations.contains(.delete) else { return }
        let server = try await TestServer()
        let samples = SampleObjects(server)
        for full in [false, true] { try await samples.create(schema, full: full) }
        let path = schema.names.path
        let everything = "\(path)?limit=0&exclude_m2m=false"
        let before = try await server.get(everything)
        let text = try await server.send("GET", "\(path)?format=csv&exclude_m2m=false").allBytes()
        let ids = (before["results"]?.arrayValue ?? []).map { JSONValue.object(["id": $0["id"] ?? .null]) }
        let gone = try await server.send("DELETE", path, .array(ids))
        // What others protect cannot be taken away first; seeded rows are among them.
        guard gone.status == 204 else { return }
        let back = try await server.send("POST", path, raw: text, contentType: "text/csv")
        try await expect(back, answers: 201, identifier)
        let varying: Set = ["created", "last_updated"]
        let after = try await server.get(everything)
        func objects(_ list: JSONValue) -> [JSONObject] {
            (list["results"]?.arrayValue ?? []).compactMap { $0.objectValue?.without(varying) }.sorted { $0.id < $1.id }
        }
        for (old, new) in zip(objects(before), objects(after)) {
            for (name, value) in old where schema.fieldsByName[name]?.info.isReadOnly != true {
                #expect(new[name] == value, "\(name)")
            }
        }
        #expect(after["count"] == before["count"])
    }

    @Test("Lifecycle lists have the headers that spreadsheets were made for")
    func lifecycleHeaders() async throws {
        let server = try await Populated.shared.value.server
        let base = "/api/plugins/nautobot-device-lifecycle-mgmt"
        let tail = "created,last_updated,tags"
        for (endpoint, header) in [
            (
                "hardware",
                "display,id,object_type,natural_slug,inventory_item,release_date,end_of_sale,end_of_support,"
                    + "end_of_sw_releases,end_of_security_patches,documentation_url,comments,"
                    + "device_type__manufacturer__name,device_type__model,\(tail)"
            ),
            (
                "contract",
                "name,display,id,object_type,natural_slug,number,start,end,cost,support_level,currency,contract_type,"
                    + "comments,provider__name,status__name,\(tail)"
            ),
            (
                "validated-software",
                "display,id,object_type,natural_slug,start,end,preferred,software__platform__name,software__version,"
                    + "old_software__device_platform__name,old_software__version,\(tail)"
            ),
            (
                "cve",
                "name,display,id,object_type,natural_slug,published_date,last_modified_date,link,description,severity,"
                    + "cvss,cvss_v2,cvss_v3,fix,comments,status__name,\(tail)"
            ),
            (
                "vulnerability",
                "display,id,object_type,natural_slug,cve__name,software__platform__name,software__version,"
                    + "old_software__device_platform__name,old_software__version,device__name,device__tenant__name,"
                    + "device__location__name,inventory_item__pk,status__name,\(tail)"
            ),
            (
                "provider",
                "name,display,id,object_type,natural_slug,description,physical_address,country,phone,email,portal_url,"
                    + "comments,created,last_updated"
            ),
            (
                "device-hardware-notice-result",
                "display,id,object_type,natural_slug,is_supported,last_run,run_type,device__name,device__tenant__name,"
                    + "device__location__name,hardware_notice__device_type__manufacturer__name,"
                    + "hardware_notice__device_type__model,created,last_updated"
            ),
        ] {
            #expect(
                try await rows(server, "\(base)/\(endpoint)/").first?.joined(separator: ",") == header, "\(endpoint)")
        }
    }

    @Test("Cells hold JSON with blanks, nulls by kind and lists with commas")
    func cells() async throws {
        let server = try await TestServer()
        try await server.create(
            "/api/dcim/platforms/",
            ["name": "p", "napalm_args": ["a": [1, ["b": "x,y:z\\\""]], "c": .null], "description": ""])
        let table = try await rows(server, "/api/dcim/platforms/")
        func cell(_ name: String) -> String? { table[0].firstIndex(of: name).map { table[1][$0] } }
        #expect(cell("napalm_args") == "{\"a\": [1, {\"b\": \"x,y:z\\\\\\\"\"}], \"c\": null}")
        #expect(cell("manufacturer__name") == "NoObject")
        #expect(cell("description")?.isEmpty == true)
        #expect(cell("network_driver_mappings") == "{}")
    }

    @Test("A CSV body with a byte order mark, unknown columns and references is taken; faults are aligned")
    func importing() async throws {
        let server = try await TestServer()
        let good =
            "\u{FEFF}name,nothing,content_types,parent__name\r\nRegion,x,dcim.device,NoObject\r\n\"Si,te\",,,Region\r\n"
        let made = try await server.send(
            "POST", "/api/dcim/location-types/", raw: Array(good.utf8), contentType: "text/csv")
        try await expect(made, answers: 201)
        #expect(try await made.jsonBody()[1]?["name"] == "Si,te")
        let bad = "name,parent__name\r\nRoom,Region\r\n,Region\r\nRack,Nowhere\r\n"
        let refused = try await server.send(
            "POST", "/api/dcim/location-types/", raw: Array(bad.utf8), contentType: "text/csv; charset=utf-8")
        #expect(refused.status == 400)
        #expect(
            try await refused.jsonBody()
                == [
                    [:], ["name": ["This field may not be blank."]],
                    ["parent": ["Related object not found using the provided attributes: {'name': 'Nowhere'}"]],
                ])
        #expect(try await server.get("/api/dcim/location-types/")["count"] == 2)
        for text in ["", "name\r\n\"open", "name\r\n\u{0}\r\n"] {
            let response = try await server.send(
                "POST", "/api/dcim/location-types/", raw: Array(text.utf8), contentType: "text/csv")
            #expect(response.status == 400, "\(text)")
        }
    }
}
