import Basics
import Domain
import Modeling
import Storage

/// Looks for the news of one rule and makes messages of it.
///
/// Looking is done in a snapshot, noting in a transaction of its own: a count over a million devices keeps no writer waiting.
struct NotificationEvaluation: Sendable {
    /// What a rule saw.
    struct Look: Sendable {
        let rule: Record<NotificationRule>
        let news: Result<[NotificationNews], Problem>
        /// Path of the page that shows all of it.
        let page: String
        /// Name of the view whose result is watched; empty for other events.
        let view: String
    }

    /// What was made of it.
    struct Outcome: Sendable {
        /// News that had not been there before.
        var found = 0
        /// News that is over.
        var gone = 0
        /// News that stands in the messages that were made.
        var told = 0
        /// Messages, one for each channel.
        var messages = 0
        /// Why it could not be looked; empty when it could.
        var problem = ""
    }

    let environment: RecordEnvironment

    private static let handles = NotificationEvent.schema.handles
    private static let table = NotificationEvent.schema.names.table

    // MARK: Looking

    /// What holds now, by the rule; reads only.
    func look(_ rule: Record<NotificationRule>, _ session: Session) throws -> Look {
        do {
            let scope = try NotificationScope(rule, session, environment)
            let sources = NotificationSources(session: session, environment: environment, rule: rule, scope: scope)
            return Look(
                rule: rule, news: .success(try sources.all()), page: sources.page,
                view: rule.event == NotificationRule.Event.viewChanged.rawValue ? scope.view?.name ?? "" : "")
        } catch let problem as Problem where problem.kind != .unavailable {
            return Look(rule: rule, news: .failure(problem), page: "/", view: "")
        }
    }

    // MARK: Noting

    /// Compares what holds with what was known, and makes messages when it is time.
    ///
    /// A rule that was changed since it looked, or that another run has looked at, is left for the next time: what was seen is
    /// not how it is any more.
    func note(_ look: Look, _ session: Session) throws -> Outcome {
        var outcome = Outcome()
        guard let row = try session.lockedRow(NotificationRule.schema, look.rule.id.raw) else { return outcome }
        var rule = Record<NotificationRule>(values: row)
        let watched = Self.watched(rule)
        guard rule.enabled, watched == Self.watched(look.rule), rule.savedBy == look.rule.savedBy,
            rule.lastEvaluated == look.rule.lastEvaluated
        else { return outcome }
        let now = environment.time.now
        let news: [NotificationNews]
        switch look.news {
        case .success(let found): news = found
        case .failure(let problem):
            outcome.problem = Self.message(problem)
            rule.lastError = outcome.problem
            try keep(rule, session)
            return outcome
        }
        let channels = try Self.channels(of: rule, session)
        rule.lastError = channels.isEmpty ? "The rule has no channel that is switched on." : ""
        outcome.problem = rule.lastError
        rule.lastEvaluated = now
        try compare(news, look, isFirst: rule.baseline != watched, session, &outcome)
        rule.baseline = watched
        let times = NotificationTimes(rule)
        if !channels.isEmpty, times.quietEnd(at: now) == nil, times.isDigestDue(at: now) {
            try makeMessages(look, channels, session, &outcome)
            rule.lastDigest = now
        }
        try keep(rule, session)
        return outcome
    }

