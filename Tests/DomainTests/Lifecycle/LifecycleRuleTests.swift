import Basics
import Domain
import Modeling
import Testing

@Suite struct LifecycleRuleTests {
    private func errors<M: Model>(_ record: Record<M>, isTaken: Bool = false) throws -> [FieldErrors] {
        try M.schema.ruleErrors(
            RuleFacts(
                row: record.values, previous: nil, many: [:], lookup: StubLookup(isTaken: isTaken),
                today: Fixture.today, settings: DomainSettings()))
    }

    private func notice(_ change: (inout Record<HardwareNotice>) -> Void) -> Record<HardwareNotice> {
        var notice = Record<HardwareNotice>(id: ID(Fixture.key(1)))
        change(&notice)
        return notice
    }

    @Test func `a notice is about a device type or a part and not both`() throws {
        let message = "One and only one of `Inventory Item` OR `Device Type` must be specified."
        let expected = [FieldErrors("inventory_item", message), FieldErrors("device_type", message)]
        let both = notice {
            $0.deviceType = ID(Fixture.typeA)
            $0.inventoryItem = "PART"
            $0.endOfSale = Fixture.today
        }
        #expect(try errors(both) == expected)  // H06
        #expect(try errors(notice { $0.endOfSale = Fixture.today }) == expected)  // H07
        let part = notice {
            $0.inventoryItem = "PART"
            $0.endOfSale = Fixture.today
        }
        #expect(try errors(part).isEmpty)
    }

    @Test func `a notice names the end of sale or of support`() throws {
        let message = "End of Sale or End of Support must be specified."
        let bare = notice {
            $0.deviceType = ID(Fixture.typeA)
            $0.releaseDate = Fixture.today
        }
        #expect(
            try errors(bare) == [FieldErrors("end_of_sale", message), FieldErrors("end_of_support", message)])  // H08
    }

    @Test func `an empty part beside a device type is refused`() throws {
        let record = notice {
            $0.deviceType = ID(Fixture.typeA)
            $0.inventoryItem = ""
            $0.endOfSupport = Fixture.today
        }
        #expect(try errors(record).map(\.field) == ["__all__"])
    }

    @Test("a contract ends after the day on which it starts", arguments: ["2024-05-31", "2024-06-01"])
    func contractEnds(_ end: String) throws {
        var contract = Record<Contract>(id: ID(Fixture.key(1)))
        contract.start = Fixture.today
        contract.end = Fixture.day(end)
        #expect(
            try errors(contract)
                == [FieldErrors("__all__", "End date must be after the start date of the contract.")])
        contract.end = Fixture.day("2024-06-02")
        #expect(try errors(contract).isEmpty)
        contract.start = nil
        contract.end = Fixture.day(end)
        #expect(try errors(contract).isEmpty)
    }

    @Test func `open approvals of one version do not start on the same day`() throws {
        var entry = Record<ValidatedSoftware>(id: ID(Fixture.key(1)))
        entry.software = ID(Fixture.software1)
        entry.start = Fixture.today
        #expect(try errors(entry).isEmpty)
        let message =
            "Validated Software object with this Software and Valid Since and Valid Until dates already exists."
        #expect(try errors(entry, isTaken: true) == [FieldErrors("__all__", message)])
        entry.end = Fixture.today
        #expect(try errors(entry, isTaken: true).isEmpty)
    }

    @Test func `a contact can be reached and is the only primary one`() throws {
        var contact = Record<ContractContact>(id: ID(Fixture.key(1)))
        #expect(contact.type == "Unassigned")
        #expect(contact.priority == 100)
        #expect(
            try errors(contact)
                == [FieldErrors("__all__", "Must specify at least one of phone or email for contact.")])
        contact.phone = "1"
        contact.type = "Primary"
        contact.contract = ID(Fixture.key(2))
        #expect(try errors(contact).isEmpty)
        #expect(
            try errors(contact, isTaken: true)
                == [FieldErrors("__all__", "A primary contact already exist for contract Gold.")])
    }
}

/// Answers every look-up alike; every row that is asked for is a contract called Gold.
private struct StubLookup: RuleLookup {
    let isTaken: Bool

    func row(_ schema: AnySchema, _ id: Identifier) throws -> [Value]? {
        var contract = Record<Contract>(id: ID(id))
        contract.name = "Gold"
        return contract.values
    }
    func exists(_ schema: AnySchema, where predicate: Predicate, excluding: Identifier?) throws -> Bool { isTaken }
    func count(_ schema: AnySchema, where predicate: Predicate) throws -> Int { isTaken ? 1 : 0 }
    func rows(_ schema: AnySchema, where predicate: Predicate, limit: Int) throws -> [[Value]] { [] }
    func members(of id: Identifier, field: AnyField, in schema: AnySchema) throws -> [Identifier] { [] }
    func display(_ schema: AnySchema, _ id: Identifier) throws -> String { "Gold" }
}
