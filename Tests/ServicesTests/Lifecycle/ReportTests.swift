import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// The reports' numbers against a count over the stored rows, device by device.
@Suite struct ReportTests {
    private static func sample() async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        let feed = SampleFeed(SampleNetwork(devices: 120, seed: 5, today: world.environment.time.today))
        let plan = try await ImportRun(store: world.store, environment: world.environment, actor: world.actor)
            .run(.apply, next: { feed.next() })
        #expect(plan.total(.error) == 0)
        return world
    }

    /// Everything that a filter may look at, in memory.
    private struct Facts {
        let devices: [Record<Device>]
        let locations: [Identifier: Record<Location>]
        let names: [Identifier: String]
        let makers: [Identifier: Identifier]
        let tags: [Identifier: [Identifier]]
        let notices: [Identifier: Record<HardwareNotice>]
        let rules: [SoftwareRule]
        let contracts: [(Record<Contract>, Set<Identifier>)]

        init(_ session: Session) throws {
            devices = try session.fetch(Query<Device>())
            locations = Dictionary(
                try session.fetch(Query<Location>()).map { ($0.id.raw, $0) }, uniquingKeysWith: { first, _ in first })
            var names: [Identifier: String] = [:]
            for role in try session.fetch(Query<Role>()) { names[role.id.raw] = role.name }
            for tenant in try session.fetch(Query<Tenant>()) { names[tenant.id.raw] = tenant.name }
            for status in try session.fetch(Query<Status>()) { names[status.id.raw] = status.name }
            for maker in try session.fetch(Query<Manufacturer>()) { names[maker.id.raw] = maker.name }
            for tag in try session.fetch(Query<Domain.Tag>()) { names[tag.id.raw] = tag.name }
            self.names = names
            makers = Dictionary(
                try session.fetch(Query<DeviceType>()).map { ($0.id.raw, $0.manufacturer.raw) },
                uniquingKeysWith: { first, _ in first })
            tags = try session.tags(of: devices.map(\.id.raw))
            notices = Dictionary(
                try session.fetch(Query<HardwareNotice>()).compactMap { notice in
                    notice.deviceType.map { ($0.raw, notice) }
                },
                uniquingKeysWith: { first, _ in first })
            rules = try session.fetch(Query<ValidatedSoftware>()).map { entry in
                func members(_ name: String) throws -> Set<Identifier> {
                    let field = try #require(ValidatedSoftware.schema.fieldsByName[name])
                    return Set(
                        try session.members(of: [entry.id.raw], field: field, in: ValidatedSoftware.schema)[
                            entry.id.raw] ?? [])
                }
                return SoftwareRule(
                    id: entry.id.raw, software: entry.software?.raw, start: entry.start, end: entry.end,
                    isPreferred: entry.preferred, devices: try members("devices"),
                    deviceTypes: try members("device_types"),
                    roles: try members("device_roles"), tenants: try members("device_tenants"),
                    inventoryItems: try members("inventory_items"), tags: try members("object_tags"))
            }
            contracts = try session.fetch(Query<Contract>()).map { contract in
                let field = try #require(Contract.schema.fieldsByName["devices"])
                return (
                    contract,
                    Set(
                        try session.members(of: [contract.id.raw], field: field, in: Contract.schema)[contract.id.raw]
                            ?? [])
                )
            }
        }

        func satisfies(_ device: Record<Device>, _ filter: (name: String, values: [String])) -> Bool {
            switch filter.name {
            case "role": filter.values.contains(names[device.role.raw] ?? "")
            case "role__n": !filter.values.contains(names[device.role.raw] ?? "")
            case "status": filter.values.contains(names[device.status.raw] ?? "")
            case "tenant__isnull": (device.tenant == nil) == (filter.values == ["true"])
            case "tenant": filter.values.contains(device.tenant.flatMap { names[$0.raw] } ?? "null")
            case "manufacturer": filter.values.contains(makers[device.deviceType.raw].flatMap { names[$0] } ?? "")
            case "name__ic": filter.values.contains { (device.name ?? "").lowercased().contains($0.lowercased()) }
            case "name__isw": filter.values.contains { (device.name ?? "").lowercased().hasPrefix($0.lowercased()) }
            case "tags":
                filter.values.allSatisfy { value in (tags[device.id.raw] ?? []).contains { names[$0] == value } }
            case "location":
                sequence(first: device.location.raw, next: { locations[$0]?.parent?.raw })
                    .contains { filter.values.contains(locations[$0]?.name ?? "") }
            default: false
            }
        }
    }

    private static func filters(_ facts: Facts, _ random: SeededRandom) -> [(name: String, values: [String])] {
        func pick(_ values: [String]) -> String {
            values.isEmpty ? "" : values[Int(random.below(UInt64(values.count)))]
        }
        let device = facts.devices[Int(random.below(UInt64(facts.devices.count)))]
        let places = sequence(first: device.location.raw, next: { facts.locations[$0]?.parent?.raw })
            .compactMap { facts.locations[$0]?.name }
        let choices: [(String, [String])] = [
            ("role", [facts.names[device.role.raw] ?? ""]), ("role__n", [facts.names[device.role.raw] ?? ""]),
            ("status", [facts.names[device.status.raw] ?? "", "Active"]),
            ("tenant__isnull", [pick(["true", "false"])]),
            ("tenant", [device.tenant.flatMap { facts.names[$0.raw] } ?? "null"]),
            ("manufacturer", [facts.makers[device.deviceType.raw].flatMap { facts.names[$0] } ?? ""]),
            ("name__ic", [String((device.name ?? "").dropFirst(2).prefix(4)), "zzz"]),
            ("name__isw", [String((device.name ?? "").prefix(3)).uppercased()]), ("location", [pick(places)]),
            ("tags", (facts.tags[device.id.raw] ?? []).compactMap { facts.names[$0] }),
        ]
        return (0..<(1 + random.below(2))).map { _ in choices[Int(random.below(UInt64(choices.count)))] }
            .reduce(into: []) { list, filter in
                if !list.contains(where: { $0.name == filter.0 }) { list.append((filter.0, filter.1)) }
            }
    }

    private func figure(_ report: Report, _ name: String) -> Int? { report.summary.first { $0.name == name }?.count }

    @Test func `numbers under random filters`() async throws {
        let world = try await Self.sample()
        let service = LifecycleService(store: world.store, environment: world.environment)
        let today = world.environment.time.today
        let horizon = world.environment.settings.endingWithinDays
        let random = SeededRandom(seed: 41)
        let cases = try await world.store.read { (session: Session) throws in
            let facts = try Facts(session)
            return ([[]] + (0..<60).map { _ in Self.filters(facts, random) }).map {
                filters -> (Filters, [String: Int]) in
                let devices = facts.devices.filter { device in filters.allSatisfy { facts.satisfies(device, $0) } }
                var counts: [String: Int] = ["devices": devices.count]
                let matcher = ValidationMatcher(mode: .legacy)
                for device in devices {
                    let notice = facts.notices[device.deviceType.raw]
                    let state = SupportState.of(
                        endOfSupport: notice?.endOfSupport, hasNotice: notice != nil, today: today,
                        endingWithinDays: horizon)
                    counts["hardware." + state.rawValue, default: 0] += 1
                    let subject = SubjectFacts(
                        id: device.id.raw, deviceType: device.deviceType.raw, role: device.role.raw,
                        tenant: device.tenant?.raw,
                        tags: Set(facts.tags[device.id.raw] ?? []), software: device.softwareVersion?.raw)
                    let verdict = matcher.verdict(for: subject, among: facts.rules, today: today)
                    let outcome = device.softwareVersion == nil ? "no_software" : verdict.isValid ? "valid" : "invalid"
                    counts["software." + outcome, default: 0] += 1
                    let isCovered = facts.contracts.contains { contract, members in
                        members.contains(device.id.raw) && (contract.end.map { $0 >= today } ?? true)
                            && (contract.start.map { $0 <= today } ?? true)
                    }
                    counts[isCovered ? "covered" : "uncovered", default: 0] += 1
                }
                return (Filters(list: filters), counts)
            }
        }
        var nonEmpty = 0
        for (filters, counts) in cases {
            let hardware = try await service.report(.hardware, filters: filters.list)
            #expect(figure(hardware, "devices") == counts["devices"], "\(filters.list)")
            for state in SupportState.allCases {
                #expect(
                    figure(hardware, state.rawValue) == counts["hardware.\(state.rawValue)"] ?? 0,
                    "\(filters.list) \(state)")
            }
            let software = try await service.report(.software, filters: filters.list)
            for outcome in ["valid", "invalid", "no_software"] {
                #expect(figure(software, outcome) == counts["software.\(outcome)"] ?? 0, "\(filters.list) \(outcome)")
            }
            let contracts = try await service.report(.contracts, filters: filters.list)
            #expect(figure(contracts, "devices_covered") == counts["covered"] ?? 0, "\(filters.list)")
            #expect(figure(contracts, "devices_uncovered") == counts["uncovered"] ?? 0, "\(filters.list)")
            if let count = counts["devices"], count > 0, count < 120 { nonEmpty += 1 }
            // The rows add up to the summary.
            let column = try #require(hardware.columns.firstIndex { $0.name == "count" })
            let kind = try #require(hardware.columns.firstIndex { $0.name == "kind" })
            let sum = hardware.rows.filter { $0[kind] == .text("device type") }.reduce(0) { sum, row in
                if case .number(let count) = row[column] { sum + count } else { sum }
            }
            #expect(sum == counts["devices"])
        }
        #expect(nonEmpty > 25)
    }

    private struct Filters: Sendable {
        let list: [(name: String, values: [String])]
    }

    @Test func `stored results and reports agree`() async throws {
        let world = try await Self.sample()
        let service = LifecycleService(store: world.store, environment: world.environment)
        _ = try await service.evaluate()
        let hardware = try await service.report(.hardware)
        let stored = try await world.fetch(Query<DeviceHardwareNoticeResult>())
        for state in SupportState.allCases {
            #expect(figure(hardware, state.rawValue) == stored.count { $0.supportState == state.rawValue })
        }
        let software = try await service.report(.software)
        let verdicts = try await world.fetch(Query<DeviceSoftwareValidationResult>())
        #expect(figure(software, "valid") == verdicts.count { $0.isValidated == true })
        #expect(figure(software, "no_software") == verdicts.count { $0.software == nil })
        let inventory = try await service.report(.inventory)
        let items = try await world.fetch(Query<InventoryItemSoftwareValidationResult>())
        #expect(figure(inventory, "total") == items.count)
        #expect(figure(inventory, "valid") == items.count { $0.isValidated == true })
        #expect(hardware.attention > 0 && software.attention == figure(software, "invalid"))
    }

    @Test func `an unknown filter or value is refused`() async throws {
        let world = try await ServiceWorld()
        let service = LifecycleService(store: world.store, environment: world.environment)
        for kind in ReportKind.allCases {
            #expect(
                await refusals { _ = try await service.report(kind, filters: [("nothing", ["x"])]) } == [
                    "nothing: Unknown filter field"
                ])
            #expect(
                await refusals { _ = try await service.report(kind, filters: [("role", ["x"])]) }
                    == ["role: Select a valid choice. x is not one of the available choices."])
        }
    }
}

