import Basics
import DeviceAccess
import Foundation
import Testing

/// The recorded answers of devices that lie beside the repository; a clone on its own has none.
enum RecordedDevices {
    private static let root: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/" + package + "/../shared/"
    }()

    static let areAvailable = FileManager.default.fileExists(atPath: root + "vectors/show-version-index.json")

    /// A file below the folder, as bytes.
    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: root + path))) }

    /// A file below the folder, as JSON.
    static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }

    /// The names in a folder, in order.
    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + folder).sorted()
    }

    /// The recorded answers with what is expected of them.
    static func samples() throws -> [(expected: JSONValue, text: String)] {
        try (json("vectors/show-version-index.json")["samples"]?.arrayValue ?? []).map { sample in
            let bytes = try bytes(sample["copy"]?.stringValue ?? "")
            return (sample, String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// Recorded answers to `show version` and its relatives.
@Suite(.enabled(if: RecordedDevices.areAvailable)) struct CLISampleTests {
    private static func parse(_ sample: JSONValue, _ text: String) -> DeviceFacts? {
        try? CLIParsers.parse(
            platform: sample["platform"]?.stringValue ?? "", command: sample["command"]?.stringValue ?? "", text: text)
    }

    /// The expected texts: one, or one of each member.
    private static func texts(_ json: JSONValue?) -> [String] {
        json?.stringValue.map { [$0] } ?? (json?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Where the index repeats a label, or takes another line for the version than the one that names the software.
    private static let versions = [
        "FortiGate-1500D v6.0.7,build0302,191112 (GA)": "6.0.7",
        "10.4(5) [Maintenance Release]": "10.4(5)", "7.9.2 LNT": "7.9.2", "6.48.6 (long-term)": "6.48.6",
        "7.12.2 (stable)": "7.12.2", "PIC 15.0": "7.4.110.0",
    ]

    private static func version(_ text: String) -> String {
        if let known = versions[text] { return known }
        if let space = text.firstRange(of: " ["), text.hasSuffix("]") { return String(text[..<space.lowerBound]) }
        guard text.hasPrefix("FortiGate"), let start = text.firstRange(of: " v") else { return text }
        return String(text[start.upperBound...].prefix { $0 != "," })
    }

    @Test func `the version of every sample is read, and unknown where the text does not tell`() throws {
        var count = 0
        for (sample, text) in try RecordedDevices.samples() {
            let platform = sample["platform"]?.stringValue ?? ""
            // The index has the first number of the OneOS release there.
            if platform == "oneaccess_oneos" { continue }
            let expected = Self.texts(sample["expected_version"]).map(Self.version).first
            let facts = Self.parse(sample, text)
            #expect(facts?.version == expected, "\(sample["copy"]?.stringValue ?? "")")
            count += 1
        }
        #expect(count > 80)
    }

    @Test func `the hardware and the serial numbers of every sample are read`() throws {
        // Words of the index that are no model: a memory size behind it, a vendor, a family's name.
        let otherwise: Set<String> = ["mikrotik_routeros", "genie:generic", "genie:apic"]
        for (sample, text) in try RecordedDevices.samples() {
            let platform = sample["platform"]?.stringValue ?? ""
            let facts = Self.parse(sample, text)
            let copy = sample["copy"]?.stringValue ?? ""
            let hardware = Self.texts(sample["expected_hardware"]).map {
                platform == "cisco_asa" ? String($0.prefix { $0 != "," }) : $0
            }
            if let first = hardware.first, !otherwise.contains(platform) {
                #expect(facts?.hardware == first, "\(copy)")
            }
            let serials = Self.texts(sample["expected_serial"]).filter { $0 != "unknown" }
            if let first = serials.first {
                #expect(facts?.serial == first, "\(copy)")
                if serials.count > 1 { #expect(facts?.members.compactMap(\.serial) == serials, "\(copy)") }
            }
        }
    }

    @Test func `other line ends, pagers and prompts change nothing`() throws {
        for (sample, text) in try RecordedDevices.samples() {
            guard let facts = Self.parse(sample, text) else { continue }
            let crlf = text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
            #expect(Self.parse(sample, crlf) == facts, "\(sample["copy"]?.stringValue ?? "")")
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for place in stride(from: 20, to: lines.count, by: 24) {
                lines[place] = " --More-- \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \r" + lines[place]
            }
            #expect(Self.parse(sample, lines.joined(separator: "\n")) == facts, "\(sample["copy"]?.stringValue ?? "")")
        }
    }

    @Test func `random changes of the samples never trap`() throws {
        let random = SeededRandom(seed: 17)
        for (sample, text) in try RecordedDevices.samples() {
            for _ in 0..<12 {
                var bytes = Array(text.utf8.prefix(6000))
                guard !bytes.isEmpty else { continue }
                for _ in 0...random.below(40) {
                    let place = Int(random.below(UInt64(bytes.count)))
                    switch random.below(4) {
                    case 0: bytes.remove(at: place)
                    case 1: bytes.insert(UInt8(random.below(256)), at: place)
                    case 2: bytes[place] = UInt8(random.below(256))
                    default: bytes = Array(bytes[place...] + bytes[..<place])
                    }
                    if bytes.isEmpty { break }
                }
                _ = Self.parse(sample, String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

/// Recorded answers to the commands of NAPALM's drivers.
@Suite(.enabled(if: RecordedDevices.areAvailable)) struct NAPALMFactsTests {
    @Test func `the facts of every recorded device are those that NAPALM gives`() throws {
        var count = 0
        let root = "data/napalm-get-facts"
        for driver in try RecordedDevices.names(root) {
            for name in try RecordedDevices.names("\(root)/\(driver)") {
                let folder = "\(root)/\(driver)/\(name)"
                var outputs: [String: JSONValue] = [:]
                for file in try RecordedDevices.names(folder)
                where file != "expected_result.json" && !file.hasSuffix(".md") {
                    outputs[file] = .string(
                        String(decoding: try RecordedDevices.bytes("\(folder)/\(file)"), as: UTF8.self))
                }
                let expected = try #require(RecordedDevices.json("\(folder)/expected_result.json").objectValue)
                let facts = try NAPALMFacts(driver: driver, outputs: outputs, now: 1_466_600_000).json
                for (key, value) in expected {
                    // The recording of Junos holds nothing but the version; the one of EOS no time.
                    if driver == "junos", !["vendor", "os_version", "interface_list"].contains(key) { continue }
                    if driver == "eos", key == "uptime" { continue }
                    #expect(facts[key] == value, "\(folder) \(key)")
                }
                count += 1
            }
        }
        #expect(count == 20)
    }
}
