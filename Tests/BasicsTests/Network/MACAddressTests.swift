import Testing

@testable import Basics

@Suite struct MACAddressTests {
    @Test(
        "every common form is read",
        arguments: ["00:1a:2B:33:44:5f", "00-1A-2b-33-44-5F", "001a.2b33.445F", "001A2B33445f"])
    func reads(_ text: String) {
        #expect(MACAddress(text)?.description == "00:1A:2B:33:44:5F")
        #expect(MACAddress(text)?.value == 0x1A2B_3344_5F)
    }

    @Test(
        "other texts are refused",
        arguments: [
            "", "00:11:22:33:44", "00:11:22:33:44:5", "00:11:22:33:44:555", "00:11:22:33:44:5g",
            "00:11-22:33:44:55", "0011:2233:4455", "00.11.22.33.44.55", "0011.2233-4455", "00112233445",
            "0011223344556", "00 11 22 33 44 55", ":00:11:22:33:44:5", "001.12233.4455", "00112233445é",
        ])
    func refuses(_ text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test func `order is by value, and only 48 bits count`() {
        #expect(MACAddress(value: 1) < MACAddress(value: 2))
        #expect(MACAddress(value: .max).description == "FF:FF:FF:FF:FF:FF")
    }
}
