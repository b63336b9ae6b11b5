import Foundation
import Storage
import TestKit
import Testing

/// Commands on a store in PostgreSQL.
@Suite(.enabled(if: TestDatabases.server != nil, "needs ALMANAC_TEST_DATABASE")) struct PostgreSQLCommandTests {
    /// The address of an empty database, as people write it.
    private func database() throws -> String {
        let text = try #require(ProcessInfo.processInfo.environment["ALMANAC_TEST_DATABASE"])
        let name = try #require(try TestDatabases.make().database)
        return text.replacing("/postgres", with: "/\(name)")
    }

    @Test func `a store goes to PostgreSQL and back, and its export stays the same`() throws {
        let folder = try TemporaryFolder()
        let (first, second) = (folder.path + "/first", folder.path + "/second")
        let database = try database()
        #expect(try Executable.run("sample", "--data", first, "--devices", "30").status == 0)
        let there = try Executable.run("database", "copy", first, database)
        #expect(there.status == 0 && there.errors.contains("Copied"), "\(there.errors)")
        let back = try Executable.run("database", "copy", database, second)
        #expect(back.status == 0, "\(back.errors)")
        let exported = try Executable.run("export", "--data", first).output
        #expect(exported.contains("dcim.device") && exported.utf8.count > 10_000)
        #expect(try Executable.run("export", "--data", second).output == exported)
        // The node needs the key of the store.
        let node = folder.path + "/node"
        let refused = try Executable.run("export", "--data", node, "--database", database)
        #expect(refused.status != 0 && refused.errors.contains("almanac.key"), "\(refused.errors)")
        try FileManager.default.copyItem(atPath: first + "/almanac.key", toPath: node + "/almanac.key")
        #expect(try Executable.run("export", "--data", node, "--database", database).output == exported)
        let full = try Executable.run("database", "copy", first, database)
        #expect(full.status != 0 && full.errors.contains("not empty"), "\(full.errors)")
        let backup = try Executable.run(
            "database", "backup", folder.path + "/b.db", "--data", node, "--database", database)
        #expect(backup.status != 0 && backup.errors.contains("pg_dump"), "\(backup.errors)")
    }

    @Test func `the server answers from PostgreSQL, and a second one with the same key too`() throws {
        let folder = try TemporaryFolder()
        let database = try database()
        let server = try ServerProcess(data: folder.path, environment: ["ALMANAC_DATABASE": database])
        let client = try #require(PlainClient(port: server.port))
        #expect(client.send("POST", "/api/dcim/manufacturers/", #"{"name":"Acme"}"#)?.status == 201)
        let second = try ServerProcess(data: folder.path, environment: ["ALMANAC_DATABASE": database])
        let other = try #require(PlainClient(port: second.port))
        #expect(other.send("GET", "/api/dcim/manufacturers/")?.body.contains("Acme") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/almanac.db"))
    }

    @Test func `a password on the command line is refused and shown nowhere`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Executable.run(
            "serve", "--data", folder.path, "--database", "postgres://ann:s3cret@127.0.0.1:1/x")
        #expect(outcome.status != 0 && outcome.errors.contains("PGPASSWORD"), "\(outcome.errors)")
        let check = try Executable.run(
            "config", "check", "--data", folder.path,
            environment: ["ALMANAC_DATABASE": "postgres://ann:s3cret@127.0.0.1:1/x"])
        #expect(check.status == 0 && check.output.contains("database = 127.0.0.1:1/x as ann"), "\(check.output)")
        let copy = try Executable.run("database", "copy", folder.path, "postgres://ann:s3cret@127.0.0.1:1/x")
        for text in [outcome.output, outcome.errors, check.output, check.errors, copy.output, copy.errors] {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test func `a database without a store is an error for commands that only ask`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Executable.run("export", "--data", folder.path, "--database", try database())
        #expect(outcome.status != 0 && outcome.errors.contains("no store"), "\(outcome.errors)")
    }
}
