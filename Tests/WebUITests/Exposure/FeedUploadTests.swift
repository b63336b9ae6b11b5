import Basics
import Domain
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage
import TestKit
import Testing

/// A file of a source is uploaded on the page of feeds, and a job reads it.
@Suite struct FeedUploadTests {
    private static let path = "/exposure/feeds/upload/"
    private static let catalog = """
        {"title": "Catalog", "catalogVersion": "2026.11.20", "dateReleased": "2026-11-20T00:00:00Z", "count": 1,
         "vulnerabilities": [{"cveID": "CVE-2026-7777", "vendorProject": "Acme", "product": "OS",
          "vulnerabilityName": "A hole", "dateAdded": "2026-11-20", "shortDescription": "A hole.",
          "requiredAction": "Update.", "dueDate": "2026-12-11", "knownRansomwareCampaignUse": "Unknown", "notes": ""}]}
        """

    private func world() async throws -> JobPageWorld {
        let world = try await JobPageWorld(BuiltInJobs.all)
        try await FeedService(store: world.server.store, environment: world.server.environment).prepare()
        return world
    }

    private func files(_ world: JobPageWorld) async throws -> Int {
        try await world.server.store.read { session in
            try session.count(FileProxy.schema, where: .always) + session.count(FilePart.schema, where: .always)
        }
    }

    private func exploited(_ world: JobPageWorld) async throws -> Int64? {
        let feeds = try await world.server.get("/api/vulnerabilities/feed-status/").arrayValue
        return feeds?.first { $0["feed"] == "kev" }?["items"]?.intValue
    }

    @Test func `an uploaded catalog counts after its run, and the file is gone then`() async throws {
        let world = try await world()
        let root = try await world.web.browser()
        let page = try await root.get("/exposure/feeds/")
        #expect(page.contains("action=\"\(Self.path)\"") && page.contains("multipart/form-data"))
        let sent = try await root.upload(Self.path, [("feed", "kev")], "catalog.json", Array(Self.catalog.utf8))
        #expect(sent.status == 303)
        let place = try #require(sent.location)
        #expect(place.hasPrefix("/extras/job-results/"))
        #expect(try await exploited(world) == 0)
        #expect(try await files(world) == 2)
        try await world.work()
        let run = try await world.server.get("/api\(place)")
        #expect(run["status"]?["value"] == "SUCCESS", "\(run.text)")
        #expect(run["result"]?["told"] == 1)
        #expect(try await exploited(world) == 1)
        #expect(try await files(world) == 0)
        let log = try await root.get(place)
        #expect(log.contains("Reading catalog.json as a file of kev."))
    }

