/// What ``Seeds/statuses`` is made of: which models use a status, and how each status looks.
enum StatusSeeds {
    /// How a status looks.
    struct Look {
        let name: String
        let color: String
        let description: String

        init(_ name: String, _ color: String, _ description: String = "") {
            self.name = name
            self.color = color
            self.description = description
        }
    }

    /// The statuses of each model, in the order in which a status lists its models.
    static let byModel: [(model: String, names: [String])] = [
        ("dcim.device", device),
        ("ipam.ipaddress", ["Active", "Reserved", "Deprecated"]),
        ("ipam.prefix", ["Active", "Reserved", "Deprecated"]),
        ("virtualization.virtualmachine", ["Offline", "Active", "Planned", "Staged", "Failed", "Decommissioning"]),
        ("dcim.interface", ["Planned", "Failed", "Active", "Decommissioning", "Maintenance"]),
        ("dcim.location", ["Planned", "Staging", "Active", "Decommissioning", "Retired"]),
        ("extras.contactassociation", ["Primary", "Secondary", "Active"]),
        ("dcim.softwareimagefile", software),
        ("dcim.softwareversion", software),
        ("dcim.module", device),
        (
            "nautobot_device_lifecycle_mgmt.contractlcm",
            ["Active", "Pending Approval", "Renewal Due", "Terminated", "Expired", "Draft"]
        ),
    ]

    /// Every status, sorted by name; the contract statuses carry no description in the original.
    static let looks: [Look] = [
        Look("Active", SeedColor.green, "Unit is active"),
        Look("Decommissioning", SeedColor.amber, "Unit is being decommissioned"),
        Look("Deprecated", SeedColor.red, "Unit has been deprecated"),
        Look("Draft", SeedColor.grey),
        Look("End-of-Life", SeedColor.red, "Unit has reached end-of-life"),
        Look("Expired", SeedColor.red),
        Look("Extended Support", SeedColor.cyan, "Software is in extended support"),
        Look("Failed", SeedColor.red, "Unit has failed"),
        Look("Inventory", SeedColor.grey, "Device is in inventory"),
        Look("Maintenance", SeedColor.grey, "Unit is under maintenance"),
        Look("Offline", SeedColor.amber, "Unit is offline"),
        Look("Pending Approval", SeedColor.yellow),
        Look("Planned", SeedColor.cyan, "Unit has been planned"),
        Look("Primary", SeedColor.blue, "Unit is primary"),
        Look("Renewal Due", SeedColor.deepOrange),
        Look("Reserved", SeedColor.cyan, "Unit is reserved"),
        Look("Retired", SeedColor.red, "Location has been retired"),
        Look("Secondary", SeedColor.yellow, "Unit is secondary"),
        Look("Staged", SeedColor.blue, "Unit has been staged"),
        Look("Staging", SeedColor.blue, "Location is in the process of being staged"),
        Look("Terminated", SeedColor.darkRed),
    ]

    private static let device = [
        "Offline", "Active", "Planned", "Staged", "Failed", "Inventory", "Decommissioning",
    ]
    private static let software = ["Active", "Extended Support", "End-of-Life"]
}
