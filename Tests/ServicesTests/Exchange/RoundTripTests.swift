import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Import, export and import again give the same objects, whatever the texts.
@Suite struct RoundTripTests {
    private static let pieces = [
        "=", "+", "-", "@", "\t", "\r\n", "\n", "\r", "'", "\"", ",", ";", "|", "＝", "＋", "\u{1F600}", "👩‍👩‍👧", "مرحبا",
        "\u{202E}", "\u{200F}",
        "é", "e\u{301}", "日本", "a", "B", "0", " ", "\\", "%", "NULL", "NoObject", "True", "\u{FEFF}", "\u{2028}",
        "\u{7F}", "\u{1}", "<b>", "{}",
        "#", "&", "/",
    ]

    private static func text(_ random: SeededRandom) -> String {
        Words.trimmed((0..<(1 + random.below(5))).map { _ in pieces[Int(random.below(UInt64(pieces.count)))] }.joined())
    }

    /// A store with random texts in required, optional and long fields.
    private func world(seed: UInt64) async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        let random = SeededRandom(seed: seed)
        try await world.furnish()
        try await world.change { (pipeline: RecordPipeline) throws in
            var taken: Set<String> = ["a", "b", "Acme", "T1"]
            for number in 0..<150 {
                let text = Self.text(random)
                guard !text.isEmpty, taken.insert(text).inserted, !Set(["NULL", "NoObject"]).contains(text) else {
                    continue
                }
                _ = try pipeline.create(
                    Manufacturer.schema, ["name": .string(text), "description": .string(Self.text(random))])
                _ = try pipeline.create(
                    DeviceType.schema,
                    [
                        "manufacturer": ["name": .string(text)], "model": .string(text),
                        "comments": .string(Self.text(random)),
                        "part_number": .string(Self.text(random)),
                    ])
                var device: JSONObject = [
                    "device_type": ["model": .string(text), "manufacturer": ["name": .string(text)]], "role": "core",
                    "status": "Active", "location": "FRA", "serial": .string(Self.text(random)),
                    "comments": .string(Self.text(random)), "tags": number.isMultiple(of: 2) ? ["red"] : [],
                    "local_config_context_data": number.isMultiple(of: 3) ? ["k": .string(text)] : .null,
                ]
                if !number.isMultiple(of: 5) {
                    device = JSONObject(device.members.map { ($0.key, $0.value) } + [("name", .string(text))])
                }
                _ = try pipeline.create(Device.schema, device)
            }
        }
        return world
    }

    @Test("NDJSON gives every object back", arguments: [1, 2] as [UInt64])
    func ndjson(_ seed: UInt64) async throws {
        let world = try await told { try await self.world(seed: seed) }
        let exported = try await world.export()
        #expect(try await world.load(exported, mode: .plan).isEmpty)
        let copy = try await ServiceWorld()
        let plan = try await copy.load(exported)
        #expect(plan.total(.error) == 0, "\(plan.entries.filter { $0.action == .error }.prefix(3).map(\.messages))")
        #expect(try await copy.export() == exported)
        #expect(try await copy.load(exported, mode: .plan).isEmpty)
    }

    @Test("CSV gives every object back, guarded against spreadsheets", arguments: [1, 2] as [UInt64])
    func csv(_ seed: UInt64) async throws {
        let world = try await told { try await self.world(seed: seed) }
        let copy = try await ServiceWorld()
        try await copy.load(world.export("dcim.locationtype"), mode: .apply).ignored()
        for model in [
            "extras.role", "extras.tag", "tenancy.tenant", "dcim.location", "dcim.manufacturer", "dcim.devicetype",
            "dcim.device",
        ] {
            let exported = try await world.export(model, csv: true)
            #expect(try await world.load(exported, .csv, model: model, mode: .plan).isEmpty, "\(model)")
            let plan = try await copy.load(exported, .csv, model: model)
            #expect(plan.unknown.isEmpty, "\(model) \(plan.unknown)")
            #expect(plan.total(.error) == 0, "\(model) \(plan.entries.filter { $0.action == .error }.prefix(3))")
            #expect(try await copy.export(model) == (try await world.export(model)), "\(model)")
            #expect(try await copy.load(exported, .csv, model: model, mode: .plan).isEmpty, "\(model)")
        }
    }

    @Test func `no cell of a CSV starts as a formula`() async throws {
        let world = try await world(seed: 3)
        let exported = try await world.export("dcim.device", csv: true)
        var rows: [[String]] = []
        var reader = CSVReader()
        let bytes = Array(exported.utf8)
        try bytes.withUnsafeBufferPointer { try reader.feed($0) { rows.append($0.fields) } }
        try reader.finish { rows.append($0.fields) }
        #expect(rows.count > 100)
        let dangerous: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
        for cell in rows.joined() { #expect(cell.unicodeScalars.first.map(dangerous.contains) != true, "\(cell)") }
    }

    @Test func `a null character is refused, in every form`() async throws {
        let world = try await ServiceWorld()
        let message = ["name: Null characters are not allowed."]
        let json = try await world.load(#"{"object_type":"dcim.manufacturer","name":"a\u0000b"}"#)
        #expect(json.entries.map(\.messages) == [message])
        let csv = try await world.load("name\na\u{0}b\n", .csv, model: "dcim.manufacturer")
        #expect(csv.total(.error) == 1)
        #expect(try await world.count(Manufacturer.schema) == 0)
    }

    @Test func `the words for nothing are kept where nothing cannot be meant`() async throws {
        let world = try await ServiceWorld()
        for word in ["NULL", "NoObject", "None", "null"] {
            try await world.make("dcim.manufacturer", ["name": .string(word), "description": .string(word)])
        }
        let exported = try await world.export("dcim.manufacturer", csv: true)
        let copy = try await ServiceWorld()
        #expect(try await copy.load(exported, .csv, model: "dcim.manufacturer").total(.create) == 4)
        #expect(try await copy.export("dcim.manufacturer") == (try await world.export("dcim.manufacturer")))
    }
}

extension ImportPlan {
    fileprivate func ignored() {}
}

/// Says which fields a problem is about before passing it on.
func told<R>(_ body: () async throws -> R) async throws -> R {
    do {
        return try await body()
    } catch let problem as Problem {
        Issue.record("\(problem.message) \(problem.fields)")
        throw problem
    }
}
