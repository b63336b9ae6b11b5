package import Basics
package import Modeling

/// Whether the software of a device was approved at the last run (lifecycle.md §1.8).
package struct DeviceSoftwareValidationResult: Model {
    /// The description of the model.
    package static let schema = Schema<DeviceSoftwareValidationResult>(
        "nautobot_device_lifecycle_mgmt.devicesoftwarevalidationresult", plural: "device-validated-software-result",
        name: "Device Software Validation Report", naturalKey: ["device"], ordering: ["device"],
        features: .machineMade, operations: .readOnly,
        display: TextRule("device.display", "is_validated") { cells in
            "Device: \(cells[0].plainText) - \(cells[1].boolean == true ? "Valid" : "Not Valid")"
        },
        search: [
            "device.name", "software.version", "software.platform.name", "device.tenant.name", "device.location.name",
            "device.device_type.model", "device.role.name",
        ],
        filters: ResultFilters.device + ResultFilters.software)

    package let isValidated = Field<Bool?>(.help("Whether the installed software was approved."))
    package let lastRun = Field<Timestamp?>(.help("Start of the run that wrote the result."))
    package let runType = Field<String>(.maxLength(255), .choices(RunType.choices), .help("Kind of that run."))
    package let device = Ref<Device>(
        .cascade, .unique, .relatedName("device_software_validation"), .filters(.nameOnly),
        .help("Device that the result is about."))
    package let software = OptionalRef<SoftwareVersion>(
        .cascade, .relatedName("devicesoftwarevalidationresult"), .filters(.nameOnly),
        .help("Software version that the device had."))
    package let oldSoftware = OptionalRef<SoftwareLCM>(
        .setNull, .relatedName("devicesoftwarevalidationresult"), .filters(.none),
        .help("Software of the deprecated model."))
    /// Why, and until when.
    package let verdict = OptionalRef<SoftwareVerdictRecord>(
        .setNull, .relatedName("device_results"), .hidden, .readOnly, .filters(.none),
        .help("Verdict behind the result."))
    package let validSoftware = ManyRef<ValidatedSoftware>(
        .shared(by: "verdict", model: "lifecycle.softwareverdict", field: "candidates"),
        .relatedName("device_software_validation_results"), .filters(.idOnly),
        .help("Every validated software entry that applied to the device."))

    /// Makes the handles.
    package init() {}
}
