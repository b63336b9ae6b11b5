import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Filters by verdict against the rules themselves, device by device.
@Suite struct VerdictFilterTests {
    private static func sample(_ settings: DomainSettings = DomainSettings()) async throws -> ServiceWorld {
        let world = try await ServiceWorld(settings: settings)
        try await SampleLoad(store: world.store, environment: world.environment).run(
            world.actor, devices: 120, seed: 5)
        return world
    }

    private static func ids(
        _ world: ServiceWorld, _ model: String, _ filter: String, _ values: [String]
    ) async throws -> Set<Identifier> {
        let (today, settings) = (world.environment.time.today, world.environment.settings)
        return try await world.store.read { session in
            let schema = try #require(session.catalog[model])
            let predicate = try FilterParser(
                schema, session.catalog,
                resolver: StoreFilterResolver(
                    session, today: today, settings: settings, visible: { _ in .always },
                    customizations: CustomizationCache()), extra: LifecycleArea.filters[model] ?? [],
                customization: nil
            ).parse([(filter, values)])
            return Set(try session.ids(schema, where: predicate))
        }
    }

    @Test func `devices by state of support are those of which the rule says so`() async throws {
        let world = try await Self.sample()
        let (today, settings) = (world.environment.time.today, world.environment.settings)
        let expected = try await world.store.read { session in
            let notices = Dictionary(
                try session.fetch(Query<HardwareNotice>()).compactMap { notice in
                    notice.deviceType.map { ($0.raw, notice) }
                }, uniquingKeysWith: { first, _ in first })
            return Dictionary(
                grouping: try session.fetch(Query<Device>()),
                by: { device in
                    let notice = notices[device.deviceType.raw]
                    return SupportState.of(
                        endOfSupport: notice?.endOfSupport, hasNotice: notice != nil, today: today,
                        endingWithinDays: settings.endingWithinDays)
                }
            ).mapValues { Set($0.map(\.id.raw)) }
        }
        for state in SupportState.allCases {
            #expect(
                try await Self.ids(world, "dcim.device", "support_state", [state.rawValue]) == expected[state] ?? [],
                "\(state)")
        }
        #expect(expected.count == 4)
        let two = try await Self.ids(world, "dcim.device", "support_state", ["ending", "unknown"])
        #expect(two == (expected[.ending] ?? []).union(expected[.unknown] ?? []))
    }

    @Test(arguments: [
        DomainSettings(), DomainSettings(multiTenantMode: true),
        DomainSettings(multiTenantMode: true, strictTenantRule: true),
    ])
    func `an entry applies to the devices of its predicate, each for the reason that the matcher names`(
        _ settings: DomainSettings
    ) async throws {
        let world = try await Self.sample(settings)
        let today = world.environment.time.today
        let matcher = ValidationMatcher(mode: MatchingMode(settings))
        try await world.store.read { session in
            let devices = try session.fetch(Query<Device>())
            let tags = try session.tags(of: devices.map(\.id.raw))
            let subjects = devices.map { device in
                SubjectFacts(
                    id: device.id.raw, deviceType: device.deviceType.raw, role: device.role.raw,
                    tenant: device.tenant?.raw, tags: Set(tags[device.id.raw] ?? []),
                    software: device.softwareVersion?.raw)
            }
            let random = SeededRandom(seed: 11)
            func some<T: Comparable & Hashable>(_ all: Set<T>) -> Set<T> {
                let bytes = random.fill(2)
                guard bytes[0] % 3 == 0, !all.isEmpty else { return [] }
                let sorted = all.sorted()
                return [sorted[Int(bytes[1]) % sorted.count], sorted[Int(bytes[0]) % sorted.count]]
            }
            var reasons: Set<MatchCondition> = []
            for number in 0..<150 {
                let rule = SoftwareRule(
                    id: Identifier(high: 9, low: UInt64(number)), software: nil, start: today,
                    devices: some(Set(subjects.map(\.id))), deviceTypes: some(Set(subjects.compactMap(\.deviceType))),
                    roles: some(Set(subjects.compactMap(\.role))), tenants: some(Set(subjects.compactMap(\.tenant))),
                    tags: some(subjects.reduce(into: Set<Identifier>()) { $0.formUnion($1.tags) }))
                let matches = subjects.compactMap { subject in
                    matcher.match(rule, subject).map { (subject.id, $0.condition) }
                }
                reasons.formUnion(matches.map(\.1))
                let found = try session.ids(Device.schema, where: matcher.devices(matching: rule))
                #expect(Set(found) == Set(matches.map(\.0)), "rule \(number)")
                for condition in MatchCondition.allCases {
                    let found = try session.ids(
                        Device.schema, where: matcher.devices(matching: rule, by: condition))
                    #expect(
                        Set(found) == Set(matches.filter { $0.1 == condition }.map(\.0)), "rule \(number) \(condition)")
                }
            }
            #expect(reasons.isSuperset(of: [.named, .typeAndRole, .type, .role, .tag]))
            #expect(reasons.contains(.tenant) == settings.multiTenantMode)
        }
    }

    @Test func `the counts of reports are those of the lists behind them`() async throws {
        let world = try await Self.sample()
        try await SampleLoad(store: world.store, environment: world.environment).judgeExposure()
        let service = LifecycleService(store: world.store, environment: world.environment)
        for (kind, model, filter, names) in [
            (ReportKind.software, "dcim.device", "software_validity", ["valid", "invalid", "no_software"]),
            (.inventory, "dcim.inventoryitem", "software_validity", ["valid", "invalid", "no_software"]),
            (
                .exposure, "dcim.device", "exposure",
                [
                    "exploited", "critical", "high", "medium", "low", "potential", "none", "not_understood",
                    "no_software",
                ]
            ),
        ] {
            let report = try await service.report(kind)
            var seen: Set<Identifier> = []
            for name in names {
                let ids = try await Self.ids(world, model, filter, [name])
                #expect(ids.count == report.summary.first { $0.name == name }?.count, "\(kind) \(name)")
                #expect(seen.isDisjoint(with: ids), "\(kind) \(name)")
                seen.formUnion(ids)
            }
            #expect(seen.count > 50, "\(kind)")
        }
        let contracts = try await service.report(.contracts)
        for (name, value) in [("devices_covered", "true"), ("devices_uncovered", "false")] {
            let ids = try await Self.ids(world, "dcim.device", "under_contract", [value])
            #expect(ids.count == contracts.summary.first { $0.name == name }?.count, "\(name)")
        }
        let parts = try await Self.ids(world, "dcim.inventoryitem", "support_state", ["unsupported"])
        let hardware = try await service.report(.hardware)
        #expect(parts.count == hardware.summary.first { $0.name == "parts_unsupported" }?.count)
    }

    @Test func `words that no filter knows are refused`() async throws {
        let world = try await ServiceWorld()
        for filter in ["support_state", "software_validity", "exposure", "validated_by"] {
            await #expect(throws: Problem.self, "\(filter)") {
                try await Self.ids(world, "dcim.device", filter, ["nonsense"])
            }
        }
    }

    @Test func `a report that is kept is made anew when a row or the exposure changes`() async throws {
        let world = try await Self.sample()
        let desk = ReportDesk(store: world.store, environment: world.environment)
        let service = LifecycleService(store: world.store, environment: world.environment)
        let root = Actor(user: nil, name: "root", isSuperuser: true, requestID: Identifier(high: 1, low: 3))
        func agree() async throws {
            for kind in ReportKind.allCases {
                let (kept, made) = (try await desk.report(kind, .init(root)), try await service.report(kind))
                #expect(kept.rows == made.rows && kept.summary == made.summary, "\(kind)")
            }
        }
        try await agree()
        try await SampleLoad(store: world.store, environment: world.environment).judgeExposure()
        try await agree()
        let device = try #require(
            try await world.store.read { try $0.ids(Device.schema, where: .not(.isNull(["software_version"]))) }.first)
        _ = try await world.update("dcim.device", device, ["software_version": .null])
        try await agree()
    }

    @Test func `a glance at a large network may show an older count, and says so, for a minute`() async throws {
        let world = try await Self.sample()
        let desk = ReportDesk(store: world.store, environment: world.environment, patience: 100)
        let root = Actor(user: nil, name: "root", isSuperuser: true, requestID: Identifier(high: 1, low: 3))
        func total(_ report: Report) -> Int { report.summary.first?.count ?? 0 }
        let first = try await desk.overview(.hardware, .init(root))
        #expect(first.moment == nil && total(first.report) >= 100)
        let device = try #require(try await world.store.read { try $0.ids(Device.schema, where: .always) }.first)
        _ = try await world.change { try $0.delete(Device.schema, [device]) }

        let second = try await desk.overview(.hardware, .init(root))
        #expect(second.moment == world.environment.time.now && total(second.report) == total(first.report))
        await desk.settle()
        let third = try await desk.overview(.hardware, .init(root))
        #expect(third.moment == nil && total(third.report) == total(first.report) - 1)

        let next = try #require(try await world.store.read { try $0.ids(Device.schema, where: .always) }.first)
        _ = try await world.change { try $0.delete(Device.schema, [next]) }
        world.server.time.advance(seconds: 61)
        let late = try await desk.overview(.hardware, .init(root))
        #expect(late.moment == nil && total(late.report) == total(first.report) - 2)
        // What is small is always counted now.
        let small = ReportDesk(store: world.store, environment: world.environment)
        _ = try await small.overview(.hardware, .init(root))
        let last = try #require(try await world.store.read { try $0.ids(Device.schema, where: .always) }.first)
        _ = try await world.change { try $0.delete(Device.schema, [last]) }
        let now = try await small.overview(.hardware, .init(root))
        #expect(now.moment == nil && total(now.report) == total(first.report) - 3)
    }
}
