package import Basics
package import Modeling

/// Which objects somebody has to approve, and by which stages (core.md §2.7, §5.7).
package struct ApprovalWorkflowDefinition: Model {
    /// The description of the model.
    package static let schema = Schema<ApprovalWorkflowDefinition>(
        "extras.approvalworkflowdefinition", plural: "approval-workflow-definitions",
        name: "approval workflow definition", naturalKey: ["model_content_type", "weight"], ordering: ["name"],
        features: .organizational, unique: [UniqueSet("model_content_type", "weight")],
        filters: [
            // Definitions carry no tags; clients may ask for them all the same.
            .custom("tags") { _, _ in .never }, .custom("tags__n") { _, _ in .always },
            .boolean("tags__isnull") { isEmpty, _ in isEmpty ? .always : .never },
        ])

    package let modelContentType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model whose objects are approved."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the definition."))
    package let modelConstraints = Field<JSONDocument>(
        .filters(.contains), .help("Which objects, in the lookup language; all when empty."))
    package let weight = Field<Int>(
        .default(.int(0)), .range(-2_147_483_648...2_147_483_647),
        .help("Of the definitions that fit an object the one with the highest weight counts."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ApprovalWorkflowDefinition>] = [
        .isObject("model_constraints") { $0.modelConstraints }, modelIsApproved,
    ]

    private static let modelIsApproved = Rule<ApprovalWorkflowDefinition> { context in
        let type = context.record.modelContentType
        return type == "extras.scheduledjob"
            ? [] : [FieldErrors("model_content_type", ["Only extras.scheduledjob can be approved, not \(type)."])]
    }
}

/// One stage of an approval: who approves, and how many of them (core.md §2.7).
package struct ApprovalWorkflowStageDefinition: Model {
    /// The description of the model.
    package static let schema = Schema<ApprovalWorkflowStageDefinition>(
        "extras.approvalworkflowstagedefinition", plural: "approval-workflow-stage-definitions",
        name: "approval workflow stage definition",
        naturalKey: [
            "approval_workflow_definition.model_content_type", "approval_workflow_definition.weight", "name",
        ], ordering: ["approval_workflow_definition", "sequence"], features: .organizational,
        unique: [
            UniqueSet("approval_workflow_definition", "name"), UniqueSet("approval_workflow_definition", "sequence"),
        ],
        filters: [
            .path("approval_workflow", ["approval_workflow_definition", "approval_workflows"], .idOnly)
        ])

    package let approverGroup = Ref<Group>(
        .protect, .relatedName("+approval_stages"), .help("The group whose members approve."))
    package let sequence = Field<Int>(.range(0...2_147_483_647), .help("Its place among the stages."))
    package let name = Field<String>(.required, .maxLength(255), .search, .help("Name of the stage."))
    package let minApprovers = Field<Int>(
        .range(1...2_147_483_647), .help("How many have to approve."))
    package let denialMessage = Field<String>(
        .maxLength(255), .help("What the submitter reads when it is denied."))
    package let approvalWorkflowDefinition = Ref<ApprovalWorkflowDefinition>(
        .cascade, .relatedName("approval_workflow_stage_definitions"), .help("The definition that it is a stage of."))

    /// Makes the handles.
    package init() {}
}

/// Where an approval stands.
package enum ApprovalState: String, CaseIterable, Sendable {
    case pending = "Pending"
    case approved = "Approved"
    case denied = "Denied"
    case canceled = "Canceled"
    case comment = "Comment"

    static let choices = allCases.map { Choice($0.rawValue, $0.rawValue) }
}

/// The approval of one object; written by the product alone (core.md §2.7).
package struct ApprovalWorkflow: Model {
    /// The description of the model.
    package static let schema = Schema<ApprovalWorkflow>(
        "extras.approvalworkflow", plural: "approval-workflows", name: "approval workflow",
        naturalKey: [
            "approval_workflow_definition.model_content_type", "approval_workflow_definition.weight",
            "object_under_review_content_type", "object_under_review_object_id",
        ], ordering: ["approval_workflow_definition"], features: .organizational, operations: .readOnly, lookup: "id",
        unique: [
            UniqueSet(
                "approval_workflow_definition", "object_under_review_content_type", "object_under_review_object_id")
        ],
        display: TextRule("approval_workflow_definition.name", "current_state") {
            "\($0[0].plainText): \($0[1].plainText)"
        })

    package let objectUnderReviewContentType = Field<String>(
        .maxLength(100), .readOnly, .format(.contentType), .help("The model of the object."))
    package let decisionDate = Field<Timestamp?>(.readOnly, .help("When it was decided."))
    package let objectUnderReviewObjectId = Field<Identifier>(
        .readOnly, .indexed, .label("Object under review object ID"), .help("Key of the object."))
    package let currentState = Field<String>(
        .maxLength(255), .readOnly, .default(.text(ApprovalState.pending.rawValue)), .choices(ApprovalState.choices),
        .help("Where it stands."))
    package let userName = Field<String>(.maxLength(150), .readOnly, .search, .help("Who submitted the object."))
    package let approvalWorkflowDefinition = OptionalRef<ApprovalWorkflowDefinition>(
        .setNull, .readOnly, .relatedName("approval_workflows"), .help("What is asked for."))
    package let user = OptionalRef<User>(
        .setNull, .readOnly, .relatedName("+approval_workflows"), .filters(.idOnly), .help("Who submitted the object."))

    /// Makes the handles.
    package init() {}
}

