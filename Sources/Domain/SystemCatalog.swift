package import Modeling

/// The models that Almanac itself needs: who may enter, what happened, and how it is set up.
package enum SystemCatalog {
    /// Every model after those that it refers to.
    package static let schemas: [AnySchema] = [
        Group.schema, User.schema, ObjectPermission.schema, APIToken.schema, WebSession.schema, LoginAttempts.schema,
        ExternalIdentity.schema, ObjectChange.schema, ChangeSeal.schema, OutboxEvent.schema, SystemSetting.schema,
        IdempotentAnswer.schema, Note.schema, Webhook.schema, WebhookDelivery.schema,
        SavedView.schema, UserSavedViewAssociation.schema, SecretAccess.schema,
        NotificationChannel.schema, NotificationRule.schema, NotificationEvent.schema, NotificationDelivery.schema,
        JobQueue.schema, JobRecord.schema, JobQueueAssignment.schema, ScheduledJob.schema, JobResult.schema,
        JobLogEntry.schema, FileProxy.schema, FilePart.schema, JobPlanChange.schema, JobHook.schema, JobButton.schema,
        ApprovalWorkflowDefinition.schema, ApprovalWorkflowStageDefinition.schema, ApprovalWorkflow.schema,
        ApprovalWorkflowStage.schema, ApprovalWorkflowStageResponse.schema,
    ]
}
