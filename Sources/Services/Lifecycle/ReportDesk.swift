package import Basics
import Domain
import Modeling
package import Storage
import Synchronization

/// Reports for pages, made once and kept until what they are made from changes.
///
/// A page asks for the same report again and again, and a count over a million devices costs a hundred times what the page
/// does. Whether something changed is told by the newest changes of the history, which every change of a row adds to, and
/// by the last evaluation of the exposure, because findings have no history.
package final class ReportDesk: Sendable {
    /// Who asks, and for which devices.
    package struct Question: Sendable {
        package var actor: Actor
        /// Filters in the lookup language of the device list.
        package var filters: [(name: String, values: [String])]

        package init(_ actor: Actor, _ filters: [(name: String, values: [String])] = []) {
            self.actor = actor
            self.filters = filters
        }
    }

    private struct Key: Hashable {
        let name: String
        let scope: Predicate
        let today: CalendarDay
    }

    /// What the data looked like: equal marks, equal reports.
    private enum Mark: Hashable {
        case commits(Int)
        case changes([Identifier], evaluation: String?)
    }

    private struct Kept {
        let mark: Mark
        let answer: any Sendable
        let moment: Timestamp
    }

    /// A report, and when it was counted if something has changed since.
    package struct Overview: Sendable {
        package let report: Report
        /// Nil while the report is as of now.
        package let moment: Timestamp?
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let kept = Mutex<[Key: Kept]>([:])
    /// Counts under way for those who were given an older one.
    private let counts = Mutex<[String: Task<Void, Never>]>([:])
    /// Things in a report from which on counting them anew takes longer than people want to wait for a page.
    private let patience: Int
    /// Seconds for which an older count serves.
    private static let lifetime = 60.0
    /// Reports that are kept, each of a few hundred rows.
    private static let capacity = 64
    /// Changes that are compared: transactions that end in another order than they began differ in the last few.
    private static let depth = 16

    /// - Parameter patience: Things in a report from which on ``overview(_:_:)`` may give an older count.
    package init(store: Store, environment: RecordEnvironment, patience: Int = 50_000) {
        self.store = store
        self.environment = environment
        self.patience = patience
    }

    /// A report for a glance: in a large network it may be up to a minute old, and then says so, while a new one is made.
    ///
    /// - Throws: As ``report(_:_:)``.
    package func overview(_ kind: ReportKind, _ question: Question) async throws -> Overview {
        try kind.require(question.actor)
        if question.filters.isEmpty, let (older, isCurrent) = try await older(kind, question) {
            if isCurrent { return older }
            let name = "\(kind.rawValue) \(question.actor.user?.raw.description ?? "")"
            counts.withLock { counts in
                guard counts[name] == nil else { return }
                counts[name] = Task { [self] in
                    // What fails here is told to whoever asks next.
                    _ = try? await report(kind, question)
                    self.counts.withLock { $0[name] = nil }
                }
            }
            return older
        }
        return Overview(report: try await report(kind, question), moment: nil)
    }

    /// Waits until no count is under way.
    package func settle() async {
        while let task = counts.withLock({ $0.values.first }) { await task.value }
    }

    /// The count that is kept, when it is of now or large and recent.
    private func older(_ kind: ReportKind, _ question: Question) async throws -> (Overview, isCurrent: Bool)? {
        let commits = store.engine.commits
        let key = Key(
            name: kind.rawValue, scope: Authorizer().visible(Device.schema, for: question.actor),
            today: environment.time.today)
        guard let known = kept.withLock({ $0[key] }), let report = known.answer as? Report else { return nil }
        if try await store.read({ try Self.mark($0, commits) }) == known.mark {
            return (Overview(report: report, moment: nil), true)
        }
        let size = report.summary.map(\.count).max() ?? 0
        guard size >= patience, environment.time.now.seconds(since: known.moment) < Self.lifetime else { return nil }
        return (Overview(report: report, moment: known.moment), false)
    }

    /// A report as of today.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when the reader may not see its sources, `invalidInput` for filters that
    ///   cannot be used.
    package func report(_ kind: ReportKind, _ question: Question) async throws -> Report {
        try kind.require(question.actor)
        let (today, settings) = (environment.time.today, environment.settings)
        return try await answer(kind.rawValue, question) { session, scope in
            switch kind {
            case .hardware:
                try HardwareReport.make(session, scope: scope, today: today, settings: settings)
            case .software:
                try SoftwareReport.make(session, scope: scope, today: today, settings: settings)
            case .inventory:
                try SoftwareReport.makeForItems(session, scope: scope, today: today, settings: settings)
            case .contracts:
                try ContractReport.make(session, scope: scope, today: today, settings: settings)
            case .due:
                try DueReport.make(
                    session, scope: scope, window: DueReport.Window(), today: today, settings: settings)
            case .exposure: try ExposureReport.make(session, scope: scope, today: today)
            case .expiry: try ContractExpiryReport.make(session, scope: scope, today: today)
            case .age: try HardwareAgeReport.make(session, scope: scope, today: today)
            }
        }
    }

    /// All dates of the due list, earliest first.
    package func dates(_ question: Question) async throws -> [DueReport.Entry] {
        try ReportKind.due.require(question.actor)
        return try await answer("dates", question) { session, scope in
            try DueReport.entries(session, scope: scope, window: DueReport.Window())
        }
    }

    /// Which devices leave support, and when.
    package func forecast(_ question: Question) async throws -> RefreshForecast {
        try ReportKind.hardware.require(question.actor)
        return try await answer("forecast", question) { try RefreshForecast($0, scope: $1) }
    }

    private func answer<T: Sendable>(
        _ name: String, _ question: Question,
        _ make: @escaping @Sendable (Session, DeviceScope) throws -> T
    ) async throws -> T {
        let (today, settings) = (environment.time.today, environment.settings)
        // Read before the snapshot: at worst a report is made once more.
        let commits = store.engine.commits
        let moment = environment.time.now
        return try await store.read { [self] session in
            let authorizer = Authorizer()
            let scope =
                question.filters.isEmpty
                ? DeviceScope(predicate: authorizer.visible(Device.schema, for: question.actor))
                : try DeviceScope(
                    question.filters, session, today: today, settings: settings,
                    visibility: authorizer.visibility(for: question.actor))
            let key = Key(name: name, scope: scope.predicate, today: today)
            let mark = try Self.mark(session, commits)
            if let known = kept.withLock({ $0[key] }), known.mark == mark, let answer = known.answer as? T {
                return answer
            }
            let answer = try make(session, scope)
            kept.withLock { kept in
                if kept.count >= Self.capacity { kept = [:] }
                kept[key] = Kept(mark: mark, answer: answer, moment: moment)
            }
            return answer
        }
    }

    /// One writer at a time adds its changes in order; where several write at once, only the number of commits tells.
    private static func mark(_ session: Session, _ commits: Int) throws -> Mark {
        guard session.connection.dialect == .sqlite else { return .commits(commits) }
        return .changes(
            try session.connection.rows(
                "SELECT id FROM \(ObjectChange.schema.names.table) ORDER BY id DESC LIMIT \(depth)", [],
                kinds: [.identifier]
            ).compactMap { $0[0].identifier }, evaluation: try ExposureMark.text(session))
    }
}
