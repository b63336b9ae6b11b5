import Basics
import Domain
import Foundation
import Glibc
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Synchronization
import TestKit
import Testing

/// Clones of repositories, made by the real git.
@Suite(.timeLimit(.minutes(15))) struct GitSyncTests {
    @Test func `saving a repository syncs it, a sync switches to the new commit and tells what changed`() async throws {
        let source = try await SourceRepository()
        let first = try await source.commit(["README.md": "one", "data/a.txt": "a"])
        let world = try await GitWorld()
        let id = try await world.add(source.url)
        #expect(try await world.repository(id)["current_head"] == .string(first))
        let tree = "\(world.clones.path)/network_data/trees"
        #expect(try String(contentsOfFile: "\(tree)/\(first)/README.md", encoding: .utf8) == "one")
        let second = try await source.commit(["README.md": "two", "data/b c.txt": "b"], removing: ["data/a.txt"])
        let run = try await world.sync(id)
        #expect(run["status"]?["value"] == "SUCCESS" && run["name"] == "Git Repository: Sync", "\(run.text)")
        #expect(run["result"]?["changes"] == 3 && run["result"]?["previous_head"] == .string(first))
        #expect(try await world.repository(id)["current_head"] == .string(second))
        #expect(try String(contentsOfFile: "\(tree)/\(second)/README.md", encoding: .utf8) == "two")
        let log = try await world.log(run)
        #expect(
            log.filter { $0.contains("README") || $0.contains("data/") } == [
                "info README.md changed", "info data/a.txt deleted", "info data/b c.txt added",
            ])
        _ = try await source.commit(["README.md": "three"])
        _ = try await world.sync(id)
        #expect(!FileManager.default.fileExists(atPath: "\(tree)/\(first)"), "only the last two commits are kept")
        let change = try await world.server.get("/api/extras/object-changes/?changed_object_id=\(id)&limit=1")
        #expect(change["results"]?[0]?["change_context"] == "job")
    }

    @Test func `a dry run tells what would change and switches nothing`() async throws {
        let source = try await SourceRepository()
        let first = try await source.commit(["a": "1"])
        let world = try await GitWorld()
        let id = try await world.add(source.url)
        let second = try await source.commit(["a": "2", "b": "1"])
        let run = try await world.jobs.run("Git Repository: Dry-Run", ["repository": .string(id)])
        #expect(run["result"]?["changes"] == 2 && run["result"]?["current_head"] == .string(second))
        #expect(try await world.repository(id)["current_head"] == .string(first))
        #expect(!FileManager.default.fileExists(atPath: "\(world.clones.path)/network_data/trees/\(second)"))
        #expect(try await world.log(run).contains("info b added"))
    }

    @Test func `a branch, a tag or a commit is taken, and a new branch is synced at once`() async throws {
        let source = try await SourceRepository()
        let first = try await source.commit(["a": "1"])
        try await source.git("tag", "--annotate", "--message", "release", "v1")
        try await source.git("checkout", "--quiet", "-b", "feature/x")
        let second = try await source.commit(["a": "2"])
        let world = try await GitWorld()
        let id = try await world.add(source.url)
        let path = "/api/extras/git-repositories/\(id)/"
        for (branch, head) in [("feature/x", second), ("v1", first), (second, second)] {
            _ = try await world.server.send("PATCH", path, ["branch": .string(branch)])
            try await world.jobs.work()
            #expect(try await world.repository(id)["current_head"] == .string(head), "\(branch)")
        }
        _ = try await world.server.send("PATCH", path, ["branch": "nothing"])
        try await world.jobs.work()
        let run = try await world.lastRun()
        #expect(run["status"]?["value"] == "FAILURE")
        #expect(try await world.log(run).contains { $0.contains("couldn't find remote ref nothing") })
        #expect(try await world.repository(id)["current_head"] == .string(second), "what is in use stays")
    }

    @Test func `credentials come from the secrets group and are seen by the server alone`() async throws {
        let source = try await SourceRepository()
        let head = try await source.commit(["a": "1"])
        let lines = Mutex("")
        let host = try await source.serve(user: "git-user", password: "s3cret-value") { seen in
            lines.withLock { $0 += seen }
        }
        let world = try await GitWorld()
        _ = try await world.credentials()
        let id = try await world.add(host.url("/network.git"), [("secrets_group", "git")])
        let run = try await world.lastRun()
        let told = try await world.log(run)
        #expect(run["status"]?["value"] == "SUCCESS", "\(run.text) \(told)")
        #expect(try await world.repository(id)["current_head"] == .string(head))
        let seen = lines.withLock { $0 }
        #expect(seen.contains("git"))
        let encoded = Base64.text(Array("git-user:s3cret-value".utf8))
        let answers = "\(run.text) \(try await world.log(run)) \(try await world.repository(id).text)"
        for secret in ["s3cret-value", encoded] {
            #expect(!seen.contains(secret), "in a command line")
            #expect(try world.clones.files(with: secret).isEmpty)
            #expect(!answers.contains(secret))
            #expect(!String(decoding: try await world.server.temporary.bytes(), as: UTF8.self).contains(secret))
        }
        let used = try await world.server.secrets.audit.latest(limit: 10)
        #expect(Set(used.map(\.secretName)) == ["token", "username"])
        #expect(used.allSatisfy { $0.forObjectId?.description == id && $0.userName == "admin" })
    }

    @Test func `a token alone is the user, and a wrong one shows nowhere`() async throws {
        let source = try await SourceRepository()
        _ = try await source.commit(["a": "1"])
        let world = try await GitWorld()
        _ = try await world.credentials(withUser: false)
        let good = try await source.serve(password: "s3cret-value")
        let id = try await world.add(good.url("/network.git"), name: "good", [("secrets_group", "git")])
        #expect(try await world.repository(id)["current_head"] != "")
        let bad = try await source.serve(password: "another")
        _ = try await world.add(bad.url("/network.git"), name: "bad", [("secrets_group", "git")])
        let run = try await world.lastRun()
        #expect(run["status"]?["value"] == "FAILURE")
        let log = try await world.log(run)
        #expect(log.contains { $0.contains("fetch failed") }, "\(log)")
        #expect(!"\(run.text) \(log)".contains("s3cret-value"))
    }

    @Test func `credentials are handed out as far as who asks may see them`() async throws {
        let source = try await SourceRepository()
        _ = try await source.commit(["a": "1"])
        let host = try await source.serve(user: "git-user", password: "s3cret-value")
        let world = try await GitWorld()
        _ = try await world.credentials()
        let id = try await world.add(host.url("/network.git"), [("secrets_group", "git")])
        let token = try await world.server.role(
            "editor",
            [(["extras.gitrepository"], ["view", "change"], "null"), (["extras.jobresult"], ["view"], "null")])
        let run = try await world.sync(id, token: token)
        #expect(run["status"]?["value"] == "FAILURE")
        #expect(try await world.log(run).contains { $0.contains("The credentials of the repository cannot be had") })
    }

    @Test func `a redirect is not followed, so that no other server hears the credentials`() async throws {
        let other = try await LoopbackServer { _, _ in .answer(404) }
        let target = other.url("/network.git/info/refs")
        let host = try await LoopbackServer { _, _ in .answer(302, ["Location": target]) }
        let world = try await GitWorld()
        _ = try await world.credentials()
        _ = try await world.add(host.url("/network.git"), [("secrets_group", "git")])
        #expect(try await world.lastRun()["status"]?["value"] == "FAILURE")
        #expect(host.requests.count == 1 && other.requests.isEmpty)
    }

    @Test func `links, hooks, filters and modules of a repository do nothing here`() async throws {
        let source = try await SourceRepository()
        let marker = world(source, "owned")
        try source.folder.write("#!/bin/sh\ntouch \(marker)\n", to: ".git/hooks/post-checkout", mode: 0o755)
        symlink("/etc/passwd", source.folder.path + "/link")
        let head = try await source.commit([
            ".gitattributes": "* filter=evil\n", "a": "1",
            ".gitmodules": "[submodule \"m\"]\n\tpath = m\n\turl = ext::sh -c 'touch \(marker)'\n",
            "hooks/post-checkout": "#!/bin/sh\ntouch \(marker)\n",
        ])
        let world = try await GitWorld()
        let id = try await world.add(source.url)
        let told = try await world.log(world.lastRun())
        #expect(try await world.repository(id)["current_head"] == .string(head), "\(told)")
        let link = "\(world.clones.path)/network_data/trees/\(head)/link"
        #expect(try String(contentsOfFile: link, encoding: .utf8) == "/etc/passwd", "a link is a file with its target")
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    private func world(_ source: SourceRepository, _ name: String) -> String { source.folder.path + "/" + name }

    @Test func `a repository that is too great is not kept`() async throws {
        let source = try await SourceRepository()
        _ = try await source.commit(["zeros": String(repeating: "0", count: 3_000_000)])
        let world = try await GitWorld { git, _ in git.sizeLimit = 1_000_000 }
        let id = try await world.add(source.url)
        #expect(try await world.lastRun()["status"]?["value"] == "FAILURE")
        #expect(try await world.repository(id)["current_head"] == "")
        #expect(try await world.log(world.lastRun()).contains { $0.contains("more than 1000000 bytes") })
    }

    @Test func `ssh gets the operator's key and believes the operator's hosts only`() async throws {
        let source = try await SourceRepository()
        let head = try await source.commit(["a": "1"])
        let tools = try TestFolder()
        // Stands for ssh: notes what it was called with, and does what the other side would do.
        try tools.write(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > \(tools.path)/arguments\nexec git-upload-pack '\(source.folder.path)'\n",
            to: "ssh", mode: 0o755)
        let world = try await GitWorld { git, _ in
            git.sshProgram = tools.path + "/ssh"
            git.sshKey = "/etc/almanac/key"
            git.sshKnownHosts = "/etc/almanac/hosts"
        }
        let id = try await world.add("ssh://git@127.0.0.1:2222/srv/network.git")
        let told = try await world.log(world.lastRun())
        #expect(try await world.repository(id)["current_head"] == .string(head), "\(told)")
        let arguments = try String(contentsOfFile: tools.path + "/arguments", encoding: .utf8)
        for word in [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=/etc/almanac/hosts", "/etc/almanac/key",
            "ProxyCommand=none", "git@127.0.0.1", "2222",
        ] {
            #expect(arguments.split(separator: "\n").contains(Substring(word)), "\(word) \(arguments)")
        }
    }

    @Test func `syncing needs the permission to change that repository, and a worker`() async throws {
        let source = try await SourceRepository()
        _ = try await source.commit(["a": "1"])
        let world = try await GitWorld()
        let id = try await world.add(source.url)
        let path = "/api/extras/git-repositories/\(id)/sync/"
        func status(_ name: String, _ actions: [String], _ constraints: String) async throws -> Int {
            let token = try await world.server.role(name, [(["extras.gitrepository"], actions, constraints)])
            return try await world.server.send("POST", path, token: token).status
        }
        #expect(try await world.server.send("POST", path, token: world.server.plainToken).status == 403)
        #expect(try await status("viewer", ["view"], "null") == 403)
        #expect(try await status("other", ["view", "change"], #"{"name": "other"}"#) == 404)
        #expect(try await status("own", ["view", "change"], #"{"name": "Network Data"}"#) == 200)
        #expect(try await world.server.send("GET", path).status == 405)
        world.server.time.advance(seconds: 60)
        let alone = try await world.server.send("POST", path)
        #expect(alone.status == 503)
        #expect(
            try await alone.jsonBody() == [
                "detail": "Unable to process request: No celery workers running on queue default."
            ])
    }

    @Test func `deleting a repository removes its clone`() async throws {
        let source = try await SourceRepository()
        _ = try await source.commit(["a": "1"])
        let world = try await GitWorld()
        let id = try await world.add(source.url)
        let clone = world.clones.path + "/network_data"
        #expect(FileManager.default.fileExists(atPath: clone))
        #expect(try await world.server.send("DELETE", "/api/extras/git-repositories/\(id)/").status == 204)
        try await world.jobs.work()
        #expect(!FileManager.default.fileExists(atPath: clone))
    }
}