    @Test func `a file that is none of the source fails its run, and what was known stays`() async throws {
        let world = try await world()
        let root = try await world.web.browser()
        _ = try await root.upload(Self.path, [("feed", "kev")], "catalog.json", Array(Self.catalog.utf8))
        try await world.work()
        for (name, text) in [
            ("other.json", "{\"vulnerabilities\": [{\"cve\": {\"id\": \"CVE-2026-1\"}}]}"), ("empty.json", "{}"),
            ("list.json", "{\"vulnerabilities\": []}"), ("cut.json", String(Self.catalog.dropLast(40))),
            ("picture.png", "\u{89}PNG nonsense"),
        ] {
            let sent = try await root.upload(Self.path, [("feed", "kev")], name, Array(text.utf8))
            try await world.work()
            let run = try await world.server.get("/api\(try #require(sent.location))")
            #expect(run["status"]?["value"] == "FAILURE", "\(name)")
            let log = try await root.get(try #require(sent.location))
            #expect(log.contains("The file was not taken, and what was known before still counts."), "\(name)")
            #expect(!log.contains("almanac-bundle-"), "\(name)")
            #expect(try await exploited(world) == 1, "\(name)")
            #expect(try await files(world) == 0, "\(name)")
        }
    }

    @Test func `nothing is kept of an upload that is refused, cut off or forged`() async throws {
        let world = try await world()
        let root = try await world.web.browser()
        let bytes = Array(Self.catalog.utf8)
        let none = try await root.upload(Self.path, [("feed", "kev")], "", [])
        #expect(none.status == 400 && none.contains("Choose the file to upload."))
        let nowhere = try await root.upload(Self.path, [("feed", "nonsense")], "catalog.json", bytes)
        #expect(nowhere.status == 400 && nowhere.contains("There is no feed"))
        let forged = try await root.upload(Self.path, [("feed", "kev")], "catalog.json", bytes, proof: false)
        #expect(forged.status == 403 && forged.contains("CSRF"))
        let text = try await root.post(Self.path, [("feed", "kev")])
        #expect(text.status == 415)
        let large = [UInt8](repeating: 32, count: 3 << 20)
        let cut = try await root.upload(Self.path, [("feed", "kev")], "catalog.json", large, cut: true)
        #expect(cut.status == 400 && cut.contains("The upload was cut off."))
        let broken = try await root.upload(Self.path, [("feed", "kev")], "catalog.json", large, breaks: true)
        #expect(broken.status == 413)
        #expect(try await files(world) == 0)
        let viewer = try await world.web.browser("vera", may: [(["vulnerabilities.feed"], ["view"])])
        #expect(!(try await viewer.get("/exposure/feeds/").contains(Self.path)))
        #expect(try await viewer.upload(Self.path, [("feed", "kev")], "catalog.json", bytes).status == 403)
        #expect(try await files(world) == 0)
        let runner = try await world.web.browser(
            "rita", may: [(["vulnerabilities.feed"], ["view"]), (["extras.job"], ["run", "view"])])
        #expect(try await runner.upload(Self.path, [("feed", "kev")], "catalog.json", bytes).status == 303)
    }

    @Test func `a large file goes into the store in parts, and comes out as it was`() async throws {
        let world = try await world()
        let root = try await world.web.browser()
        // Spaces behind a text change nothing of it: a catalog of some megabytes.
        let bytes = Array(Self.catalog.utf8) + [UInt8](repeating: 32, count: 5_000_000)
        let sent = try await root.upload(Self.path, [("feed", "kev")], "C:\\disk\\catalog.json", bytes)
        #expect(sent.status == 303)
        let parts = try await world.server.store.read { try $0.count(FilePart.schema, where: .always) }
        #expect(parts == 7)
        try await world.work()
        let run = try await world.server.get("/api\(try #require(sent.location))")
        #expect(run["status"]?["value"] == "SUCCESS", "\(run.text)")
        #expect(try await exploited(world) == 1)
    }
}

extension WebBrowser {
    /// Sends a form with a file as a browser does, in pieces.
    ///
    /// - Parameters:
    ///   - cut: Whether the body ends in the middle of the file.
    ///   - breaks: Whether the server stops reading there.
    fileprivate func upload(
        _ target: String, _ fields: [(String, String)], _ name: String, _ bytes: [UInt8], proof: Bool = true,
        cut: Bool = false, breaks: Bool = false
    ) async throws -> WebPage {
        let all = (proof ? [("csrfmiddlewaretoken", cookies["csrftoken"] ?? "")] : []) + fields
        var body: [UInt8] = []
        for (name, value) in all {
            body += "--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
        }
        body += "--edge\r\nContent-Disposition: form-data; name=\"bundle\"; filename=\"\(name)\"\r\n".utf8
        body += "Content-Type: application/octet-stream\r\n\r\n".utf8
        body += bytes
        if !cut, !breaks { body += "\r\n--edge--\r\n".utf8 }
        let whole = body
        var request = try APIRequest(
            method: "POST", target: target,
            headers: [
                "accept": "text/html", "content-type": "multipart/form-data; boundary=edge", "cookie": cookieHeader,
            ], body: [], baseURL: "http://test", peer: IPHost("127.0.0.1"))
        request.stream = StreamedBody { take in
            for start in stride(from: 0, to: whole.count, by: 60_000) {
                try await take(Array(whole[start..<min(start + 60_000, whole.count)]))
            }
            if breaks { throw Problem(.tooLarge, "The file is larger than 1024 MB.") }
        }
        return WebPage(await site.respond(to: request))
    }
}
