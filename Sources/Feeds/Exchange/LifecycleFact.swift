package import Basics

/// Until when a vendor, or who watches vendors, says that something is sold and supported (vendor.md §2.3, §2.10).
package struct LifecycleFact: Hashable, Sendable {
    /// What the dates are about.
    package enum Subject: Hashable, Sendable {
        /// A part, by the number that was asked for.
        case part(String)
        /// A line of releases of a system, by the name that `Applicability` gives it (`cisco_iosxe`, `17.12`).
        case cycle(system: String, name: String)
    }

    /// What the dates are about.
    package var subject: Subject
    /// What the vendor calls it.
    package var title: String?
    /// When the end was announced; no date of release.
    package var announced: CalendarDay?
    /// When it came out.
    package var released: CalendarDay?
    /// The last day on which it can be bought.
    package var endOfSale: CalendarDay?
    /// The last day of new releases of its software.
    package var endOfSoftwareReleases: CalendarDay?
    /// The last day of fixes for vulnerabilities.
    package var endOfSecurityPatches: CalendarDay?
    /// The last day of support.
    package var endOfSupport: CalendarDay?
    /// The number of the bulletin.
    package var bulletin: String?
    /// The page of the bulletin.
    package var url: String?
    /// Parts that replace it.
    package var replacements: [String] = []
    /// Whether the source was asked and has nothing to say: a product that is current.
    package var isUnannounced = false

    /// Starts without any date.
    package init(_ subject: Subject) {
        self.subject = subject
    }
}
