import Basics
import Domain
import Modeling
import Testing

@Suite struct LifecycleFilterTests {
    private func ask(
        _ name: String, of schema: AnySchema, _ values: String..., resolver: StubResolver = StubResolver()
    ) throws -> Predicate? {
        switch schema.filters.first(where: { $0.name == name }) {
        case .boolean(_, let make): try make(values.first == "true", resolver)
        case .custom(_, let make): try make(values, resolver)
        default: nil
        }
    }

    @Test func `a notice without an end has not expired`() throws {
        let expired = Predicate.compare(["end_of_support"], .less, [.day(Fixture.today)])
        #expect(try ask("expired", of: HardwareNotice.schema, "true") == expired)
        #expect(try ask("expired", of: HardwareNotice.schema, "false") == .not(expired))
        #expect(
            try ask("expired", of: Contract.schema, "true") == .compare(["end"], .less, [.day(Fixture.today)]))
    }

    @Test func `a part that no notice is about is refused`() throws {
        var resolver = StubResolver()
        #expect(throws: ValueError.self) {
            try ask("inventory_item", of: HardwareNotice.schema, "X", resolver: resolver)
        }
        resolver.answers = ["nautobot_device_lifecycle_mgmt.hardwarelcm": [Fixture.key(1)]]
        #expect(
            try ask("inventory_item", of: HardwareNotice.schema, "X", resolver: resolver)
                == .compare(["inventory_item"], .equals, [.text("X")]))
    }

    @Test func `a malformed key is refused in the words of the original`() {
        #expect(throws: ValueError("“nonsense” is not a valid UUID.")) {
            try ask("device_id", of: ValidatedSoftware.schema, "nonsense")
        }
    }

    @Test func `a name that several devices have finds no entry`() throws {
        var resolver = StubResolver()
        resolver.answers = ["dcim.device": [Fixture.x, Fixture.y]]
        #expect(try ask("device_name", of: ValidatedSoftware.schema, "x", resolver: resolver) == .never)
        resolver.answers = [:]
        #expect(try ask("device_name", of: ValidatedSoftware.schema, "x", resolver: resolver) == .never)
    }

    @Test func `the entries of a device are those that the matcher finds`() throws {
        var resolver = StubResolver()
        resolver.answers = [
            "dcim.device": [Fixture.x], "dcim.devicetype": [Fixture.typeA], "extras.role": [Fixture.role1],
            "extras.tag": [Fixture.tag1],
        ]
        let expected = ValidationMatcher(mode: .legacy).predicate(for: Fixture.device(tags: [Fixture.tag1]))
        #expect(try ask("device_name", of: ValidatedSoftware.schema, "x", resolver: resolver) == expected)
        #expect(
            try ask("device_id", of: ValidatedSoftware.schema, Fixture.x.description, resolver: resolver) == expected)
    }

    @Test func `results without software are left out only when asked for`() throws {
        for schema in [DeviceSoftwareValidationResult.schema, InventoryItemSoftwareValidationResult.schema]
            as [AnySchema]
        {
            #expect(try ask("exclude_sw_missing", of: schema, "true") == .not(.isNull(["software"])))
            #expect(try ask("exclude_sw_missing", of: schema, "false") == .always)
            #expect(try ask("sw_missing_only", of: schema, "true") == .isNull(["software"]))
            #expect(try ask("sw_missing_only", of: schema, "false") == .always)
        }
    }
}

/// Answers each model with fixed keys, whatever the predicate.
private struct StubResolver: FilterResolver {
    var answers: [String: [Identifier]] = [:]
    let today = Fixture.today
    let settings = DomainSettings()

    func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String
    ) throws -> (
        found: [Identifier], missing: [String]
    ) {
        (answers[schema.identifier] ?? [], [])
    }

    func identifiers(_ schema: AnySchema, where predicate: Predicate) throws -> [Identifier] {
        answers[schema.identifier] ?? []
    }
}
