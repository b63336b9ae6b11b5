import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

/// Nobody has credentials sent elsewhere whom they are none of the business of.
@Suite struct CredentialTargetTests {
    private static let group = "extras.secretsgroup"
    private static let secret = "extras.secret"

    /// A server with a feed, a repository and an integration, each with the group of two secrets.
    private struct World {
        let server: TestServer
        let group: String
        /// What is changed, and the field that says where to.
        let targets: [(path: String, field: String, model: String)]

        init() async throws {
            server = try await TestServer()
            try await FeedService(store: server.store, environment: server.environment).prepare()
            group = try await server.create("/api/extras/secrets-groups/", ["name": "feeds"])
            for (name, type) in [("a", "username"), ("b", "password")] {
                try await server.create(
                    "/api/extras/secrets/",
                    [
                        "name": .string(name), "provider": "environment-variable",
                        "parameters": ["variable": .string("FEED_\(name.uppercased())")],
                    ])
                try await server.create(
                    "/api/extras/secrets-groups-associations/",
                    [
                        "secrets_group": "feeds", "secret": .string(name), "access_type": "HTTP(S)",
                        "secret_type": .string(type),
                    ])
            }
            let repository = try await server.create(
                "/api/extras/git-repositories/",
                [
                    "name": "jobs", "slug": "jobs", "remote_url": "https://git.example.com/jobs.git", "branch": "main",
                    "secrets_group": .string(group),
                ])
            let integration = try await server.create(
                "/api/extras/external-integrations/",
                ["name": "nist", "remote_url": "https://nvd.example.com/", "secrets_group": .string(group)])
            let feed = "/api/vulnerabilities/feeds/cisco-openvuln/"
            #expect(try await server.send("PATCH", feed, ["secrets_group": .string(group)]).status == 200)
            targets = [
                (feed, "address", "vulnerabilities.feed"),
                ("/api/extras/git-repositories/\(repository)/", "remote_url", "extras.gitrepository"),
                ("/api/extras/external-integrations/\(integration)/", "remote_url", "extras.externalintegration"),
            ]
        }

        var models: [String] { targets.map(\.model) }

        func patch(_ token: String, _ path: String, _ body: JSONValue) async throws -> Int {
            try await server.send("PATCH", path, body, token: token).status
        }
    }

    @Test func `an address with credentials is for whoever may use them`() async throws {
        let world = try await World()
        let change = (world.models, ["view", "change", "add"], "null")
        let stranger = try await world.server.role("stranger", [change])
        let half = try await world.server.role(
            "half", [change, ([Self.group], ["view"], "null"), ([Self.secret], ["view"], #"{"name": "a"}"#)])
        let blind = try await world.server.role("blind", [change, ([Self.secret], ["view"], "null")])
        let keeper = try await world.server.role("keeper", [change, ([Self.group, Self.secret], ["view"], "null")])
        for target in world.targets {
            let body: JSONValue = [target.field: "https://elsewhere.example.com/x"]
            for token in [stranger, half, blind] {
                #expect(try await world.patch(token, target.path, body) == 403, "\(target.model)")
            }
            let kept = try await world.server.get(target.path)[target.field]?.stringValue
            #expect(kept?.contains("elsewhere") == false, "\(target.model)")
            #expect(try await world.patch(keeper, target.path, body) == 200, "\(target.model)")
        }
    }

    @Test func `what says nothing of where to is changed by whoever may change it`() async throws {
        let world = try await World()
        let token = try await world.server.role("operator", [(world.models, ["view", "change"], "null")])
        let feed = world.targets[0].path
        #expect(try await world.patch(token, feed, ["enabled": false, "stale_after_hours": 12]) == 200)
        // Without credentials an address is an address.
        #expect(
            try await world.patch(token, feed, ["secrets_group": .null, "address": "https://m.example.com"]) == 200)
        #expect(try await world.patch(token, feed, ["address": "https://n.example.com"]) == 200)
        // They do not come back that way.
        #expect(try await world.patch(token, feed, ["secrets_group": .string(world.group)]) >= 400)
        let kept = try await world.server.get(feed)
        #expect(kept["secrets_group"] == .null && kept["address"] == "https://n.example.com")
    }

    @Test func `new ones are made with credentials by whoever may use them`() async throws {
        let world = try await World()
        let some = (world.models, ["view", "add"], "null")
        let half = try await world.server.role("half", [some, ([Self.group], ["view"], "null")])
        let keeper = try await world.server.role("keeper", [some, ([Self.group, Self.secret], ["view"], "null")])
        func make(_ token: String, _ name: String) async throws -> APIResponse {
            try await world.server.send(
                "POST", "/api/extras/external-integrations/",
                [
                    "name": .string(name), "remote_url": "https://elsewhere.example.com/",
                    "secrets_group": .string(world.group),
                ], token: token)
        }
        let refused = try await make(half, "one")
        #expect(refused.status == 403)
        #expect(try await refused.text().contains("all of its secrets"))
        #expect(try await make(keeper, "two").status == 201)
    }

    @Test func `nobody is told to trust another server by whoever may not use the credentials`() async throws {
        let world = try await World()
        let token = try await world.server.role("operator", [(world.models, ["view", "change"], "null")])
        let path = world.targets[2].path
        #expect(try await world.patch(token, path, ["verify_ssl": false]) == 403)
        #expect(try await world.patch(token, path, ["timeout": 20]) == 200)
    }
}
