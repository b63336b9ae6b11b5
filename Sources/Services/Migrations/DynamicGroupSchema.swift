/// Dynamic groups and what they are made of, frozen: a released migration never changes.
enum DynamicGroupSchema {
    static let text = """
        table extras_dynamicgroup key id
          id identifier
          content_type text
          name text
          description text
          group_type text
          filter json
          tenant_id identifier null references tenancy_tenant
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index tenant_id when-not-null tenant_id
        table extras_dynamicgroupmembership key id
          id identifier
          operator text
          weight integer
          group_id identifier references extras_dynamicgroup
          parent_group_id identifier references extras_dynamicgroup
          index parent_group_id
          unique group_id parent_group_id operator weight
        table extras_staticgroupassociation key id
          id identifier
          associated_object_type text
          associated_object_id identifier
          dynamic_group_id identifier references extras_dynamicgroup
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index associated_object_id
          unique dynamic_group_id associated_object_type associated_object_id
        """
}
