import Basics
import HTTPAPI
import HTTPServing
import TestKit
import Testing

/// The answers against those that the reference gave to the same requests.
@Suite("Recorded answers", .enabled(if: GoldenFile.areAvailable, "needs ../shared/golden"))
struct GoldenTests {
    /// The order in which a folder was recorded: a later request needs what an earlier one made.
    private static let order = [
        "post_missing_field", "post_bad_fk", "post_bad_fk_natural", "post", "post_duplicate", "patch", "bulk_patch",
    ]

    /// Members that the reference does not have.
    private static let added: [String: Set<String>] = ["extras/secrets": ["escape", "undefined", "on_non_string"]]

    /// The value without these members, wherever they stand.
    private static func without(_ names: Set<String>, _ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let items): .array(items.map { without(names, $0) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { !names.contains($0.key) }.map { ($0.key, without(names, $0.value)) }))
        default: value
        }
    }

    @Test("Every recorded request of a folder is answered in the same shape", arguments: GoldenFile.folders)
    func replay(_ folder: String) async throws {
        let world = try await GoldenWorld()
        let names = GoldenFile.names(folder)
        let rest = names.filter { !Self.order.contains($0) && $0 != "bulk_post" }
        for name in Self.order.filter(names.contains) + rest {
            try await check(try GoldenFile(folder, name), world.server)
        }
        guard names.contains("bulk_post") else { return }
        let bulk = try GoldenFile(folder, "bulk_post")
        if let id = try GoldenFile(folder, "post").answer["id"]?.keyText {
            _ = try await world.server.send("DELETE", bulk.target + id + "/")
        }
        try await check(bulk, world.server)
    }

    /// Sends what was recorded, with the recorded id for what is made.
    private func check(_ golden: GoldenFile, _ server: TestServer) async throws {
        var body = golden.body
        if golden.name == "post", case .object(let object) = body, let id = golden.answer["id"] {
            body = .object(JSONObject(object.members.map { ($0.key, $0.value) } + [("id", id)]))
        }
        let response = try await send(golden, body, server)
        let bytes = try await response.allBytes()
        let answer =
            bytes.isEmpty ? .null : Self.without(Self.added[golden.folder] ?? [], try JSONValue(parsing: bytes))
        let place = "\(golden.folder)/\(golden.name)"
        #expect(response.status == golden.status, "\(place): \(answer.text)")
        let headers = response.headers.filter { GoldenFile.compared.contains($0.name) }
        #expect(
            headers.map { Mask.text("\($0.name): \($0.value)") }
                == golden.headers.map { Mask.text("\($0.0): \($0.1)") }, "\(place)")
        compare(golden, answer, place)
    }

    private func send(_ golden: GoldenFile, _ body: JSONValue, _ server: TestServer) async throws -> APIResponse {
        var target = golden.target
        // Rows whose ids cannot be chosen stand under their own.
        if golden.name.hasPrefix("detail") || golden.name == "patch", golden.status < 500 {
            let list = target.split(separator: "/").dropLast(target.contains("?") ? 2 : 1).joined(separator: "/")
            let id = target.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
            if id != "00000000-0000-4000-8000-000000000000",
                try await server.send("GET", "/\(list)/\(id)/").status == 404
            {
                let first = try await server.get("/\(list)/?limit=1")["results"]?[0]?["id"]?.keyText
                target = target.replacing(id, with: first ?? id)
            }
        }
        guard golden.hasToken else {
            return await server.router.respond(
                to: try APIRequest(
                    method: golden.method, target: target, headers: ["accept": golden.accept], body: [],
                    baseURL: "http://test"))
        }
        return try await server.send(
            golden.method, target, body.isNull ? nil : body, accept: golden.accept,
            token: golden.name.hasPrefix("noperm") ? server.plainToken : nil)
    }

    private func compare(_ golden: GoldenFile, _ answer: JSONValue, _ place: String) {
        switch golden.name {
        case "list", "detail", "detail_depth1":
            let difference = Shape(golden.answer).difference(to: Shape(answer))
            #expect(difference == nil, "\(place)")
        case "options": compareOptions(golden.answer, answer, place)
        case "delete_protected" where golden.status == 204: #expect(answer.isNull, "\(place)")
        case "delete_protected":
            let pattern = /Unable to delete object\. \d+ dependent objects? were found: [^(]+ \([0-9a-f-]{36}\).*/
            let text = answer["detail"]?.stringValue ?? ""
            #expect(text.wholeMatch(of: pattern) != nil, "\(place): \(text)")
            #expect(!text.contains("→"), "names in a refusal are short: \(text)")
        case "post_bad_fk_natural" where golden.answer.text.contains("Cannot resolve keyword"):
            // The reference lists every column here; ours says only that the attribute does not serve.
            #expect(golden.answer.objectValue?.keys == answer.objectValue?.keys, "\(place)")
        default:
            let (ours, theirs) = (Mask.text(answer.text), Mask.text(golden.answer.text))
            let same = zip(ours, theirs).prefix { $0 == $1 }.count
            let differs =
                "…\(ours.dropFirst(max(0, same - 40)).prefix(120)) | …\(theirs.dropFirst(max(0, same - 40)).prefix(120))"
            #expect(ours.count == same && theirs.count == same, "\(place): \(differs)")
        }
    }

    /// Names, order and attributes of all fields; the wording of help is our own.
    private func compareOptions(_ golden: JSONValue, _ answer: JSONValue, _ place: String) {
        for name in ["name", "description", "renders"] { #expect(answer[name] == golden[name], "\(place) \(name)") }
        // Pictures are not taken yet, so nobody is told to send forms.
        let parsed = golden["parses"]?.arrayValue?.filter { $0 != "multipart/form-data" }
        #expect(answer["parses"]?.arrayValue == parsed, "\(place)")
        #expect(answer.objectValue?.keys == golden.objectValue?.keys, "\(place)")
        let actions = golden["actions"]?.objectValue ?? JSONObject()
        #expect(answer["actions"]?.objectValue?.keys ?? [] == actions.keys, "\(place)")
        for (action, fields) in actions {
            let ours = answer["actions"]?[action]?.objectValue ?? JSONObject()
            #expect(ours.keys == fields.objectValue?.keys ?? [], "\(place) \(action)")
            for (field, meta) in fields.objectValue ?? JSONObject() {
                for attribute in ["type", "required", "read_only", "label", "max_length", "min_value", "max_value"] {
                    #expect(
                        ours[field]?[attribute] == meta[attribute], "\(place) \(action) \(field).\(attribute)")
                }
            }
        }
    }

    @Test("A CSV list has the recorded header, to the letter")
    func csvHeader() async throws {
        let golden = try GoldenFile("misc", "accept_csv")
        let world = try await GoldenWorld()
        let response = try await world.server.send("GET", golden.target, accept: golden.accept)
        #expect(response.status == 200)
        let lines = try await response.text().split(separator: "\r\n", omittingEmptySubsequences: false)
        let recorded = golden.answer.stringValue?.split(separator: "\r\n").first
        #expect(lines.first == recorded)
        #expect(
            response.headers.filter { GoldenFile.compared.contains($0.name) }.map { "\($0.name): \($0.value)" }
                == golden.headers.map { "\($0.0): \($0.1)" })
        let row = String(lines.dropFirst().first ?? "")
        #expect(row.hasPrefix("dev-000007,dev-000007,062ff25e-a112-518f-8560-aebeffb6ba7b,dcim.device,dev-000007__"))
        #expect(row.contains(",NULL,NULL,NULL,,AT7,NULL,"))
    }

    @Test("An unknown version is refused in the recorded words")
    func badVersion() async throws {
        let golden = try GoldenFile("misc", "accept_bad_version")
        let server = try await TestServer()
        let response = try await server.send("GET", golden.target, accept: golden.accept)
        #expect(response.status == golden.status)
        #expect(try await response.jsonBody() == golden.answer)
        #expect(
            response.headers.filter { GoldenFile.compared.contains($0.name) }.map { "\($0.name): \($0.value)" }
                == golden.headers.map { "\($0.0): \($0.1)" })
    }

    @Test("The status has every member that clients read")
    func serverStatus() async throws {
        let golden = try GoldenFile("misc", "status")
        let answer = try await TestServer().get("/api/status/")
        for (name, value) in golden.answer.objectValue ?? [:] {
            let difference = answer[name].map { String(describing: Shape($0)) != String(describing: Shape(value)) }
            #expect(name.hasSuffix("apps") || name == "plugins" ? answer[name] != nil : difference == false, "\(name)")
        }
    }

    @Test("Every endpoint of a root that this release keeps stands in the recorded order")
    func roots() async throws {
        let server = try await TestServer()
        for name in ["api_root", "api_dcim", "api_plugins"] {
            let golden = try GoldenFile("misc", name)
            let known = golden.answer.objectValue ?? [:]
            let answer = try await server.get(golden.target)
            let ours = (answer.objectValue ?? [:]).members.filter { known[$0.key] != nil }
            #expect(!ours.isEmpty && ours.map(\.key) == known.keys.filter { answer[$0] != nil }, "\(name)")
            for (key, value) in ours {
                #expect(Mask.text(value.text) == Mask.text(known[key]?.text ?? ""), "\(name) \(key)")
            }
        }
    }
}
