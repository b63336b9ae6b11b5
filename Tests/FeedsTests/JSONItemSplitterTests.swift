import Basics
import Feeds
import Foundation
import SystemPackage
import Testing

/// Elements of a list, cut out of a text that comes in pieces.
@Suite struct JSONItemSplitterTests {
    private static func split(
        _ text: String, step: Int, most: Int = 1 << 20
    ) throws -> (items: [String], envelope: JSONValue) {
        let bytes = Array(text.utf8)
        var splitter = JSONItemSplitter(member: "vulnerabilities", mostBytes: most)
        var items: [String] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            try bytes[start..<min(start + step, bytes.count)].withUnsafeBufferPointer { piece in
                try splitter.take(piece) { items.append(String(decoding: $0, as: UTF8.self)) }
            }
        }
        let (envelope, count) = try splitter.finish()
        #expect(count == items.count)
        return (items, envelope)
    }

    @Test func `elements come whole, wherever the text is cut`() throws {
        let text =
            #"{"total": 3, "x": ["vulnerabilities", {"vulnerabilities": []}], "vulnerabilities": [ {"a": "}]\"{"}, {"b":[{}]} ,{} ], "last": "\\"}"#
        for step in 1...text.utf8.count {
            let (items, envelope) = try Self.split(text, step: step)
            #expect(items == [#"{"a": "}]\"{"}"#, #"{"b":[{}]}"#, "{}"])
            #expect(envelope["total"] == 3)
            #expect(envelope["vulnerabilities"] == [])
            #expect(envelope["last"] == #"\"#)
        }
        #expect(try Self.split(#"[{"a":1},{}]"#, step: 3).items.count == 2)
        #expect(try Self.split(#"{"vulnerabilities":[]}"#, step: 2).items.isEmpty)
    }

    @Test func `texts that are cut off, damaged or too large are refused`() {
        for text in [
            "", "{", #"{"vulnerabilities":["#, #"{"vulnerabilities":[{"a":1}"#, #"{"vulnerabilities":[{}]"#,
            #"{"other":[{}]}"#,
            #"{"vulnerabilities":[{}{}]}"#, #"{"vulnerabilities":[{},]}"#, #"{"vulnerabilities":[,{}]}"#,
            #"{"vulnerabilities":[1]}"#, #"{"vulnerabilities":[{}]}}"#, #"{"vulnerabilities":[{}],}"#,
            "<h1>Not Authorized</h1>",
            String(repeating: "[", count: 100_000),
        ] {
            for step in [1, 7, 1000] {
                #expect(throws: FeedError.self, "\(text.prefix(60))") { try Self.split(text, step: step) }
            }
        }
        let large = #"{"vulnerabilities":[{"a":""# + String(repeating: "x", count: 500) + #""}]}"#
        #expect(throws: FeedError.self) { try Self.split(large, step: 50, most: 100) }
    }

    @Test func `random changes never trap`() {
        let random = SeededRandom(seed: 2)
        let text =
            #"{"total":3,"vulnerabilities":[{"cve":{"id":"CVE-2020-1234","descriptions":[{"lang":"en","value":"x"}]}},{"cve":{}}]}"#
        for _ in 0..<5000 {
            var bytes = Array(text.utf8)
            for _ in 0...random.below(6) { bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(random.below(256)) }
            var reader = NVDFeed.Reader()
            _ = try? bytes.withUnsafeBufferPointer { try reader.take($0) { _ in } }
            _ = try? reader.finish()
        }
    }
}

/// Files that are compressed.
@Suite struct FeedFileTests {
    /// All that a file holds.
    private static func bytes(_ path: FilePath) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try FeedFile.read(path) { bytes += $0 }
        return bytes
    }

    @Test func `what is compressed comes out, and what is cut off is told`() throws {
        let folder = try Folder()
        // "almanac\n" once, as gzip -n writes it.
        let member: [UInt8] = [
            0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0x4B, 0xCC, 0xC9, 0x4D, 0xCC, 0x4B, 0x4C, 0xE6, 0x02, 0, 0xF9,
            0xEB,
            0xA4, 0x19, 0x08, 0, 0, 0,
        ]
        let whole = folder.file("whole.gz", member)
        let both = folder.file("both.gz", member + member)
        #expect(throws: FeedError.self) { try Self.bytes(folder.file("cut.gz", Array(member.dropLast(4)))) }
        #expect(throws: FeedError.self) {
            try Self.bytes(folder.file("bad.gz", Array(member.prefix(12)) + [9, 9, 9, 9, 9, 9]))
        }
        #expect(throws: FeedError.self) { try Self.bytes(FilePath(folder.path + "/none")) }
        #expect(try Self.bytes(folder.file("plain", Array("plain".utf8))) == Array("plain".utf8))
        #expect(try String(decoding: Self.bytes(whole), as: UTF8.self) == "almanac\n")
        #expect(try String(decoding: Self.bytes(both), as: UTF8.self) == "almanac\nalmanac\n")
    }

    @Test func `scores of EPSS are read in all forms that they have had, others are refused`() throws {
        let folder = try Folder()
        let read = { (text: String) throws in
            var scores: [EPSSScore] = []
            let header = try EPSSFeed.read(folder.file("epss.csv", Array(text.utf8))) { scores.append($0) }
            return (header, scores)
        }
        let (header, scores) = try read(
            "#model_version:v2023.03.01,score_date:2023-03-07T00:00:00+0000\ncve,epss,percentile\nCVE-2020-0001,0.5,0.9\n"
        )
        #expect(header.model == "v2023.03.01")
        #expect(header.day == CalendarDay("2023-03-07"))
        #expect(scores.map(\.score) == [0.5])
        #expect(scores.map(\.percentile) == [0.9])
        #expect(try read("cve,epss\nCVE-2020-0001,0.00163\n").1.first?.percentile == nil)
        for text in ["", "cve,score\nCVE-2020-0001,1\n", "cve,epss\nCVE-2020-0001,2\n", "cve,epss\nfoo,0.1\n"] {
            #expect(throws: FeedError.self, "\(text)") { try read(text) }
        }
    }

    @Test func `a catalog that holds fewer entries than it says is refused`() throws {
        let folder = try Folder()
        let entry =
            #"{"cveID":"CVE-2020-0001","vendorProject":"A","product":"B","dateAdded":"2024-01-02","dueDate":"2024-01-23","requiredAction":"x","knownRansomwareCampaignUse":"Known"}"#
        let good = folder.file("kev.json", Array(#"{"count":1,"vulnerabilities":[\#(entry)]}"#.utf8))
        let entries = try KEVFeed.read(good)
        #expect(entries.map(\.id) == ["CVE-2020-0001"])
        #expect(entries.first?.isUsedByRansomware == true)
        #expect(entries.first?.due == CalendarDay("2024-01-23"))
        #expect(throws: FeedError.self) {
            try KEVFeed.read(folder.file("kev2.json", Array(#"{"count":2,"vulnerabilities":[\#(entry)]}"#.utf8)))
        }
    }
}

/// A folder that goes away with its owner.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "almanac-feeds-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file.
    func file(_ name: String, _ bytes: [UInt8]) -> FilePath {
        let file = path + "/" + name
        _ = FileManager.default.createFile(atPath: file, contents: Data(bytes))
        return FilePath(file)
    }
}
