/// Saved views and metadata, frozen: a released migration never changes.
enum SavedViewTables {
    static let text = """
        table extras_savedview key id
          id identifier
          name text
          view text
          config json
          is_global_default boolean
          is_shared boolean
          owner_id identifier references users_user
          created timestamp null
          last_updated timestamp null
          unique owner_id name view
        table extras_usersavedviewassociation key id
          id identifier
          view_name text
          saved_view_id identifier references extras_savedview
          user_id identifier references users_user
          index saved_view_id
          unique user_id view_name
        """
}

/// Metadata of objects, frozen: a released migration never changes.
enum MetadataTables {
    static let text = """
        table extras_metadatatype key id
          id identifier
          content_types json
          name text
          description text
          data_type text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_metadatachoice key id
          id identifier
          value text
          weight integer
          metadata_type_id identifier references extras_metadatatype
          created timestamp null
          last_updated timestamp null
          unique metadata_type_id value
        table extras_objectmetadata key id
          id identifier
          assigned_object_type text
          value json null
          scoped_fields json
          assigned_object_id identifier
          metadata_type_id identifier references extras_metadatatype
          contact_id identifier null references extras_contact
          team_id identifier null references extras_team
          created timestamp null
          last_updated timestamp null
          index assigned_object_id
          index metadata_type_id
          index contact_id when-not-null contact_id
          index team_id when-not-null team_id
        """
}
