import Basics
package import Modeling

/// Says that an interface has an address.
package struct IPAddressToInterface: Model {
    package static let schema = Schema<IPAddressToInterface>(
        "ipam.ipaddresstointerface", plural: "ip-address-to-interface", name: "IP address assignment",
        naturalKey: ["ip_address", "interface"], features: [.history],
        unique: [UniqueSet("ip_address", "interface")],
        display: TextRule("ip_address.address", "interface.device.name", "interface.name") { cells in
            let parent = cells[1].isNull ? "No Parent" : cells[1].plainText
            return "\(cells[0].plainText) \(parent) \(cells[2].plainText)"
        }, search: ["ip_address.address", "interface.name"])

    package let isSource = Field<Bool>(.help("Is source address on interface."))
    package let isDestination = Field<Bool>(.help("Is destination address on interface."))
    package let isDefault = Field<Bool>(.help("Is default address on interface."))
    package let isPreferred = Field<Bool>(.help("Is preferred address on interface."))
    package let isPrimary = Field<Bool>(.help("Is primary address on interface."))
    package let isSecondary = Field<Bool>(.help("Is secondary address on interface."))
    package let isStandby = Field<Bool>(.help("Is standby address on interface."))
    package let ipAddress = Ref<IPAddress>(
        .cascade, .relatedName("interface_assignments"), .filters(.idOnly), .help("The address."))
    package let interface = OptionalRef<Interface>(
        .cascade, .relatedName("ip_address_assignments"), .help("The interface that has it."))
    package let vmInterface = Reserved()
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<IPAddressToInterface>] = [hasInterface]

    private static let hasInterface = Rule<IPAddressToInterface> { context in
        context.record.interface == nil
            ? [FieldErrors("interface", ["Must associate to either an Interface or a VMInterface."])] : []
    }
}
