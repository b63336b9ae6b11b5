/// Jobs, their runs, schedules, hooks and buttons, and the queue, frozen: a released migration never changes.
enum JobSchema {
    static let text = """
        table extras_jobqueue key id
          id identifier
          name text
          description text
          queue_type text
          tenant_id identifier null references tenancy_tenant
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index tenant_id when-not-null tenant_id
        table extras_job key id
          id identifier
          task_queues json
          task_queues_override boolean
          module_name text
          job_class_name text
          grouping text
          name text
          description text
          installed boolean
          enabled boolean
          is_job_hook_receiver boolean
          is_job_button_receiver boolean
          has_sensitive_variables boolean
          is_singleton boolean
          console_log_default boolean
          hidden boolean
          dryrun_default boolean
          read_only boolean
          soft_time_limit real
          time_limit real
          supports_dryrun boolean
          grouping_override boolean
          name_override boolean
          console_log_default_override boolean
          description_override boolean
          dryrun_default_override boolean
          hidden_override boolean
          soft_time_limit_override boolean
          time_limit_override boolean
          has_sensitive_variables_override boolean
          job_queues_override boolean
          default_job_queue_override boolean
          is_singleton_override boolean
          is_system boolean
          default_job_queue_id identifier references extras_jobqueue
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index default_job_queue_id
          unique module_name job_class_name
        table extras_jobqueueassignment key id
          id identifier
          job_id identifier references extras_job
          job_queue_id identifier references extras_jobqueue
          index job_queue_id
          unique job_id job_queue_id
        table extras_scheduledjob key id
          id identifier
          time_zone text
          state text
          name text
          task text
          interval text
          crontab text
          args json
          kwargs json
          celery_kwargs json
          one_off boolean
          start_time timestamp
          enabled boolean
          last_run_at timestamp null
          total_run_count integer
          date_changed timestamp
          description text
          decision_date timestamp null
          next_run timestamp null
          job_model_id identifier null references extras_job
          job_queue_id identifier null references extras_jobqueue
          user_id identifier null references users_user
          unique name
          index job_model_id when-not-null job_model_id
          index job_queue_id when-not-null job_queue_id
          index user_id when-not-null user_id
          index next_run
        table extras_jobresult key id
          id identifier
          status text
          name text
          task_name text null
          date_created timestamp
          date_started timestamp null
          date_done timestamp null
          result json null
          worker text null
          task_args json
          task_kwargs json
          celery_kwargs json
          traceback text null
          meta json null
          debug_log_count integer null
          success_log_count integer null
          info_log_count integer null
          warning_log_count integer null
          error_log_count integer null
          canceled_by_user_name text
          cancel_type text
          date_canceled timestamp null
          job_model_id identifier null references extras_job
          user_id identifier null references users_user
          scheduled_job_id identifier null references extras_scheduledjob
          canceled_by_id identifier null references users_user
          custom_field_data json
          index job_model_id when-not-null job_model_id
          index user_id when-not-null user_id
          index scheduled_job_id when-not-null scheduled_job_id
          index date_created
          index status date_created
        log extras_joblogentry key id
          id identifier
          log_level text
          grouping text
          message text
          log_object text
          absolute_url text
          job_result_id identifier references extras_jobresult
          created timestamp
          index job_result_id created
        table extras_fileproxy key id
          id identifier
          name text
          uploaded_at timestamp
          size integer
          job_result_id identifier null references extras_jobresult
          index job_result_id when-not-null job_result_id
        table system_filepart key id
          id identifier
          file_id identifier references extras_fileproxy
          number integer
          content text
          unique file_id number
        table extras_jobhook key id
          id identifier
          content_types json
          enabled boolean
          name text
          type_create boolean
          type_delete boolean
          type_update boolean
          job_id identifier references extras_job
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index job_id
        table extras_jobbutton key id
          id identifier
          content_types json
          name text
          enabled boolean
          text text
          weight integer
          group_name text
          button_class text
          confirmation boolean
          job_id identifier references extras_job
          created timestamp null
          last_updated timestamp null
          unique name
          index job_id
        table queue_ticket key id
          id identifier
          queue text
          owner text
          state text
          turn timestamp
          not_before timestamp null
          attempts integer
          attempts_limit integer
          node identifier null
          fence integer
          leased_until timestamp null
          cancelled timestamp null
          unique_key text null
          holds text null
          input text
          created timestamp
          unique unique_key when-not-null unique_key
          unique holds when-not-null holds
          index state queue turn
          index owner state turn
          index state leased_until
          index node
        table queue_node key id
          id identifier
          name text
          queues json
          started timestamp
          seen timestamp
          slots integer
          is_leaving boolean
          index seen
        table queue_firing key id
          id identifier
          schedule identifier
          due timestamp
          work identifier null
          index due
          unique schedule due
        table queue_allowance key id
          id identifier
          name text
          taken json
          unique name
        """
}
