/// The sources that the product knows; one line each.
package enum BuiltInFeeds {
    package static let all: [any Feed] = [
        NVDFeed(),
        CVEListFeed(),
        KEVFeed(),
        EPSSFeed(),
    ]
}
