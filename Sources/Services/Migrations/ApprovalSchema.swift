/// Who has to agree before something happens, frozen: a released migration never changes.
enum ApprovalSchema {
    static let text = """
        table extras_approvalworkflowdefinition key id
          id identifier
          model_content_type text
          name text
          model_constraints json
          weight integer
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          unique model_content_type weight
        table extras_approvalworkflowstagedefinition key id
          id identifier
          approver_group_id identifier references auth_group
          sequence integer
          name text
          min_approvers integer
          denial_message text
          approval_workflow_definition_id identifier references extras_approvalworkflowdefinition
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index approver_group_id
          unique approval_workflow_definition_id name
          unique approval_workflow_definition_id sequence
        table extras_approvalworkflow key id
          id identifier
          object_under_review_content_type text
          decision_date timestamp null
          object_under_review_object_id identifier
          current_state text
          user_name text
          approval_workflow_definition_id identifier null references extras_approvalworkflowdefinition
          user_id identifier null references users_user
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index object_under_review_object_id
          index user_id when-not-null user_id
          unique approval_workflow_definition_id object_under_review_content_type object_under_review_object_id
        table extras_approvalworkflowstage key id
          id identifier
          decision_date timestamp null
          state text
          approval_workflow_id identifier references extras_approvalworkflow
          approval_workflow_stage_definition_id identifier null references extras_approvalworkflowstagedefinition
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index approval_workflow_stage_definition_id when-not-null approval_workflow_stage_definition_id
          unique approval_workflow_id approval_workflow_stage_definition_id
        table extras_approvalworkflowstageresponse key id
          id identifier
          comments text
          state text
          user_name text
          approval_workflow_stage_id identifier references extras_approvalworkflowstage
          user_id identifier null references users_user
          created timestamp null
          last_updated timestamp null
          index approval_workflow_stage_id
          index user_id when-not-null user_id
        """
}
