import Basics
import Domain
import Modeling
import Testing

@Suite struct SeedsTests {
    @Test func `seeded keys are the same in every store and occur once`() {
        let ids = Seeds.statuses.map(\.id) + Seeds.roles.map(\.id) + Seeds.namespaces.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(Seeds.statuses.first?.id == Identifier.derived(from: "extras.status:Active"))
    }

    @Test func `names are sorted and colours are six lower-case hex digits`() {
        let statuses = Seeds.statuses.map(\.name)
        #expect(statuses == statuses.sorted())
        #expect(Set(statuses).count == statuses.count)
        let colors = Seeds.statuses.map(\.color) + Seeds.roles.map(\.color)
        #expect(colors.allSatisfy { $0.count == 6 && $0.allSatisfy { "0123456789abcdef".contains($0) } })
    }

    @Test func `every status applies to a model`() {
        for status in Seeds.statuses { #expect(!status.contentTypes.isEmpty, "\(status.name)") }
    }

    @Test func `every content type is a model of this release`() {
        let models = Set((CoreCatalog.schemas + LifecycleCatalog.schemas).map(\.identifier))
        let named = Seeds.statuses.flatMap(\.contentTypes) + Seeds.roles.flatMap(\.contentTypes)
        #expect(Set(named).isSubset(of: models), "\(Set(named).subtracting(models))")
    }

    @Test func `contracts have their six statuses and vulnerabilities none`() {
        func names(_ model: String) -> [String] {
            Seeds.statuses.filter { $0.contentTypes.contains(model) }.map(\.name)
        }
        #expect(
            names("nautobot_device_lifecycle_mgmt.contractlcm")
                == ["Active", "Draft", "Expired", "Pending Approval", "Renewal Due", "Terminated"])
        #expect(names("nautobot_device_lifecycle_mgmt.cvelcm").isEmpty)
        #expect(names("nautobot_device_lifecycle_mgmt.vulnerabilitylcm").isEmpty)
        #expect(names("dcim.device").count == 7)
    }

    @Test func `no role is for devices at the start`() {
        #expect(Seeds.roles.allSatisfy { !$0.contentTypes.contains("dcim.device") })
        #expect(Seeds.roles.count == 18)
    }
}
