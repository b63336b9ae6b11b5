import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Looks for news of all rules, makes messages of it and sends what is due; runs again and again by its schedule.
///
/// Runs may overlap: what one has noted or claimed is not the other's any more. A run that is refused because another lasts
/// would count as a failed job, and be told as one.
struct SendNotificationsJob: Job {
    static let module = "almanac.jobs.notifications"
    static let className = "SendNotifications"

    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: SendNotificationsJob.module, className: SendNotificationsJob.className, name: "Send Notifications",
            grouping: "System Jobs")
        declaration.description =
            "Looks for news of all notification rules and sends it. The first rule brings a schedule of every five minutes."
        declaration.isSystem = true
        declaration.softTimeLimit = 600
        declaration.timeLimit = 660
        return declaration
    }()

    /// Channels by which messages are sent at the same time.
    private static let channelsAtOnce = 8

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let told = try await look(context)
        let sent = try await send(context)
        let environment = context.environment
        if let access = environment.notifications {
            let queue = NotificationQueue(
                environment: environment, schedule: WebhookSchedule(random: access.random))
            _ = try await RemovalInParts.run { try await context.note { try queue.prune($0.session) } }
        }
        return .object(
            JSONObject([
                ("rules", .int(Int64(told.rules))), ("news", .int(Int64(told.news))),
                ("messages", .int(Int64(told.messages))), ("delivered", .int(Int64(sent.delivered))),
                ("waiting", .int(Int64(sent.waiting))), ("failed", .int(Int64(sent.failed))),
            ]))
    }

    // MARK: Looking

    private func look(_ context: JobContext) async throws -> (rules: Int, news: Int, messages: Int) {
        let evaluation = NotificationEvaluation(environment: context.environment)
        let rules = try await context.read { session in
            try session.fetch(Query<NotificationRule>().where { $0.enabled == true })
        }
        var (news, messages) = (0, 0)
        for (number, rule) in rules.enumerated() {
            try context.checkpoint()
            context.report(number, of: rules.count, rule.name)
            let look = try await context.read { try evaluation.look(rule, $0) }
            let outcome = try await context.note { try evaluation.note(look, $0.session) }
            news += outcome.found
            messages += outcome.messages
            if !outcome.problem.isEmpty { await context.log.warning(outcome.problem, about: rule.name) }
            if outcome.messages > 0 {
                await context.log.info(
                    "Told \(outcome.told) new events in a message for each channel; channels: \(outcome.messages).",
                    about: rule.name)
            }
        }
        return (rules.count, news, messages)
    }

    // MARK: Sending

    private struct Sent: Sendable {
        var delivered = 0
        var waiting = 0
        var failed = 0
    }

    private func send(_ context: JobContext) async throws -> Sent {
        let environment = context.environment
        guard let access = environment.notifications, let secrets = context.secrets else {
            throw JobFailure("This process sends no notifications.")
        }
        let queue = NotificationQueue(environment: environment, schedule: WebhookSchedule(random: access.random))
        let sender = NotificationSender(
            access: access, secrets: secrets, store: context.store, environment: environment, time: context.time)
        var sent = Sent()
        while true {
            try context.checkpoint()
            let claims = try await context.note { try queue.claim($0.session) }
            guard !claims.isEmpty else { return sent }
            // One channel gets one message after the other: receivers count how many come at once.
            let groups = Dictionary(grouping: claims, by: \.channel.id).sorted { $0.key.raw < $1.key.raw }.map(\.value)
            try await withThrowingTaskGroup(of: Sent.self) { group in
                var rest = groups[...]
                func addNext() {
                    guard let claims = rest.popFirst() else { return }
                    group.addTask { try await send(claims, sender, queue, context) }
                }
                for _ in 0..<Self.channelsAtOnce { addNext() }
                while let part = try await group.next() {
                    sent.delivered += part.delivered
                    sent.waiting += part.waiting
                    sent.failed += part.failed
                    addNext()
                }
            }
        }
    }

    private func send(
        _ claims: [NotificationQueue.Claim], _ sender: NotificationSender, _ queue: NotificationQueue,
        _ context: JobContext
    ) async throws -> Sent {
        var sent = Sent()
        for claim in claims {
            try context.checkpoint()
            let outcome: NotificationSender.Outcome
            if let message = claim.message {
                outcome = await sender.send(message, by: claim.channel, delivery: claim.delivery.id.raw)
            } else {
                outcome = .init(error: "What was kept of the message cannot be read.", verdict: .failed)
            }
            let ended = queue.ended(claim.delivery, outcome)
            try await context.note { try queue.finish(claim.delivery, outcome, $0.session) }
            switch NotificationDelivery.State(rawValue: ended.state) {
            case .delivered?: sent.delivered += 1
            case .pending?, nil: sent.waiting += 1
            case .failed?: sent.failed += 1
            }
            guard outcome.verdict != .delivered else { continue }
            await context.log.warning(
                outcome.error + (ended.nextAttempt == nil ? " It is not tried again." : ""), about: claim.channel.name)
        }
        return sent
    }
}
