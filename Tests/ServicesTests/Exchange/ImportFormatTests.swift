import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct ImportFormatTests {
    private func totals(_ plan: ImportPlan) -> [Int] { ImportEntry.Action.allCases.map(plan.total) }

    @Test func `the ending of a file names its form`() {
        let names = ["a.ndjson", "a.jsonl", "a.JSON", "b.csv", "c.yaml", "c.yml", "d.txt", "e", ""]
        #expect(
            names.map { ImportFormat(fileName: $0)?.rawValue } == [
                "ndjson", "ndjson", "json", "csv", "yaml", "yaml", nil, nil, nil,
            ])
    }

    @Test func `a JSON list, a page of the API and a single object`() async throws {
        let world = try await ServiceWorld()
        let list = #"[{"object_type":"dcim.manufacturer","name":"A"}, {"object_type":"dcim.manufacturer","name":"B"}]"#
        #expect(totals(try await world.load(list, .json)) == [2, 0, 0, 0])
        let page = #"{"count":1,"next":null,"previous":null,"results":[{"name":"C","display":"C","url":"http://x/"}]}"#
        #expect(totals(try await world.load(page, .json, model: "dcim.manufacturer")) == [1, 0, 0, 0])
        #expect(totals(try await world.load(#"{"name":"A"}"#, .json, model: "dcim.manufacturer")) == [0, 0, 1, 0])
        let broken = try await world.load("[{\"name\":\n \"A\",]", .json, model: "dcim.manufacturer")
        let error = try #require(broken.entries.first)
        #expect(error.origin.line == 2 && error.origin.column > 1 && error.messages[0].hasPrefix("Not JSON: "))
        #expect(totals(try await world.load(#"["x", 7]"#, .json)) == [0, 0, 0, 2])
        #expect(totals(try await world.load("", .json)) == [0, 0, 0, 1])
    }

    @Test("CSV in the columns of the API", arguments: [1, 5, 1000])
    func csv(_ chunk: Int) async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let text = #"""
            \#u{FEFF}name,device_type__manufacturer__name,device_type__model,role__name,status__name,location__name,\#
            location__parent__name,tenant__name,tags,serial,position,comments\#r
            c,Acme,T1,core,Active,FRA,EMEA,NoObject,red,=1+1,NULL,"two\#r
            lines, ""quoted"""\#r
            d,Acme,T1,core,Active,FRA,EMEA,ops,NoObject,,,\#r
            e,Acme,T9,core,Active,FRA,EMEA,ops,NoObject,,,\#r
            f,Acme,T1,core,Active,FRA,EMEA,ops,NoObject,,x,\#r

            """#
        let plan = try await world.load(text, .csv, model: "dcim.device", chunk: chunk)
        #expect(totals(plan) == [2, 0, 0, 2], "\(plan.entries.flatMap(\.messages))")
        let errors = plan.entries.filter { $0.action == .error }
        #expect(Set(errors.map(\.origin.line)) == [5, 6])
        let device = try #require(try await world.fetch(Query<Device>().where { $0.name == "c" }).first)
        #expect(device.serial == "=1+1" && device.comments == "two\r\nlines, \"quoted\"" && device.position == nil)
        #expect(device.tenant == nil)
    }

    @Test func `the file's name or a column names the model`() async throws {
        let catalog = ProductCatalog.catalog
        func models(_ file: String, _ text: String) throws -> [String] {
            var rest: [UInt8]? = Array(text.utf8)
            let reader = ImportReader(
                file: file, format: .csv, model: nil, modelOption: "the parameter model", catalog: catalog
            ) {
                defer { rest = nil }
                return rest
            }
            var found: [String] = []
            while let reading = try reader.next() {
                switch reading {
                case .item(let item): found.append(item.model)
                case .failure(let origin, let message): found.append("\(origin.line):\(origin.column) \(message)")
                }
            }
            return found
        }
        #expect(try models("/x/dcim.manufacturer.csv", "name\nA\n") == ["dcim.manufacturer"])
        #expect(try models("a.csv", "object_type,name\ndcim.platform,A\n") == ["dcim.platform"])
        #expect(
            try models("a.csv", "name\nA\n") == [
                "2:0 No model is named. Add an object_type column or give the parameter model."
            ])
        #expect(try models("a.csv", "object_type,name\ndcim.nope,A\n") == ["2:0 There is no model \"dcim.nope\"."])
        #expect(
            try models("dcim.platform.csv", "name\nA,B\nC\n") == [
                "2:2 The row has 2 cells, the header 1.", "dcim.platform",
            ])
        #expect(try models("dcim.platform.csv", "name\n\"A").first?.contains("Not CSV") == true)
        #expect(try models("dcim.platform.csv", "").isEmpty)
    }

    @Test(
        "what cannot be read is told in sentences with one full stop",
        arguments: [
            ("{", ImportFormat.ndjson), ("[1,", .json), ("name\n\"A", .csv), ("name\nA\"B\n", .csv),
            ("manufacturer: [", .yaml), ("a: *nowhere", .yaml),
        ])
    func fullStop(_ text: String, _ format: ImportFormat) async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(text, format, model: "dcim.manufacturer", mode: .plan)
        let message = try #require(plan.entries.first?.messages.first)
        #expect(message.hasPrefix("Not ") && message.hasSuffix(".") && !message.hasSuffix(".."), "\(message)")
        #expect(!message.contains("\n") && !message.contains(" .") && !message.contains("error:"), "\(message)")
    }

    @Test func `a refused field of a table is told with the number of its cell`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let text = """
            name, serial,device_type__model,device_type__manufacturer__name,role,status__name,location__name,asset_tag
            "two
            lines",S,T1,Acme,core,Active,FRA,
            c,S,T9,Acme,core,Active,FRA,
            d,S,T1,Acme,core,Aktive,nowhere,
            e,S,T1,Acme,core,Aktive,FRA,\(String(repeating: "x", count: 300))

            """
        let plan = try await world.load(text, .csv, model: "dcim.device", mode: .plan)
        let errors = plan.entries.filter { $0.action == .error }
        // The device type starts in cell 3; a name's location is looked up first; of two fields the model's first counts.
        #expect(
            Dictionary(uniqueKeysWithValues: errors.map { ($0.origin.line, $0.origin.column) }) == [4: 3, 5: 7, 6: 8],
            "\(errors.flatMap(\.messages))")
        #expect(plan.json["entries"]?.arrayValue?.compactMap { $0["column"] }.contains(8) == true)
        let lines = try await world.load(
            #"{"object_type":"dcim.device","name":"c","status":"Aktive"}"#, mode: .plan)
        #expect(lines.entries.map(\.origin.column) == [0])
    }

    @Test func `columns that a model does not have are noted where they say something`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let text = """
            object_type,name,location__name,tenant__name,serial_no,locaton__name,serial__x,custom_fields,url,rack__name
            dcim.device,a,FRA,NoObject,S1,FRA,,,http://x/,NoObject
            dcim.device,b,FRA,ops,S2,NULL,y,{},,
            dcim.manufacturer,Acme,,,,,,,,

            """
        let plan = try await world.load(text, .csv, mode: .plan)
        #expect(totals(plan) == [0, 0, 3, 0], "\(plan.entries.flatMap(\.messages))")
        #expect(
            plan.unknown.map { "\($0.model) \($0.name) \($0.objects) \($0.first.line)" } == [
                "dcim.device serial_no 2 2", "dcim.device locaton__name 1 2", "dcim.device serial__x 1 3",
                "dcim.device custom_fields 1 3",
            ])
    }

    /// In the style of the public device-type library; facts of a made-up maker.
    private static let library = """
        ---
        manufacturer: Acme
        model: 4500-32
        slug: acme-4500-32
        part_number: A4500-32-E
        u_height: 1.5
        is_full_depth: false
        airflow: front-to-rear
        comments: '[Data sheet](https://acme.example/4500)'
        console-ports:
          - name: con 0
            type: rj-45
        interfaces:
          - name: Ethernet1/1
            type: 10gbase-x-sfpp
            mgmt_only: false
        ---
        manufacturer: Acme
        model: 4500
        u_height: 0
        subdevice_role: child
        ---
        manufacturer: Acme
        model: LC-4500
        part_number: LC4500
        """

    @Test func `device and module types of the public library`() async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(Self.library, .yaml)
        #expect(plan.total(.error) == 0, "\(plan.entries.flatMap(\.messages))")
        #expect(plan.unknown.isEmpty, "\(plan.unknown)")
        let typo = try await world.load(Self.library.replacing("part_number", with: "part_no"), .yaml, mode: .plan)
        #expect(typo.unknown.map(\.name) == ["part_no", "part_no"] && typo.unknown.map(\.first.line) == [2, 23])
        #expect(plan.counts.map(\.model) == ["dcim.manufacturer", "dcim.devicetype", "dcim.moduletype"])
        let types = try await world.fetch(Query<DeviceType>().sorted(by: "model"))
        #expect(types.map(\.model) == ["4500", "4500-32"])
        #expect(types[1].partNumber == "A4500-32-E" && types[1].uHeight == 2 && !types[1].isFullDepth)
        #expect(types[0].uHeight == 0 && types[0].subdeviceRole == "child")
        #expect(try await world.fetch(Query<ModuleType>()).map(\.partNumber) == ["LC4500"])
        #expect(try await world.load(Self.library, .yaml).isEmpty)
    }

    @Test(
        "YAML that is none, or no type, is told and harms nobody",
        arguments: [
            "manufacturer: [", "- a\n- b", "just text", "manufacturer: Acme", "model: x\nmanufacturer: {a: b}", "\t- x",
            "a: &a [*a]", "a: *nowhere", "manufacturer: Acme\nmodel: M\nu_height: 1.0e+300",
            "manufacturer: Acme\nmodel: M\nu_height: .inf",
            "manufacturer: Acme\nmodel: M\nu_height: .nan", "manufacturer: Acme\nmodel: M\nu_height: -1",
            "a: &a x\nb: &a y\n<<: *a", "? [a]\n: b", "\u{0}",
        ])
    func malformed(_ text: String) async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(text, .yaml)
        #expect(plan.total(.error) >= 1)
        #expect(try await world.count(DeviceType.schema) == 0)
    }

    @Test("nesting without end is refused, not followed", arguments: ["[", "{a: ", "- ", "? ", "{? "])
    func deepYAML(_ part: String) async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(String(repeating: part, count: 200_000), .yaml, chunk: 100_000)
        #expect(plan.total(.error) == 1)
        let json = try await world.load(String(repeating: "[", count: 200_000), .json, chunk: 100_000)
        #expect(json.total(.error) == 1)
    }
}
