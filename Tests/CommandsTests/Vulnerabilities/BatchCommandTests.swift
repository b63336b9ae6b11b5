import Applicability
import Basics
import Foundation
import Services
import Testing

@testable import Commands

/// The commands that answer a question per line.
@Suite struct BatchCommandTests {
    /// The recorded cases that lie beside the repository; a clone on its own has none.
    private static let vectors: String = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared/vectors/"
    }()
    private static let areAvailable = FileManager.default.fileExists(atPath: vectors + "applicability-cases.json")

    private static func recorded(_ name: String) throws -> [JSONValue] {
        let bytes = Array(try Data(contentsOf: URL(filePath: vectors + name)))
        return try JSONValue(parsing: bytes).arrayValue ?? []
    }

    /// What the executable answers to lines.
    private static func answers(_ arguments: [String], _ lines: [String]) throws -> [JSONValue] {
        let outcome = try Executable.run(arguments, input: lines.joined(separator: "\n") + "\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(answers.count == lines.count)
        return answers
    }

    @Test(.enabled(if: areAvailable)) func `recorded versions compare as recorded`() throws {
        let cases = try Self.recorded("version-order-vectors.json")
        for (vector, answer) in zip(cases, try Self.answers(["version", "compare", "--batch"], cases.map(\.text))) {
            #expect(answer["cmp"] == vector["cmp"], "\(vector.text)")
            #expect(answer["sameTrain"] ?? true == vector["sameTrain"] ?? true, "\(vector.text)")
        }
    }

    @Test(.enabled(if: areAvailable)) func `recorded aliases get their canonical form`() throws {
        let cases = try Self.recorded("version-aliases.json")
        for (vector, answer) in zip(cases, try Self.answers(["version", "canonical", "--batch"], cases.map(\.text))) {
            let expected = vector["canonical"]?.stringValue ?? ""
            if expected.hasPrefix("IOS train string") {
                #expect(answer["error"] != nil, "\(vector.text)")
            } else {
                #expect(answer["canonical"]?.stringValue == String(expected.prefix { $0 != " " }), "\(vector.text)")
            }
        }
    }

    @Test(.enabled(if: areAvailable)) func `recorded cases of applicability come out as recorded`() throws {
        let cases = try Self.recorded("applicability-cases.json")
        #expect(cases.count >= 40)
        for (vector, answer) in zip(cases, try Self.answers(["applicability", "--batch"], cases.map(\.text))) {
            #expect(answer == vector["expect"], "\(vector.text)")
        }
    }

    @Test func `a bad line gets an error, and the next one its answer`() throws {
        let good = #"{"os":"cisco_iosxe","a":"17.9.4a","b":"17.10.1"}"#
        let bad = [
            "", "no JSON", "[1]", #"{"os":"cisco_iosxe","a":1}"#, #"{"os":"windows","a":"1","b":"2"}"#, "\u{FFFD}",
        ]
        let answers = try Self.answers(["version", "compare", "--batch"], bad.flatMap { [$0, good] })
        for index in bad.indices {
            #expect(answers[2 * index]["error"] != nil)
            #expect(answers[2 * index + 1] == ["cmp": -1])
        }
        let train = #"{"os":"cisco_ios","a":"15.2(7)E3","b":"15.1(4)M6"}"#
        let same = #"{"os":"cisco_ios","a":"15.2(7)E3","b":"15.2(7)M"}"#
        let trains = try Self.answers(["version", "compare", "--batch"], [train, same])
        #expect(trains[0] == ["cmp": 1, "sameTrain": false])
        #expect(trains[1]["error"] != nil)
    }

    @Test func `lines are cut wherever the input is cut, and too long ones are told`() {
        let text = Array("ab\r\n\nc\n\(String(repeating: "x", count: 20))\nlast".utf8)
        for step in 1...text.count {
            var splitter = LineSplitter(longest: 10)
            var lines: [String?] = []
            let take = { (line: [UInt8]?) in lines.append(line.map { String(decoding: $0, as: UTF8.self) }) }
            for start in stride(from: 0, to: text.count, by: step) {
                splitter.take(text[start..<min(start + step, text.count)], isEnd: false, take)
            }
            splitter.take([], isEnd: true, take)
            #expect(lines == ["ab", "", "c", nil, "last"])
        }
    }

    @Test func `facts of files answer questions about their vulnerabilities`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/record.json"
        let record: JSONValue = [
            "cveMetadata": ["cveId": "CVE-2099-0001"],
            "containers": [
                "cna": [
                    "affected": [["product": "PAN-OS", "versions": [["version": "10.1.3", "status": "affected"]]]]
                ]
            ],
        ]
        try record.text.write(toFile: path, atomically: true, encoding: .utf8)
        let question = #"{"kind":"cna","input":{"os":"paloalto_panos","device":"10.1.3","cve":"CVE-2099-0001"}}"#
        #expect(try Self.answers(["applicability", "--batch", "--facts", path], [question]) == [true])
        #expect(try Self.answers(["applicability", "--batch"], [question])[0]["error"] != nil)
        let outcome = try Executable.run(["applicability", "--batch", "--facts", folder.path + "/none.json"])
        #expect(outcome.status != 0)
    }

    @Test func `the records that come with Almanac can be read`() throws {
        let records = try #require(JSONValue(parsing: BundledFacts.text).arrayValue)
        #expect(records.count > 5)
        let library = FactLibrary()
        for record in records {
            let facts = try #require(library.facts(record["id"]?.stringValue ?? ""))
            #expect(facts.configurations != nil || !facts.products.isEmpty)
        }
    }

    @Test func `answers of devices are read line by line`() throws {
        let version =
            #"{"platform":"cisco_ios","command":"show version","text":"Cisco IOS Software, C2960 Software (C2960-M), Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)\nsw1 uptime is 1 day"}"#
        let answers = try Self.answers(
            ["cli", "parse", "--batch"], [version, #"{"platform":"cisco_ios","text":""}"#, "{}"])
        #expect(
            answers[0] == [
                "os": "cisco_ios", "version": "15.0(2)SE4", "hardware": .null, "serial": .null, "hostname": "sw1",
            ])
        #expect(answers[1]["error"] != nil)
        #expect(answers[2]["error"] != nil)
    }

    @Test func `facts have the keys of NAPALM`() throws {
        let eos =
            #"{"driver":"eos","outputs":{"show version":{"internalVersion":"4.28.3M-1.4283M","modelName":"vEOS","serialNumber":"S"},"show hostname":{"hostname":"sw","fqdn":"sw.x"}}}"#
        let answers = try Self.answers(["facts", "--batch"], [eos, #"{"driver":"x","outputs":{}}"#])
        #expect(
            answers[0] == [
                "uptime": -1, "vendor": "Arista", "os_version": "4.28.3M-1.4283M", "serial_number": "S",
                "model": "vEOS",
                "hostname": "sw", "fqdn": "sw.x", "interface_list": [],
            ])
        #expect(answers[1]["error"] != nil)
    }
}
