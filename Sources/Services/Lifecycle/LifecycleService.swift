package import Basics
import Domain
package import Modeling
package import Storage

/// What people ask of the lifecycle area, by name.
package enum ReportKind: String, Sendable, CaseIterable {
    case hardware
    case software
    case inventory
    case contracts
    case due
    case exposure
    case expiry
    case age

    /// Whether a window of dates and kinds of dates choose among its rows.
    package var hasWindow: Bool { self == .due }
    /// The models whose rows it tells of besides devices; whoever asks must be allowed to see all of them.
    package var sources: [AnySchema] {
        switch self {
        case .hardware, .age: [HardwareNotice.schema]
        case .software, .inventory: [ValidatedSoftware.schema]
        case .contracts, .expiry: [Contract.schema]
        case .exposure: [Finding.schema, KnownVulnerability.schema, SoftwareVersion.schema, Triage.schema]
        case .due: [HardwareNotice.schema, ValidatedSoftware.schema, Contract.schema]
        }
    }
    /// Whether it can be written as a calendar.
    package var hasCalendar: Bool { self == .due }
}

/// Reports and evaluations over a store.
package struct LifecycleService: Sendable {
    private let store: Store
    private let environment: RecordEnvironment

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// How many results an evaluation wrote.
    package struct Evaluation: Sendable {
        package let hardware: Int
        package let software: Int
        package let inventory: Int
    }

    /// Brings the stored results up to date.
    package func evaluate() async throws -> Evaluation {
        let environment = environment
        return try await store.write { try Self.evaluate($0, environment) }
    }

    /// Brings the stored results up to date, as a part of a transaction.
    static func evaluate(_ session: Session, _ environment: RecordEnvironment) throws -> Evaluation {
        let (now, today, settings) = (environment.time.now, environment.time.today, environment.settings)
        return Evaluation(
            hardware: try HardwareEvaluation.run(session, now: now, today: today, settings: settings),
            software: try SoftwareEvaluation.run(session, now: now, today: today, settings: settings),
            inventory: try InventoryEvaluation.run(session, now: now, today: today, settings: settings))
    }

    /// Makes a report from the data as it is now.
    ///
    /// - Parameters:
    ///   - filters: Which devices, in the lookup language of the device list.
    ///   - window: Which dates, for the due list.
    ///   - day: The day to judge; today unless given.
    ///   - visibility: Who asks; nil sees everything.
    package func report(
        _ kind: ReportKind, filters: [(name: String, values: [String])] = [],
        window: DueReport.Window = DueReport.Window(), day: CalendarDay? = nil, visibility: Visibility? = nil
    ) async throws -> Report {
        let today = day ?? environment.time.today
        let settings = environment.settings
        return try await store.read { session in
            let scope = try DeviceScope(
                filters, session, today: today, settings: settings, visibility: visibility)
            switch kind {
            case .hardware:
                return try HardwareReport.make(session, scope: scope, today: today, settings: settings)
            case .software:
                return try SoftwareReport.make(session, scope: scope, today: today, settings: settings)
            case .inventory:
                return try SoftwareReport.makeForItems(session, scope: scope, today: today, settings: settings)
            case .contracts:
                return try ContractReport.make(session, scope: scope, today: today, settings: settings)
            case .due:
                return try DueReport.make(
                    session, scope: scope, window: window, today: today, settings: settings)
            case .exposure:
                return try ExposureReport.make(session, scope: scope, today: today)
            case .expiry: return try ContractExpiryReport.make(session, scope: scope, today: today)
            case .age: return try HardwareAgeReport.make(session, scope: scope, today: today)
            }
        }
    }

    /// The due list as an iCalendar feed.
    package func calendar(
        filters: [(name: String, values: [String])], window: DueReport.Window, visibility: Visibility? = nil
    ) async throws -> [UInt8] {
        let today = environment.time.today
        let now = environment.time.now
        let settings = environment.settings
        return try await store.read { session in
            let scope = try DeviceScope(
                filters, session, today: today, settings: settings, visibility: visibility)
            return CalendarFeed.bytes(
                try DueReport.entries(session, scope: scope, window: window), stamp: now)
        }
    }
}
