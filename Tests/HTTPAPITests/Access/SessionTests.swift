import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct SessionTests {
    private let config = "/api/users/config/"

    @Test func `a login gives a cookie that only HTTP sees, of the strictest kind that the connection allows`()
        async throws
    {
        let world = try await AccessWorld()
        try await world.add("ann")
        for isSecure in [false, true] {
            let response = try await world.send(
                "POST", "/login/", ["username": "ann", "password": .string(AccessWorld.password), "next": "/dcim/"],
                isSecure: isSecure)
            try await expect(response, answers: 200)
            let cookies = response.headers.filter { $0.name == "Set-Cookie" }.map(\.value)
            let session = try #require(cookies.first { $0.contains("sessionid=") })
            let parts = Set(session.split(separator: ";").dropFirst().map { String($0.drop { $0 == " " }) })
            #expect(session.hasPrefix("__Host-sessionid=") == isSecure)
            #expect(parts.isSuperset(of: ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"]))
            #expect(parts.contains("Secure") == isSecure && !session.contains("Domain"))
            let id = session.split(separator: ";")[0].split(separator: "=", maxSplits: 1)[1]
            #expect(Base64.bytes(id, .url)?.count == 32)
            #expect(
                cookies.contains {
                    $0.hasPrefix("csrftoken=") && !$0.contains("HttpOnly") && $0.contains("Secure") == isSecure
                })
            let body = try await response.jsonBody()
            #expect(body["next"] == "/dcim/" && body["user"]?["username"] == "ann")
            #expect(!body.text.contains(id))
        }
        let stored = try await world.server.store.read { try $0.fetch(Query<WebSession>()) }
        #expect(stored.count == 2 && Set(stored.map(\.digest)).count == 2)
        #expect(stored.allSatisfy { $0.address == "127.0.0.1" && $0.digest.utf8.count == 64 })
    }

    @Test func `a session's id is new at every login, and the old one dies`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let first = try await world.login("ann")
        let second = try await world.login("ann", headers: ["cookie": first.cookie])
        #expect(first.cookie != second.cookie && first.csrf != second.csrf)
        #expect(try await first.send("GET", config).status == 403)
        #expect(try await second.send("GET", config).status == 200)
        // An id that the server did not make is worth nothing.
        let planted = try await world.login("ann", headers: ["cookie": "sessionid=planted"])
        #expect(!planted.cookie.contains("planted"))
        // A cookie of one kind of connection does not serve on the other.
        #expect(try await world.send("GET", config, headers: ["cookie": second.cookie], isSecure: true).status == 403)
    }

    @Test(
        "a login leads to a path of this server only",
        arguments: [
            ("/dcim/devices/?q=1", "/dcim/devices/?q=1"), ("//evil.example/", "/"), ("/\\evil.example", "/"),
            ("https:evil.example", "/"), ("https://evil.example/", "/"), ("javascript:alert(1)", "/"), ("", "/"),
            ("/a b", "/"), ("/\u{9}/evil.example", "/"), ("/x\r\nSet-Cookie: a=b", "/"), ("evil.example", "/"),
        ])
    func next(_ given: String, _ expected: String) async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let form = "username=ann&password=\(QueryString.encode(AccessWorld.password))&next=\(QueryString.encode(given))"
        let response = try await world.send("POST", "/login/", raw: form)
        #expect(response.status == 303 && response.header("Location") == expected)
        let page = try await world.send("GET", "/login/?next=\(QueryString.encode(given))").text()
        #expect(page.contains("name=\"next\" value=\"\(expected)\""))
        #expect(!page.contains("evil") && !page.contains("javascript"))
    }

    @Test func `a wrong password is answered in the form it was asked in, and nothing is echoed`() async throws {
        let world = try await AccessWorld()
        let page = try await world.send("POST", "/login/", raw: "username=%3Cscript%3E&password=secretsecret")
        #expect(page.status == 403)
        let text = try await page.text()
        #expect(
            text.contains("Invalid username/password.") && !text.contains("script") && !text.contains("secretsecret"))
        #expect(page.headers.allSatisfy { $0.name != "Set-Cookie" })
        let missing = try await world.send("POST", "/login/", ["username": "ann"])
        #expect(try await missing.messages("password") == ["This field is required."])
        #expect(try await world.send("PUT", "/login/").status == 405)
        #expect(try await world.send("GET", "/logout/").status == 405)
    }

    @Test func `over plain HTTP people log in from this machine only, unless told otherwise`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let body: JSONValue = ["username": "ann", "password": .string(AccessWorld.password)]
        let refused = try await world.send("POST", "/login/", body, peer: "192.0.2.1")
        #expect(refused.status == 403)
        #expect(try await refused.text().contains("needs HTTPS"))
        #expect(try await world.send("POST", "/login/", body, peer: "192.0.2.1", isSecure: true).status == 200)
        #expect(try await world.send("POST", "/login/", body, peer: "::1").status == 200)
        var settings = IdentitySettings.quick
        settings.allowsInsecureSessions = true
        let open = try await AccessWorld(settings)
        try await open.add("ann")
        #expect(try await open.send("POST", "/login/", body, peer: "192.0.2.1").status == 200)
    }

    @Test func `a session ends when nobody uses it, and after a day whoever does`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let idle = try await world.login("ann")
        let busy = try await world.login("ann")
        for minute in 1..<(24 * 60) {
            world.server.time.advance(seconds: 60)
            guard minute.isMultiple(of: 30) else { continue }
            #expect(try await busy.send("GET", config).status == 200, "\(minute)")
            await world.server.identity.lastUse.settle()
            if minute == 90 {
                // An hour and a half without a request is fine; two hours are not.
                let listed = try await busy.send("GET", "/api/users/sessions/").jsonBody()
                #expect(listed["count"] == 2)
            }
            if minute == 120 { #expect(try await idle.send("GET", config).status == 403) }
        }
        world.server.time.advance(seconds: 60)
        #expect(try await busy.send("GET", config).status == 403)
        // What is over is removed at the next login.
        _ = try await world.login("ann")
        #expect(try await world.server.store.read { try $0.count(WebSession.schema, where: .always) } == 1)
    }

    @Test func `a session is dead at once after logout, disabling, a change of role or a new password`() async throws {
        let world = try await AccessWorld()
        let id = try await world.add("ann")
        let path = "/api/users/users/\(id)/"
        var browser = try await world.login("ann")
        #expect(try await browser.send("GET", config).status == 200)
        #expect(try await browser.send("POST", "/logout/", csrf: false).status == 403)
        #expect(try await browser.send("GET", config).status == 200)
        let out = try await browser.send("POST", "/logout/")
        #expect(out.status == 204)
        #expect(out.headers.filter { $0.name == "Set-Cookie" && $0.value.contains("Max-Age=0") }.count == 2)
        #expect(try await browser.send("GET", config).status == 403)
        for change in [
            ["is_staff": true], ["is_superuser": true], ["password": "nine violet trams at dusk"],
            ["password": .string(AccessWorld.password)], ["is_active": false],
        ] as [JSONValue] {
            browser = try await world.login("ann")
            #expect(try await browser.send("GET", config).status == 200)
            try await expect(try await world.server.send("PATCH", path, change), answers: 200)
            #expect(try await browser.send("GET", config).status == 403, "\(change.text)")
            if change["password"] == "nine violet trams at dusk" {
                try await expect(
                    try await world.server.send("PATCH", path, ["password": .string(AccessWorld.password)]),
                    answers: 200)
            }
        }
    }

    @Test func `a change of the rights is felt by the next request`() async throws {
        let world = try await AccessWorld()
        let id = try await world.add("ann")
        let browser = try await world.login("ann")
        #expect(try await browser.send("GET", "/api/dcim/devices/").status == 403)
        // Made by another server of the store, of which this one hears nothing.
        let other = try await world.server.store.read { $0.catalog["users.user"] }
        #expect(other != nil)
        try await world.server.store.write { session in
            var user = try session.get(ID<User>(try #require(Identifier(id))))
            user.isSuperuser = true
            try session.update(User.schema, user.values, columns: [User.schema.handles.isSuperuser.index])
        }
        #expect(try await browser.send("GET", "/api/dcim/devices/").status == 200)
    }

    @Test func `people see where they are logged in and end it`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        try await world.add("bob")
        let (here, there) = (
            try await world.login("ann", headers: ["user-agent": "Here\u{1B}[1m"]), try await world.login("ann")
        )
        let foreign = try await world.login("bob")
        let list = "/api/users/sessions/"
        let body = try await here.send("GET", list).jsonBody()
        #expect(body["count"] == 2)
        let sessions = body["results"]?.arrayValue ?? []
        #expect(sessions.filter { $0["current"] == true }.map { $0["user_agent"] } == ["Here[1m"])
        #expect(!body.text.contains("digest"))
        let other = try #require(sessions.first { $0["current"] == false }?["id"]?.stringValue)
        #expect(try await foreign.send("GET", "\(list)\(other)/").status == 404)
        #expect(try await foreign.send("DELETE", "\(list)\(other)/").status == 404)
        #expect(try await here.send("DELETE", "\(list)\(other)/").status == 204)
        #expect(try await there.send("GET", config).status == 403)
        let third = try await world.login("ann")
        #expect(try await here.send("DELETE", list).status == 204)
        #expect(try await third.send("GET", config).status == 403)
        #expect(try await here.send("GET", config).status == 200)
        #expect(try await foreign.send("GET", config).status == 200)
        #expect(try await here.send("DELETE", "\(list)nonsense/").status == 404)
    }

    @Test func `a user has fifty sessions at most`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let first = try await world.login("ann")
        for _ in 0..<50 {
            world.server.time.advance(seconds: 1)
            _ = try await world.login("ann")
        }
        #expect(try await first.send("GET", config).status == 403)
        #expect(try await world.server.store.read { try $0.count(WebSession.schema, where: .always) } == 50)
    }
}

