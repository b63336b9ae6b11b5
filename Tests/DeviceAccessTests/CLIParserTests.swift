import Basics
import Testing

@testable import DeviceAccess

/// Parsers on texts of their own, so that a clone without the recorded devices has tests too.
@Suite struct CLIParserTests {
    private static func facts(_ platform: String, _ text: String) throws -> DeviceFacts {
        try CLIParsers.parse(platform: platform, command: "show version", text: text)
    }

    @Test func `the system is told by the text and not by the platform's name`() throws {
        let cases: [(String, String, String, String?)] = [
            (
                "cisco_ios",
                "Cisco IOS XE Software, Version 03.16.04b.S - Extended\nCisco IOS Software, ASR1000 Software (X), Version 15.5(3)S4b, RELEASE SOFTWARE (fc1)",
                "cisco_iosxe", "03.16.04b.S"
            ),
            (
                "cisco_ios",
                "Cisco IOS Software, C2960 Software (X), Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)\nROM: Bootstrap, Version 12.2(35r)SE2",
                "cisco_ios", "15.0(2)SE4"
            ),
            ("cisco_ios", "Cisco IOS XR Software, Version 7.5.1.20I LNT", "cisco_iosxr", "7.5.1.20I"),
            (
                "cisco_nxos",
                "Cisco Nexus Operating System (NX-OS) Software\n  BIOS: version 07.61\n  NXOS: version 9.3(10)",
                "cisco_nxos", "9.3(10)"
            ),
            (
                "cisco_nxos",
                "Cisco Nexus Operating System (NX-OS) Software\n  system:    version 14.2(7f) [build 14.2(7f)]\n  PE: version 4.2(7f)",
                "cisco_nxos_aci", "14.2(7f)"
            ),
            ("cisco_ios", "Cisco Adaptive Security Appliance Software Version 9.8(4)10", "cisco_asa", "9.8(4)10"),
        ]
        for (platform, text, system, version) in cases {
            let facts = try Self.facts(platform, text)
            #expect(facts.system == system)
            #expect(facts.version == version)
        }
    }

    @Test func `pagers, escapes, carriage returns and backspaces leave the text`() {
        let text = CLIText(
            "one\r\ntwo\u{1B}[2K\u{1B}[1;32mgreen\u{1B}[0m \r\n --More-- \r        \rthree\nab\u{8}c\n---(more)---four")
        #expect(text.lines == ["one", "twogreen", "        three", "ac", "four"])
    }

    @Test func `the name comes from the prompt where nothing else tells it`() throws {
        #expect(
            try Self.facts("edgecore", "sw-7# show version\n Serial Number: A1\n Operation Code Version: 1.2.3.6")
                .hostname == "sw-7")
        #expect(
            try Self.facts("paloalto_panos", "admin@fw1(active)> show system info\nsw-version: 10.1.6-h3\n").hostname
                == "fw1")
    }

    @Test func `a stack has its members, the one that leads first`() throws {
        let facts = try Self.facts(
            "cisco_ios",
            """
            Cisco IOS Software, C2960X Software (X), Version 15.2(7)E3, RELEASE SOFTWARE (fc1)
            sw1 uptime is 1 day
            cisco WS-C2960X-24 (APM86XXX) processor (revision F0) with 524288K bytes of memory.
            Processor board ID FOC2
            System Serial Number : FOC2
            Switch Ports Model              SW Version            SW Image
            ------ ----- -----              ----------            ----------
                 1 28    WS-C2960X-24       15.2(7)E2             X
            *    2 28    WS-C2960X-48       15.2(7)E3             X

            System Serial Number : FOC1
            """)
        #expect(facts.hostname == "sw1")
        #expect(facts.hardware == "WS-C2960X-24")
        #expect(facts.members.map(\.version) == ["15.2(7)E3", "15.2(7)E2"])
        #expect(facts.members.map(\.serial) == ["FOC2", "FOC1"])
    }

    @Test func `platforms of other vendors`() throws {
        let cases: [(String, String, String, String?)] = [
            ("checkpoint_gaia", "Product version Check Point Gaia R81.20\nOS build 627", "checkpoint_gaia", "R81.20"),
            (
                "extreme_exos", "Image   : ExtremeXOS version 30.7.1.1 patch1-14 by release-manager", "extreme_exos",
                "30.7.1.1-patch1-14"
            ),
            ("alcatel_sros", "TiMOS-C-20.10.R4 cpm/hops64 Nokia 7750 SR Copyright", "nokia_sros", "20.10.R4"),
            (
                "citrix_netscaler", "NetScaler NS13.1: Build 51.14.nc, Date: Jan 1 2024", "citrix_netscaler",
                "13.1-51.14"
            ),
            (
                "f5_tmsh", "Sys::Version\nMain Package\n  Product     BIG-IP\n  Version     16.1.4.1\n  Build 0.0.5",
                "f5_bigip", "16.1.4.1"
            ),
            ("aruba_aoscx", "Version      : FL.10.08.0001\nBuild Date   : x", "aruba_aoscx", "FL.10.08.0001"),
            (
                "genie:sonic", "SONiC Software Version: SONiC.202012\nHwSKU: ACS-1\nSerial Number: S1", "sonic",
                "SONiC.202012"
            ),
            ("vyatta_vyos", "Version:          VyOS 1.3.2\nHardware model:   VMware", "vyos", "1.3.2"),
            (
                "hp_comware", "H3C Comware Software, Version 7.1.070, Release 2612P02\nH3C S5130 uptime is 1 week",
                "hp_comware", "7.1.070"
            ),
            ("huawei_vrp", "VRP (R) software, Version 8.180 (ATN 910C-B V300R003C10SPC500)", "huawei_vrp", "8.180"),
            (
                "some_new_platform", "Model : X-1\nSoftware Version : 4.5.6\nSerial Number : S9", "some_new_platform",
                "4.5.6"
            ),
        ]
        for (platform, text, system, version) in cases {
            let facts = try Self.facts(platform, text)
            #expect(facts.system == system)
            #expect(facts.version == version, "\(platform)")
        }
    }

    @Test func `texts that tell nothing are refused`() {
        for text in ["", "\n \n", "% Invalid input detected at '^' marker.", "standby offline"] {
            #expect(throws: CLIParseError.self, "\(text)") { try Self.facts("cisco_ios", text) }
        }
    }

    @Test func `times in words become seconds, and monsters nothing`() {
        #expect(Uptime.seconds("27 weeks, 4 days, 16 minutes") == 16_676_160)
        #expect(Uptime.seconds("23 day(s), 12 hour(s), 9 minute(s), 43 second(s)") == 2_030_983)
        #expect(Uptime.seconds("9223372036854775807 weeks") == nil)
        #expect(Uptime.seconds("soon") == nil)
    }

    @Test func `a driver that is not known and answers that are missing are errors`() {
        #expect(throws: CLIParseError.self) { try NAPALMFacts(driver: "panos", outputs: [:], now: 0) }
        for driver in ["ios", "nxos", "nxos_ssh", "eos", "junos", "iosxr_netconf"] {
            #expect(throws: CLIParseError.self) { try NAPALMFacts(driver: driver, outputs: [:], now: 0) }
            let monsters: [String: JSONValue] = ["show version": "{", "facts": .null, "get": "<a><a", "x": 1]
            _ = try? NAPALMFacts(driver: driver, outputs: monsters, now: 0)
        }
    }
}
