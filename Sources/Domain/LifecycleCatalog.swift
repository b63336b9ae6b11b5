package import Modeling

/// The models of lifecycle management.
package enum LifecycleCatalog {
    /// Every model after those that it refers to.
    package static let schemas: [AnySchema] = [
        Provider.schema, Contract.schema, ContractContact.schema, SoftwareLCM.schema, SoftwareImageLCM.schema,
        HardwareNotice.schema, ValidatedSoftware.schema, CVE.schema, Vulnerability.schema,
        SoftwareVerdictRecord.schema, SoftwareClassRecord.schema, DeviceHardwareNoticeResult.schema,
        DeviceSoftwareValidationResult.schema,
        InventoryItemSoftwareValidationResult.schema,
    ]

    /// The endpoints as the root list shows them (lifecycle.md §2.1).
    package static let endpointOrder = [
        "hardware", "contract", "provider", "contact", "software", "software-image", "validated-software", "cve",
        "vulnerability", "device-hardware-notice-result", "device-validated-software-result",
        "inventory-item-validated-software-result",
    ]

    /// The names that the original gives its classes, by model: part of `No HardwareLCM matches the given query.` and
    /// of GraphQL type names.
    package static let classNames = [
        "nautobot_device_lifecycle_mgmt.hardwarelcm": "HardwareLCM",
        "nautobot_device_lifecycle_mgmt.softwarelcm": "SoftwareLCM",
        "nautobot_device_lifecycle_mgmt.softwareimagelcm": "SoftwareImageLCM",
        "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm": "ValidatedSoftwareLCM",
        "nautobot_device_lifecycle_mgmt.devicehardwarenoticeresult": "DeviceHardwareNoticeResult",
        "nautobot_device_lifecycle_mgmt.devicesoftwarevalidationresult": "DeviceSoftwareValidationResult",
        "nautobot_device_lifecycle_mgmt.inventoryitemsoftwarevalidationresult":
            "InventoryItemSoftwareValidationResult",
        "nautobot_device_lifecycle_mgmt.contractlcm": "ContractLCM",
        "nautobot_device_lifecycle_mgmt.providerlcm": "ProviderLCM",
        "nautobot_device_lifecycle_mgmt.contactlcm": "ContactLCM",
        "nautobot_device_lifecycle_mgmt.cvelcm": "CVELCM",
        "nautobot_device_lifecycle_mgmt.vulnerabilitylcm": "VulnerabilityLCM",
    ]

    /// The `description` member of each endpoint's `OPTIONS`, by plural name, as recorded in golden/dlm.
    package static let endpointDescriptions = [
        "hardware": "CRUD operations set for the Hardware Lifecycle Management view.",
        "contract": "CRUD operations set for the Contract Lifecycle Management view.",
        "provider": "CRUD operations set for the Contract Provider Lifecycle Management view.",
        "contact": "CRUD operations set for the Contact Lifecycle Management view.",
        "software": "REST API viewset for SoftwareLCM records.",
        "software-image": "REST API viewset for SoftwareImageLCM records.",
        "validated-software": "REST API viewset for ValidatedSoftwareLCM records.",
        "cve": "REST API viewset for CVELCM records.",
        "vulnerability": "REST API viewset for VulnerabilityLCM records.",
        "device-hardware-notice-result": "REST API viewset for DeviceHardwareNoticeResult records.",
        "device-validated-software-result": "REST API viewset for DeviceSoftwareValidationResult records.",
        "inventory-item-validated-software-result": "REST API viewset for DeviceSoftwareValidationResult records.",
    ]
}
