extension FoundationSchema {
    /// Places, tenants, annotations, addresses and clusters.
    static let organization = """
        table extras_status key id
          id identifier
          content_types json
          name text
          color text
          description text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_role key id
          id identifier
          content_types json
          name text
          color text
          description text
          weight integer null
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_tag key id
          id identifier
          content_types json
          name text
          color text
          description text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table extras_team key id
          id identifier
          name text
          phone text
          email text
          address text
          comments text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name phone email
        table extras_contact key id
          id identifier
          name text
          phone text
          email text
          address text
          comments text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name phone email
        table extras_contact_teams key owner_id target_id
          owner_id identifier references extras_contact
          target_id identifier references extras_team
          index target_id owner_id
        table extras_contactassociation key id
          id identifier
          associated_object_type text
          associated_object_id identifier
          contact_id identifier null references extras_contact
          team_id identifier null references extras_team
          role_id identifier references extras_role
          status_id identifier references extras_status
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index associated_object_id
          index role_id
          index status_id
          unique contact_id associated_object_type associated_object_id role_id
          unique team_id associated_object_type associated_object_id role_id
        table tenancy_tenantgroup key id
          id identifier
          name text
          description text
          parent_id identifier null references tenancy_tenantgroup
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index parent_id when-not-null parent_id
        table tenancy_tenant key id
          id identifier
          name text
          description text
          comments text
          tenant_group_id identifier null references tenancy_tenantgroup
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index tenant_group_id when-not-null tenant_group_id
        table dcim_locationtype key id
          id identifier
          content_types json
          name text
          description text
          nestable boolean
          parent_id identifier null references dcim_locationtype
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index parent_id when-not-null parent_id
        table dcim_location key id
          id identifier
          time_zone text null
          name text
          description text
          facility text
          asn integer null
          physical_address text
          shipping_address text
          latitude integer null
          longitude integer null
          contact_name text
          contact_phone text
          contact_email text
          comments text
          parent_id identifier null references dcim_location
          location_type_id identifier references dcim_locationtype
          status_id identifier references extras_status
          tenant_id identifier null references tenancy_tenant
          _name text null
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index name
          index location_type_id
          index status_id
          index tenant_id when-not-null tenant_id
          index _name id
          unique parent_id name
        table ipam_namespace key id
          id identifier
          name text
          description text
          location_id identifier null references dcim_location
          tenant_id identifier null references tenancy_tenant
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index location_id when-not-null location_id
          index tenant_id when-not-null tenant_id
        table ipam_prefix key id
          id identifier
          prefix text
          type text
          location_id identifier null references dcim_location
          network text
          broadcast text
          prefix_length integer
          ip_version integer
          date_allocated timestamp null
          description text
          status_id identifier references extras_status
          role_id identifier null references extras_role
          parent_id identifier null references ipam_prefix
          namespace_id identifier references ipam_namespace
          tenant_id identifier null references tenancy_tenant
          network_key text
          broadcast_key text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index location_id when-not-null location_id
          index status_id
          index role_id when-not-null role_id
          index parent_id when-not-null parent_id
          index tenant_id when-not-null tenant_id
          index network_key
          unique namespace_id network prefix_length
        table ipam_prefix_locations key owner_id target_id
          owner_id identifier references ipam_prefix
          target_id identifier references dcim_location
          index target_id owner_id
        table ipam_ipaddress key id
          id identifier
          address text
          namespace_id identifier null references ipam_namespace
          host text
          mask_length integer
          type text
          ip_version integer
          dns_name text
          description text
          status_id identifier references extras_status
          role_id identifier null references extras_role
          parent_id identifier null references ipam_prefix
          tenant_id identifier null references tenancy_tenant
          nat_inside_id identifier null references ipam_ipaddress
          host_key text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index namespace_id when-not-null namespace_id
          index host
          index dns_name
          index status_id
          index role_id when-not-null role_id
          index tenant_id when-not-null tenant_id
          index nat_inside_id when-not-null nat_inside_id
          index host_key
          unique parent_id host
        table virtualization_clustertype key id
          id identifier
          name text
          description text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table virtualization_cluster key id
          id identifier
          name text
          comments text
          cluster_type_id identifier references virtualization_clustertype
          tenant_id identifier null references tenancy_tenant
          location_id identifier null references dcim_location
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index cluster_type_id
          index tenant_id when-not-null tenant_id
          index location_id when-not-null location_id
        table ipam_ipaddresstointerface key id
          id identifier
          is_source boolean
          is_destination boolean
          is_default boolean
          is_preferred boolean
          is_primary boolean
          is_secondary boolean
          is_standby boolean
          ip_address_id identifier references ipam_ipaddress
          interface_id identifier null references dcim_interface
          index interface_id when-not-null interface_id
          unique ip_address_id interface_id
        table virtualization_virtualmachine key id
          id identifier
          local_config_context_data json null
          local_config_context_data_owner_object_id identifier null
          name text
          vcpus integer null
          memory integer null
          disk integer null
          comments text
          cluster_id identifier references virtualization_cluster
          tenant_id identifier null references tenancy_tenant
          platform_id identifier null references dcim_platform
          status_id identifier references extras_status
          role_id identifier null references extras_role
          primary_ip4_id identifier null references ipam_ipaddress
          primary_ip6_id identifier null references ipam_ipaddress
          software_version_id identifier null references dcim_softwareversion
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index name
          index tenant_id when-not-null tenant_id
          index platform_id when-not-null platform_id
          index status_id
          index role_id when-not-null role_id
          index primary_ip4_id when-not-null primary_ip4_id
          index primary_ip6_id when-not-null primary_ip6_id
          index software_version_id when-not-null software_version_id
          unique cluster_id tenant_id name
        table virtualization_virtualmachine_software_image_files key owner_id target_id
          owner_id identifier references virtualization_virtualmachine
          target_id identifier references dcim_softwareimagefile
          index target_id owner_id
        """
}
