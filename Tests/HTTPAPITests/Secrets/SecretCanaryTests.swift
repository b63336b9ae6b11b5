import Basics
import Domain
import Foundation
import HTTPAPI
import HTTPServing
import Logging
import Modeling
import Outbound
import Secrets
import Services
import Storage
import Synchronization
import TestKit
import Testing

/// Values that must turn up nowhere: one of each provider, resolved, failing and asked about, then looked for in every sink.
@Suite struct SecretCanaryTests {
    private static let canaries = ["cAn4ry-environment-7f3a", "cAn4ry-vault/9d+2c\"é<", "cAn4ry-file-51b8"]

    /// A canary in the forms in which it could travel, made without the product's own code for that.
    private static func forms(_ value: String) -> [String] {
        let bytes = Array(value.utf8)
        var forms = [value]
        for offset in 0..<3 {
            let text = Array(Base64.text([UInt8](repeating: 0, count: offset) + bytes, padded: false).utf8)
            forms.append(
                String(decoding: text[((offset * 4 + 2) / 3)..<((offset + bytes.count) * 4 / 3)], as: UTF8.self))
        }
        forms.append(QueryString.encode(value))
        forms.append(String(JSONValue.string(value).text.dropFirst().dropLast()))
        forms.append(value.replacing("<", with: "&lt;").replacing("\"", with: "&#34;"))
        return forms
    }

    private static func hits(_ text: String) -> [String] {
        canaries.flatMap(forms).filter(text.contains)
    }

