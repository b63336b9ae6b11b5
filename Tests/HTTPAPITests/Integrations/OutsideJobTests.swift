import Basics
import Domain
import Foundation
import Glibc
import HTTPAPI
import HTTPServing
import JobEngine
import Modeling
import Services
import TestKit
import Testing

/// Executables as jobs: what they say of themselves, and what they may and may not do.
@Suite(.timeLimit(.minutes(15))) struct OutsideJobTests {
    /// A program for sh that describes a job with these members, and runs this.
    private static func script(_ members: String = "", _ body: String) -> String {
        """
        #!/bin/sh
        if [ "$1" = describe ]; then
            echo '{"protocol": 1, "jobs": [{"class_name": "Check", "has_sensitive_variables": false\(members)}]}'
            exit 0
        fi
        read -r request
        \(body)
        """
    }

    private func world(
        _ files: [String: String], _ change: (inout OutsideAccess) -> Void = { _ in }
    ) async throws -> GitWorld {
        let world = try await GitWorld { _, outside in change(&outside) }
        for (name, text) in files { try world.folder.write(text, to: name, mode: 0o755) }
        try await world.look()
        return world
    }

    private func job(_ world: GitWorld, _ name: String = "Check") async throws -> JSONValue {
        try await world.server.get("/api/extras/jobs/?name=\(name)")["results"]?[0] ?? .null
    }

    private func enable(_ world: GitWorld, _ name: String = "Check") async throws {
        let id = try await job(world, name)["id"]?.stringValue ?? ""
        #expect(try await world.server.send("PATCH", "/api/extras/jobs/\(id)/", ["enabled": true]).status == 200)
    }

    /// A world with one enabled job, `Check`.
    private func enabled(_ members: String = "", _ body: String) async throws -> GitWorld {
        let world = try await world(["check-sites.sh": Self.script(members, body)])
        try await enable(world)
        return world
    }

    @Test func `a new job is described and not enabled`() async throws {
        let world = try await world([
            "check-sites.sh": Self.script(
                """
                , "name": "Check", "grouping": "Sites", "description": "Looks at sites.", "read_only": true,
                "soft_time_limit": 20, "time_limit": 30, "is_singleton": true, "variables": [
                {"name": "site", "type": "ObjectVar", "model": "dcim.location", "filters": {"name__isw": "A"}},
                {"name": "depth", "type": "IntegerVar", "default": 2, "min_value": 1, "max_value": 9},
                {"name": "mode", "type": "ChoiceVar", "choices": [["a", "All"], "some"], "required": false},
                {"name": "dryrun", "type": "DryRunVar", "required": false}]
                """, ""), "_helper.sh": "#!/bin/sh", ".hidden": "#!/bin/sh",
        ])
        let job = try await job(world)
        #expect(job["module_name"] == "check_sites" && job["job_class_name"] == "Check")
        #expect(job["enabled"] == false && job["installed"] == true && job["supports_dryrun"] == true)
        #expect(job["grouping"] == "Sites" && job["soft_time_limit"] == 20.0 && job["is_singleton"] == true)
        #expect(try await world.jobs.ask("Check").status == 403)
        let variables = try await world.server.get("/api/extras/jobs/Check/variables/").arrayValue ?? []
        #expect(variables.map { $0["name"] } == ["site", "depth", "mode", "dryrun"])
        #expect(variables[2]["choices"] == [["a", "All"], ["some", "some"]])
        try await enable(world)
        let refused = try await world.jobs.ask("Check", ["data": ["depth": 12]])
        #expect(try await refused.jsonBody()["errors"]?.objectValue?.keys == ["site", "depth"])
    }

    @Test func `nothing is described or run while it is switched off`() async throws {
        let world = try await world(["check.sh": "#!/bin/sh\ntouch \"$0.ran\"\n"]) { $0.isEnabled = false }
        #expect(try await job(world) == .null)
        #expect(!FileManager.default.fileExists(atPath: world.folder.path + "/check.sh.ran"))
        #expect(OutsideAccess().isEnabled == false)
    }

    @Test func `a run tells, reports, keeps files and has a result`() async throws {
        let world = try await enabled(
            """
            , "variables": [{"name": "who", "type": "StringVar"}, {"name": "dryrun", "type": "DryRunVar", "required": false}]
            """,
            """
            echo "$request" > "$TMPDIR/request"
            echo '{"type": "log", "message": "hello", "level": "success", "object": "r1", "grouping": "greet"}'
            echo '{"type": "progress", "done": 1, "total": 2, "text": "half"}'
            echo '{"type": "file", "name": "a.csv", "content": "x,y"}'
            echo '{"type": "file", "name": "b.bin", "content_base64": "AAEC"}'
            env | sort | cut -d = -f 1 | tr '\\n' ' ' | sed 's/^/{"type":"log","message":"/; s/$/"}/'
            echo
            echo "{\\"type\\": \\"log\\", \\"level\\": \\"debug\\", \\"message\\": \\"$(pwd)\\"}"
            echo "something odd" >&2
            printf '{"type": "result", "value": '; cat "$TMPDIR/request" | tr -d '\\n'; echo '}'
            """)
        let run = try await world.jobs.run("Check", ["who": "anna", "dryrun": true])
        #expect(run["status"]?["value"] == "SUCCESS", "\(run.text)")
        let request = run["result"]
        #expect(request?["type"] == "run" && request?["protocol"] == 1 && request?["job"] == "Check")
        #expect(request?["inputs"] == ["who": "anna", "dryrun": true] && request?["dry_run"] == true)
        #expect(request?["job_result"] == run["id"] && request?["user"] == "admin" && request?["attempt"] == 1)
        let log = try await world.log(run)
        #expect(log.contains("success hello") && log.contains("warning something odd"))
        let variables = Set((log.first { $0.hasPrefix("info HOME") } ?? "").split(separator: " ").dropFirst())
        #expect(
            variables.subtracting(["PWD", "SHLVL", "_", "OLDPWD"])
                == ["HOME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "TMPDIR"])
        let files = try await world.server.get("/api/extras/file-proxies/?sort=name")["results"]?.arrayValue ?? []
        #expect(files.map { $0["name"] } == ["a.csv", "b.bin"])
        let id = files.last?["id"]?.stringValue ?? ""
        let content = try await world.server.send("GET", "/api/extras/file-proxies/\(id)/download/").allBytes()
        #expect(content == [0, 1, 2])
        let folder = log.first { $0.hasPrefix("debug ") }?.dropFirst("debug ".count) ?? "/"
        #expect(folder.contains("almanac-job-") && !FileManager.default.fileExists(atPath: String(folder)))
    }

    @Test func `a secret is handed out when it is asked for by name, and stands nowhere else`() async throws {
        let world = try await enabled(
            body: """
                echo '{"type": "secret", "secret": "token"}'; read -r one
                echo '{"type": "secret", "secrets_group": "git", "access_type": "HTTP(S)", "secret_type": "username"}'; read -r two
                echo '{"type": "secret", "secret": "nothing"}'; read -r three
                value=$(echo "$one" | sed 's/.*"value":"//; s/".*//')
                echo "value is $value" >&2
                echo "{\\"type\\": \\"log\\", \\"message\\": \\"got $value\\"}"
                echo "{\\"type\\": \\"result\\", \\"value\\": [$one, $two, $three, ${#value}]}"
                """)
        _ = try await world.credentials()
        let run = try await world.jobs.run("Check")
        #expect(run["result"]?[3] == 12 && run["result"]?[0]?["value"] == "(redacted)", "\(run.text)")
        #expect(run["result"]?[1]?["type"] == "secret" && run["result"]?[2]?["error"] != nil)
        let log = try await world.log(run)
        #expect(log.contains("info got (redacted)") && log.contains("warning value is (redacted)"))
        let used = try await world.server.secrets.audit.latest(limit: 10)
        #expect(used.map(\.secretName).sorted() == ["token", "username"])
        #expect(!String(decoding: try await world.server.temporary.bytes(), as: UTF8.self).contains("s3cret-value"))
    }

    @Test func `secrets and data are given as far as the user may see them`() async throws {
        let world = try await enabled(
            body: """
                echo '{"type": "secret", "secret": "token"}'; read -r one
                echo '{"type": "query", "path": "/api/extras/tags/?name=seen"}'; read -r two
                echo '{"type": "query", "path": "/api/users/users/"}'; read -r three
                echo "{\\"type\\": \\"result\\", \\"value\\": [$one, $two, $three]}"
                """)
        _ = try await world.credentials()
        for name in ["seen", "unseen"] {
            try await world.server.create(
                "/api/extras/tags/", ["name": .string(name), "content_types": ["dcim.device"]])
        }
        let own = try await world.jobs.run("Check")["result"]
        #expect(own?[1]?["value"]?["results"]?[0]?["name"] == "seen", "\(own?.text ?? "")")
        #expect(own?[2]?["error"] != nil, "users are nothing for jobs")
        let token = try await world.server.role("runner", [(["extras.job"], ["run"], "null")])
        let asked = try await world.jobs.ask("Check", token: token).jsonBody()
        try await world.jobs.work()
        let others = try await world.jobs.result(asked["job_result"]?["id"]?.stringValue ?? "")["result"]
        #expect(others?[0]?["error"] != nil && others?[1]?["error"] != nil, "\(others?.text ?? "")")
    }

    @Test(arguments: [
        ("echo 'no json'", "Line 1 of the executable's standard output is no JSON"),
        ("echo '{\"type\": \"dance\"}'", "no \"type\" that is known"),
        ("echo '{\"type\": \"log\"}'", "a log without a \"message\""),
        ("echo '{\"type\": \"log\", \"message\": \"x\", \"level\": \"loud\"}'", "a level that is none of"),
        ("echo '{\"type\": \"file\", \"name\": \"x\"}'", "a file without \"content\""),
        ("echo '{\"type\": \"file\", \"name\": \"../x\", \"content\": \"\"}'", "is no name of a file"),
        ("exit 4", "ended with status 4"), ("kill -9 $$", "ended by signal 9"),
        ("echo '{\"type\": \"result\", \"success\": false, \"message\": \"too few sites\"}'", "too few sites"),
        ("head -c 17000000 /dev/zero | tr '\\0' a", "wrote too much"),
    ])
    func `what goes wrong fails the run and says what`(_ body: String, _ message: String) async throws {
        let world = try await enabled(body: body)
        let run = try await world.jobs.run("Check")
        #expect(run["status"]?["value"] == "FAILURE")
        let log = try await world.log(run)
        #expect(log.contains { $0.contains(message) }, "\(log)")
    }

    @Test func `a job that is cancelled gets a word, a signal and a little time`() async throws {
        let world = try await enabled(
            body: """
                trap 'read -r word; echo "{\\"type\\": \\"log\\", \\"message\\": \\"cleaning up after $(echo $word | tr -d \\")\\"}"; exit 1' TERM
                echo '{"type": "log", "message": "begun"}'
                while :; do sleep 0.01; done
                """)
        let id = try await world.jobs.begin("Check")
        await world.jobs.worker.step()
        try await wait(world, id, "info begun")
        #expect(try await world.server.send("POST", "/api/extras/job-results/\(id)/cancel/").status == 200)
        world.server.time.advance(seconds: 1)
        await world.jobs.worker.step()
        await world.jobs.worker.settle()
        #expect(try await world.jobs.result(id)["status"]?["value"] == "REVOKED")
        #expect(try await world.jobs.log(id).contains("info cleaning up after {type:cancel}"))
    }

    /// Waits until an entry of a run's log is written, which happens twice a second of the test's clock.
    private func wait(_ world: GitWorld, _ id: String, _ entry: String) async throws {
        while try await !world.jobs.log(id).contains(entry) {
            try #require(try await world.jobs.result(id)["date_done"] == .null, "the run has ended")
            world.server.time.advance(seconds: 0.5)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func `a job that hears nothing is ended at its limit with everything that it started`() async throws {
        let world = try await enabled(
            ", \"soft_time_limit\": 1000, \"time_limit\": 2000",
            """
            trap '' TERM
            sleep 600 &
            echo "{\\"type\\": \\"log\\", \\"message\\": \\"child $!\\"}"
            while :; do sleep 0.05; done
            """)
        let id = try await world.jobs.begin("Check")
        await world.jobs.worker.step()
        var child: Int32 = 0
        while child == 0 {
            try #require(try await world.jobs.result(id)["date_done"] == .null, "the run has ended")
            world.server.time.advance(seconds: 0.5)
            try await Task.sleep(for: .milliseconds(20))
            let entry = try await world.jobs.log(id).first { $0.hasPrefix("info child ") }
            child = entry.flatMap { Int32($0.dropFirst("info child ".count)) } ?? 0
        }
        world.server.time.advance(seconds: 1000)
        try await Task.sleep(for: .milliseconds(100))
        #expect(kill(child, 0) == 0, "the soft limit is a request")
        world.server.time.advance(seconds: 1000)
        await world.jobs.worker.settle()
        #expect(try await world.jobs.result(id)["result"]?["exc_type"] == "TimeLimitExceeded")
        while kill(child, 0) == 0, !isZombie(child) { try await Task.sleep(for: .milliseconds(2)) }
    }

    private func isZombie(_ process: Int32) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ") Z"
        return stat.contains(") Z")
    }

    @Test func `a job whose file goes is not installed, and comes back as it was`() async throws {
        let world = try await enabled(body: "")
        try FileManager.default.moveItem(
            atPath: world.folder.path + "/check-sites.sh", toPath: world.folder.path + "/_check")
        try await world.look()
        #expect(try await job(world)["installed"] == false)
        #expect(try await world.jobs.ask("Check").status == 405)
        try FileManager.default.moveItem(
            atPath: world.folder.path + "/_check", toPath: world.folder.path + "/check-sites.sh")
        try await world.look()
        let back = try await job(world)
        #expect(back["installed"] == true && back["enabled"] == true)
    }

    @Test func `a program that others may change is neither described nor run`() async throws {
        let world = try await enabled(body: "")
        let file = world.folder.path + "/check-sites.sh"
        chmod(file, 0o777)
        let run = try await world.jobs.run("Check")
        #expect(run["status"]?["value"] == "FAILURE")
        #expect(try await world.log(run).contains { $0.contains("Others may change") })
        try await world.look()
        #expect(try await job(world)["installed"] == false)
        chmod(file, 0o755)
        chmod(world.folder.path, 0o777)
        try await world.look()
        #expect(try await job(world)["installed"] == false, "who may write the folder may replace the file")
    }

    @Test(arguments: [
        "{}", "no json", #"{"protocol": 2, "jobs": []}"#, #"{"protocol": 1, "jobs": []}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "a b"}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A"}, {"class_name": "A"}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A", "senstive": true}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A", "time_limit": -1}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A", "variables": [{"name": "x", "type": "Odd"}]}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A", "variables": [{"name": "x", "type": "ChoiceVar"}]}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A", "variables": [{"name": "x", "type": "ObjectVar", "model": "a.b"}]}]}"#,
        #"{"protocol": 1, "jobs": [{"class_name": "A", "variables": [{"name": "x", "type": "StringVar", "regex": "("}]}]}"#,
    ])
    func `a description that cannot be right makes no job`(_ description: String) async throws {
        let world = try await world([
            "odd.sh": "#!/bin/sh\ncat <<'X'\n\(description)\nX\n", "fine.sh": Self.script("", ""),
        ])
        let jobs = try await world.server.get("/api/extras/jobs/?module_name=odd&module_name=fine")
        #expect(jobs["results"]?.arrayValue?.map { $0["module_name"] } == ["fine"])
    }

    @Test func `who says nothing in time is no job`() async throws {
        let world = try await world(["slow.sh": "#!/bin/sh\nexec sleep 600\n"]) { $0.patience = .milliseconds(200) }
        #expect(try await world.server.get("/api/extras/jobs/?module_name=slow")["count"] == 0)
    }

    @Test func `a repository provides jobs, and the commit in use is what runs`() async throws {
        let source = try await SourceRepository()
        let result = "echo '{\"type\": \"result\", \"value\": 1}'"
        _ = try await source.commit(["jobs/check.sh": Self.script("", result), "README.md": "x"])
        let world = try await world([:])
        let id = try await world.add(source.url, contents: ["extras.job"])
        let job = try await job(world)
        #expect(job["module_name"] == "network_data.jobs.check" && job["enabled"] == false)
        try await enable(world)
        #expect(try await world.jobs.run("Check")["result"] == 1)
        _ = try await source.commit(["jobs/check.sh": Self.script("", result.replacing("1}", with: "2}"))])
        #expect(try await world.jobs.run("Check")["result"] == 1, "until it is synced")
        _ = try await world.sync(id)
        #expect(try await world.jobs.run("Check")["result"] == 2)
        // Another machine does not have the files yet.
        try FileManager.default.removeItem(atPath: world.clones.path + "/network_data")
        #expect(try await world.jobs.run("Check")["result"] == 2)
        try await world.look()
        #expect(try await self.job(world)["installed"] == true)
        try FileManager.default.removeItem(atPath: source.folder.path + "/jobs")
        _ = try await source.commit(["README.md": "y"])
        try source.folder.write("a file where a folder was", to: "jobs")
        _ = try await source.commit([:])
        _ = try await world.sync(id)
        #expect(try await self.job(world)["installed"] == false)
        #expect(try await world.server.send("DELETE", "/api/extras/git-repositories/\(id)/").status == 204)
        _ = try await source.commit([:], removing: ["jobs"])
        _ = try await source.commit(["jobs/check.sh": Self.script("", result)])
        _ = try await world.add(source.url, contents: ["extras.job"])
        let again = try await self.job(world)
        #expect(again["installed"] == true && again["enabled"] == false, "another repository is another program")
    }
}

extension OutsideJobTests {
    private func enabled(body: String) async throws -> GitWorld { try await enabled("", body) }

    private static let makesManufacturers = """
        echo '{"type": "change", "changes": [
        {"action": "create", "object_type": "dcim.manufacturer", "data": {"name": "Acme"}},
        {"action": "create", "object_type": "dcim.manufacturer", "data": {"name": "Apex"}}]}' | tr -d '\\n'
        echo
        read -r answer
        printf '{"type": "result", "value": '; printf '%s' "$answer"; echo '}'
        """

    @Test func `changes are made with the rights of the user, and planned in a dry run`() async throws {
        let world = try await enabled(
            #", "variables": [{"name": "dryrun", "type": "DryRunVar", "required": false}]"#, Self.makesManufacturers)
        let dry = try await world.jobs.run("Check", ["dryrun": true])
        let ids = dry["result"]?["value"]?.arrayValue ?? []
        #expect(ids.count == 2, "\(dry.text)")
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 0)
        let path = "/api/extras/job-results/\(dry["id"]?.stringValue ?? "")/"
        #expect(try await world.server.get(path + "plan/")["totals"]?["create"] == 2)
        #expect(try await world.server.send("POST", path + "apply-plan/", [:]).status == 201)
        try await world.jobs.work()
        let made = try await world.server.get("/api/dcim/manufacturers/?sort=name")["results"]?.arrayValue ?? []
        #expect(made.map { $0["name"] } == ["Acme", "Apex"] && made.map { $0["id"] } == ids)
    }

    @Test func `of changes that do not all fit none is made, and the executable is told which`() async throws {
        let world = try await enabled("", Self.makesManufacturers)
        _ = try await world.server.create("/api/dcim/manufacturers/", ["name": "Apex"])
        let run = try await world.jobs.run("Check")
        let error = run["result"]?["error"]?.stringValue ?? ""
        #expect(run["status"]?["value"] == "SUCCESS" && error.hasPrefix("Change 2: name"), "\(run.text)")
        #expect(try await world.server.get("/api/dcim/manufacturers/")["count"] == 1)
    }

    @Test(arguments: [
        (#"{"action": "drop", "object_type": "dcim.manufacturer"}"#, "Change 1: the \"action\""),
        (#"{"action": "create", "object_type": "queue.ticket", "data": {}}"#, "Change 1: the \"object_type\""),
        (#"{"action": "create", "object_type": "extras.jobresult", "data": {}}"#, "Change 1: job results"),
        (#"{"action": "update", "object_type": "dcim.manufacturer", "data": {}}"#, "Change 1: give the \"id\""),
        (#"{"action": "create", "object_type": "dcim.manufacturer"}"#, "Change 1: give the fields"),
    ])
    func `a change that means nothing is refused`(change: String, message: String) async throws {
        let world = try await enabled(
            "",
            """
            echo '{"type": "change", "changes": [\(change)]}'
            read -r answer
            printf '{"type": "result", "value": '; printf '%s' "$answer"; echo '}'
            """)
        let run = try await world.jobs.run("Check")
        #expect(run["result"]?["error"]?.stringValue?.hasPrefix(message) == true, "\(run.text)")
    }
}
