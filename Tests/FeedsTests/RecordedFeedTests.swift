import Applicability
import Basics
import Feeds
import Foundation
import SystemPackage
import Testing

/// Recorded files of sources that lie beside the repository; a clone on its own has none.
enum RecordedFeeds {
    static let root: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/" + package + "/../shared/data/"
    }()
    static let areAvailable = FileManager.default.fileExists(atPath: root + "kev/known_exploited_vulnerabilities.json")
}

/// What the readers make of recorded files.
@Suite(.enabled(if: RecordedFeeds.areAvailable)) struct RecordedFeedTests {
    private static let root = RecordedFeeds.root

    private static func files(_ folder: String, _ suffix: String) throws -> [FilePath] {
        try FileManager.default.contentsOfDirectory(atPath: root + folder).sorted().filter { $0.hasSuffix(suffix) }
            .map { FilePath(root + folder + "/" + $0) }
    }

    @Test func `every record of the network operating systems is read, and judges versions`() throws {
        var count = 0
        var index = CaseIndex(.junos)
        for file in try Self.files("nvd-netos", ".gz") {
            count += try NVDFeed.read(file) { record in
                #expect(!record.metrics.isEmpty || record.status != nil)
                guard let bytes = record.configurations else { return }
                let configurations = try NVDConfigurations(try JSONValue(parsing: bytes))
                let statement = SystemStatement(
                    .nvd, origin: "nvd", products: [], configurations: configurations, of: .junos)
                index.add(record.id, [statement].compactMap(\.self))
            }
        }
        #expect(count == 2556)
        #expect(index.count > 100)
        // CVE-2018-0017 ends before 12.1X46-D72.
        let before = Subject(try Version("12.1X46-D70", of: .junos), hardware: ["SRX345"])
        #expect(index.findings(before).contains { $0.id == "CVE-2018-0017" })
    }

    @Test func `pages of the API and files of the feeds are read alike`() throws {
        var records: [NVDRecord] = []
        for file in try Self.files("nvd-api", ".json") where file.lastComponent?.string.hasPrefix("cve-") == true {
            try NVDFeed.read(file) { records.append($0) }
        }
        for file in try Self.files("nvd-feed", "sample.json.gz") { try NVDFeed.read(file) { records.append($0) } }
        let modern = try #require(records.first { $0.id == "CVE-2023-20198" })
        #expect(modern.metrics.map(\.score).contains(10))
        #expect(modern.dueDate == "2023-10-20")
        #expect(modern.summary?.isEmpty == false)
        #expect(records.first { $0.id == "CVE-2025-21590" }?.configurations == nil)
    }

    @Test func `the catalog of CISA and the scores of FIRST are read`() throws {
        let entries = try KEVFeed.read(FilePath(Self.root + "kev/known_exploited_vulnerabilities.json"))
        #expect(entries.count == 1404)
        #expect(entries.contains { $0.id == "CVE-2025-21590" && $0.due == CalendarDay("2025-04-03") })
        for file in try Self.files("epss", ".gz") {
            var count = 0
            _ = try EPSSFeed.read(file) { _ in count += 1 }
            #expect(count > 0)
        }
        let invalid = FilePath(Self.root + "epss/epss-invalid-header.csv")
        #expect(throws: FeedError.self) { try EPSSFeed.read(invalid) { _ in } }
    }

    @Test func `every record of the CVE list is read`() throws {
        var count = 0
        var systems: Set<OperatingSystem> = []
        for file in try Self.files("cve5", ".gz") {
            var bytes: [UInt8] = []
            try FeedFile.read(file) { bytes += $0 }
            for json in try JSONValue(parsing: bytes).arrayValue ?? [] {
                let record = try CVEListRecord(json)
                for product in record.affected.compactMap(AffectedProduct.init) { systems.insert(product.system) }
                count += 1
            }
        }
        #expect(count == 1145)
        #expect(systems.count >= 12)
    }
}
