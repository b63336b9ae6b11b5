extension FoundationSchema {
    /// Notices, policy, contracts and results.
    static let lifecycle = """
        table lifecycle_providerlcm key id
          id identifier
          name text
          description text
          physical_address text
          country text
          phone text
          email text
          portal_url text
          comments text
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
        table lifecycle_contractlcm key id
          id identifier
          name text
          number text
          start day null
          end day null
          cost integer null
          support_level text
          currency text
          contract_type text
          comments text
          provider_id identifier null references lifecycle_providerlcm
          status_id identifier null references extras_status
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index end when-not-null end
          index provider_id when-not-null provider_id
          index status_id when-not-null status_id
        table lifecycle_contractlcm_devices key owner_id target_id
          owner_id identifier references lifecycle_contractlcm
          target_id identifier references dcim_device
          index target_id owner_id
        table lifecycle_contactlcm key id
          id identifier
          name text null
          address text
          phone text
          email text
          comments text
          priority integer
          type text
          migrated_to_core_model_flag boolean
          contract_id identifier null references lifecycle_contractlcm
          migrated_to_core_model_id identifier null references extras_contact
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index migrated_to_core_model_id when-not-null migrated_to_core_model_id
          unique contract_id name
        table lifecycle_softwarelcm key id
          id identifier
          version text
          alias text
          release_date day null
          end_of_support day null
          documentation_url text
          long_term_support boolean
          pre_release boolean
          migrated_to_core_model_flag boolean
          device_platform_id identifier references dcim_platform
          migrated_to_core_model_id identifier null references dcim_softwareversion
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index migrated_to_core_model_id when-not-null migrated_to_core_model_id
          unique device_platform_id version
        table lifecycle_softwareimagelcm key id
          id identifier
          image_file_name text
          download_url text
          image_file_checksum text
          hashing_algorithm text
          default_image boolean
          migrated_to_core_model_flag boolean
          software_id identifier references lifecycle_softwarelcm
          migrated_to_core_model_id identifier null references dcim_softwareimagefile
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index software_id
          index migrated_to_core_model_id when-not-null migrated_to_core_model_id
          unique image_file_name software_id
        table lifecycle_softwareimagelcm_device_types key owner_id target_id
          owner_id identifier references lifecycle_softwareimagelcm
          target_id identifier references dcim_devicetype
          index target_id owner_id
        table lifecycle_softwareimagelcm_inventory_items key owner_id target_id
          owner_id identifier references lifecycle_softwareimagelcm
          target_id identifier references dcim_inventoryitem
          index target_id owner_id
        table lifecycle_softwareimagelcm_object_tags key owner_id target_id
          owner_id identifier references lifecycle_softwareimagelcm
          target_id identifier references extras_tag
          index target_id owner_id
        table lifecycle_hardwarelcm key id
          id identifier
          inventory_item text null
          release_date day null
          end_of_sale day null
          end_of_support day null
          end_of_sw_releases day null
          end_of_security_patches day null
          documentation_url text
          comments text
          device_type_id identifier null references dcim_devicetype
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index end_of_support when-not-null end_of_support
          unique device_type_id
          unique inventory_item
        table lifecycle_validatedsoftwarelcm key id
          id identifier
          start day
          end day null
          preferred boolean
          software_id identifier null references dcim_softwareversion
          old_software_id identifier null references lifecycle_softwarelcm
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index old_software_id when-not-null old_software_id
          unique software_id start end
        table lifecycle_validatedsoftwarelcm_devices key owner_id target_id
          owner_id identifier references lifecycle_validatedsoftwarelcm
          target_id identifier references dcim_device
          index target_id owner_id
        table lifecycle_validatedsoftwarelcm_device_types key owner_id target_id
          owner_id identifier references lifecycle_validatedsoftwarelcm
          target_id identifier references dcim_devicetype
          index target_id owner_id
        table lifecycle_validatedsoftwarelcm_device_tenants key owner_id target_id
          owner_id identifier references lifecycle_validatedsoftwarelcm
          target_id identifier references tenancy_tenant
          index target_id owner_id
        table lifecycle_validatedsoftwarelcm_device_roles key owner_id target_id
          owner_id identifier references lifecycle_validatedsoftwarelcm
          target_id identifier references extras_role
          index target_id owner_id
        table lifecycle_validatedsoftwarelcm_inventory_items key owner_id target_id
          owner_id identifier references lifecycle_validatedsoftwarelcm
          target_id identifier references dcim_inventoryitem
          index target_id owner_id
        table lifecycle_validatedsoftwarelcm_object_tags key owner_id target_id
          owner_id identifier references lifecycle_validatedsoftwarelcm
          target_id identifier references extras_tag
          index target_id owner_id
        table lifecycle_cvelcm key id
          id identifier
          name text
          published_date day
          last_modified_date day null
          link text
          description text
          severity text
          cvss real null
          cvss_v2 real null
          cvss_v3 real null
          fix text
          comments text
          status_id identifier null references extras_status
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique name
          index status_id when-not-null status_id
        table lifecycle_cvelcm_affected_softwares key owner_id target_id
          owner_id identifier references lifecycle_cvelcm
          target_id identifier references dcim_softwareversion
          index target_id owner_id
        table lifecycle_cvelcm_old_affected_softwares key owner_id target_id
          owner_id identifier references lifecycle_cvelcm
          target_id identifier references lifecycle_softwarelcm
          index target_id owner_id
        table lifecycle_vulnerabilitylcm key id
          id identifier
          cve_id identifier null references lifecycle_cvelcm
          software_id identifier null references dcim_softwareversion
          old_software_id identifier null references lifecycle_softwarelcm
          device_id identifier null references dcim_device
          inventory_item_id identifier null references dcim_inventoryitem
          status_id identifier null references extras_status
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          index software_id when-not-null software_id
          index old_software_id when-not-null old_software_id
          index device_id when-not-null device_id
          index inventory_item_id when-not-null inventory_item_id
          index status_id when-not-null status_id
          unique cve_id software_id device_id
          unique cve_id software_id inventory_item_id
        table lifecycle_softwareverdict key id
          id identifier
          outcome text
          is_valid boolean
          valid_until day null
          rule_id identifier null references lifecycle_validatedsoftwarelcm
          weight integer null
          explanation text
          index rule_id when-not-null rule_id
        table lifecycle_softwareverdict_candidates key owner_id target_id
          owner_id identifier references lifecycle_softwareverdict
          target_id identifier references lifecycle_validatedsoftwarelcm
          index target_id owner_id
        table lifecycle_softwareclass key id
          id identifier
          device_type_id identifier
          role_id identifier
          tenant_id identifier null
          software_id identifier null
          verdict_id identifier
          is_valid boolean
          index device_type_id
        table lifecycle_devicehardwarenoticeresult key id
          id identifier
          is_supported boolean null
          last_run timestamp null
          run_type text
          support_state text
          device_id identifier references dcim_device
          hardware_notice_id identifier null references lifecycle_hardwarelcm
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique device_id
          index hardware_notice_id when-not-null hardware_notice_id
        table lifecycle_devicesoftwarevalidationresult key id
          id identifier
          is_validated boolean null
          last_run timestamp null
          run_type text
          device_id identifier references dcim_device
          software_id identifier null references dcim_softwareversion
          old_software_id identifier null references lifecycle_softwarelcm
          verdict_id identifier null references lifecycle_softwareverdict
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique device_id
          index software_id when-not-null software_id
          index old_software_id when-not-null old_software_id
          index verdict_id when-not-null verdict_id
        table lifecycle_inventoryitemsoftwarevalidationresult key id
          id identifier
          is_validated boolean null
          last_run timestamp null
          run_type text
          inventory_item_id identifier references dcim_inventoryitem
          software_id identifier null references dcim_softwareversion
          old_software_id identifier null references lifecycle_softwarelcm
          verdict_id identifier null references lifecycle_softwareverdict
          created timestamp null
          last_updated timestamp null
          custom_field_data json
          unique inventory_item_id
          index software_id when-not-null software_id
          index old_software_id when-not-null old_software_id
          index verdict_id when-not-null verdict_id
        """
}
