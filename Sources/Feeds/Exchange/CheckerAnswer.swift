/// What a vendor's checker said when it was asked for one version (vendor.md §2.2).
package struct CheckerAnswer: Hashable, Sendable {
    /// An advisory that concerns the version.
    package struct Finding: Hashable, Sendable {
        /// The vendor's name of the advisory.
        package var advisory: String
        /// The CVEs that it names.
        package var cves: [String]
        /// Releases that hold the fix, of all trains that the vendor lists.
        package var fixedIn: [String]
        /// Products that it is limited to, with the releases that fix it there; empty when it is not.
        package var platforms: [Platform]

        /// Makes a finding.
        package init(advisory: String, cves: [String], fixedIn: [String] = [], platforms: [Platform] = []) {
            self.advisory = advisory
            self.cves = cves
            self.fixedIn = fixedIn
            self.platforms = platforms
        }
    }

    /// A product line, and what fixes the advisory there.
    package struct Platform: Hashable, Sendable {
        /// Its name, as the vendor writes it.
        package var name: String
        /// Whether the vendor says that it is vulnerable.
        package var isVulnerable: Bool
        /// Releases that hold the fix.
        package var fixedIn: [String]

        /// Makes a product line.
        package init(name: String, isVulnerable: Bool, fixedIn: [String]) {
            self.name = name
            self.isVulnerable = isVulnerable
            self.fixedIn = fixedIn
        }
    }

    /// The system, by the name that `Applicability` gives it (`cisco_iosxe`).
    package var system: String
    /// The version that was asked for, in the vendor's spelling.
    package var version: String
    /// Whether the checker knows the version: what it does not know it says nothing about.
    package var isKnown: Bool
    /// The advisories; empty for a version that is known and that nothing concerns.
    package var findings: [Finding]

    /// Makes an answer.
    package init(system: String, version: String, isKnown: Bool, findings: [Finding]) {
        self.system = system
        self.version = version
        self.isKnown = isKnown
        self.findings = findings
    }
}