/// One stage of one approval; written by the product alone (core.md §2.7).
package struct ApprovalWorkflowStage: Model {
    /// The description of the model.
    package static let schema = Schema<ApprovalWorkflowStage>(
        "extras.approvalworkflowstage", plural: "approval-workflow-stages", name: "approval workflow stage",
        naturalKey: ["approval_workflow", "approval_workflow_stage_definition.name"],
        ordering: ["approval_workflow"], features: .organizational, operations: .readOnly, lookup: "id",
        unique: [UniqueSet("approval_workflow", "approval_workflow_stage_definition")],
        display: TextRule("approval_workflow_stage_definition.name", "state") {
            "\($0[0].plainText): \($0[1].plainText)"
        }, search: ["approval_workflow_stage_definition.name"],
        filters: [
            .custom("decision_date_day") { values, _ in .any(try values.map(decided(on:))) },
            .boolean("pending_my_approvals") { isPending, resolver in
                let mine = try awaiting(resolver)
                return isPending ? mine : .not(mine)
            },
        ])

    /// Stages that were decided on a day.
    private static func decided(on text: String) throws -> Predicate {
        guard let day = CalendarDay(text) else { throw ValueError("Enter a valid date.") }
        return .compare(["decision_date"], .greaterOrEqual, [.timestamp(Timestamp(day))])
            && .compare(["decision_date"], .less, [.timestamp(Timestamp(day.adding(days: 1)))])
    }

    /// Stages that wait for the one who asks: a member of the group, who has not decided yet.
    private static func awaiting(_ resolver: any FilterResolver) throws -> Predicate {
        let pending = Predicate.compare(["state"], .equals, [.text(ApprovalState.pending.rawValue)])
        guard let viewer = resolver.viewer else { return .never }
        let groups = try resolver.identifiers(Group.schema, where: .compare(["users"], .equals, [.id(viewer)]))
        let decisions = [ApprovalState.approved, .denied].map { Value.text($0.rawValue) }
        let answers = try resolver.identifiers(
            ApprovalWorkflowStageResponse.schema,
            where: .compare(["user"], .equals, [.id(viewer)]) && .compare(["state"], .equals, decisions))
        return pending
            && .compare(
                ["approval_workflow_stage_definition", "approver_group"], .equals, groups.map(Value.id))
            && .not(.compare(["approval_workflow_stage_responses"], .equals, answers.map(Value.id)))
    }

    package let decisionDate = Field<Timestamp?>(.readOnly, .help("When it was decided."))
    package let state = Field<String>(
        .maxLength(255), .readOnly, .default(.text(ApprovalState.pending.rawValue)), .choices(ApprovalState.choices),
        .help("Where it stands."))
    package let approvalWorkflow = Ref<ApprovalWorkflow>(
        .cascade, .readOnly, .relatedName("approval_workflow_stages"), .filters(.idOnly), .help("The approval."))
    package let approvalWorkflowStageDefinition = OptionalRef<ApprovalWorkflowStageDefinition>(
        .setNull, .readOnly, .relatedName("approval_workflow_stages"), .filters(.idOnly), .help("What is asked for."))

    /// Makes the handles.
    package init() {}
}

/// What somebody said about a stage (core.md §5.7).
package struct ApprovalWorkflowStageResponse: Model {
    /// The description of the model.
    package static let schema = Schema<ApprovalWorkflowStageResponse>(
        "extras.approvalworkflowstageresponse", plural: "approval-workflow-stage-responses",
        name: "approval workflow stage response", ordering: ["created"], features: [.timestamps, .history],
        operations: .readOnly, lookup: "id",
        display: TextRule("user_name", "state") { "\($0[0].plainText): \($0[1].plainText)" })

    package let comments = Field<String>(.readOnly, .filters(.none), .help("Why."))
    package let state = Field<String>(
        .maxLength(255), .readOnly, .choices(ApprovalState.choices), .help("What was said."))
    package let userName = Field<String>(.maxLength(150), .readOnly, .help("Who said it."))
    package let approvalWorkflowStage = Ref<ApprovalWorkflowStage>(
        .cascade, .readOnly, .relatedName("approval_workflow_stage_responses"), .filters(.idOnly), .help("The stage."))
    package let user = OptionalRef<User>(
        .setNull, .readOnly, .relatedName("+approval_responses"), .filters(.idOnly), .help("Who said it."))

    /// Makes the handles.
    package init() {}
}
