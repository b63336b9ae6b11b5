/// Channels, rules, their news and messages, frozen: a released migration never changes.
enum NotificationSchema {
    static let text = """
        table extras_notificationchannel key id
          id identifier
          name text
          kind text
          enabled boolean
          secrets_group_id identifier null references extras_secretsgroup
          recipients json
          sender text
          smtp_host text
          smtp_port integer
          smtp_security text
          ssl_verification boolean
          ca_file_path text
          saved_by_id identifier null references users_user
          saved_by_product boolean
          created timestamp null
          last_updated timestamp null
          unique name
          index secrets_group_id when-not-null secrets_group_id
          index saved_by_id when-not-null saved_by_id
        table extras_notificationrule key id
          id identifier
          name text
          event text
          enabled boolean
          days integer
          severity text
          location_id identifier null references dcim_location
          role_id identifier null references extras_role
          tenant_id identifier null references tenancy_tenant
          saved_view_id identifier null references extras_savedview
          digest text
          digest_time text
          digest_day text
          time_zone text
          quiet_from text
          quiet_until text
          last_evaluated timestamp null
          last_digest timestamp null
          last_error text
          baseline text
          saved_by_id identifier null references users_user
          saved_by_product boolean
          created timestamp null
          last_updated timestamp null
          unique name
          index location_id when-not-null location_id
          index role_id when-not-null role_id
          index tenant_id when-not-null tenant_id
          index saved_view_id when-not-null saved_view_id
          index saved_by_id when-not-null saved_by_id
        table extras_notificationrule_channels key owner_id target_id
          owner_id identifier references extras_notificationrule
          target_id identifier references extras_notificationchannel
          index target_id owner_id
        table extras_notificationevent key id
          id identifier
          rule_id identifier references extras_notificationrule
          subject text
          title text
          link text
          rank integer
          state text
          found timestamp
          unique rule_id subject
          index rule_id state
        table extras_notificationdelivery key id
          id identifier
          rule_id identifier null references extras_notificationrule
          channel_id identifier references extras_notificationchannel
          title text
          events integer
          message json
          target text
          state text
          attempts integer
          next_attempt timestamp null
          last_attempt timestamp null
          status_code integer null
          duration integer null
          error text
          created timestamp
          index rule_id when-not-null rule_id
          index channel_id
          index state next_attempt
        """
}
