import Basics
import Feeds
import Foundation
import SystemPackage
import TestKit
import Testing

/// Names of products that the NVD gave up for others (vendor.md §2.8).
@Suite struct NVDNameTests {
    private static func read(_ text: String) throws -> [DictionaryName] {
        let folder = try Folder()
        return try read(folder.file("nvdcpe-2.0-chunk-00001.json", Array(text.utf8)))
    }

    private static func read(_ path: FilePath) throws -> [DictionaryName] {
        var names: [DictionaryName] = []
        try NVDNameFeed().read(path) { if case .name(let name) = $0 { names.append(name) } }
        return names
    }

    private static let chunk = """
        {"resultsPerPage":2,"startIndex":0,"totalResults":2,"format":"NVD_CPE","version":"2.0",\
        "timestamp":"2026-11-16T01:16:19.830","products":[\
        {"cpe":{"deprecated":true,"cpeName":"cpe:2.3:o:cisco:ios:16.9.1:*:*:*:*:*:*:*",\
        "cpeNameId":"5bc9b078-a41e-4c3e-a89e-d397fe4f451b","lastModified":"2026-11-14T21:34:29.590",\
        "created":"2020-11-14T21:34:29.590","titles":[{"title":"Cisco IOS 16.9.1","lang":"en"}],"refs":[],\
        "deprecatedBy":[{"cpeName":"cpe:2.3:o:cisco:ios_xe:16.9.1:*:*:*:*:*:*:*",\
        "cpeNameId":"4397930D-3406-4C55-A35D-FF9C7A5EFF9E"},\
        {"cpeName":"cpe:2.3:o:cisco:ios_xe:16.9.1a:*:*:*:*:*:*:*",\
        "cpeNameId":"4397930D-3406-4C55-A35D-FF9C7A5EFF9F"}],"deprecates":[]}},\
        {"cpe":{"deprecated":false,"cpeName":"cpe:2.3:o:cisco:ios_xe:16.9.1:*:*:*:*:*:*:*",\
        "cpeNameId":"4397930D-3406-4C55-A35D-FF9C7A5EFF9E","deprecatedBy":null,\
        "deprecates":[{"cpeName":"cpe:2.3:o:cisco:ios:16.9.1:*:*:*:*:*:*:*",\
        "cpeNameId":"5BC9B078-A41E-4C3E-A89E-D397FE4F451B"}]}}]}
        """

    @Test func `a name tells whether it was given up, for which others, and when`() throws {
        let names = try Self.read(Self.chunk)
        let first = try #require(names.first)
        #expect(names.count == 2 && first.isDeprecated && first.name == "cpe:2.3:o:cisco:ios:16.9.1:*:*:*:*:*:*:*")
        #expect(first.modified == Timestamp("2026-11-14T21:34:29.590Z"))
        #expect(
            first.replacements == [
                "cpe:2.3:o:cisco:ios_xe:16.9.1:*:*:*:*:*:*:*", "cpe:2.3:o:cisco:ios_xe:16.9.1a:*:*:*:*:*:*:*",
            ])
        #expect(names.last?.isDeprecated == false && names.last?.replacements == [] && names.last?.modified == nil)
    }

    @Test func `a folder of chunks is read file by file, and one that is cut off ends it`() throws {
        let folder = try Folder()
        for number in 1...3 { _ = folder.file("nvdcpe-2.0-chunk-0000\(number).json", Array(Self.chunk.utf8)) }
        #expect(try Self.read(FilePath(folder.path)).count == 6)
        _ = folder.file("nvdcpe-2.0-chunk-00002.json", Array(Self.chunk.utf8.dropLast(30)))
        #expect(throws: FeedError.self) { try Self.read(FilePath(folder.path)) }
        let fewer = Self.chunk.replacing("\"resultsPerPage\":2", with: "\"resultsPerPage\":3")
            .replacing("\"totalResults\":2", with: "\"totalResults\":3")
        #expect(throws: FeedError.self) { try Self.read(fewer) }
    }

    @Test(.enabled(if: RecordedFeeds.areAvailable)) func `recorded pages of names are read`() throws {
        var count = 0
        for name in ["1_item-0-1", "3_pages-0-3", "3_pages-3-3", "3_pages-6-3", "empty-0-1", "moddate-0-3"] {
            let names = try Self.read(FilePath(RecordedFeeds.root + "nvd-api/cpe-\(name).json"))
            #expect(names.allSatisfy { $0.name.hasPrefix("cpe:2.3:") && $0.modified != nil })
            count += names.count
        }
        #expect(count == 17)
    }

    @Test(arguments: [
        #"{"products":[{"cpe":{"cpeName":"cpe:2.3:o:x:y:*:*:*:*:*:*:*:*"}}]}"#,
        #"{"products":[{"cpe":{"cpeNameId":"../x","cpeName":"a"}}]}"#, #"{"products":[{"cpe":{"cpeNameId":7}}]}"#,
        #"{"products":[{"cpe":{"deprecated":"yes"}}]}"#, #"{"products":[{"cpe":{"deprecatedBy":{}}}]}"#,
        #"{"products":[{"cpe":{"deprecatedBy":[7]}}]}"#, #"{"products":[{"cpe":null}]}"#, #"{"products":[7]}"#,
        #"{"products":["#, #"{"matchStrings":[]}"#, "[]x",
    ])
    func `names that make no sense are refused as a whole`(text: String) throws {
        #expect(throws: FeedError.self) { try Self.read(text) }
    }

    @Test func `random changes give names or an error`() throws {
        let folder = try Folder()
        let random = SeededRandom(seed: 44)
        let source = Array(Self.chunk.utf8)
        for _ in 0..<500 {
            var bytes = source
            for _ in 0...random.below(4) {
                let place = Int(random.below(UInt64(bytes.count)))
                if random.below(2) == 0 { bytes[place] = UInt8(random.below(256)) } else { bytes.remove(at: place) }
            }
            do {
                _ = try Self.read(folder.file("a.json", bytes))
            } catch is FeedError {
                continue
            }
        }
    }
}
