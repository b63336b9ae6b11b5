import Applicability
import DeviceAccess
import Testing

@testable import Services

@Suite struct NetworkSystemsTests {
    @Test func `a driver means the same systems to who asks devices and to who judges them`() {
        #expect(DevicePlatform.drivers.count > 20)
        for driver in DevicePlatform.drivers {
            let asked = DevicePlatform.named(driver)?.systems ?? []
            if let judged = NetworkSystems.systems(of: driver) {
                #expect(asked == judged.map(\.rawValue), "\(driver)")
            } else {
                // Devices are asked whose vulnerabilities are not known.
                #expect(asked.allSatisfy { OperatingSystem(rawValue: $0) == nil }, "\(driver)")
            }
        }
    }

    @Test(arguments: ["fortinet", "fortinet_fortios"])
    func `FortiOS is known under both names of its driver`(driver: String) {
        #expect(DevicePlatform.named(driver)?.systems == [OperatingSystem.fortiOS.rawValue])
        #expect(NetworkSystems.systems(of: driver) == [.fortiOS])
    }
}
