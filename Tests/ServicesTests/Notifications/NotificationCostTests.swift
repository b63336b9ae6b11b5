import Basics
import Domain
import Modeling
import Storage
import TestKit
import Testing

@testable import Services

/// What it costs to look at rules.
@Suite struct NotificationCostTests {
    /// Statements of looking at a rule of each event, and of noting what was seen for the second time.
    private func statements(devices: Int) async throws -> [String: [Int]] {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        func id<M>(_ name: String) throws -> ID<M> { ID(try #require(ids[name])) }
        let (type, role, location): (ID<DeviceType>, ID<Role>, ID<Location>) = (
            try id("T1"), try id("core"), try id("FRA")
        )
        let environment = world.environment
        let view = try await world.change { pipeline in
            var user = Record<User>(id: ID(environment.identifiers.next()))
            user.username = "viewer"
            user.dateJoined = environment.time.now
            try pipeline.create(user)
            var view = Record<SavedView>(id: ID(environment.identifiers.next()))
            view.name = "all"
            view.view = NotificationRule.deviceList
            view.config = JSONDocument(text: "{\"filter_params\": {\"location\": [\"EMEA\"]}}")
            view.owner = user.id
            try pipeline.create(view)
            return view.id
        }
        let rules = try await world.change { pipeline in
            let session = pipeline.session
            let status = try #require(try session.first(Query<Status>().where { $0.name == "Active" }))
            var notice = Record<HardwareNotice>(id: ID(environment.identifiers.next()))
            notice.deviceType = type
            notice.endOfSupport = environment.time.today
            try pipeline.create(notice)
            try session.insert(
                Device.schema,
                all: (0..<devices).map { number in
                    var device = Record<Device>(id: ID(environment.identifiers.next()))
                    device.name = "d\(number)"
                    device.deviceType = type
                    device.role = role
                    device.location = location
                    device.status = status.id
                    return device.values
                })
            return try NotificationRule.Event.allCases.map { event in
                var rule = Record<NotificationRule>(id: ID(environment.identifiers.next()))
                rule.name = event.rawValue
                rule.event = event.rawValue
                rule.enabled = true
                rule.location = event.isAboutDevices ? location : nil
                rule.savedView = event == .viewChanged || event.isAboutDevices ? view : nil
                rule.digest = "immediately"
                rule.digestTime = "08:00"
                rule.timeZone = "UTC"
                try pipeline.create(rule)
                return try session.get(rule.id)
            }
        }
        let catalog = world.store.catalog
        return try await world.store.engine.write { (connection: any Connection) throws in
            let table = StatementTable(catalog, connection.dialect)
            let evaluation = NotificationEvaluation(environment: environment)
            var counts: [String: [Int]] = [:]
            for rule in rules {
                _ = try evaluation.note(
                    try evaluation.look(rule, Session(connection, table)), Session(connection, table))
                let counter = CountingConnection(connection)
                let look = try evaluation.look(rule, Session(counter, table))
                let looked = counter.statements
                _ = try evaluation.note(look, Session(counter, table))
                #expect(try look.news.get().count == 0 || look.page != "/")
                counts[rule.event] = [looked, counter.statements - looked]
            }
            return counts
        }
    }

    @Test func `the number of statements does not depend on the number of devices`() async throws {
        let few = try await statements(devices: 3)
        let many = try await statements(devices: 400)
        #expect(few == many)
        #expect(few.count == NotificationRule.Event.allCases.count)
        #expect(few.values.joined().allSatisfy { $0 < 40 }, "\(few)")
    }
}

/// When rules send.
@Suite struct NotificationTimesTests {
    private func rule(_ change: (inout Record<NotificationRule>) -> Void) -> NotificationTimes {
        var rule = Record<NotificationRule>(id: ID(Identifier(high: 1, low: 1)))
        rule.digest = "daily"
        rule.digestTime = "02:30"
        rule.digestDay = "monday"
        rule.timeZone = "Europe/Berlin"
        change(&rule)
        return NotificationTimes(rule)
    }

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test func `a time that the clock skips or repeats counts once a day`() throws {
        // The clock goes from 2:00 to 3:00 on 2027-03-28, and from 3:00 back to 2:00 on 2026-10-25.
        let spring = rule { $0.lastDigest = Timestamp("2027-03-27T02:00:00Z") }
        #expect(!spring.isDigestDue(at: try time("2027-03-28T00:59:00Z")))
        #expect(spring.isDigestDue(at: try time("2027-03-28T01:00:00Z")))
        let autumn = rule { $0.lastDigest = Timestamp("2026-10-25T00:31:00Z") }
        #expect(!autumn.isDigestDue(at: try time("2026-10-25T01:31:00Z")))
        #expect(autumn.isDigestDue(at: try time("2026-10-26T01:30:00Z")))
    }

    @Test(
        arguments: [
            ("2026-11-21T20:59:00Z", nil), ("2026-11-21T21:00:00Z", "2026-11-22T05:30:00Z"),
            ("2026-11-22T05:29:00Z", "2026-11-22T05:30:00Z"), ("2026-11-22T05:30:00Z", nil),
            ("2026-11-22T12:00:00Z", nil),
            // The night in which the clock goes forward is an hour shorter.
            ("2027-03-27T22:00:00Z", "2027-03-28T04:30:00Z"),
        ] as [(String, String?)])
    func `quiet hours go over midnight`(now: String, end: String?) throws {
        let quiet = rule {
            $0.quietFrom = "22:00"
            $0.quietUntil = "06:30"
        }
        #expect(quiet.quietEnd(at: try time(now)) == end.flatMap { Timestamp($0) })
    }

    @Test func `quiet hours within a day, and none`() throws {
        let noon = rule {
            $0.quietFrom = "12:00"
            $0.quietUntil = "13:00"
        }
        #expect(noon.quietEnd(at: try time("2026-11-22T10:59:59Z")) == nil)
        #expect(noon.quietEnd(at: try time("2026-11-22T11:00:00Z")) == Timestamp("2026-11-22T12:00:00Z"))
        #expect(rule { _ in }.quietEnd(at: try time("2026-11-22T11:00:00Z")) == nil)
    }

    @Test func `a rule that tells at once is always due`() throws {
        #expect(rule { $0.digest = "immediately" }.isDigestDue(at: try time("2026-11-22T11:00:00Z")))
    }
}
