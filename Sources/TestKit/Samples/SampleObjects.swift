package import Basics
import Domain
import HTTPAPI
import HTTPServing
package import Modeling
import Services
import Storage
import Synchronization

/// Makes valid objects of any model from its declaration, and what they refer to.
///
/// A new model needs no code here unless a rule of its own asks for more than its fields say; then it gets a line in
/// ``SampleRules``.
package final class SampleObjects: Sendable {
    package let server: TestServer
    private let counter = Mutex(0)

    package init(_ server: TestServer) { self.server = server }

    /// A number that no other object has.
    package func next() -> Int {
        counter.withLock { count in
            count += 1
            return count
        }
    }

    /// The body of a create: the required fields, or every field that can be written.
    package func body(_ schema: AnySchema, full: Bool = false) async throws -> JSONObject {
        let number = next()
        let rule = SampleRules.byModel[schema.identifier]
        let given = try await rule?.values(self, number) ?? []
        var members: [(String, JSONValue)] = []
        for field in schema.fields where SampleObjects.isWritable(field) {
            let name = field.info.name
            if let value = given.first(where: { $0.0 == name }) {
                members.append(value)
                continue
            }
            guard field.info.isRequired || full, rule?.leftOut.contains(name) != true else { continue }
            guard let value = try await value(field, in: schema, number) else { continue }
            members.append((name, value))
        }
        return JSONObject(members)
    }

    /// Creates an object.
    ///
    /// - Returns: The answer to the create.
    /// - Throws: ``Problem`` with the answer when the object is refused.
    @discardableResult
    package func create(_ schema: AnySchema, full: Bool = false) async throws -> JSONObject {
        let body = try await body(schema, full: full)
        let response = try await server.send("POST", schema.names.path, .object(body))
        guard response.status == 201, case .object(let object) = try await response.jsonBody() else {
            throw Problem(
                .internalFault,
                "POST \(schema.names.path) \(JSONValue.object(body).text) answered \(try await response.text())")
        }
        return object
    }

    /// The id of a new object.
    package func id(_ schema: AnySchema) async throws -> String {
        try await create(schema)["id"]?.keyText ?? ""
    }

    /// The id of a new object of the model with this identifier.
    package func id(_ identifier: String) async throws -> String {
        guard let schema = server.store.catalog[identifier] else {
            throw Problem(.internalFault, "There is no model \(identifier).")
        }
        return try await id(schema)
    }

    /// The id of a new job that hooks, buttons and people may set in motion; clients cannot make one.
    package func job() async throws -> String {
        let number = next()
        let environment = server.environment
        let queue = try await id("extras.jobqueue")
        return try await server.store.write { session in
            let actor = Actor.system(requestID: environment.identifiers.next(), detail: "sample")
            var job = Record<JobRecord>(id: ID(environment.identifiers.next()))
            job.moduleName = "sample.jobs"
            job.jobClassName = "Sample\(number)"
            job.grouping = "Samples"
            job.name = "Sample \(number)"
            job.enabled = true
            job.isJobHookReceiver = true
            job.isJobButtonReceiver = true
            if let queue = Identifier(queue) { job.defaultJobQueue = ID(queue) }
            try RecordPipeline(session, actor: actor, environment: environment).create(job)
            return job.id.description
        }
    }

    /// Whether a client's value of the field is kept.
    package static func isWritable(_ field: AnyField) -> Bool {
        !field.info.isReadOnly && !field.info.isHidden && !(field is Reserved) && !(field is Derived)
    }

    /// A valid value, nil when the field takes none.
    package func value(_ field: AnyField, in schema: AnySchema, _ number: Int) async throws -> JSONValue? {
        if let value = SampleRules.byModel[schema.identifier]?.fields[field.info.name] { return value }
        guard let target = field.target else { return SampleValues.make(field, number) }
        guard target.isExposed, target.operations.contains(.create), target !== schema || field.info.isRequired
        else { return nil }
        let id: String
        if field.info.isScoped {
            // Statuses, roles and tags serve only the models that they list.
            var body = try await body(target)
            body["content_types"] = [.string(schema.identifier)]
            id = try await server.create(target.names.path, .object(body))
        } else {
            id = try await self.id(target)
        }
        return field.isStored ? .string(id) : [.string(id)]
    }
}

/// Valid values of fields that are no references.
package enum SampleValues {
    /// A value; another number gives another one where the field has so many.
    package static func make(_ field: AnyField, _ number: Int) -> JSONValue {
        let info = field.info
        if !info.choices.isEmpty { return .string(info.choices[number % info.choices.count].value) }
        switch info.kind {
        case .boolean: return .bool(number.isMultiple(of: 2))
        case .integer:
            let range = info.range ?? 0...1_000_000
            let width = range.upperBound.subtractingReportingOverflow(range.lowerBound)
            let steps = width.overflow ? Int64.max : max(1, width.partialValue)
            return .int(range.lowerBound + Int64(number) % steps)
        case .decimal(_, let scale):
            return .string(CellJSON.decimalText(Int64(number % 80) * 1_000_000 + 500_000, scale))
        case .real: return .double(Double(number % 100) / 10 + 0.5)
        case .day: return .string(CalendarDay(daysSinceEpoch: 20_454 + Int32(number % 3000)).description)
        case .timestamp: return .string("2026-03-04T05:06:07.000\(100 + number % 900)Z")
        case .identifier: return .string("00000000-0000-4000-8000-\(100_000_000_000 + number)")
        case .json: return ["number": .int(Int64(number))]
        case .strings: return ["dcim.device"]
        case .text: return .string(text(info, number))
        }
    }

    private static func text(_ info: FieldInfo, _ number: Int) -> String {
        switch info.format {
        case .url, .anyURL: return "https://example.com/\(info.name)/\(number)"
        case .email: return "person\(number)@example.com"
        case .color: return String(String(0x100000 + number, radix: 16).prefix(6))
        case .timeZone: return number.isMultiple(of: 2) ? "Europe/Berlin" : "America/New_York"
        case .macAddress: return "00:11:22:33:" + hex(number / 256) + ":" + hex(number)
        case .contentType: return "dcim.device"
        case .ipHost: return "10.1.\(number / 250 % 250).\(number % 250 + 1)"
        case .ipInterface: return "10.1.\(number / 250 % 250).\(number % 250 + 1)/32"
        case .key: return "\(info.name)_\(number)"
        case .ipNetwork: return "10.\(number / 250 % 250).\(number % 250).0/24"
        case .plain:
            let words = "\(info.name)-Ä\(number)"
            return String(words.suffix(min(info.maxLength ?? 60, 60)))
        }
    }

    private static func hex(_ number: Int) -> String {
        let digits = String(number % 256, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
