import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Roles × every endpoint × {own scope, other scope}: what each cell answers is declared here, and nothing else is right.
@Suite struct PermissionMatrixTests {
    /// What somebody is given on a model, as far as the object with one id goes.
    enum Role: String, CaseIterable {
        /// No permission at all.
        case nobody
        /// May view the one object.
        case viewer
        /// May change the one object, and cannot view it.
        case changer
        /// May delete the one object.
        case deleter
        /// May add, if the new object were the one: never.
        case adder

        var action: String? {
            switch self {
            case .nobody: nil
            case .viewer: "view"
            case .changer: "change"
            case .deleter: "delete"
            case .adder: "add"
            }
        }
    }

    enum Call: String, CaseIterable {
        case list, detail, options, notes, changelog, members, links, buttons, export, create, update, bulkUpdate,
            delete,
            bulkDelete

        /// The action that the call needs.
        var action: String? {
            switch self {
            case .list, .detail, .notes, .changelog, .members, .links, .buttons, .export: "view"
            case .options: nil
            case .create: "add"
            case .update, .bulkUpdate: "change"
            case .delete, .bulkDelete: "delete"
            }
        }
    }

    /// The declared statuses of a cell.
    static func expected(_ role: Role, _ call: Call, isOwn: Bool, _ schema: AnySchema) -> Set<Int> {
        if !supports(call, schema) { return isBelowObject(call) ? [404] : [405] }
        guard let needed = call.action else { return [200] }
        if schema.owner != nil, schema.sharing == nil || role.action != needed { return ofOthers(call) }
        // What the notes and associations of these samples are about is nobody's own (HistoryAccessTests sees the others).
        let isOwn = isOwn && Subject(schema) == nil
        guard role.action == needed, needed == "view" || !superuserOnly.contains(schema.identifier) else {
            return [403]
        }
        switch call {
        case .list: return [200]
        // There is no such template.
        case .export: return [400]
        // The role may view one custom link.
        case .links, .buttons: return isOwn ? [200] : [404]
        // The role may view a note as well.
        case .notes: return isOwn ? [200] : [404]
        // And every change of what the role may view.
        case .changelog: return isOwn ? [200] : [404]
        case .detail, .members: return isOwn ? [200] : [404]
        case .options: return [200]
        // Valid or not, no new object has the one id.
        case .create: return [400, 403]
        // An empty change of the one object is fine; so is an invalid one that says so.
        case .update: return isOwn ? [200, 400] : [404]
        case .bulkUpdate: return isOwn ? [200, 400] : [200]
        // The one object may be in use.
        case .delete: return isOwn ? [204, 409] : [404]
        case .bulkDelete: return isOwn ? [204, 409] : [204]
        }
    }

    /// Everybody has rows of their own, without a permission; the objects here are somebody else's.
    private static func ofOthers(_ call: Call) -> Set<Int> {
        switch call {
        case .list, .options, .bulkUpdate: [200]
        case .bulkDelete: [204]
        case .create, .export: [400]
        // Without the permission to view custom links or job buttons, or changes.
        case .links, .buttons, .changelog: [403, 404]
        case .detail, .notes, .members, .update, .delete: [404]
        }
    }

    private static let superuserOnly: Set<String> = ["users.objectpermission"]

    /// Whether the call asks for something below an object, which objects of other models do not have.
    private static func isBelowObject(_ call: Call) -> Bool { call == .notes || call == .changelog || call == .members }

    private static func supports(_ call: Call, _ schema: AnySchema) -> Bool {
        switch call {
        case .list, .detail, .options, .links, .buttons, .export: true
        case .notes: schema.features.contains(.notes)
        case .changelog: schema.features.contains(.history)
        case .members: schema === DynamicGroup.schema
        case .create: schema.operations.contains(.create)
        case .update, .bulkUpdate: schema.operations.contains(.update)
        case .delete, .bulkDelete: schema.operations.contains(.delete)
        }
    }

    @Test(arguments: Role.allCases) func `every cell answers as declared`(_ role: Role) async throws {
        let server = try await TestServer()
        let samples = SampleObjects(server)
        var own: [String: String] = [:]
        var other: [String: String] = [:]
        for schema in Models.schemas where schema.operations.contains(.create) {
            own[schema.identifier] = try await samples.id(schema)
            other[schema.identifier] = try await samples.id(schema)
        }
        let grants = own.sorted { $0.key < $1.key }.map { model, id in
            (types: [model], actions: role.action.map { [$0] } ?? [], constraints: #"{"id": "\#(id)"}"#)
        }
        let log = (types: ["extras.objectchange"], actions: role.action.map { [$0] } ?? [], constraints: "null")
        let token = try await server.role(role.rawValue, role == .nobody ? [] : grants + [log])
        var cells = 0
        var wrong: [String] = []
        for schema in Models.schemas {
            // Deletes come last: what is gone cannot be asked for.
            for call in Call.allCases {
                for isOwn in [false, true] {
                    guard let id = (isOwn ? own : other)[schema.identifier] else { continue }
                    let status = try await send(call, schema, id, server, token)
                    let wanted = Self.expected(role, call, isOwn: isOwn, schema)
                    cells += 1
                    if !wanted.contains(status) {
                        wrong.append("\(schema.identifier) \(call) own:\(isOwn) \(status), not \(wanted.sorted())")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(cells): \(wrong.prefix(12).joined(separator: "\n"))")
        #expect(cells > 500)
    }

    private func send(
        _ call: Call, _ schema: AnySchema, _ id: String, _ server: TestServer, _ token: String
    ) async throws -> Int {
        let list = schema.names.path
        let one = list + id + "/"
        let item: JSONValue = [["id": .string(id)]]
        let response =
            switch call {
            case .list: try await server.send("GET", list, token: token)
            case .detail: try await server.send("GET", one, token: token)
            case .options: try await server.send("OPTIONS", list, token: token)
            case .notes: try await server.send("GET", one + "notes/", token: token)
            case .changelog: try await server.send("GET", one + "changelog/", token: token)
            case .links: try await server.send("GET", one + "custom-links/", token: token)
            case .buttons: try await server.send("GET", one + "job-buttons/", token: token)
            case .export: try await server.send("GET", list + "?export=none", token: token)
            case .members: try await server.send("GET", one + "members/", token: token)
            case .create: try await server.send("POST", list, [:], token: token)
            case .update: try await server.send("PATCH", one, [:], token: token)
            case .bulkUpdate: try await server.send("PATCH", list, item, token: token)
            case .delete: try await server.send("DELETE", one, token: token)
            case .bulkDelete: try await server.send("DELETE", list, item, token: token)
            }
        return response.status
    }
}