@Suite struct CSRFTests {
    /// Every way in which a page of somebody else could ask in a user's name.
    private static let attacks: [(String, [String: String], Bool)] = [
        ("CSRF token missing.", [:], false), ("CSRF token incorrect.", ["x-csrftoken": "guess"], false),
        ("Origin checking failed.", ["origin": "https://evil.example"], true),
        ("Origin checking failed.", ["origin": "null"], true),
        ("Origin checking failed.", ["origin": "http://test.evil.example"], true),
        ("Origin checking failed.", ["origin": "https://test"], true),
        ("Origin checking failed.", ["sec-fetch-site": "cross-site"], true),
        ("CSRF token missing.", ["content-type": "text/plain"], false),
        ("CSRF token missing.", ["content-type": "application/x-www-form-urlencoded"], false),
        ("CSRF token missing.", ["content-type": "multipart/form-data; boundary=x"], false),
    ]

    @Test func `no unsafe request of a cookie passes without the text and a page of ours`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann", superuser: true)
        let browser = try await world.login("ann")
        let other = try await world.login("ann")
        let routes =
            Models.schemas.filter { $0.operations != .readOnly }.map(\.names.path) + [
                "/api/users/tokens/", "/api/users/config/", "/api/users/password/", "/api/users/sessions/",
                "/api/import/",
                "/api/lifecycle/evaluate/",
            ]
        _ = try await browser.send("GET", "/api/status/")
        await world.server.identity.lastUse.settle()
        let commits = world.server.store.engine.commits
        for path in routes {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                for (words, headers, hasToken) in Self.attacks {
                    let response = try await browser.send(method, path, [:], headers: headers, csrf: hasToken)
                    #expect(response.status == 403, "\(method) \(path) \(headers)")
                    #expect(try await response.jsonBody() == ["detail": .string("CSRF Failed: \(words)")])
                }
                // The text of another session is as good as none.
                let swapped = try await browser.send(
                    method, path, [:], headers: ["x-csrftoken": other.csrf], csrf: false)
                #expect(swapped.status == 403, "\(method) \(path)")
            }
        }
        #expect(world.server.store.engine.commits == commits)
    }

    @Test func `a safe method changes nothing, whatever it says it overrides`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann", superuser: true)
        let browser = try await world.login("ann")
        let list = "/api/dcim/manufacturers/"
        _ = try await browser.send("GET", "/api/status/")
        await world.server.identity.lastUse.settle()
        let commits = world.server.store.engine.commits
        for method in ["GET", "HEAD", "OPTIONS"] {
            for (target, headers) in [
                (list, ["x-http-method-override": "POST"]), (list, ["x-method-override": "DELETE"]),
                ("\(list)?_method=POST&name=x", [:]), (list, ["x-http-method": "PATCH"]),
            ] as [(String, [String: String])] {
                _ = try await browser.send(method, target, ["name": "x"], headers: headers, csrf: false)
            }
        }
        #expect(world.server.store.engine.commits == commits)
        #expect(try await world.server.get(list)["count"] == 0)
    }

    @Test func `a page of ours passes, and a token needs no page`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann", superuser: true)
        let browser = try await world.login("ann")
        let list = "/api/dcim/manufacturers/"
        #expect(try await browser.send("POST", list, ["name": "a"]).status == 201)
        #expect(try await browser.send("POST", list, ["name": "b"], headers: ["origin": "http://test"]).status == 201)
        #expect(try await world.server.send("POST", list, ["name": "c"]).status == 201)
        // A cookie that is worth nothing does not stand in a token's way.
        let stale = try await world.send(
            "POST", list, ["name": "d"],
            headers: ["cookie": "sessionid=x", "authorization": "Token \(world.server.token)"])
        #expect(stale.status == 201)
        // One that is worth something comes first, with its conditions.
        let both = try await browser.send(
            "POST", list, ["name": "e"], headers: ["authorization": "Token \(world.server.token)"], csrf: false)
        #expect(both.status == 403)
    }

    @Test func `a login from another server's page is refused`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let body: JSONValue = ["username": "ann", "password": .string(AccessWorld.password)]
        for headers in [["origin": "https://evil.example"], ["sec-fetch-site": "cross-site"]] {
            #expect(try await world.send("POST", "/login/", body, headers: headers).status == 403)
            #expect(try await world.send("POST", "/setup/", ["token": "x"], headers: headers).status == 403)
        }
        let plain = try await world.send("POST", "/login/", body, headers: ["content-type": "text/plain"])
        #expect(plain.status == 415)
    }

    @Test func `a form may carry the text as a field when it logs out`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann")
        let browser = try await world.login("ann")
        let bare = try await world.send("POST", "/logout/", raw: "", headers: ["cookie": browser.cookie])
        #expect(bare.status == 403)
        let out = try await world.send(
            "POST", "/logout/", raw: "csrfmiddlewaretoken=\(browser.csrf)", headers: ["cookie": browser.cookie])
        #expect(out.status == 303 && out.header("Location") == "/login/")
    }
}
