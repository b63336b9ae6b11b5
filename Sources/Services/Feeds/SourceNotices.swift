import Domain

/// What the terms of public sources ask whoever shows their data to say.
package enum SourceNotices {
    /// The notices, by the source's name.
    package static let all: [(source: String, text: String)] = [
        ("NVD", "This product uses the NVD API but is not endorsed or certified by the NVD."),
        (
            "CVE list",
            "Records of the CVE list are used under its terms of use; CVE is a registered trademark of The MITRE Corporation."
        ),
        ("CISA KEV", "The Known Exploited Vulnerabilities Catalog of CISA is in the public domain (CC0 1.0)."),
        (
            "FIRST EPSS",
            "Scores are those of the Exploit Prediction Scoring System of FIRST.org, https://www.first.org/epss."
        ),
        (
            "Cisco",
            "Cisco's advisories are provided on an “as is” basis and imply no kind of guarantee or warranty; their use is at"
                + " one's own risk, and Cisco may change them at any time."
        ),
        ("endoflife.date", "Dates of releases come from endoflife.date (MIT licence)."),
    ]
    /// The notices as sentences, each beginning with its source.
    package static var sentences: [String] { all.map { "\($0.source): \($0.text)" } }
    /// What documents name as their maker.
    package static var producer: String { "Almanac \(ProductVersion.text)" }
}