@Suite struct DueListTests {
    private func world() async throws -> ServiceWorld {
        let world = try await ServiceWorld(now: "2024-06-01T12:00:00Z")
        try await world.furnish()
        try await world.make("dcim.platform", ["name": "os, with; odd\\name"])
        try await world.make(
            "dcim.softwareversion",
            [
                "platform": "os, with; odd\\name", "version": "1.0", "status": "Active",
                "end_of_support_date": "2024-12-31",
            ])
        try await world.make(
            "nautobot_device_lifecycle_mgmt.hardwarelcm",
            [
                "device_type": "T1", "end_of_sale": "2024-01-31", "end_of_support": "2025-01-31",
                "end_of_sw_releases": "2024-06-01", "end_of_security_patches": "2024-07-01",
                "documentation_url": .string("https://acme.example/" + String(repeating: "long-path/", count: 12)),
            ])
        try await world.make(
            "nautobot_device_lifecycle_mgmt.contractlcm",
            ["name": .string(String(repeating: "ünïcödé ", count: 20)), "start": "2024-01-01", "end": "2024-05-31"])
        return world
    }

    @Test func `every date that affects something, earliest first, within the window`() async throws {
        let world = try await told { try await self.world() }
        let service = LifecycleService(store: world.store, environment: world.environment)
        let report = try await service.report(.due)
        let all = report.rows.map { $0[0].text + " " + $0[2].text }
        #expect(
            all == [
                "2024-01-31 End of Sale", "2024-05-31 Contract End", "2024-06-01 End of Software Releases",
                "2024-07-01 End of Security Patches", "2025-01-31 End of Support",
            ])
        #expect(report.summary.map(\.count) == [5, 2, 3, 0])
        let narrow = try await service.report(
            .due,
            window: DueReport.Window(
                from: CalendarDay("2024-05-31"), to: CalendarDay("2024-07-01"),
                kinds: ["contract_end", "end_of_security_patches"]))
        #expect(narrow.rows.map { $0[0].text } == ["2024-05-31", "2024-07-01"])
        // Of the devices in scope only: tenant ops has one, and no contract covers it.
        let scoped = try await service.report(.due, filters: [("tenant", ["ops"])])
        #expect(scoped.rows.count == 4 && scoped.rows.allSatisfy { $0[4] == .number(1) })
        #expect(
            await refusals { _ = try await service.report(.due, window: DueReport.Window(kinds: ["birthday"])) }.first?
                .hasPrefix("invalidInput: There is no kind of date \"birthday\".") == true)
        for device in try await world.fetch(Query<Device>()) {
            _ = try await world.update(
                "dcim.device", device.id.raw,
                ["software_version": ["version": "1.0", "platform__name": "os, with; odd\\name"]])
        }
        let more = try await service.report(.due)
        #expect(
            more.rows.count == 6 && more.rows[4][2].text == "End of Software Support" && more.rows[4][4] == .number(2))
    }

    @Test func `the calendar is valid iCalendar`() async throws {
        let world = try await told { try await self.world() }
        for device in try await world.fetch(Query<Device>()) {
            _ = try await world.update(
                "dcim.device", device.id.raw,
                ["software_version": ["version": "1.0", "platform__name": "os, with; odd\\name"]])
        }
        let service = LifecycleService(store: world.store, environment: world.environment)
        let bytes = try await service.calendar(filters: [], window: DueReport.Window())
        let text = try #require(String(validating: bytes, as: UTF8.self))
        #expect(text.hasSuffix("\r\n"))
        let lines = text.dropLast(1).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        for line in lines {
            #expect(line.utf8.count <= 75)
            #expect(!line.contains("\n") && !line.contains("\r"))
        }
        let unfolded = text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
        #expect(unfolded.first == "BEGIN:VCALENDAR" && unfolded.last == "END:VCALENDAR")
        #expect(unfolded.contains("VERSION:2.0") && unfolded.contains { $0.hasPrefix("PRODID:") })
        #expect(unfolded.count { $0 == "BEGIN:VEVENT" } == 6 && unfolded.count { $0 == "END:VEVENT" } == 6)
        let identifiers = unfolded.filter { $0.hasPrefix("UID:") }
        #expect(Set(identifiers).count == 6)
        #expect(unfolded.count { $0 == "DTSTAMP:20240601T120000Z" } == 6)
        #expect(unfolded.contains("DTSTART;VALUE=DATE:20240531") && unfolded.contains("DTEND;VALUE=DATE:20240601"))
        #expect(unfolded.contains { $0.hasPrefix("SUMMARY:End of Software Support: os\\, with\\; odd\\\\name") })
        #expect(unfolded.contains { $0.hasPrefix("SUMMARY:Contract End: ünïcödé ünïcödé") })
        #expect(unfolded.contains { $0.hasPrefix("URL:https://acme.example/long-path/") && $0.utf8.count > 100 })
        // The same feed again, byte for byte: calendars recognise their events.
        #expect(try await service.calendar(filters: [], window: DueReport.Window()) == bytes)
    }

    @Test func `a contract is active on its last day and covers only who it names`() async throws {
        let world = try await ServiceWorld(now: "2024-06-01T12:00:00Z")
        let ids = try await world.furnish()
        let device = try #require(ids["a"]).description
        let contracts: [(String, JSONValue)] = [
            ("ended", ["end": "2024-05-31"]), ("today", ["end": "2024-06-01"]), ("open", [:]),
            ("future", ["start": "2024-06-02"]),
        ]
        for (name, dates) in contracts {
            var members: [(String, JSONValue)] = [("name", .string(name)), ("devices", [.string(device)])]
            members += dates.objectValue?.members.map { ($0.key, $0.value) } ?? []
            try await world.make("nautobot_device_lifecycle_mgmt.contractlcm", .object(JSONObject(members)))
        }
        let service = LifecycleService(store: world.store, environment: world.environment)
        let report = try await service.report(.contracts)
        #expect(
            Dictionary(report.rows.map { ($0[1].text, $0[5].text) }, uniquingKeysWith: { first, _ in first })
                == ["ended": "expired", "today": "ending", "open": "active", "future": "active"])
        #expect(report.attention == 1)
        #expect(report.summary.map(\.count) == [4, 2, 1, 1, 1, 1])
    }
}
