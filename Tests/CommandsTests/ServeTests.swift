import Basics
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.timeLimit(.minutes(20))) struct ServeTests {
    @Test func `an empty folder is served to the token of the environment, and to no one else`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        let client = try #require(PlainClient(port: server.port))
        let status = try #require(client.send("GET", "/api/status/"))
        #expect(status.status == 200)
        #expect(client.send("GET", "/api/dcim/devices/", token: nil)?.status == 403)
        #expect(client.send("GET", "/api/dcim/devices/", token: "wrong")?.status == 403)
        let made = try #require(client.send("POST", "/api/dcim/manufacturers/", #"{"name":"Acme"}"#))
        #expect(made.status == 201)
        #expect(client.send("POST", "/api/dcim/manufacturers/", #"{"name":"Acme"}"#)?.status == 400)
        // Asked to stop, it ends in order; started again, everything is there.
        #expect(server.end(SIGTERM) == 0)
        let again = try ServerProcess(data: folder.path)
        let list = try #require(PlainClient(port: again.port)?.send("GET", "/api/dcim/manufacturers/"))
        #expect(try JSONValue(parsing: list.body)["count"] == 1)
    }

    @Test func `the store's files are readable by their owner only where they hold secrets`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        server.end(SIGTERM)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/almanac.key")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let contents = try #require(FileManager.default.contents(atPath: folder.path + "/almanac.db"))
        #expect(contents.range(of: Data(ServerProcess.token.utf8)) == nil)
    }

    @Test func `a second server may share the folder, but not the address`() throws {
        let folder = try TemporaryFolder()
        let first = try ServerProcess(data: folder.path)
        let second = try ServerProcess(data: folder.path)
        let (one, two) = (try #require(PlainClient(port: first.port)), try #require(PlainClient(port: second.port)))
        for number in 0..<10 {
            let (writer, reader) = number.isMultiple(of: 2) ? (one, two) : (two, one)
            #expect(writer.send("POST", "/api/dcim/manufacturers/", #"{"name":"m\#(number)"}"#)?.status == 201)
            let list = try #require(reader.send("GET", "/api/dcim/manufacturers/?limit=1"))
            #expect(try JSONValue(parsing: list.body)["count"] == .int(Int64(number + 1)))
        }
        let other = try TemporaryFolder()
        let refused = try Executable.run("serve", "--data", other.path, "--listen", "127.0.0.1:\(first.port)")
        #expect(refused.status == 78)
        #expect(refused.errors.contains("cannot listen on 127.0.0.1:\(first.port)"))
    }

    @Test func `a short or blank token is refused before anything is served`() throws {
        for token in ["short", "a b c d e f g h i j k l m n o p"] {
            let folder = try TemporaryFolder()
            let outcome = try Executable.run(
                "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
                environment: ["ALMANAC_BOOTSTRAP_TOKEN": token])
            #expect(outcome.status == 78)
            #expect(!outcome.errors.contains(token))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func `durability cannot be given up by mistake`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Executable.run(
            "serve", "--data", folder.path, "--listen", "127.0.0.1:0", environment: ["ALMANAC_TEST_SYNCHRONOUS": "OFF"])
        #expect(outcome.status == 78 && outcome.errors.contains("gives up durability"))
    }
}

@Suite struct ConfigurationTests {
    private func check(
        _ name: String, _ text: String, _ environment: [String: String] = [:], _ flags: String...
    ) throws -> Executable.Outcome {
        let folder = try TemporaryFolder()
        try text.write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
        return try withExtendedLifetime(folder) {
            try Executable.run(
                ["config", "check", "--config", folder.path + "/" + name] + flags, environment: environment)
        }
    }

    @Test func `flags win over the environment, the environment over the file, and the file over defaults`() throws {
        let outcome = try check(
            "a.json", #"{"data":"/file","log-level":"debug","listen":"127.0.0.1:1"}"#,
            ["ALMANAC_DATA": "/environment", "ALMANAC_LOG_LEVEL": "error"], "--data", "/flag")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("data = /flag  (command line)"))
        #expect(outcome.output.contains("log-level = error  (environment)"))
        #expect(outcome.output.contains("listen = 127.0.0.1:1  (file)"))
        #expect(outcome.output.contains("device-uniqueness  (default)"))
        #expect(outcome.output.hasSuffix("The configuration is valid.\n"))
    }

    @Test(
        "numbers, truth values and lists are taken as files write them",
        arguments: [
            (
                "a.json",
                #"{"ending-within-days": 90, "multi-tenant-mode": true, "allowed-hosts": ["a.example", "b.example"]}"#
            ),
            ("a.yaml", "ending-within-days: 90\nmulti-tenant-mode: true\nallowed-hosts: [a.example, b.example]\n"),
            ("b.yaml", "ending-within-days: \"90\"\nmulti-tenant-mode: \"true\"\nallowed-hosts: a.example,b.example\n"),
        ])
    func kinds(_ name: String, _ text: String) throws {
        let outcome = try check(name, text)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("ending-within-days = 90  (file)"), "\(outcome.output)")
        // JSON's reader does not tell true from 1.
        #expect(["true", "1"].contains { outcome.output.contains("multi-tenant-mode = \($0)  (file)") })
        #expect(outcome.output.contains("allowed-hosts = a.example,b.example  (file)"))
    }

    @Test(
        "what cannot be used is told with the name of the setting",
        arguments: [
            ("a.json", #"{"ending-within-days": "soon"}"#, "ending-within-days"),
            ("a.json", #"{"log-level": "loud"}"#, "log-level"),
            ("a.json", #"{"device-uniqueness": "often"}"#, "device-uniqueness"), ("a.json", "{", "a.json"),
            ("a.yaml", "multi-tenant-mode: perhaps", "multi-tenant-mode"),
            ("a.json", #"{"listn": "127.0.0.1:1"}"#, "listn"),
        ])
    func refused(_ name: String, _ text: String, _ word: String) throws {
        let outcome = try check(name, text)
        #expect(outcome.status == 78, "\(outcome.output)")
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }

    @Test("what a start would refuse is told beforehand", arguments: ["short", "a b c d e f g h i j k l m n o p", ""])
    func token(_ token: String) throws {
        let outcome = try check("a.json", "{}", ["ALMANAC_BOOTSTRAP_TOKEN": token])
        #expect(outcome.status == 78 && !outcome.output.contains("valid"))
        #expect(outcome.errors.contains("ALMANAC_BOOTSTRAP_TOKEN must be at least 20 printable characters"))
        #expect(token.isEmpty || !outcome.errors.contains(token))
    }

    @Test("a data folder has a name", arguments: ["", " "])
    func emptyFolder(_ name: String) throws {
        for outcome in [
            try check("a.json", "{}", [:], "--data", name), try check("a.json", "{}", ["ALMANAC_DATA": name]),
            try check("a.json", #"{"data":"\#(name)"}"#),
        ] {
            #expect(outcome.status == 78 && !outcome.output.contains("valid"))
            #expect(outcome.errors.contains("The setting data is \"\(name)\"; it may be the path of a folder"))
        }
    }

    @Test func `a token is never shown`() throws {
        let outcome = try check("a.json", "{}", ["ALMANAC_BOOTSTRAP_TOKEN": ServerProcess.token])
        #expect(outcome.output.contains("bootstrap-token  (set, not shown)"))
        #expect(!(outcome.output + outcome.errors).contains(ServerProcess.token))
    }
}