    /// Canaries in UTF-16, which a search in texts passes over, and anything compressed, in which none could be seen.
    private static func byteHits(_ bytes: [UInt8]) -> [String] {
        let data = Data(bytes)
        let wide = canaries.filter { value in
            [String.Encoding.utf16LittleEndian, .utf16BigEndian].contains { encoding in
                value.data(using: encoding).map { data.range(of: $0) != nil } ?? false
            }
        }
        return wide + (data.range(of: Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0])) == nil ? [] : ["gzip"])
    }

    @Test func `S16, S31: no value is in any answer, log, page of the store, export or message`() async throws {
        let log = LineLog()
        let time = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? Timestamp(microseconds: 0))
        let redaction = RedactionRegistry(time: time)
        let logger = Logger(label: "canary") { _ in RedactingLogHandler(log.handler, mask: redaction) }
        let vault = MemoryProvider.vault([
            "core": JSONValue.object(["password": .string(Self.canaries[1])]).text
        ])
        var policy = EgressPolicy.forUserURLs()
        policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        let server = try await TestServer(
            userURLs: policy,
            secretProviders: ProviderRegistry([
                .environment(["TOKEN": Self.canaries[0]]), .files(["/run/x": Self.canaries[2]]), vault,
            ]), redaction: redaction, logger: logger)
        let receiver = try await LoopbackServer { _, _ in .text("thanks") }
        try await server.create(
            "/api/extras/webhooks/",
            [
                "name": "tell", "content_types": ["extras.secret", "extras.secretsgroup"],
                "payload_url": .string(receiver.url("/in")), "type_create": true, "type_update": true,
                "type_delete": true,
            ])
        let ids = try await use(server, vault)

        var sinks: [(name: String, text: String)] = []
        for schema in server.store.catalog.schemas where schema.isExposed {
            let list = "\(schema.names.path)?limit=0&exclude_m2m=false&include=computed_fields&depth=1"
            sinks.append((schema.names.path, try await server.send("GET", list).text()))
            sinks.append((schema.names.path + " csv", try await server.send("GET", list, accept: "text/csv").text()))
            sinks.append((schema.names.path + " options", try await server.send("OPTIONS", schema.names.path).text()))
        }
        for id in ids {
            for path in ["", "notes/", "changelog/", "check/"] {
                sinks.append(
                    ("secret \(path)", try await server.send("GET", "/api/extras/secrets/\(id)/\(path)").text()))
            }
        }
        for path in ["secrets-providers/", "secrets-providers/health/", "content-types/"] {
            sinks.append((path, try await server.send("GET", "/api/extras/\(path)").text()))
        }
        sinks += try await echoes(server)
        sinks.append(("export", try await export(server)))
        try await server.webhooks.dispatcher.tellOnce()
        #expect(!receiver.requests.isEmpty)
        for request in receiver.requests { sinks.append(("webhook", String(decoding: request.body, as: UTF8.self))) }
        let files = try await [("store", server.temporary.bytes()), ("backup", backup(server))] + (await child())
        for (name, bytes) in files {
            #expect(!bytes.isEmpty && Self.byteHits(bytes).isEmpty, "\(name): \(Self.byteHits(bytes))")
            sinks.append((name, String(decoding: bytes, as: UTF8.self)))
        }
        for canary in Self.canaries {
            for form in Self.forms(canary) {
                logger.info("password=\(form)", metadata: ["token": "\(form)", "list": [["\(form)"]]])
                logger.error("X-Vault-Token: \(form)", metadata: ["user \(form)": "x"])
            }
        }
        sinks.append(("log", log.text))
        #expect(log.text.contains("password=(redacted)"))

        #expect(sinks.count > 60)
        for sink in sinks { #expect(Self.hits(sink.text).isEmpty, "\(sink.name): \(Self.hits(sink.text))") }
        // The searches do find what is there.
        #expect(Self.byteHits(Array(Self.canaries[1].utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })).count == 1)
        #expect(Self.byteHits([1, 0x1F, 0x8B, 8, 0, 0, 0, 0, 0]) == ["gzip"])
        #expect(Self.hits("x\(Self.canaries[1])y").count == 1)
    }

    /// Resolves every canary, in ways that work and ways that fail.
    private func use(_ server: TestServer, _ vault: MemoryProvider) async throws -> [String] {
        let secrets: [(String, String, JSONValue)] = [
            ("env", "environment-variable", ["variable": "TOKEN"]), ("file", "text-file", ["path": "/run/x"]),
            ("vault", "memory-vault", ["path": "core", "key": "password"]),
            ("wrong key", "memory-vault", ["path": "core", "key": "nothing"]),
            ("absent", "memory-vault", ["path": "absent", "key": "x"]),
            ("template", "memory-vault", ["path": "{{ obj.x.y }}", "key": "x"]),
        ]
        var ids: [String] = []
        for (name, provider, parameters) in secrets {
            ids.append(
                try await server.create(
                    "/api/extras/secrets/",
                    ["name": .string(name), "provider": .string(provider), "parameters": parameters]))
        }
        let actor = Actor.system(requestID: server.environment.identifiers.next(), detail: "test")
        var shown = 0
        for id in ids.compactMap({ Identifier($0) }) {
            do {
                let resolved = try await server.secrets.resolve(ID<Secret>(id), by: actor)
                var text = ""
                dump(resolved, to: &text)
                let printed = "\(resolved) \(String(reflecting: resolved.value)) \(text)"
                #expect(Self.hits(printed).isEmpty && printed.contains("SecretBytes(redacted)"))
                #expect(Self.canaries.contains(resolved.value.bytes.revealText() ?? ""))
                shown += 1
            } catch let fault as SecretFault {
                #expect(Self.hits("\(fault) \(String(reflecting: fault))").isEmpty)
            }
        }
        #expect(shown == 3)
        _ = try await server.send("PATCH", "/api/extras/secrets/\(ids[0])/", ["description": "changed"])
        return ids
    }

    /// What `almanac database backup` writes.
    private func backup(_ server: TestServer) async throws -> [UInt8] {
        // PostgreSQL's own tools make its backups; they hold what its tables hold.
        guard let engine = server.temporary.engine as? SQLiteEngine else { return try await server.temporary.bytes() }
        let path = server.temporary.folder + "/backup.db"
        try engine.backup(to: path)
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// What a program that we start sees of us, and what others see of it and of us.
    private func child() async throws -> [(String, [UInt8])] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("canary-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = folder.appendingPathComponent("plugin")
        try """
        #!/bin/sh
        /bin/cat /proc/self/environ > "$0.environ"
        /bin/cat "/proc/$$/cmdline" > "$0.cmdline"
        /bin/cat "/proc/$PPID/cmdline" > "$0.parent"
        printf '{"value": "none"}'
        """.write(to: script, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
        let provider = ExecutableProvider([
            try ExecutablePlugin(name: "p", path: script.path, environment: ["SHOWN": "here"])
        ])
        _ = try await provider.fetch(provider.locate(ProviderParameters(["plugin": "p", "name": "x"])))
        return try ["environ", "cmdline", "parent"].map { name in
            (name, Array(try Data(contentsOf: script.appendingPathExtension(name))))
        }
    }

    /// Answers that repeat what was sent, which could be a value that came from elsewhere.
    private func echoes(_ server: TestServer) async throws -> [(name: String, text: String)] {
        var sinks: [(name: String, text: String)] = []
        for canary in Self.canaries {
            let encoded = QueryString.encode(canary)
            for (target, body) in [
                ("/api/dcim/devices/?location=\(encoded)", nil), ("/api/dcim/devices/?\(encoded)=1", nil),
                ("/api/dcim/devices/?name__re=(\(encoded)", nil),
                ("/api/extras/secrets/x/check/?object=\(encoded)", nil),
                ("/api/dcim/platforms/", ["name": "p", "manufacturer": .string(canary)]),
                ("/api/extras/secrets/", ["name": "s", "provider": .string(canary), "parameters": ["a": "b"]]),
            ] as [(String, JSONValue?)] {
                let response = try await server.send(body == nil ? "GET" : "POST", target, body)
                let text = try await response.text()
                #expect(response.status >= 400, "\(target)")
                sinks.append(("echo \(target.prefix(30))", text))
            }
        }
        // What is masked is there before: otherwise this would prove nothing.
        #expect(sinks.contains { $0.text.contains("(redacted)") })
        return sinks
    }

    private func export(_ server: TestServer) async throws -> String {
        let parts = Mutex<[UInt8]>([])
        let run = ExportRun(store: server.store)
        for schema in run.models {
            _ = try await run.ndjson(schema) { bytes in parts.withLock { $0 += bytes } }
            _ = try await run.csv(schema, guardsFormulas: true) { bytes in parts.withLock { $0 += bytes } }
        }
        return parts.withLock { String(decoding: $0, as: UTF8.self) }
    }
}

/// Keeps what is logged.
private final class LineLog: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    var handler: any LogHandler { Handler(log: self) }

    private struct Handler: LogHandler {
        let log: LineLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        var metadataProvider: Logger.MetadataProvider?

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}
