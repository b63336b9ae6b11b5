package import Basics
import Domain
import JobEngine
package import Modeling
package import Storage

/// Who has to agree before a schedule sets anything in motion, and what they say (core.md §5.7).
///
/// Stages are decided in their order, nobody approves what they submitted themselves, and states are written here alone.
package struct Approvals: Sendable {
    private let environment: RecordEnvironment
    private let authorizer = Authorizer()

    package init(environment: RecordEnvironment) { self.environment = environment }

    /// What somebody does with a stage.
    package enum Deed: String, Sendable {
        case approve
        case deny
        case comment

        var state: ApprovalState {
            switch self {
            case .approve: .approved
            case .deny: .denied
            case .comment: .comment
            }
        }
    }

    // MARK: Asking

    /// The definition with the highest weight that fits a schedule and has stages; nil when nobody has to agree.
    func definition(
        for schedule: Record<ScheduledJob>, in session: Session
    ) throws -> Record<ApprovalWorkflowDefinition>? {
        let rows = try session.rows(
            Selection(
                ApprovalWorkflowDefinition.schema,
                where: .compare(["model_content_type"], .equals, [.text(ScheduledJob.schema.identifier)]),
                ordering: ["-weight"]))
        for definition in rows.map(Record<ApprovalWorkflowDefinition>.init(values:)) {
            guard try fits(definition, schedule, session),
                try session.exists(
                    ApprovalWorkflowStageDefinition.schema,
                    where: .compare(["approval_workflow_definition"], .equals, [definition.id.value]))
            else { continue }
            return definition
        }
        return nil
    }

    /// Whether the constraints of a definition hold for a schedule that is not stored yet: it is stored for the question alone.
    private func fits(
        _ definition: Record<ApprovalWorkflowDefinition>, _ schedule: Record<ScheduledJob>, _ session: Session
    ) throws -> Bool {
        let constraints = try JSONValue(parsing: definition.modelConstraints.text)
        guard constraints.objectValue?.isEmpty == false else { return true }
        let predicate = try ConstraintParser(ScheduledJob.schema, session.catalog, user: nil).parse(constraints)
        struct Answer: Error { let isThere: Bool }
        do {
            try session.savepoint {
                var trial = schedule
                trial.name = "\(schedule.id)"
                try session.insert(ScheduledJob.schema, trial.values)
                try session.update(
                    ScheduledJob.schema, schedule.values, columns: [ScheduledJob.schema.handles.name.index])
                throw Answer(
                    isThere: try session.exists(ScheduledJob.schema, where: .ids([schedule.id.raw]) && predicate))
            }
        } catch let answer as Answer {
            return answer.isThere
        }
        return false
    }

    /// Asks the stages of a definition about a schedule.
    func begin(
        _ definition: Record<ApprovalWorkflowDefinition>, for schedule: Record<ScheduledJob>, by actor: Actor,
        _ pipeline: RecordPipeline
    ) throws {
        var workflow = Record<ApprovalWorkflow>(id: ID(environment.identifiers.next()))
        workflow.objectUnderReviewContentType = ScheduledJob.schema.identifier
        workflow.objectUnderReviewObjectId = schedule.id.raw
        workflow.userName = actor.name
        workflow.user = actor.user
        workflow.approvalWorkflowDefinition = definition.id
        try pipeline.create(workflow)
        let stages = try pipeline.session.fetch(
            Query<ApprovalWorkflowStageDefinition>().where { $0.approvalWorkflowDefinition == definition.id })
        for stage in stages {
            var record = Record<ApprovalWorkflowStage>(id: ID(environment.identifiers.next()))
            record.approvalWorkflow = workflow.id
            record.approvalWorkflowStageDefinition = stage.id
            try pipeline.create(record)
        }
    }

    // MARK: Deciding

    /// Approves, denies or comments on a stage.
    ///
    /// - Throws: ``Problem`` in the order of the checks that the dialect has.
    package func decide(
        _ id: Identifier, _ deed: Deed, _ comments: String, by actor: Actor, in session: Session
    ) throws -> [Value] {
        let allowed = try authorizer.allowed(.change, on: ApprovalWorkflowStage.schema, for: actor)
        let visible = Predicate.ids([id]) && allowed
        guard try session.exists(ApprovalWorkflowStage.schema, where: visible),
            let row = try session.lockedRow(ApprovalWorkflowStage.schema, id)
        else { throw Problem(.notFound, "No ApprovalWorkflowStage matches the given query.") }
        var stage = Record<ApprovalWorkflowStage>(values: row)
        var workflow: Record<ApprovalWorkflow> = try session.get(stage.approvalWorkflow)
        let pending = ApprovalState.pending.rawValue
        guard stage.state == pending, workflow.currentState == pending else {
            throw Problem(.invalidInput, "Approval workflow stage is not active.")
        }
        guard let definitionID = stage.approvalWorkflowStageDefinition else {
            throw Problem(.conflict, "The definition of this stage was deleted. Cancel the approval and submit anew.")
        }
        let definition: Record<ApprovalWorkflowStageDefinition> = try session.get(definitionID)
        if deed != .comment { try check(actor, workflow, stage, definition, session) }
        if deed == .comment, comments.allSatisfy(\.isWhitespace) {
            throw Problem(.invalidInput, "Comment cannot be empty.")
        }
        let pipeline = RecordPipeline(session, actor: actor, environment: environment)
        try respond(stage, deed, comments, actor, pipeline)
        let now = environment.time.now
        switch deed {
        case .comment: break
        case .deny:
            stage.state = ApprovalState.denied.rawValue
            stage.decisionDate = now
            try pipeline.update(stage)
            try close(&workflow, .denied, pipeline)
        case .approve:
            let approvals = try session.count(
                ApprovalWorkflowStageResponse.schema,
                where: .compare(["approval_workflow_stage"], .equals, [stage.id.value])
                    && .compare(["state"], .equals, [.text(ApprovalState.approved.rawValue)]))
            guard approvals >= definition.minApprovers else { break }
            stage.state = ApprovalState.approved.rawValue
            stage.decisionDate = now
            try pipeline.update(stage)
            let isOpen = try session.exists(
                ApprovalWorkflowStage.schema,
                where: .compare(["approval_workflow"], .equals, [workflow.id.value])
                    && .not(.compare(["state"], .equals, [.text(ApprovalState.approved.rawValue)])))
            if !isOpen { try close(&workflow, .approved, pipeline) }
        }
        return try session.row(ApprovalWorkflowStage.schema, id) ?? stage.values
    }

    private func check(
        _ actor: Actor, _ workflow: Record<ApprovalWorkflow>, _ stage: Record<ApprovalWorkflowStage>,
        _ definition: Record<ApprovalWorkflowStageDefinition>, _ session: Session
    ) throws {
        let model = workflow.objectUnderReviewContentType
        let mayChange = try session.catalog[model].map { schema in
            let allowed = (try? authorizer.allowed(.change, on: schema, for: actor)) ?? .never
            return try session.exists(schema, where: .ids([workflow.objectUnderReviewObjectId]) && allowed)
        }
        guard mayChange == true else {
            throw Problem(.forbidden, "You do not have 'change' permission on \(model).")
        }
        guard let user = actor.user, try isMember(user, of: definition.approverGroup, session) else {
            throw Problem(.forbidden, "You do not have permission to approve this stage.")
        }
        guard workflow.user != user else {
            throw Problem(.forbidden, "Nobody approves or denies what they submitted themselves.")
        }
        let earlier = try session.rows(
            Selection(
                ApprovalWorkflowStage.schema,
                where: .compare(["approval_workflow"], .equals, [workflow.id.value])
                    && .compare(
                        ["approval_workflow_stage_definition", "sequence"], .less, [.int(Int64(definition.sequence))])
                    && .compare(["state"], .equals, [.text(ApprovalState.pending.rawValue)]), limit: 1))
        guard earlier.isEmpty else {
            throw Problem(.invalidInput, "An earlier stage has not been decided yet.")
        }
        let hasAnswered = try session.exists(
            ApprovalWorkflowStageResponse.schema,
            where: .compare(["approval_workflow_stage"], .equals, [stage.id.value])
                && .compare(["user"], .equals, [user.value])
                && .not(.compare(["state"], .equals, [.text(ApprovalState.comment.rawValue)])))
        guard !hasAnswered else { throw Problem(.invalidInput, "You have already answered this stage.") }
    }

    private func isMember(_ user: ID<User>, of group: ID<Group>, _ session: Session) throws -> Bool {
        guard let field = User.schema.fieldsByName["groups"] else { return false }
        return try session.members(of: [user.raw], field: field, in: User.schema)[user.raw]?.contains(group.raw)
            ?? false
    }

    private func respond(
        _ stage: Record<ApprovalWorkflowStage>, _ deed: Deed, _ comments: String, _ actor: Actor,
        _ pipeline: RecordPipeline
    ) throws {
        var response = Record<ApprovalWorkflowStageResponse>(id: ID(environment.identifiers.next()))
        response.comments = comments
        response.state = deed.state.rawValue
        response.userName = actor.name
        response.user = actor.user
        response.approvalWorkflowStage = stage.id
        try pipeline.create(response)
    }

    /// Takes an approval back.
    ///
    /// - Throws: ``Problem``: only who submitted it may, and superusers.
    package func cancel(_ id: Identifier, _ comments: String, by actor: Actor, in session: Session) throws -> [Value] {
        guard actor.mayWrite else { throw Authorizer.forbidden }
        let visible = authorizer.visible(ApprovalWorkflow.schema, for: actor)
        let isOwn = Predicate.compare(["user"], .equals, [actor.user?.value ?? .null])
        let meant = Predicate.ids([id]) && (actor.user == nil ? visible : visible || isOwn)
        guard let row = try session.rows(Selection(ApprovalWorkflow.schema, where: meant, limit: 1)).first else {
            throw Problem(.notFound, "No ApprovalWorkflow matches the given query.")
        }
        var workflow = Record<ApprovalWorkflow>(values: row)
        guard actor.isSuperuser || workflow.user != nil && workflow.user == actor.user else {
            throw Problem(.forbidden, "You do not have permission to cancel this approval workflow.")
        }
        guard workflow.currentState == ApprovalState.pending.rawValue else {
            throw Problem(.invalidInput, "Can't cancel finished approval workflow.")
        }
        try close(&workflow, .canceled, RecordPipeline(session, actor: actor, environment: environment))
        return try session.row(ApprovalWorkflow.schema, id) ?? workflow.values
    }

    /// Ends an approval, and lets its schedule begin or end.
    private func close(
        _ workflow: inout Record<ApprovalWorkflow>, _ state: ApprovalState, _ pipeline: RecordPipeline
    ) throws {
        let now = environment.time.now
        workflow.currentState = state.rawValue
        workflow.decisionDate = now
        try pipeline.update(workflow)
        guard let row = try pipeline.session.row(ScheduledJob.schema, workflow.objectUnderReviewObjectId) else {
            return
        }
        var schedule = Record<ScheduledJob>(values: row)
        schedule.decisionDate = now
        schedule.dateChanged = now
        switch state {
        case .approved:
            schedule.state = ScheduledJob.State.active.rawValue
            schedule.enabled = true
            // What was due while people decided is due now, once.
            let timing = JobSchedules.timing(of: schedule)
            schedule.nextRun =
                schedule.oneOff
                ? max(schedule.startTime, now)
                : timing?.next(after: max(now, schedule.startTime).adding(seconds: -0.000_001))
        case .denied: schedule.state = ScheduledJob.State.denied.rawValue
        default: schedule.state = ScheduledJob.State.canceled.rawValue
        }
        try pipeline.update(schedule)
    }
}
