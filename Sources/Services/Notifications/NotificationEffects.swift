import Basics
import Domain
import Foundation
import JobEngine
import Modeling
import Storage

/// What saving rules and channels means elsewhere.
enum NotificationEffects {
    static let all = [rule, channel]

    /// A rule that nobody looks at tells nothing: the first one brings the schedule of the job that looks.
    ///
    /// Whether there is such a zone is asked here, because the models know none.
    private static let rule = RecordEffects.Effect(of: "extras.notificationrule") { kind, row, _, pipeline in
        guard kind != .delete else { return }
        let rule = Record<NotificationRule>(values: row)
        guard TimeZone(identifier: rule.timeZone) != nil else {
            throw pipeline.invalid([FieldErrors("time_zone", ["There is no time zone \(rule.timeZone)."])])
        }
        guard rule.enabled else { return }
        let session = pipeline.session
        let (module, name) = (SendNotificationsJob.module, SendNotificationsJob.className)
        // A process without jobs has no record of it, and no schedule either; the next rule that is saved brings it.
        guard
            let job = try session.first(
                Query<JobRecord>().where { $0.moduleName == module && $0.jobClassName == name }),
            let queueRow = try session.row(JobQueue.schema, job.defaultJobQueue.raw),
            try !session.exists(ScheduledJob.schema, where: .compare(["job_model"], .equals, [job.id.value]))
        else { return }
        let environment = pipeline.environment
        let actor = Actor.system(requestID: pipeline.actor.requestID, detail: "notification rules")
        let request = ScheduleRequest(name: try freeName(session), interval: .custom, crontab: "*/5 * * * *")
        let order = RunOrder(job: job, queue: Record(values: queueRow), user: nil, inputs: JSONObject())
        _ = try JobSchedules(environment: environment, queue: TicketQueue(time: environment.time))
            .add(request, order, by: actor, isDry: false, in: session)
    }

    /// The name of the schedule, with a number behind it when another has it.
    private static func freeName(_ session: Session) throws -> String {
        for number in 1... {
            let name = number == 1 ? "Send Notifications" : "Send Notifications (\(number))"
            let isTaken = try session.exists(ScheduledJob.schema, where: .compare(["name"], .equals, [.text(name)]))
            if !isTaken { return name }
        }
        return ""
    }

    /// A channel's credentials are used in the name of who saved it last, so saving it is using them: whoever may not would
    /// have them sent to a place of their own, or have a channel that works for nobody.
    private static let channel = RecordEffects.Effect(of: "extras.notificationchannel") { kind, row, _, pipeline in
        guard kind != .delete, let group = Record<NotificationChannel>(values: row).secretsGroup,
            try !CredentialTargetEffects.mayUse(group, pipeline)
        else { return }
        throw Problem(
            .forbidden,
            "A channel with a secrets group is for whoever may view the group and all of its secrets, because they are used in"
                + " the name of who saved the channel last.")
    }
}
