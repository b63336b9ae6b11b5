/// Groups and object permissions, frozen: a released migration never changes.
enum PermissionSchema {
    static let text = """
        table auth_group key id
          id identifier
          name text
          unique name
        table users_user_groups key owner_id target_id
          owner_id identifier references users_user
          target_id identifier references auth_group
          index target_id owner_id
        table users_objectpermission key id
          id identifier
          object_types json
          actions json
          name text
          description text
          enabled boolean
          constraints json null
          created timestamp null
          last_updated timestamp null
          unique name
        table users_objectpermission_groups key owner_id target_id
          owner_id identifier references users_objectpermission
          target_id identifier references auth_group
          index target_id owner_id
        table users_objectpermission_users key owner_id target_id
          owner_id identifier references users_objectpermission
          target_id identifier references users_user
          index target_id owner_id
        """
}
