import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What was done can be taken back: planned first, all or nothing, and as history itself.
@Suite struct RevertTests {
    private func run(
        _ world: ServiceWorld, _ scope: RevertRun.Scope, apply: Bool = true, overwrites: Bool = false
    ) async throws -> ChangePlan {
        var actor = world.actor
        actor.requestID = world.environment.identifiers.next()
        return try await RevertRun(store: world.store, environment: world.environment, actor: actor)
            .run(scope, apply: apply, overwrites: overwrites)
    }

    /// Runs changes as one request and returns its id.
    private func request(
        _ world: ServiceWorld, _ body: @escaping @Sendable (RecordPipeline) throws -> Void
    ) async throws -> Identifier {
        var actor = world.actor
        let id = world.environment.identifiers.next()
        actor.requestID = id
        let (caller, environment) = (actor, world.environment)
        try await world.store.write { try body(RecordPipeline($0, actor: caller, environment: environment)) }
        return id
    }

    private func last(_ world: ServiceWorld, _ id: Identifier) async throws -> Record<ObjectChange> {
        try #require(try await world.history(of: id).last)
    }

    /// Everything in the store, without the times of the last writes.
    private func state(_ world: ServiceWorld) async throws -> [String] {
        try await world.export().split(separator: "\n").map { line in
            var object = try JSONValue(parsing: String(line)).objectValue ?? JSONObject()
            object["last_updated"] = nil
            return JSONValue.object(JSONObject(object.members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
                .text
        }.sorted()
    }

    @Test func `an update is planned, and changes nothing until it is applied`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let before = try await state(world)
        _ = try await world.update("dcim.device", device, ["serial": "S1", "tags": [], "tenant": "ops", "name": "z"])
        let change = try await last(world, device)
        let changed = try await state(world)
        let plan = try await run(world, .change(change.id.raw), apply: false)
        #expect(!plan.isApplied && plan.conflicts == 0 && plan.total(.update) == 1)
        let step = try #require(plan.steps.first)
        #expect(Set(step.fields.map(\.name)) == ["serial", "tags", "tenant", "name"])
        #expect(step.fields.first { $0.name == "serial" }?.now == "S1")
        #expect(step.fields.first { $0.name == "tags" }?.then == ["red"])
        #expect(try await state(world) == changed)
        let applied = try await run(world, .change(change.id.raw))
        #expect(applied.isApplied)
        #expect(try await state(world) == before)
        let revert = try await last(world, device)
        #expect(revert.changeContextDetail == "revert of change \(change.id)")
        #expect(revert.relatedObjectType == "extras.objectchange" && revert.relatedObjectId == change.id.raw)
        // A revert is a change like any other.
        #expect(try await run(world, .change(revert.id.raw)).isApplied)
        #expect(try await state(world) == changed)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `a field that was changed again stands in the way, another one does not`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        _ = try await world.update("dcim.device", device, ["serial": "S1"])
        let change = try await last(world, device)
        _ = try await world.update("dcim.device", device, ["comments": "unrelated"])
        #expect(try await run(world, .change(change.id.raw), apply: false).conflicts == 0)
        _ = try await world.update("dcim.device", device, ["serial": "S2"])
        let before = try await state(world)
        let plan = try await run(world, .change(change.id.raw))
        #expect(!plan.isApplied && plan.conflicts == 1)
        #expect(plan.steps.first?.conflicts == ["serial has been changed since."])
        #expect(try await state(world) == before)
        // What is as it was before already needs nothing.
        _ = try await world.update("dcim.device", device, ["serial": ""])
        let nothing = try await run(world, .change(change.id.raw), apply: false)
        #expect(nothing.conflicts == 0 && nothing.total(.nothing) == 1)
    }

    @Test func `a delete comes back under its key with everything that went with it`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let interface = try await world.make(
            "dcim.interface",
            ["device": .string(device.description), "name": "eth0", "type": "virtual", "status": "Active"])
        try await world.make("ipam.prefix", ["prefix": "10.0.0.0/24", "status": "Active"])
        let address = try await world.make(
            "ipam.ipaddress", ["address": "10.0.0.1/24", "status": "Active", "namespace": "Global"])
        try await world.make(
            "ipam.ipaddresstointerface",
            ["ip_address": .string(address.description), "interface": .string(interface.description)])
        _ = try await world.update(
            "dcim.device", device, ["primary_ip4": .string(address.description), "serial": "S1"])
        try await world.make(
            "extras.note",
            [
                "assigned_object_type": "dcim.device", "assigned_object_id": .string(device.description),
                "note": "a remark",
            ])
        let before = try await state(world)
        let request = try await request(world) { try $0.delete(Device.schema, [device]) }
        #expect(try await state(world).count < before.count)
        let plan = try await run(world, .request(request))
        #expect(plan.conflicts == 0, "\(plan.steps.flatMap(\.conflicts))")
        #expect(plan.isApplied && plan.total(.create) >= 4)
        #expect(try await state(world) == before)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `a delete does not come back while what it refers to is gone, and says so`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let (device, tenant) = (try #require(ids["b"]), try #require(ids["ops"]))
        try await world.delete("dcim.device", device)
        let change = try await last(world, device)
        try await world.delete("tenancy.tenant", tenant)
        let plan = try await run(world, .change(change.id.raw))
        #expect(!plan.isApplied && plan.steps.first?.conflicts == ["tenant: The tenant \(tenant) is gone."])
        // With the tenant back it works; and then the place is taken.
        #expect(try await run(world, .change(try await last(world, tenant).id.raw)).isApplied)
        #expect(try await run(world, .change(change.id.raw)).isApplied)
        let again = try await run(world, .change(change.id.raw))
        #expect(again.steps.first?.conflicts == ["There is an object with this id again."])
    }

