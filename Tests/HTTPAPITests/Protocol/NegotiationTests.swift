import Basics
import HTTPAPI
import HTTPServing
import TestKit
import Testing

@Suite("Versions, forms, methods and paths")
struct NegotiationTests {
    private static let known = "2.0, 2.1, 2.2, 2.3, 2.4, 3.0, 3.1, 3.2"

    @Test("Versions are taken from header or query, and must agree")
    func versions() async throws {
        let server = try await Populated.shared.value.server
        let path = "/api/dcim/manufacturers/"
        for (accept, query, status, detail) in [
            ("application/json; version=3.1", "", 200, nil), ("application/json;version=2.0", "", 200, nil),
            ("application/json", "?api_version=3.1", 200, nil),
            ("application/json; version=3.1", "?api_version=3.1", 200, nil),
            (
                "application/json; version=1.9", "", 406,
                "Invalid version \"1.9\" in \"Accept\" header. Supported versions are: \(Self.known)"
            ),
            (
                "application/json", "?api_version=1.9", 404,
                "Invalid version \"1.9\" in query parameter. Supported versions are: \(Self.known)"
            ),
            (
                "application/json; version=3.0", "?api_version=3.1", 400,
                "The versions in the \"Accept\" header and in the query parameter differ."
            ),
        ] as [(String, String, Int, String?)] {
            let response = try await server.send("GET", path + query, accept: accept)
            #expect(response.status == status, "\(accept) \(query)")
            if let detail { #expect(try await response.jsonBody()["detail"]?.stringValue == detail) }
            #expect((response.header("API-Version") == "3.2") == (status != 406), "\(accept) \(query)")
        }
    }

    @Test("The form follows what is asked for")
    func forms() async throws {
        let server = try await Populated.shared.value.server
        let path = "/api/dcim/manufacturers/"
        for (accept, query, status, type) in [
            ("*/*", "", 200, "application/json"), ("application/json;", "", 200, "application/json"),
            ("", "", 200, "application/json"), ("application/json; indent=4", "", 200, "application/json"),
            ("image/png, application/json;q=0.1", "", 200, "application/json"),
            ("text/csv", "", 200, "text/csv; charset=UTF-8"), ("*/*", "?format=csv", 200, "text/csv; charset=UTF-8"),
            ("text/csv", "?format=json", 200, "application/json"), ("image/png", "", 406, "application/json"),
            ("*/*", "?format=xml", 404, "application/json"),
        ] {
            let response = try await server.send("GET", path + query, accept: accept)
            #expect(response.status == status, "\(accept) \(query)")
            #expect(response.header("Content-Type") == type, "\(accept) \(query)")
        }
        let refused = try await server.send("GET", path, accept: "image/png")
        #expect(try await refused.jsonBody() == ["detail": "Could not satisfy the request Accept header."])
    }

    @Test("Bodies of other types are refused by name")
    func mediaTypes() async throws {
        let server = try await Populated.shared.value.server
        for (type, status) in [
            ("application/json", 400), ("application/json;", 400), ("application/json; charset=utf-8", 400),
            ("Application/JSON", 400), ("text/plain", 415), ("application/xml", 415),
            ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415),
        ] {
            let response = try await server.send(
                "POST", "/api/dcim/manufacturers/", raw: Array("{}".utf8), contentType: type)
            #expect(response.status == status, "\(type)")
            if status == 415 {
                let name = type.split(separator: ";")[0]
                #expect(
                    try await response.jsonBody()["detail"]?.stringValue
                        == "Unsupported media type \"\(name)\" in request.")
            }
        }
    }

    @Test("A path without its slash is sent to the one with it, query and all")
    func redirects() async throws {
        let server = try await Populated.shared.value.server
        for (target, location) in [
            ("/api", "/api/"), ("/api/dcim/devices", "/api/dcim/devices/"),
            ("/api/dcim/devices?name=a%20b&x=%C3%A4", "/api/dcim/devices/?name=a+b&x=%C3%A4"),
            ("/api/no/such", "/api/no/such/"),
        ] {
            for method in ["GET", "POST", "DELETE"] {
                let response = try await server.send(method, target)
                #expect(response.status == 301)
                #expect(response.header("Location") == location)
                #expect(response.header("Content-Type") == "text/html; charset=utf-8")
                #expect(response.bytes.isEmpty)
            }
        }
    }

    @Test("Paths that are none, and apps that are not there, are not found")
    func unknownPaths() async throws {
        let server = try await Populated.shared.value.server
        for path in [
            "/api/nothing/", "/api/dcim/nothing/", "/api/dcim/devices/a/b/", "/api/dcim/devices/a/notes/b/",
            "/api/plugins/nautobot-device-lifecycle-mgmt/nothing/", "/api/users/nothing/", "/api/users/config/x/",
            "/api/dcim/devices//notes/x/y/",
            "/api/%2e%2e/", "/api/../secret/",
        ] {
            let response = try await server.send("GET", path)
            #expect(response.status == 404, "\(path)")
            #expect(try await response.jsonBody() == ["detail": "Not found."], "\(path)")
        }
    }

    @Test("Roots list absolute links that lead somewhere")
    func roots() async throws {
        let server = try await Populated.shared.value.server
        for root in ["/api/", "/api/dcim/", "/api/extras/", "/api/plugins/", "/api/lifecycle/", "/api/users/"] {
            for (name, link) in try await server.get(root).objectValue ?? [:] {
                let path = String((link.stringValue ?? "").dropFirst("http://test".count))
                let response = try await server.send("GET", path)
                // Imports take no GET, and some need a parameter.
                #expect(response.status != 404, "\(root) \(name) \(path)")
                #expect(response.status < 500)
            }
        }
        let old = try await server.get("/api/plugins/device-lifecycle/hardware/?limit=1")
        #expect(old["count"] != nil)
    }

    @Test("The status and the health need what they need")
    func outside() async throws {
        let server = try await Populated.shared.value.server
        for path in ["/health/", "/health"] {
            let response = await server.site.respond(to: APIRequest(method: "GET", path: path))
            #expect(response.status == 200)
        }
        for (method, path, status) in [("POST", "/", 405), ("GET", "/nothing", 404), ("GET", "/static/x.js", 404)] {
            let response = await server.site.respond(to: APIRequest(method: method, path: path))
            #expect(response.status == status)
        }
        #expect(try await server.get("/api/status/")["nautobot-version"] == "3.2.7")
    }
}
