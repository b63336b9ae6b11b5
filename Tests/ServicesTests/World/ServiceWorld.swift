import Basics
import Domain
import Modeling
import Services
import Storage
import Synchronization
import TestKit

/// A temporary store with default data, and short ways to change and look at it.
struct ServiceWorld: Sendable {
    let server: TestServer
    var store: Store { server.store }
    var environment: RecordEnvironment { server.environment }
    var actor: Actor { .system(requestID: Identifier(high: 1, low: 2), detail: "test") }

    init(now: String = "2026-11-21T12:00:00Z", settings: DomainSettings = DomainSettings()) async throws {
        server = try await TestServer(now: now, settings: settings)
    }

    init(server: TestServer) { self.server = server }

    /// Runs a body with a pipeline, in one transaction.
    func change<R: Sendable>(_ body: @escaping @Sendable (RecordPipeline) throws -> R) async throws -> R {
        let (actor, environment) = (actor, environment)
        return try await store.write { try body(RecordPipeline($0, actor: actor, environment: environment)) }
    }

    /// Creates an object as a client would.
    @discardableResult
    func make(_ model: String, _ object: JSONValue) async throws -> Identifier {
        try await change { pipeline in
            guard let schema = pipeline.session.catalog[model], let object = object.objectValue,
                let id = try pipeline.create(schema, object)[0].identifier
            else { throw Problem(.internalFault, "no model \(model)") }
            return id
        }
    }

    /// Changes an object as a client would and returns the names of what differs.
    func update(_ model: String, _ id: Identifier, _ object: JSONValue) async throws -> [String] {
        try await change { pipeline in
            guard let schema = pipeline.session.catalog[model], let object = object.objectValue else { return [] }
            return try pipeline.update(schema, id, object).changed
        }
    }

    /// Deletes an object and what goes with it.
    @discardableResult
    func delete(_ model: String, _ id: Identifier) async throws -> Int {
        try await change { pipeline in
            guard let schema = pipeline.session.catalog[model] else { return 0 }
            return try pipeline.delete(schema, [id])
        }
    }

    /// All rows of a query.
    func fetch<M: Model>(_ query: Query<M>) async throws -> [Record<M>] { try await store.read { try $0.fetch(query) } }

    /// The history rows of an object, oldest first.
    func history(of id: Identifier) async throws -> [Record<ObjectChange>] {
        try await fetch(Query<ObjectChange>().where { $0.changedObjectId == id }.sorted(by: "time", "id"))
    }

    func count(_ schema: AnySchema) async throws -> Int {
        try await store.read { try $0.count(schema, where: .always) }
    }

    /// A site in a region, a make with a type, a role and two devices, by name.
    @discardableResult
    func furnish() async throws -> [String: Identifier] {
        var ids: [String: Identifier] = [:]
        for (name, model, object) in Self.furniture { ids[name] = try await make(model, object) }
        return ids
    }

    private static let furniture: [(String, String, JSONValue)] = [
        ("Region", "dcim.locationtype", ["name": "Region", "nestable": true]),
        (
            "Site", "dcim.locationtype",
            ["name": "Site", "parent": "Region", "content_types": ["dcim.device", "dcim.module"]]
        ),
        ("EMEA", "dcim.location", ["name": "EMEA", "location_type": "Region", "status": "Active"]),
        ("FRA", "dcim.location", ["name": "FRA", "location_type": "Site", "parent": "EMEA", "status": "Active"]),
        ("Acme", "dcim.manufacturer", ["name": "Acme"]),
        ("T1", "dcim.devicetype", ["manufacturer": "Acme", "model": "T1"]),
        ("core", "extras.role", ["name": "core", "content_types": ["dcim.device"]]),
        ("red", "extras.tag", ["name": "red", "content_types": ["dcim.device", "dcim.location"]]),
        ("ops", "tenancy.tenant", ["name": "ops"]),
        (
            "a", "dcim.device",
            ["name": "a", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA", "tags": ["red"]]
        ),
        (
            "b", "dcim.device",
            ["name": "b", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA", "tenant": "ops"]
        ),
    ]

    // MARK: Import and export

    /// Imports a text, read in chunks of a few bytes.
    func load(
        _ text: String, _ format: ImportFormat = .ndjson, model: String? = nil, mode: ImportRun.Mode = .apply,
        chunk: Int = 1000, actor: Actor? = nil
    ) async throws -> ImportPlan {
        let queue = try ReadingQueue(text, format, model: model, catalog: store.catalog, chunk: chunk)
        return try await ImportRun(store: store, environment: environment, actor: actor ?? self.actor)
            .run(mode, next: queue.next)
    }

    /// Everything as NDJSON, or one model in the given form.
    func export(_ model: String? = nil, csv: Bool = false) async throws -> String {
        let run = ExportRun(store: store)
        let parts = Mutex<[UInt8]>([])
        for schema in run.models where model == nil || schema.identifier == model {
            _ =
                csv
                ? try await run.csv(schema, guardsFormulas: true) { bytes in parts.withLock { $0 += bytes } }
                : try await run.ndjson(schema) { bytes in parts.withLock { $0 += bytes } }
        }
        return parts.withLock { String(decoding: $0, as: UTF8.self) }
    }
}

/// What a reader makes of a text, handed out one by one.
final class ReadingQueue: Sendable {
    private let readings: Mutex<ArraySlice<ImportReading>>

    init(_ text: String, _ format: ImportFormat, model: String?, catalog: Catalog, chunk: Int) throws {
        var rest = Array(text.utf8)[...]
        let reader = ImportReader(
            file: "test", format: format, model: model, modelOption: "--model", catalog: catalog
        ) {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(chunk) }
            return Array(rest.prefix(chunk))
        }
        var all: [ImportReading] = []
        while let reading = try reader.next() { all.append(reading) }
        readings = Mutex(all[...])
    }

    @Sendable func next() -> ImportReading? { readings.withLock { $0.popFirst() } }
}

/// The field errors of what a body throws, as `field: message`.
func refusals(_ body: () async throws -> Void) async -> [String] {
    do {
        try await body()
        return []
    } catch let problem as Problem {
        return problem.fields.isEmpty
            ? ["\(problem.kind.rawValue): \(problem.message)"]
            : problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
    } catch {
        return ["\(error)"]
    }
}

extension ServiceWorld {
    /// Makes somebody want to be told about manufacturers.
    func listen() async throws {
        try await make(
            "extras.webhook",
            [
                "name": "all", "content_types": ["dcim.manufacturer"], "payload_url": "https://hooks.example.com/",
                "type_create": true, "type_update": true, "type_delete": true,
            ])
    }
}
