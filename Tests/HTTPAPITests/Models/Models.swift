import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// The models that clients reach; a new one is tested without a line here.
enum Models {
    static let schemas = ProductCatalog.catalog.schemas.filter(\.isExposed)
    /// The history has tests of its own: the objects of ``Populated`` leave a thousand rows of it.
    static let all = schemas.filter { !$0.isLog }.map(\.identifier)
    /// Those whose rows nobody has without a permission.
    static let permitted = schemas.filter { $0.owner == nil }.map(\.identifier)
    static let creatable = schemas.filter { $0.operations.contains(.create) }.map(\.identifier)
    static let updatable = schemas.filter { $0.operations.contains([.create, .update]) }.map(\.identifier)

    /// A key that a client may choose: a UUID that ends in the digit, or the number of a numbered model.
    static func key(_ number: Int, of schema: AnySchema) -> String {
        schema.features.contains(.numbered) ? String(900 + number) : "00000000-0000-4000-8000-00000000000\(number)"
    }

    /// The model with an identifier of the lists above.
    static func schema(_ identifier: String) throws -> AnySchema {
        guard let schema = ProductCatalog.catalog[identifier] else {
            throw Problem(.internalFault, "There is no model \(identifier).")
        }
        return schema
    }
}

/// A server with a few full objects of every model, for tests that only read.
struct Populated: Sendable {
    let server: TestServer
    let samples: SampleObjects

    /// Shared by all tests that read.
    static let shared = Task { try await Populated() }

    private init() async throws {
        server = try await TestServer()
        samples = SampleObjects(server)
        for schema in Models.schemas where schema.operations.contains(.create) {
            try await samples.create(schema)
            for _ in 0..<3 { try await samples.create(schema, full: true) }
        }
        try await findings()
        _ = try await server.send("POST", "/api/lifecycle/evaluate/")
    }

    /// Vulnerabilities, which only the product makes.
    private func findings() async throws {
        let environment = server.environment
        try await server.store.write { session in
            let pipeline = RecordPipeline(
                session, actor: .system(requestID: environment.identifiers.next(), detail: "test"),
                environment: environment)
            let devices = try session.fetch(Query<Device>().limited(to: 3))
            for (device, cve) in zip(devices, try session.fetch(Query<CVE>())) {
                var found = Record<Vulnerability>(id: ID(environment.identifiers.next()))
                found.cve = cve.id
                found.software = try session.first(Query<SoftwareVersion>())?.id
                found.device = device.id
                try pipeline.create(found)
            }
        }
    }

    /// Every object of a model, sets included.
    func rows(_ schema: AnySchema) async throws -> [JSONObject] {
        let answer = try await server.get("\(schema.names.path)?limit=0&exclude_m2m=false")
        return (answer["results"]?.arrayValue ?? []).compactMap(\.objectValue)
    }

    /// The ids that a filtered list shows.
    func ids(_ schema: AnySchema, _ query: String) async throws -> (status: Int, ids: Set<String>, text: String) {
        let response = try await server.send("GET", "\(schema.names.path)?limit=0&\(query)")
        let body = try await response.jsonBody()
        let ids = (body["results"]?.arrayValue ?? []).compactMap { $0["id"]?.keyText }
        return (response.status, Set(ids), response.status == 200 ? "" : body.text)
    }
}

extension JSONObject {
    /// The object's id.
    var id: String { self["id"]?.keyText ?? "" }

    /// The members but these.
    func without(_ names: Set<String>) -> JSONObject {
        JSONObject(members.filter { !names.contains($0.key) }.map { ($0.key, $0.value) })
    }
}

extension APIResponse {
    /// The field messages of a refusal.
    func messages(_ field: String) async throws -> [String] {
        try await jsonBody()[field]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}

/// Expects a status, and shows the answer where it is another.
func expect(
    _ response: APIResponse, answers status: Int, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    guard response.status != status else { return }
    let text = try await response.text()
    #expect(response.status == status, "\(comment) \(text.prefix(400))", sourceLocation: sourceLocation)
}
