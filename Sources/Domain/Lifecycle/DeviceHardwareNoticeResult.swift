package import Basics
package import Modeling

/// Whether the hardware of a device was supported at the last run (lifecycle.md §1.7).
package struct DeviceHardwareNoticeResult: Model {
    /// The description of the model.
    package static let schema = Schema<DeviceHardwareNoticeResult>(
        "nautobot_device_lifecycle_mgmt.devicehardwarenoticeresult", plural: "device-hardware-notice-result",
        name: "Device Hardware Notice Report", naturalKey: ["device"], ordering: ["device"],
        features: .machineMade, operations: .readOnly,
        display: TextRule("device.display", "is_supported") { cells in
            "Device: \(cells[0].plainText) - \(cells[1].boolean == true ? "Supported" : "Not Supported")"
        },
        filters: [
            .isSet("hardware_notice_available", ["hardware_notice"]),
            .path("supported", ["is_supported"]),
            .path("device_status", ["device", "status"], .idOnly),
            .path("manufacturer", ["device", "device_type", "manufacturer"]),
            .path("manufacturer_id", ["device", "device_type", "manufacturer"], .idOnly),
            .textContains("end_of_sale", ["hardware_notice", "end_of_sale"]),
            .textContains("end_of_support", ["hardware_notice", "end_of_support"]),
            .textContains("end_of_sw_releases", ["hardware_notice", "end_of_sw_releases"]),
            .textContains("end_of_security_patches", ["hardware_notice", "end_of_security_patches"]),
        ] + ResultFilters.device)

    package let isSupported = Field<Bool?>(.help("Whether support had not ended; no notice counts as supported."))
    package let lastRun = Field<Timestamp?>(.help("Start of the run that wrote the result."))
    package let runType = Field<String>(.maxLength(255), .choices(RunType.choices), .help("Kind of that run."))
    /// The three-state answer behind `is_supported`, a raw value of ``SupportState``.
    package let supportState = Field<String>(
        .maxLength(20), .hidden, .readOnly, .filters(.none), .help("State of the support on the day of the run."))
    package let device = Ref<Device>(
        .cascade, .unique, .relatedName("device_hardware_notice"), .filters(.nameOnly),
        .help("Device that the result is about."))
    package let hardwareNotice = OptionalRef<HardwareNotice>(
        .cascade, .relatedName("hardware_notice_device"), .filters(.idOnly),
        .help("Notice for the type of the device."))

    /// Makes the handles.
    package init() {}
}

extension Features {
    /// Stored results: everything but tags, and no change history, because a run rewrites them all
    /// (lifecycle.md §10, change log for results off).
    static let machineMade: Features = [.timestamps, .notes, .customFields, .contacts, .relationships]
}
