import Basics
import Feeds
import Foundation
import SystemPackage
import Testing

/// Recorded files with random changes: nothing from outside may end the process.
@Suite(.enabled(if: RecordedFeeds.areAvailable)) struct MutationTests {
    private static let folders: [String: String] = [
        "nvd-api": "nvd", "nvd-feed": "nvd", "cve5": "cve-list", "kev": "kev", "epss": "epss",
        "cisco-openvuln": "cisco-openvuln",
        "cisco-eox": "cisco-eox", "cisco-csaf": "csaf", "paloalto-csaf": "csaf", "csaf-generic": "csaf",
        "fortinet-csaf": "fortinet", "paloalto-json": "paloalto", "endoflife": "endoflife", "nvd-netos": "nvd",
    ]
    private static let tokens = [
        "null", "[", "]", "{", "}", "\"", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud800", ",", "NA", "<",
        "&#x110000;",
        "0", "\"vulnerabilities\":[", "cpe:2.3:", ">=|<=", "x.*",
    ].map { Array($0.utf8) }
    private static func change(_ source: [UInt8], _ random: SeededRandom) -> [UInt8] {
        var bytes = source
        for _ in 0...random.below(5) {
            guard !bytes.isEmpty else { break }
            let place = Int(random.below(UInt64(bytes.count)))
            switch random.below(6) {
            case 0: bytes[place] = UInt8(random.below(256))
            case 1: bytes.removeLast(Int(random.below(UInt64(bytes.count))) / 4)
            case 2: bytes.insert(contentsOf: tokens[Int(random.below(UInt64(tokens.count)))], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.below(40))))
            case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + Int(random.below(200)))], at: place)
            default:
                let token = tokens[Int(random.below(UInt64(tokens.count)))]
                bytes.replaceSubrange(place..<min(bytes.count, place + token.count), with: token)
            }
        }
        return bytes
    }

    @Test(arguments: folders.keys.sorted())
    func `changed files give items or an error`(name: String) throws {
        let feed = try #require(BuiltInFeeds.all.first { $0.description.slug == Self.folders[name] })
        let scratch = try Folder()
        let random = SeededRandom(seed: 42)
        let path = RecordedFeeds.root + name
        // The catalog of CISA is refused unless it is whole.
        let mostBytes = name == "kev" ? 2 << 20 : 96 << 10
        var read = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            guard file.hasSuffix(".json") || file.hasSuffix(".gz") || file.hasSuffix(".csv") else { continue }
            var plain: [UInt8] = []
            try FeedFile.read(FilePath(path + "/" + file)) { piece in
                if plain.count < mostBytes { plain.append(contentsOf: piece) }
            }
            let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + file)))
            let ending = file.contains(".csv") ? ".csv" : ".json"
            for round in 0..<(plain.count > 32 << 10 ? 6 : 25) {
                // Damage to the compressed form, and to what is in it.
                let isPacked = file.hasSuffix(".gz") && round % 5 == 0 && packed.count <= mostBytes
                let source = isPacked ? packed : Array(plain.prefix(mostBytes))
                let target = scratch.file(
                    "changed" + ending + (isPacked ? ".gz" : ""), round == 1 ? source : Self.change(source, random))
                do {
                    try feed.read(target) { _ in read += 1 }
                } catch is FeedError {
                    continue
                }
            }
        }
        #expect(read > 0 || name == "csaf-generic")
    }

    @Test func `changed pages of Arista give items or an error`() throws {
        let scratch = try Folder()
        let random = SeededRandom(seed: 43)
        for _ in 0..<500 {
            let target = scratch.file("a.html", Self.change(Array(AristaFeedTests.page.utf8), random))
            do {
                try AristaFeed().read(target) { _ in }
            } catch is FeedError {
                continue
            }
        }
    }
}
