extension FoundationSchema {
    /// Devices, their parts and their software.
    static let inventory = """
        table dcim_manufacturer key id
          id identifier
          name text
          description text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table dcim_devicefamily key id
          id identifier
          name text
          description text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table dcim_platform key id
          id identifier
          name text
          network_driver text
          napalm_driver text
          napalm_args json null
          description text
          manufacturer_id identifier null references dcim_manufacturer
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index network_driver
          index manufacturer_id when-not-null manufacturer_id
        table dcim_softwareversion key id
          id identifier
          version text
          alias text
          release_date day null
          end_of_support_date day null
          documentation_url text
          long_term_support boolean
          pre_release boolean
          platform_id identifier references dcim_platform
          status_id identifier references extras_status
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index version
          index status_id
          unique platform_id version
        table dcim_softwareimagefile key id
          id identifier
          image_file_name text
          image_file_checksum text
          hashing_algorithm text
          image_file_size integer null
          download_url text
          default_image boolean
          software_version_id identifier references dcim_softwareversion
          status_id identifier references extras_status
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index software_version_id
          index status_id
          unique image_file_name software_version_id
        table dcim_devicetype key id
          id identifier
          subdevice_role text null
          model text
          part_number text
          u_height integer
          is_full_depth boolean
          comments text
          manufacturer_id identifier references dcim_manufacturer
          device_family_id identifier null references dcim_devicefamily
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index model
          index device_family_id when-not-null device_family_id
          unique manufacturer_id model
        table dcim_devicetypetosoftwareimagefile key id
          id identifier
          device_type_id identifier references dcim_devicetype
          software_image_file_id identifier references dcim_softwareimagefile
          created timestamp null
          last_updated timestamp null
          index software_image_file_id
          unique device_type_id software_image_file_id
        table dcim_moduletype key id
          id identifier
          model text
          part_number text
          comments text
          manufacturer_id identifier references dcim_manufacturer
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index model
          unique manufacturer_id model
        table dcim_device key id
          id identifier
          face text null
          local_config_context_data json null
          local_config_context_data_owner_object_id identifier null
          name text null
          serial text
          asset_tag text null
          position integer null
          device_redundancy_group_priority integer null
          vc_position integer null
          vc_priority integer null
          comments text
          device_type_id identifier references dcim_devicetype
          status_id identifier references extras_status
          role_id identifier references extras_role
          tenant_id identifier null references tenancy_tenant
          platform_id identifier null references dcim_platform
          location_id identifier references dcim_location
          primary_ip4_id identifier null references ipam_ipaddress
          primary_ip6_id identifier null references ipam_ipaddress
          software_version_id identifier null references dcim_softwareversion
          _name text null
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index name when-not-null name
          index serial
          unique asset_tag when-not-null asset_tag
          index role_id
          index tenant_id when-not-null tenant_id
          index platform_id when-not-null platform_id
          index location_id
          index primary_ip4_id when-not-null primary_ip4_id
          index primary_ip6_id when-not-null primary_ip6_id
          index software_version_id when-not-null software_version_id
          index _name id
          index device_type_id role_id tenant_id software_version_id
        table dcim_device_software_image_files key owner_id target_id
          owner_id identifier references dcim_device
          target_id identifier references dcim_softwareimagefile
          index target_id owner_id
        table dcim_module key id
          id identifier
          serial text null
          asset_tag text null
          module_type_id identifier references dcim_moduletype
          status_id identifier references extras_status
          role_id identifier null references extras_role
          tenant_id identifier null references tenancy_tenant
          location_id identifier null references dcim_location
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index serial when-not-null serial
          unique asset_tag when-not-null asset_tag
          index module_type_id
          index status_id
          index role_id when-not-null role_id
          index tenant_id when-not-null tenant_id
          index location_id when-not-null location_id
          unique module_type_id serial when-set serial
        table dcim_inventoryitem key id
          id identifier
          name text
          label text
          description text
          part_id text
          serial text
          asset_tag text null
          discovered boolean
          parent_id identifier null references dcim_inventoryitem
          device_id identifier references dcim_device
          manufacturer_id identifier null references dcim_manufacturer
          software_version_id identifier null references dcim_softwareversion
          _name text null
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index name
          index serial
          unique asset_tag when-not-null asset_tag
          index parent_id when-not-null parent_id
          index manufacturer_id when-not-null manufacturer_id
          index software_version_id when-not-null software_version_id
          index _name id
          unique device_id parent_id name
        table dcim_inventoryitem_software_image_files key owner_id target_id
          owner_id identifier references dcim_inventoryitem
          target_id identifier references dcim_softwareimagefile
          index target_id owner_id
        table dcim_interface key id
          id identifier
          type text
          port_type text null
          mode text null
          mac_address text
          speed integer null
          duplex text null
          name text
          label text
          description text
          enabled boolean
          mtu integer null
          mgmt_only boolean
          device_id identifier null references dcim_device
          module_id identifier null references dcim_module
          status_id identifier references extras_status
          role_id identifier null references extras_role
          parent_interface_id identifier null references dcim_interface
          bridge_id identifier null references dcim_interface
          lag_id identifier null references dcim_interface
          _name text null
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index mac_address
          index status_id
          index role_id when-not-null role_id
          index parent_interface_id when-not-null parent_interface_id
          index bridge_id when-not-null bridge_id
          index lag_id when-not-null lag_id
          index _name id
          unique device_id name
          unique module_id name
        table dcim_deviceclusterassignment key id
          id identifier
          device_id identifier references dcim_device
          cluster_id identifier references virtualization_cluster
          index cluster_id
          unique device_id cluster_id
        """
}