    @Test func `a create is deleted again, unless somebody has changed or used the object since`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let before = try await state(world)
        let tenant = try await world.make("tenancy.tenant", ["name": "new"])
        let change = try await last(world, tenant)
        #expect(try await run(world, .change(change.id.raw)).isApplied)
        #expect(try await state(world) == before)
        #expect(try await run(world, .change(change.id.raw), apply: false).total(.nothing) == 1)

        let used = try await world.make("tenancy.tenant", ["name": "used"])
        let made = try await last(world, used)
        try await world.make(
            "dcim.device",
            [
                "name": "c", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA",
                "tenant": .string(used.description),
            ])
        let plan = try await run(world, .change(made.id.raw))
        #expect(!plan.isApplied && plan.steps.first?.conflicts == ["1 devices refer to it."])

        let touched = try await world.make("tenancy.tenant", ["name": "touched"])
        let first = try await last(world, touched)
        _ = try await world.update("tenancy.tenant", touched, ["description": "x"])
        let refused = try await run(world, .change(first.id.raw))
        #expect(!refused.isApplied && refused.steps.first?.conflicts == ["The object has been changed since."])
    }

    @Test func `a request that made, changed and deleted is taken back as a whole`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let before = try await state(world)
        let (device, other) = (try #require(ids["a"]), try #require(ids["b"]))
        let request = try await request(world) { pipeline in
            // A new tenant under the name that another one had; a device of it; a device gone.
            let tenant = try #require(ids["ops"])
            _ = try pipeline.update(Tenant.schema, tenant, ["name": "renamed"])
            let row = try pipeline.create(Tenant.schema, ["name": "ops"])
            let made = try #require(row[0].identifier)
            _ = try pipeline.update(Device.schema, device, ["tenant": .string(made.description), "serial": "S9"])
            _ = try pipeline.create(
                Device.schema,
                [
                    "name": "c", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA",
                    "tenant": .string(made.description),
                ])
            try pipeline.delete(Device.schema, [other])
        }
        let plan = try await run(world, .request(request), apply: false)
        #expect(plan.conflicts == 0, "\(plan.steps.flatMap(\.conflicts))")
        #expect(plan.total(.create) == 1 && plan.total(.update) == 2 && plan.total(.delete) == 2)
        #expect(try await run(world, .request(request)).isApplied)
        #expect(try await state(world) == before)
    }

    @Test func `an import is taken back over all of its transactions`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let before = try await state(world)
        let lines =
            (0..<30).map { "{\"object_type\":\"dcim.manufacturer\",\"name\":\"i\($0)\"}" } + [
                "{\"object_type\":\"dcim.device\",\"id\":\"\(try #require(ids["a"]))\",\"serial\":\"imported\"}"
            ]
        var actor = world.actor
        actor.requestID = world.environment.identifiers.next()
        let queue = try ReadingQueue(
            lines.joined(separator: "\n"), .ndjson, model: nil, catalog: world.store.catalog, chunk: 1000)
        let imported = try await ImportRun(store: world.store, environment: world.environment, actor: actor)
            .run(.apply, next: queue.next)
        #expect(imported.total(.create) == 30 && imported.total(.update) == 1)
        let plan = try await run(world, .request(actor.requestID))
        #expect(plan.isApplied && plan.total(.delete) == 30 && plan.total(.update) == 1)
        #expect(try await state(world) == before)
    }

    @Test func `told to overwrite, later changes are lost and what uses an object still keeps it`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let before = try await state(world)
        _ = try await world.update("dcim.device", device, ["serial": "S1"])
        let change = try await last(world, device)
        _ = try await world.update("dcim.device", device, ["serial": "S2"])
        #expect(try await !run(world, .change(change.id.raw)).isApplied)
        #expect(try await run(world, .change(change.id.raw), overwrites: true).isApplied)
        #expect(try await state(world) == before)

        let tenant = try await world.make("tenancy.tenant", ["name": "new"])
        let made = try await last(world, tenant)
        _ = try await world.update("tenancy.tenant", tenant, ["description": "x"])
        _ = try await world.update("dcim.device", device, ["tenant": "new"])
        let plan = try await run(world, .change(made.id.raw), overwrites: true)
        #expect(!plan.isApplied && plan.steps.first?.conflicts == ["1 devices refer to it."])
        _ = try await world.update("dcim.device", device, ["tenant": "ops"])
        #expect(try await run(world, .change(made.id.raw), overwrites: true).isApplied)
        #expect(try await world.count(Tenant.schema) == 1)
    }

    @Test func `custom fields come back, those that were not there as empty ones`() async throws {
        let world = try await ServiceWorld()
        for key in ["one", "two"] {
            try await world.make(
                "extras.customfield",
                ["key": .string(key), "label": .string(key), "type": "text", "content_types": ["dcim.manufacturer"]])
        }
        let id = try await world.make("dcim.manufacturer", ["name": "Acme", "custom_fields": ["one": "1"]])
        _ = try await world.update("dcim.manufacturer", id, ["custom_fields": ["one": "1b", "two": "2"]])
        let change = try await last(world, id)
        #expect(try await run(world, .change(change.id.raw)).isApplied)
        let states = ChangeSnapshots(try await last(world, id), world.store.catalog)
        let fields = states.after?.flat["custom_fields"]
        #expect(fields?["one"] == "1" && (fields?["two"] ?? .null) == .null)
        #expect(try await run(world, .change(change.id.raw), apply: false).total(.nothing) == 1)
    }

    @Test func `sets of objects with numbers for keys come back`() async throws {
        let world = try await ServiceWorld()
        let group = try await world.make("auth.group", ["name": "crew"])
        let permission = try await world.make(
            "users.objectpermission",
            ["name": "p", "object_types": ["dcim.device"], "actions": ["view"], "groups": ["crew"]])
        _ = try await world.update("users.objectpermission", permission, ["groups": []])
        let change = try await last(world, permission)
        let states = ChangeSnapshots(change, world.store.catalog)
        #expect(states.before?.flat["groups"] == [1] && states.after?.flat["groups"] == [])
        #expect(try await run(world, .change(change.id.raw)).isApplied)
        let members = try await world.store.read { session in
            try session.members(
                of: [permission], field: ObjectPermission.schema.handles.groups, in: ObjectPermission.schema)
        }
        #expect(members == [permission: [group]])
    }

    @Test func `a change that is not there is not found`() async throws {
        let world = try await ServiceWorld()
        let unknown = Identifier(high: 3, low: 4)
        for scope in [RevertRun.Scope.change(unknown), .request(unknown)] {
            let refusal = await refusals { _ = try await run(world, scope) }
            #expect(refusal == ["notFound: No ObjectChange matches the given query."])
        }
    }
}