    private static func message(_ problem: Problem) -> String {
        let fields = problem.fields.flatMap { entry in entry.messages.map { "\(entry.field): \($0)" } }
        return ([problem.message] + fields).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What a rule watches: while this is the same, what was known stays known.
    private static func watched(_ rule: Record<NotificationRule>) -> String {
        let event = NotificationRule.Event(rawValue: rule.event)
        let ids = [rule.location?.raw, rule.role?.raw, rule.tenant?.raw, rule.savedView?.raw]
        return
            ([rule.event, event?.hasDays == true ? "\(rule.days)" : "", rule.severity]
            + ids.map { $0?.description ?? "-" }).joined(separator: " ")
    }

    private static func channels(of rule: Record<NotificationRule>, _ session: Session) throws -> [Identifier] {
        let field = NotificationRule.schema.handles.channels
        let members =
            try session.members(of: [rule.id.raw], field: field, in: NotificationRule.schema)[rule.id.raw] ?? []
        return try session.ids(
            NotificationChannel.schema, where: .ids(members) && .compare(["enabled"], .equals, [.bool(true)]))
    }

    private func keep(_ rule: Record<NotificationRule>, _ session: Session) throws {
        let handles = NotificationRule.schema.handles
        try session.update(
            NotificationRule.schema, rule.values,
            columns: [
                handles.lastError.index, handles.lastEvaluated.index, handles.lastDigest.index, handles.baseline.index,
            ])
    }

    // MARK: Comparing

    /// What is known of a piece of news.
    private struct Known {
        let id: Identifier
        let state: String
        let title: String
    }

    /// Notes what is new and what is over.
    ///
    /// - Parameter isFirst: Whether the rule watches this for the first time: what was so before is then no news, unless the
    ///   event tells it.
    private func compare(
        _ news: [NotificationNews], _ look: Look, isFirst: Bool, _ session: Session, _ outcome: inout Outcome
    ) throws {
        let rule = look.rule.id
        var known = try self.known(rule, session)
        let isSilent = isFirst && NotificationRule.Event(rawValue: look.rule.event)?.tellsWhatWasBefore != true
        let state = isSilent ? NotificationEvent.State.known : .waiting
        let now = environment.time.now
        var fresh: [[Value]] = []
        var retitled: [(id: Identifier, title: String, state: NotificationEvent.State)] = []
        for piece in news {
            let title = String(piece.title.prefix(NotificationMessage.titleLimit))
            if let old = known.removeValue(forKey: piece.subject) {
                if old.state == NotificationEvent.State.leaving.rawValue {
                    // It was back before anybody was told that it had gone.
                    retitled.append((old.id, title, .told))
                } else if old.state == NotificationEvent.State.waiting.rawValue, old.title != title {
                    retitled.append((old.id, title, .waiting))
                }
                continue
            }
            var event = Record<NotificationEvent>(id: ID(environment.identifiers.next()))
            event.rule = rule
            event.subject = piece.subject
            event.title = title
            event.link = String(piece.link.prefix(1000))
            event.rank = piece.rank
            event.state = state.rawValue
            event.found = now
            fresh.append(event.values)
        }
        try session.insert(NotificationEvent.schema, all: fresh)
        outcome.found = isSilent ? 0 : fresh.count
        outcome.gone = known.values.count { $0.state != NotificationEvent.State.leaving.rawValue }
        try end(known, view: isSilent ? "" : look.view, session, &retitled)
        for change in retitled {
            var event = Record<NotificationEvent>(id: ID(change.id))
            event.title = change.title
            event.state = change.state.rawValue
            try session.update(
                NotificationEvent.schema, event.values, columns: [Self.handles.title.index, Self.handles.state.index])
        }
    }

    /// Forgets what is over; of a view it is told that it has gone, unless nobody was told that it came.
    private func end(
        _ over: [String: Known], view: String, _ session: Session,
        _ retitled: inout [(id: Identifier, title: String, state: NotificationEvent.State)]
    ) throws {
        var forgotten: [Identifier] = []
        for known in over.values {
            switch NotificationEvent.State(rawValue: known.state) {
            case .told? where !view.isEmpty, .known? where !view.isEmpty:
                retitled.append((known.id, NotificationSources.leaving(known.title, view), .leaving))
            case .leaving? where !view.isEmpty: continue
            default: forgotten.append(known.id)
            }
        }
        try session.delete(NotificationEvent.schema, ids: forgotten.sorted())
    }

    private func known(_ rule: ID<NotificationRule>, _ session: Session) throws -> [String: Known] {
        var sql = SQLText(session.connection.dialect)
        sql += "SELECT subject, id, state, title FROM \(Self.table) WHERE rule_id = "
        sql.bind(rule.value)
        var known: [String: Known] = [:]
        try session.connection.query(sql.text, sql.arguments, kinds: [.text, .identifier, .text, .text]) { row in
            guard let id = row[1].identifier else { return true }
            known[row[0].plainText] = Known(id: id, state: row[2].plainText, title: row[3].plainText)
            return true
        }
        return known
    }

    // MARK: Messages

    private func makeMessages(
        _ look: Look, _ channels: [Identifier], _ session: Session, _ outcome: inout Outcome
    ) throws {
        let ofRule = Predicate.compare(["rule"], .equals, [look.rule.id.value])
        func isIn(_ states: NotificationEvent.State...) -> Predicate {
            .compare(["state"], .equals, states.map { .text($0.rawValue) })
        }
        let isNews = ofRule && isIn(.waiting, .leaving)
        let total = try session.count(NotificationEvent.schema, where: isNews)
        guard total > 0 else { return }
        let first = try session.rows(
            Selection(
                NotificationEvent.schema, where: isNews, ordering: ["rank", "title"], limit: NotificationMessage.most)
        ).map(Record<NotificationEvent>.init(values:))
        let what = total == 1 ? first.first?.title ?? "" : "\(total) new events"
        let now = environment.time.now
        let message = NotificationMessage(
            title: String("\(look.rule.name): \(what)".prefix(NotificationMessage.titleLimit)), rule: look.rule.name,
            event: look.rule.event, items: first.map { .init(title: $0.title, link: $0.link) }, total: total,
            page: look.page, time: now)
        let document = JSONDocument(text: message.json().text)
        try session.insert(
            NotificationDelivery.schema,
            all: channels.map { channel in
                var delivery = Record<NotificationDelivery>(id: ID(environment.identifiers.next()))
                delivery.rule = look.rule.id
                delivery.channel = ID(channel)
                delivery.title = message.title
                delivery.events = total
                delivery.message = document
                delivery.created = now
                delivery.nextAttempt = now
                return delivery.values
            })
        try session.delete(NotificationEvent.schema, where: ofRule && isIn(.leaving))
        var sql = SQLText(session.connection.dialect)
        sql += "UPDATE \(Self.table) SET state = "
        sql.bind(.text(NotificationEvent.State.told.rawValue))
        sql += " WHERE rule_id = "
        sql.bind(look.rule.id.value)
        sql += " AND state = "
        sql.bind(.text(NotificationEvent.State.waiting.rawValue))
        try session.connection.execute(sql.text, sql.arguments)
        outcome.told = total
        outcome.messages = channels.count
    }
}
