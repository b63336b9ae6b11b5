extension FoundationSchema {
    /// Users, history, notes and settings.
    static let system = """
        table users_user key id
          id identifier
          username text
          password_hash text
          first_name text
          last_name text
          email text
          is_superuser boolean
          is_staff boolean
          is_active boolean
          last_login timestamp null
          date_joined timestamp
          config_data json
          unique username
        table users_token key id
          id identifier
          user_id identifier references users_user
          prefix text
          digest text
          description text
          expires timestamp null
          write_enabled boolean
          last_used timestamp null
          created timestamp null
          last_updated timestamp null
          index user_id
          index prefix
          unique digest
        log extras_objectchange key id
          id identifier
          time timestamp
          user_id identifier null references users_user
          user_name text
          request_id identifier
          action text
          change_context text
          change_context_detail text
          changed_object_type text null
          changed_object_id identifier
          related_object_type text null
          related_object_id identifier null
          object_repr text
          before json null
          after json null
          index user_id when-not-null user_id
          index request_id
          index changed_object_id
        log system_outboxevent key id
          id identifier
          topic text
          change_id identifier
          created timestamp
        table system_setting key id
          id identifier
          key text
          value json
          created timestamp null
          last_updated timestamp null
          unique key
        table extras_note key id
          id identifier
          assigned_object_type text
          assigned_object_id identifier
          user_name text
          note text
          user_id identifier null references users_user
          created timestamp null
          last_updated timestamp null
          index assigned_object_id
          index user_id when-not-null user_id
          unique assigned_object_type assigned_object_id user_name created
        table extras_taggeditem key object_id tag_id
          object_id identifier
          tag_id identifier references extras_tag
          object_type text
          index tag_id object_type object_id
        """
}
