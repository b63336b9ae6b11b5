import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Contract expiry and hardware age against a count over the stored rows, thing by thing, and against their lists.
@Suite struct DayReportTests {
    private static let days = ["2026-11-21", "2026-12-01", "2027-12-31", "2028-02-29"].compactMap { CalendarDay($0) }

    /// The sample network with contracts and releases on random days and on the days where rows meet.
    private static func world(_ random: SeededRandom) async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        try await SampleLoad(store: world.store, environment: world.environment).run(
            world.actor, devices: 120, seed: 5)
        func number(_ bound: Int) -> Int { Int(random.below(UInt64(bound))) }
        let edges = days.flatMap { day in
            let month = day.adding(days: 1 - day.day)
            return [-1, 0, 1].flatMap { step in
                [day.adding(days: step)] + [0, 1, 23, 24, 25].map { month.adding(months: $0).adding(days: step) }
            }
        }
        let devices = try await world.fetch(Query<Device>()).map(\.id.raw)
        for count in 0..<70 {
            var object = JSONObject([("name", .string("random \(count)"))])
            if number(5) > 0 {
                let end = number(2) == 0 ? edges[number(edges.count)] : days[0].adding(days: number(1800) - 600)
                object["end"] = .string(end.description)
                if number(2) == 0 { object["start"] = .string(end.adding(days: -1 - number(900)).description) }
            }
            object["devices"] = .array((0..<number(6)).map { _ in .string(devices[number(devices.count)].description) })
            try await world.make("nautobot_device_lifecycle_mgmt.contractlcm", .object(object))
        }
        for notice in try await world.fetch(Query<HardwareNotice>()) where number(4) > 0 {
            let birthday = days[number(days.count)].adding(months: -12 * number(19)).adding(days: number(3) - 1)
            let release = number(2) == 0 ? birthday : days[0].adding(days: 200 - number(7000))
            _ = try await world.update(
                "nautobot_device_lifecycle_mgmt.hardwarelcm", notice.id.raw,
                ["release_date": number(6) == 0 ? .null : .string(release.description)])
        }
        return world
    }

    private static func devices(
        _ world: ServiceWorld, _ filters: [(name: String, values: [String])]
    ) async throws -> Set<Identifier> {
        let (today, settings) = (world.environment.time.today, world.environment.settings)
        return try await world.store.read { session in
            let scope = try DeviceScope(filters, session, today: today, settings: settings, visibility: nil)
            return Set(try session.ids(Device.schema, where: scope.predicate))
        }
    }

    private func number(_ cell: ReportCell) -> Int {
        if case .number(let number) = cell { number } else { -1 }
    }

    private func bounds(_ row: [ReportCell], _ filter: String) -> [(name: String, values: [String])] {
        [("\(filter)__gte", [row[1].text]), ("\(filter)__lte", [row[2].text])].filter { $0.1 != [""] }
    }

    private func holds(_ row: [ReportCell], _ day: CalendarDay) -> Bool {
        (CalendarDay(row[1].text).map { $0 <= day } ?? true) && (CalendarDay(row[2].text).map { day <= $0 } ?? true)
    }

    @Test(arguments: [[], [("location", ["EMEA"])], [("role", ["firewall"]), ("status", ["Active"])]])
    func `contracts and the devices that lose their cover, by month`(
        _ filters: [(name: String, values: [String])]
    ) async throws {
        let world = try await Self.world(SeededRandom(seed: 11))
        let scope = try await Self.devices(world, filters)
        let contracts = try await world.store.read { session in
            let field = try #require(Contract.schema.fieldsByName["devices"])
            return try session.fetch(Query<Contract>()).map { contract in
                let key = contract.id.raw
                return (contract.end, Set(try session.members(of: [key], field: field, in: Contract.schema)[key] ?? []))
            }
        }
        var ends: [Identifier: [CalendarDay?]] = [:]
        for (end, devices) in contracts {
            for device in devices where scope.contains(device) { ends[device, default: []].append(end) }
        }
        let counted = contracts.filter { filters.isEmpty || !$0.1.isDisjoint(with: scope) }
        let service = LifecycleService(store: world.store, environment: world.environment)
        for day in Self.days {
            let report = try await service.report(.expiry, filters: filters, day: day)
            let (rows, endless) = (report.rows.dropLast(), try #require(report.rows.last))
            #expect(rows.count == 26 && endless[0].text == "no_end")
            var seen = 0
            for row in rows {
                #expect(number(row[3]) == counted.count { $0.0.map { holds(row, $0) } ?? false }, "\(day) \(row)")
                let losing = ends.filter { _, days in
                    let known = days.compactMap { $0 }
                    return known.count == days.count && known.max().map { holds(row, $0) } ?? false
                }
                #expect(number(row[4]) == losing.count, "\(day) \(row)")
                let list = try await Self.devices(world, filters + bounds(row, "cover_end"))
                #expect(list == Set(losing.keys), "\(day) \(row)")
                seen += losing.count
            }
            let open = Set(ends.filter { $0.value.contains(nil) }.keys)
            #expect(number(endless[3]) == counted.count { $0.0 == nil } && number(endless[4]) == open.count)
            #expect(try await Self.devices(world, filters + [("cover_without_end", ["true"])]) == open)
            #expect(seen + open.count == ends.count && seen > 5)
            #expect(report.summary.first { $0.name == "contracts" }?.count == counted.count)
            try check(rows: Array(rows), day)
        }
    }

    /// Each month is whole but the first, and no day is left out.
    private func check(rows: [[ReportCell]], _ today: CalendarDay) throws {
        for (row, next) in zip(rows, rows.dropFirst()) {
            let last = try #require(CalendarDay(row[2].text))
            #expect(last.adding(days: 1).description == next[1].text)
            if row[0].text != "ended" { #expect(last.adding(days: 1).day == 1 && row[1].text.hasPrefix(row[0].text)) }
        }
        #expect(rows[1][1].text == today.description)
    }

    @Test(arguments: [[], [("location", ["EMEA"])]])
    func `devices by the age of their hardware`(_ filters: [(name: String, values: [String])]) async throws {
        let world = try await Self.world(SeededRandom(seed: 12))
        let scope = try await Self.devices(world, filters)
        let releases = Dictionary(
            try await world.fetch(Query<HardwareNotice>()).compactMap { notice in
                notice.deviceType.flatMap { type in notice.releaseDate.map { (type.raw, $0) } }
            }, uniquingKeysWith: { first, _ in first })
        let devices = try await world.fetch(Query<Device>()).filter { scope.contains($0.id.raw) }
        let service = LifecycleService(store: world.store, environment: world.environment)
        for day in Self.days {
            var expected: [String: Set<Identifier>] = [:]
            for device in devices {
                var name = "unknown"
                if let release = releases[device.deviceType.raw] {
                    let years = (0..<15).last { release.adding(months: 12 * $0) <= day }
                    name = release > day ? "not_released" : years.map(String.init) ?? ""
                    if release.adding(months: 180) <= day { name = "15+" }
                }
                expected[name, default: []].insert(device.id.raw)
            }
            let report = try await service.report(.age, filters: filters, day: day)
            #expect(report.rows.count == 18)
            for row in report.rows {
                let name = row[0].text
                #expect(number(row[3]) == expected[name]?.count ?? 0, "\(day) \(name)")
                let list = try await Self.devices(
                    world,
                    filters
                        + (name == "unknown"
                            ? [("hardware_release_date__isnull", ["true"])] : bounds(row, "hardware_release_date")))
                #expect(list == expected[name] ?? [], "\(day) \(name)")
            }
            let known = try await Self.devices(world, filters + [("hardware_release_date__isnull", ["false"])])
            #expect(known.count == report.summary.first { $0.name == "known" }?.count && known.count > 5)
            #expect(known.count + (expected["unknown"]?.count ?? 0) == devices.count)
        }
    }

    @Test func `a day that is none is refused`() async throws {
        let world = try await ServiceWorld()
        for name in ["cover_end__gte", "cover_end__lte", "hardware_release_date__gte"] {
            let refused = await refusals { _ = try await Self.devices(world, [(name, ["2026-02-30"])]) }
            #expect(refused == ["\(name): Enter a valid date."])
        }
        #expect(
            try await LifecycleService(store: world.store, environment: world.environment).report(.age).rows.count == 18
        )
    }
}
