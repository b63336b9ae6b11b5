/// What becomes due on a day of the due list.
package enum DueKind: String, Sendable, Hashable, CaseIterable {
    /// The hardware is sold no longer.
    case endOfSale = "end_of_sale"
    /// The hardware is supported no longer.
    case endOfSupport = "end_of_support"
    /// The hardware gets no more software.
    case endOfSwReleases = "end_of_sw_releases"
    /// The hardware gets no more security patches.
    case endOfSecurityPatches = "end_of_security_patches"
    /// The installed software is supported no longer.
    case softwareEndOfSupport = "software_end_of_support"
    /// Nothing approves the installed software any more.
    case validityEnd = "validity_end"
    /// A contract covers the device no longer.
    case contractEnd = "contract_end"

    /// How people read it.
    package var label: String {
        switch self {
        case .endOfSale: "End of Sale"
        case .endOfSupport: "End of Support"
        case .endOfSwReleases: "End of Software Releases"
        case .endOfSecurityPatches: "End of Security Patches"
        case .softwareEndOfSupport: "End of Software Support"
        case .validityEnd: "End of Software Validity"
        case .contractEnd: "Contract End"
        }
    }
}
