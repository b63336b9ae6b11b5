import ArgumentParser
import Domain

/// The command `almanac about`.
struct AboutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "about",
        abstract: "Tell the version, and what the owners of the data that Almanac uses ask to be told.")

    func run() async throws {
        try await runReporting {
            for line in Self.lines { try Terminal.line(line) }
        }
    }

    /// What is printed.
    static let lines =
        ["Almanac \(ProductVersion.text)", ""]
        + SourceNotices.all.flatMap { ["\($0.source): \($0.text)", ""] }.dropLast()
}

/// What the terms of public sources ask whoever shows their data to say.
enum SourceNotices {
    /// The notices, by the source's name.
    static let all: [(source: String, text: String)] = [
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
}
