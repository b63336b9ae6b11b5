import Basics
import Foundation
import Testing

@Suite struct CommandTests {
    @Test func `the demonstration prints its three reports and ends`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Executable.run("demo", "--data", folder.path, "--no-serve")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for title in ["Hardware support", "Software validation of devices", "Support contracts"] {
            #expect(outcome.output.contains(title))
        }
        #expect(outcome.output.contains("Devices               400"))
    }

    @Test func `a report ends with 2 when something needs attention, and says the same in every form`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "60").status == 0)
        let json = try Executable.run("report", "hardware", "--data", folder.path, "-o", "json")
        #expect(json.status == 2)
        let report = try JSONValue(parsing: json.output)
        let rows = try #require(report["rows"]?.arrayValue)
        let csv = try Executable.run("report", "hardware", "--data", folder.path, "-o", "csv", "--exit-zero")
        #expect(csv.status == 0)
        #expect(csv.output.split(separator: "\r\n").count == rows.count + 1)
        let counted = rows.filter { $0["kind"] == "device type" }.compactMap { $0["count"]?.intValue }.reduce(0, +)
        #expect(counted == 60)
        #expect(report["summary"]?["devices"] == 60)
    }

    @Test func `wrong usage ends with 64 and a wrong setting with 78, each with a sentence that helps`() throws {
        let folder = try TemporaryFolder()
        let unknown = try Executable.run("report", "weather", "--data", folder.path)
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("There is no report \"weather\""))
        let missing = try Executable.run("report", "hardware", "--data", folder.path)
        #expect(missing.status == 78)
        #expect(missing.errors.contains("There is no store in \(folder.path)."))
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "10").status == 0)
        let filter = try Executable.run("report", "hardware", "--data", folder.path, "--filter", "colour=red")
        #expect(filter.status == 64)
        #expect(filter.errors.contains("colour: Unknown filter field"))
        let setting = try Executable.run("config", "check", environment: ["ALMANAC_ENDING_WITHIN_DAYS": "soon"])
        #expect(setting.status == 78)
        #expect(setting.errors.contains("ending-within-days"))
    }

    @Test func `an export imports into an empty store, and again without any change`() throws {
        let first = try TemporaryFolder()
        let second = try TemporaryFolder()
        let file = first.path + "/network.ndjson"
        #expect(try Executable.run("sample", "--data", first.path, "--devices", "40").status == 0)
        #expect(try Executable.run("export", "--data", first.path, "--to", file).status == 0)
        let plan = try Executable.run("import", file, "--data", second.path)
        #expect(plan.status == 0 && !plan.output.contains("Not known"), "\(plan.output)")
        let fingerprint = try #require(plan.output.split(separator: " ").last.map { $0.filter { !$0.isWhitespace } })
        let applied = try Executable.run(
            "import", file, "--data", second.path, "--apply", "--expect", String(fingerprint))
        #expect(applied.status == 0, "\(applied.errors)")
        let again = try Executable.run("import", file, "--data", second.path)
        #expect(again.output.contains("there is nothing to do"), "\(again.output)")
        let copy = second.path + "/copy.ndjson"
        #expect(try Executable.run("export", "--data", second.path, "--to", copy).status == 0)
        #expect(FileManager.default.contentsEqual(atPath: file, andPath: copy))
    }

    @Test func `a plan names the columns that it leaves out`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/dcim.manufacturer.csv"
        try "name,descripton,\"co\u{1B}lour\"\nA,x,\nB,y,red\nC,,\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        let plan = try Executable.run("import", file, "--data", folder.path)
        #expect(plan.status == 0)
        #expect(
            plan.output.contains(
                "Not known and left out: dcim.manufacturer \"descripton\" (2 objects, first at \(file):2)\n"))
        #expect(plan.output.contains("Not known and left out: dcim.manufacturer \"colour\" (1 object, at \(file):3)\n"))
        #expect(try Executable.run("import", file, "--data", folder.path, "--apply").output.contains("descripton"))
        let again = try Executable.run("import", file, "--data", folder.path)
        #expect(again.output.contains("There is nothing else to do.") && again.output.contains("descripton"))
    }

    @Test func `a fingerprint is for applying`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/a.ndjson"
        try #"{"object_type":"dcim.manufacturer","name":"A"}"#.write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try Executable.run("import", file, "--data", folder.path, "--expect", "0000000000000000")
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        #expect(outcome.errors == "almanac: --expect belongs to --apply. Give both to apply exactly that plan.\n")
    }

    @Test func `a mismatched plan changes nothing`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/tags.ndjson"
        let line = #"{"object_type":"dcim.manufacturer","name":"Example Networks"}"#
        try line.write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try Executable.run(
            "import", file, "--data", folder.path, "--apply", "--expect", "0000000000000000")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("Nothing was changed"))
        let plan = try Executable.run("import", file, "--data", folder.path)
        #expect(plan.output.contains("create 1"))
    }

    @Test(
        "an option that a report has no use for is refused, with whose it is",
        arguments: [
            (["hardware", "--from", "2026-01-01"], "--from belongs to almanac report due."),
            (
                ["software", "--to", "2026-01-01", "--kind", "contract_end"],
                "--to, --kind belong to almanac report due."
            ),
            (["contracts", "-o", "ics"], "-o ics belongs to almanac report due."),
            (["due", "-o", "ics", "--on", "2026-01-01"], "--on belongs to -o table, json, csv, pdf and xlsx; "),
            (["inventory", "-o", "json", "--limit", "3"], "--limit belongs to -o table."),
            (["inventory", "-o", "pdf", "--limit", "3"], "--limit belongs to -o table."),
            (["hardware", "--raw-csv"], "--raw-csv belongs to -o csv."),
            (["hardware", "--limit=-1"], "--limit must be 0 or more."),
            (["due", "--from", "2027-01-02", "--to", "2027-01-01"], "The due list would end on 2027-01-01, before "),
        ])
    func foreignOption(_ arguments: [String], _ message: String) throws {
        // Told before the store is looked for: there is none.
        let outcome = try Executable.run(["report"] + arguments + ["--data", "/nowhere"])
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains("almanac: " + message), "\(outcome.errors)")
    }

    @Test func `a report is a PDF document or a workbook, which is not written to a terminal`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "60").status == 0)
        let outcome = try Executable.run(
            "report", "hardware", "--data", folder.path, "-o", "pdf", "--filter", "role=firewall", "--exit-zero")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("%PDF-1.7\n") && outcome.output.hasSuffix("\n%%EOF\n"))
        let workbook = try Executable.run("report", "due", "--data", folder.path, "-o", "xlsx")
        #expect(workbook.status == 0 && workbook.output.hasPrefix("PK\u{3}\u{4}"), "\(workbook.errors)")
        let refused = try Executable.runOnTerminal("report", "hardware", "--data", folder.path, "-o", "pdf")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("PDF is not for a terminal."), "\(refused.errors)")
        #expect(refused.errors.contains("almanac report hardware -o pdf > hardware.pdf"))
    }

    @Test func `bars are drawn among like things only`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "400").status == 0)
        func bars(_ report: String) throws -> (counts: [String: Int], bars: [String: Int]) {
            let json = try Executable.run("report", report, "--data", folder.path, "-o", "json", "--exit-zero")
            let counts = try #require(try JSONValue(parsing: json.output)["summary"]?.objectValue)
                .members.map { ($0.key, Int($0.value.intValue ?? 0)) }
            let table = try Executable.run("report", report, "--data", folder.path, "--limit", "0", "--exit-zero")
            let lines = table.output.split(separator: "\n").dropFirst().prefix(counts.count)
            return (
                Dictionary(uniqueKeysWithValues: counts),
                Dictionary(uniqueKeysWithValues: zip(counts.map(\.0), lines.map { $0.count { $0 == "█" } }))
            )
        }
        let contracts = try bars("contracts")
        let covered = try #require(contracts.counts["devices_covered"])
        let uncovered = try #require(contracts.counts["devices_uncovered"])
        // As many contracts as this would fit a bar of contracts, but these are devices.
        #expect(uncovered > 0 && contracts.bars["devices_uncovered"] == max(1, uncovered * 30 / (covered + uncovered)))
        #expect(covered > 0 && contracts.bars["devices_covered"] == max(1, covered * 30 / (covered + uncovered)))
        let (all, ended) = (try #require(contracts.counts["contracts"]), try #require(contracts.counts["expired"]))
        #expect(ended > 0 && contracts.bars["expired"] == max(1, ended * 30 / all) && contracts.bars["contracts"] == 0)
        let hardware = try bars("hardware")
        #expect(try #require(hardware.counts["parts_unsupported"]) > 0)
        #expect(hardware.bars["parts_unsupported"] == 0)
    }

    @Test func `a file is no data folder, and a backup needs a folder to lie in`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/file"
        try "".write(toFile: file, atomically: true, encoding: .utf8)
        for arguments in [
            ["report", "hardware"], ["evaluate"], ["import", file, "--input", "ndjson"], ["config", "check"],
            ["serve", "--listen", "127.0.0.1:0"],
        ] {
            let outcome = try Executable.run(arguments + ["--data", file])
            #expect(outcome.status == 78, "\(arguments)")
            #expect(outcome.errors.hasPrefix("almanac: \(file) is a file, not a folder. Give the folder of the store "))
            let below = try Executable.run(arguments + ["--data", file + "/below"])
            #expect(!below.errors.contains("Domain"), "\(below.errors)")
        }
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "5").status == 0)
        let nowhere = try Executable.run("database", "backup", folder.path + "/nodir/x.db", "--data", folder.path)
        #expect(nowhere.status == 64)
        #expect(
            nowhere.errors == "almanac: There is no folder \(folder.path)/nodir. Make it, or give another name.\n")
        // The kernel's own folder takes no files, not even root's.
        let unwritable = try Executable.run("database", "backup", "/proc/x.db", "--data", folder.path)
        #expect(unwritable.status == 1)
        #expect(unwritable.errors.contains("The backup /proc/x.db cannot be written."), "\(unwritable.errors)")
        #expect(!unwritable.errors.contains("Domain"))
    }

    @Test func `input that is missing, or a folder, is told in words`() throws {
        let folder = try TemporaryFolder()
        let missing = try Executable.run("import", folder.path + "/none.csv", "--data", folder.path + "/store")
        #expect(missing.status == 64 && missing.errors == "almanac: There is no file \(folder.path)/none.csv.\n")
        let inner = try Executable.run("import", folder.path, "--input", "csv", "--data", folder.path + "/store")
        #expect(inner.status == 64)
        #expect(inner.errors == "almanac: \(folder.path) is a folder. Name the files in it.\n")
        for (name, text) in [("missing.yaml", nil), ("a.json", "{"), ("b.yaml", "data: [")] as [(String, String?)] {
            let file = folder.path + "/" + name
            if let text { try text.write(toFile: file, atomically: true, encoding: .utf8) }
            let outcome = try Executable.run("config", "check", "--config", file)
            #expect(outcome.status == 78 && outcome.errors.contains(file) && !outcome.errors.contains("Domain"))
        }
    }

    @Test func `the due list is a calendar that begins and ends as one`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "40").status == 0)
        let feed = try Executable.run("report", "due", "--data", folder.path, "-o", "ics")
        #expect(feed.status == 0)
        #expect(feed.output.hasPrefix("BEGIN:VCALENDAR\r\n"))
        #expect(feed.output.hasSuffix("END:VCALENDAR\r\n"))
        #expect(feed.output.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 75 })
    }
}
