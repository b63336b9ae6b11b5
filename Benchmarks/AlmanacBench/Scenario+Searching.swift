import Basics
import Domain
import Logging
import Modeling
import Services
import Storage

extension Scenario {
    /// Takes the imported network into the index of the search, and searches.
    func searching() async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let engine = try SQLiteEngine(path: folder + "/data/almanac.db", logger: logger)
        let store = Store(engine, StoreCatalog.catalog)
        let (_, indexing) = try await Measure.run { try await SearchIndexer(store: store).catchUp() }
        let entries = try await store.read { session in
            try session.connection.value("SELECT count(*) FROM text_entry", kind: .integer).integer ?? 0
        }
        figure("search: index of \(entries) texts", short(indexing.cpu, "CPU s"))
        figure("  per text", short(indexing.cpu / Double(max(entries, 1)) * 1e6, "µs"))
        let questions = try await questions(store)
        for (name, actor) in [
            ("administrator", Actor.system(requestID: Identifier(high: 1, low: 1), detail: "bench")),
            ("one location seen", try await Self.reader(store)),
        ] {
            var times: [Double] = []
            var slowest = ("", 0.0)
            for _ in 0..<5 {
                for question in questions {
                    let (_, time) = try await Measure.run {
                        try await SearchService(store: store).search(text: question, actor: actor)
                    }
                    times.append(time.cpu * 1000)
                    if time.cpu * 1000 > slowest.1 { slowest = (question, time.cpu * 1000) }
                }
            }
            times.sort()
            figure("search, \(name), p50 of \(times.count)", short(times[times.count / 2], "CPU ms"))
            figure("  p95", short(times[times.count * 95 / 100], "CPU ms"), target: "50 ms")
            figure("  slowest: \(slowest.0)", short(slowest.1, "CPU ms"))
        }
        try engine.close()
    }

    /// What people type: whole names and serial numbers, beginnings, insides, common ones and some that nothing has.
    private func questions(_ store: Store) async throws -> [String] {
        let middle = Selection(Device.schema, ordering: ["id"], limit: 20, offset: max(0, devices / 2))
        let rows = try await store.read { try $0.rows(middle) }
        let devices = rows.map(Record<Device>.init(values:))
        var questions: [String] = []
        for device in devices {
            let name = device.name ?? ""
            questions += [name, String(name.dropFirst(2)), String(name.prefix(4)), device.serial]
            questions += [String(device.serial.dropFirst(3)), String(device.serial.suffix(4)), String(name.suffix(3))]
        }
        return questions.filter { !$0.isEmpty } + [
            "a", "1", "fr", "sw", "core", "access", "000", "10.", "10.0.0", "cisco", "9300", "cve-20",
            "nothing-has-this",
            "zzz", "fra01-core", "-01", "a-1", "active", "ios", "17.9",
        ]
    }

    /// Leaves nothing of a transaction but what it found out.
    private struct TakenBack: Error {
        let actor: Actor
    }

    /// Somebody who sees the devices of one location, and nothing else.
    ///
    /// They stay out of the store: only a store without people takes the token that the server is asked with afterwards.
    private static func reader(_ store: Store) async throws -> Actor {
        let time = SystemTime()
        let environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: SystemRandom()),
            settings: DomainSettings())
        do {
            try await store.write { session in
                let request = environment.identifiers.next()
                let pipeline = RecordPipeline(
                    session, actor: .system(requestID: request, detail: "bench"), environment: environment)
                var user = Record<User>(id: ID(environment.identifiers.next()))
                user.username = "reader"
                try pipeline.create(user)
                var permission = Record<ObjectPermission>(id: ID(environment.identifiers.next()))
                permission.name = "reader"
                permission.objectTypes = StringList([Device.schema.identifier])
                permission.actions = StringList(["view"])
                let location = try session.rows(Selection(Device.schema, ordering: ["id"], limit: 1)).first
                    .map { Record<Device>(values: $0).location.description }
                let constraint: JSONValue = ["location": .string(location ?? "")]
                permission.constraints = JSONDocument(text: constraint.text)
                try pipeline.create(permission, many: ["users": [user.id.raw]])
                throw TakenBack(
                    actor: Actor(
                        user: user.id, name: "reader", isSuperuser: false, grants: try Grants(of: user.id, in: session),
                        requestID: request))
            }
        } catch let back as TakenBack {
            return back.actor
        }
        preconditionFailure("a transaction that throws cannot succeed")
    }
}
