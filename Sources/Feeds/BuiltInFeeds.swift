/// The sources that the product knows; one line each.
package enum BuiltInFeeds {
    /// Cisco's APIs share one token for each credential.
    private static let ciscoTokens = CiscoTokens()

    package static let all: [any Feed] = [
        NVDFeed(),
        NVDMatchFeed(),
        NVDHistoryFeed(),
        NVDNameFeed(),
        CVEListFeed(),
        KEVFeed(),
        EPSSFeed(),
        OpenVulnFeed(tokens: ciscoTokens),
        EoXFeed(tokens: ciscoTokens),
        PaloAltoFeed(),
        FortinetFeed(),
        AristaFeed(),
        CSAFFeed(),
        EndOfLifeFeed(),
    ]
}
