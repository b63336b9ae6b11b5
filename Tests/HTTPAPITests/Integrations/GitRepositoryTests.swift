import Basics
import HTTPAPI
import HTTPServing
import Services
import TestKit
import Testing

/// Records of Git repositories and of integrations: what is taken, and what is refused.
@Suite struct GitRepositoryTests {
    private let path = "/api/extras/git-repositories/"

    @Test(arguments: [
        "--upload-pack=touch /tmp/owned", "--upload-pack=x", "ext::sh -c id", "ext::sh%20-c%20id", "-oProxyCommand=id",
        "git@git.example.com:team/x.git", "https://user:pw@git.example.com/x.git",
        "https://token@git.example.com/x.git",
        "https://-oProxyCommand=x/y", "ssh://-oProxyCommand=x/y", "ssh://git@-oProxyCommand=x/y",
        "ssh://-user@git.example.com/x", "ssh://a:b@git.example.com/x", "file://host/x.git", "file:///srv/../etc",
        "file:///srv/%2e%2e/etc", "https://git.example.com/x.git?y=1", "https://git.example.com/x.git#y",
        "https://git.example.com", "https://git.example.com/-x", "https://git.example.com:0/x",
        "https://git.example.com/a b", "https://git.example.com/a'b", "ftp://git.example.com/x", "file:///srv/x.git",
        "https://127.0.0.1/x.git", "http://169.254.169.254/latest", "http://localhost/x.git", "https://[::1]/x.git",
        "http://2130706433/x.git", "ssh://git@git.example.com/x.git",
    ])
    func `a hostile address is refused at its field`(_ url: String) async throws {
        let server = try await TestServer()
        let response = try await server.send("POST", path, ["name": "x", "remote_url": .string(url)])
        let body = try await response.jsonBody()
        #expect(response.status == 400 && body.objectValue?.keys == ["remote_url"], "\(body.text)")
    }

    @Test(arguments: ["-x", "--upload-pack=x", "a..b", "a b", "a:b", "+x", "x.lock", "a@{1}", "a/", "/a", ".a", "a~1"])
    func `what is no name of a branch is refused`(_ branch: String) async throws {
        let server = try await TestServer()
        let response = try await server.send(
            "POST", path, ["name": "x", "remote_url": "https://git.example.com/x.git", "branch": .string(branch)])
        let body = try await response.jsonBody()
        // A plus is part of names.
        guard branch != "+x" else {
            #expect(response.status == 201)
            return
        }
        #expect(response.status == 400 && body.objectValue?.keys == ["branch"], "\(body.text)")
    }

    @Test func `the slug comes from the name, stays, and is nobody else's`() async throws {
        let server = try await TestServer()
        let url: JSONValue = "https://git.example.com/x.git"
        let id = try await server.create(path, ["name": "Network Data", "remote_url": url])
        #expect(try await server.get(path + id + "/")["slug"] == "network_data")
        let moved = try await server.send("PATCH", path + id + "/", ["slug": "other"])
        #expect(try await moved.jsonBody() == ["slug": ["Slug cannot be changed once set."]])
        let second = try await server.create(path, ["name": "network-data", "remote_url": url])
        #expect(try await server.get(path + second + "/")["slug"] == "network_data_2")
        let own = try await server.send("POST", path, ["name": "n", "slug": "nautobot", "remote_url": url])
        #expect(own.status == 400)
        #expect(try await own.jsonBody()["slug"] != nil)
        let dashed = try await server.send("POST", path, ["name": "n", "slug": "../x", "remote_url": url])
        #expect(dashed.status == 400)
    }

    @Test func `two repositories of one address provide different contents`() async throws {
        let server = try await TestServer()
        let url: JSONValue = "https://git.example.com/x.git"
        try await server.create(path, ["name": "a", "remote_url": url, "provided_contents": ["extras.job"]])
        let same = try await server.send(
            "POST", path,
            ["name": "b", "remote_url": url, "provided_contents": ["extras.job", "extras.exporttemplate"]])
        #expect(same.status == 400)
        #expect(try await same.jsonBody()["__all__"] != nil)
        try await server.create(path, ["name": "c", "remote_url": url, "provided_contents": ["extras.exporttemplate"]])
        let unknown = try await server.send(
            "POST", path, ["name": "d", "remote_url": url, "provided_contents": ["extras.nothing"]])
        #expect(
            try await unknown.jsonBody() == ["provided_contents": ["\"extras.nothing\" is not a valid choice."]])
        let head = try await server.send("POST", path, ["name": "e", "remote_url": url, "current_head": "abc"])
        #expect(try await head.jsonBody()["current_head"] == "")
    }

    @Test func `an integration keeps how a system is reached, and holds its secrets group`() async throws {
        let server = try await TestServer()
        let path = "/api/extras/external-integrations/"
        let group = try await server.create("/api/extras/secrets-groups/", ["name": "g"])
        let id = try await server.create(
            path,
            [
                "name": "ITSM", "remote_url": "https://{{ obj.name }}.example.com/api", "http_method": "GET",
                "headers": ["Accept": "application/json"], "extra_config": ["region": "eu"], "secrets_group": "g",
            ])
        let found = try await server.get(
            "\(path)?secrets_group=g&has_secrets_group=true&timeout__gte=30&verify_ssl=true")
        #expect(found["results"]?[0]?["id"] == .string(id))
        #expect(try await server.send("DELETE", "/api/extras/secrets-groups/\(group)/").status == 409)
        for (field, value) in [
            ("remote_url", "https://user:pw@example.com/") as (String, JSONValue), ("remote_url", "example.com"),
            ("headers", ["a", "b"]), ("extra_config", "text"), ("timeout", -1), ("http_method", "TRACE"),
        ] {
            let response = try await server.send("PATCH", "\(path)\(id)/", .object(JSONObject([(field, value)])))
            #expect(response.status == 400)
            #expect(try await response.jsonBody()[field] != nil, "\(field) \(value.text)")
        }
    }
}
