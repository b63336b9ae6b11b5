import Basics
import Crypto
import Feeds
import Foundation
import SystemPackage
import Testing

/// Archives, folders and checksums of bundles.
@Suite struct BundleTests {
    static func record(_ number: Int) -> String {
        #"{"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2026-\#(10_000 + number)","state":"PUBLISHED"},"containers":{"cna":{}}}"#
    }

    private static func entry(_ number: Int, isPacked: Bool = true) -> Packing.Entry {
        Packing.Entry(
            name: "cvelistV5-main/cves/2026/\(10 + number / 1_000)xxx/CVE-2026-\(10_000 + number).json",
            bytes: Array(record(number).utf8), isPacked: isPacked)
    }

    private static func keys(_ path: FilePath, _ feed: any Feed = CVEListFeed()) throws -> [String] {
        var keys: [String] = []
        try feed.read(path) { if case .record(let record) = $0 { keys.append(record.key) } }
        return keys
    }

    private static func kind(_ path: FilePath, _ feed: any Feed = CVEListFeed()) -> FeedError.Kind? {
        do {
            _ = try keys(path, feed)
            return nil
        } catch {
            return (error as? FeedError)?.kind
        }
    }

    @Test(arguments: [false, true])
    func `archives are read, packed or not, also with a directory of 64 bits and with an archive inside`(
        isWide: Bool
    ) throws {
        let folder = try Folder()
        let entries = [
            Packing.Entry(name: "cvelistV5-main/README.md", bytes: Array("x".utf8)), Self.entry(1),
            Self.entry(2, isPacked: false),
            Packing.Entry(name: "cves/delta.json", bytes: Array("{}".utf8)),
            Packing.Entry(name: "cves/", bytes: [], isPacked: false),
        ]
        let archive = Packing.zip(entries, isWide: isWide)
        #expect(try Self.keys(folder.file("a.zip", archive)) == ["CVE-2026-10001", "CVE-2026-10002"])
        let nested = Packing.zip([Packing.Entry(name: "cves.zip", bytes: archive)], isWide: isWide)
        #expect(try Self.keys(folder.file("a.zip.zip", nested)) == ["CVE-2026-10001", "CVE-2026-10002"])
        // What was taken out for that is gone again.
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(left == ["a.zip", "a.zip.zip"])
    }

    @Test func `an archive that lies, is damaged or encrypted is refused`() throws {
        let folder = try Folder()
        func kind(_ change: (inout Packing.Entry) -> Void) -> FeedError.Kind? {
            var entry = Self.entry(1)
            change(&entry)
            return Self.kind(folder.file("a.zip", Packing.zip([entry])))
        }
        #expect(kind { _ in } == nil)
        #expect(kind { $0.checksum = 7 } == .damaged)
        #expect(kind { $0.size = 10 } == .tooLarge)
        #expect(kind { $0.size = 10_000 } == .damaged)
        #expect(kind { $0.flags = 1 } == .malformed)
        #expect(kind { $0.method = 99 } == .malformed)
        // More than a bundle may hold, announced.
        #expect(kind { $0.size = .max } == .damaged)
        let whole = Packing.zip([Self.entry(1), Self.entry(2)])
        for count in [0, 3, 22, 60, whole.count / 2, whole.count - 1] {
            #expect(Self.kind(folder.file("cut.zip", Array(whole.prefix(count)))) != nil)
        }
        #expect(Self.kind(folder.file("none.zip", Packing.zip([]))) == .malformed)
    }

    @Test func `random changes of an archive never trap`() throws {
        let folder = try Folder()
        let random = SeededRandom(seed: 11)
        for isWide in [false, true] {
            let whole = Packing.zip([Self.entry(1), Self.entry(2, isPacked: false)], isWide: isWide)
            for _ in 0..<600 {
                var bytes = whole
                for _ in 0...random.below(4) {
                    bytes[Int(random.below(UInt64(bytes.count)))] =
                        [0, 1, 0x7F, 0xFF, UInt8(random.below(256))][Int(random.below(5))]
                }
                do {
                    _ = try Self.keys(folder.file("a.zip", bytes))
                } catch is FeedError {
                    continue
                }
            }
        }
    }

    @Test func `a folder is read file by file, what is no data is passed over`() throws {
        let folder = try Folder()
        _ = folder.file("b.json", Array(Self.record(2).utf8))
        _ = folder.file("a.json", Array("[\(Self.record(1))]".utf8))
        _ = folder.file("README.txt", Array("x".utf8))
        _ = folder.file(".hidden.json", Array("x".utf8))
        _ = folder.file("deltaLog.json", Array("[]".utf8))
        #expect(try Self.keys(FilePath(folder.path)) == ["CVE-2026-10001", "CVE-2026-10002"])
        let empty = try Folder()
        #expect(Self.kind(FilePath(empty.path)) == .malformed)
        #expect(Self.kind(FilePath(empty.path + "/none")) == .unreadable)
    }

    @Test func `a feed of the NVD must be what its meta file says`() throws {
        let folder = try Folder()
        let text =
            #"{"resultsPerPage":1,"startIndex":0,"totalResults":1,"vulnerabilities":[{"cve":{"id":"CVE-2026-1000"}}]}"#
        let bytes = Array(text.utf8)
        let sum = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().uppercased()
        let file = folder.file("nvdcve-2.0-2026.json", bytes)
        _ = folder.file(
            "nvdcve-2.0-2026.meta", Array("lastModifiedDate:x\r\nsize:\(bytes.count)\r\nsha256:\(sum)\r\n".utf8))
        #expect(try Self.keys(file, NVDFeed()) == ["CVE-2026-1000"])
        _ = folder.file("nvdcve-2.0-2026.json", bytes + [0x0A])
        #expect(Self.kind(file, NVDFeed()) == .damaged)
        #expect(Self.kind(FilePath(folder.path), NVDFeed()) == .damaged)
    }

    @Test func `an advisory in CSAF must have the checksum that lies beside it`() throws {
        let folder = try Folder()
        let text =
            #"{"document":{"csaf_version":"2.0","tracking":{"id":"A-1"},"publisher":{"name":"P"}},"vulnerabilities":[{"cve":"CVE-2026-1000"}]}"#
        let bytes = Array(text.utf8)
        let sum = SHA512.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let file = folder.file("a-1.json", bytes)
        _ = folder.file("a-1.json.sha512", Array("\(sum)  a-1.json\n".utf8))
        #expect(try Self.keys(file, CSAFFeed()) == ["A-1/CVE-2026-1000"])
        _ = folder.file("a-1.json", bytes + [0x20])
        #expect(Self.kind(file, CSAFFeed()) == .damaged)
    }

    @Test func `answers that end with a full buffer are whole`() throws {
        let folder = try Folder()
        // 256 KiB come out, exactly as many as are handed on at a time.
        let bytes = [UInt8](repeating: 0x61, count: 1 << 18)
        var taken = 0
        try FeedFile.read(folder.file("a.gz", Packing.gzip(bytes))) { taken += $0.count }
        #expect(taken == 1 << 18)
    }
}
