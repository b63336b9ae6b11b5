import Basics
import Outbound

/// Goes through a list of advisories that is made for people, page by page.
///
/// A list tells no reliable dates. So the newest advisories are looked at each time, those that are new whenever they come,
/// and all of them once a month.
struct AdvisoryWalk {
    /// An advisory of the list.
    struct Link: Sendable, Hashable {
        /// The vendor's name of it.
        var id: String
        /// Its page.
        var url: String
    }

    /// How many of the newest are looked at each time.
    static let newest = 40
    /// After so many days all are looked at again.
    static let longestGap = 30
    private static let mostPages = 500

    let line: FeedLine
    let state: FeedState
    /// The advisory that a link leads to; `nil` for every other link.
    let advisory: @Sendable (String) -> Link?

    /// Whether all advisories are to be looked at.
    var isFull: Bool {
        guard let day = state.watermark.flatMap({ CalendarDay($0) }) else { return true }
        return line.context.time.today.days(since: day) >= Self.longestGap
    }

    /// The advisories to look at, in the order of the list.
    ///
    /// - Throws: ``FeedError``, `CancellationError`.
    func links() async throws -> [Link] {
        let index = line.context.address
        var pages = [index]
        var seenPages: Set<String> = [index]
        var links: [Link] = []
        var seen: Set<String> = []
        var place = 0
        while place < pages.count, place < Self.mostPages {
            let url = pages[place]
            place += 1
            let answer = try await line.ask(FeedQuestion(url)) { line.usual($0, isData: false) }
            let found = PageLinks.of(answer.body, at: url).filter { CSAFListing.isNear($0, index) }
            let new = found.compactMap(advisory).filter { seen.insert($0.id).inserted }
            links += new
            if !isFull, new.allSatisfy({ state.validators[$0.id] != nil }), links.count >= Self.newest { break }
            for url in found.filter({ Self.isFurtherPage($0, of: index) }).sorted(by: Self.isBefore)
            where seenPages.insert(url).inserted {
                pages.append(url)
            }
        }
        guard !links.isEmpty else {
            throw FeedError(
                .malformed,
                "\(line.label) shows no advisory at this address. Check the address: the page may have moved.")
        }
        guard !isFull else { return links }
        return links.enumerated().filter { $0.offset < Self.newest || state.validators[$0.element.id] == nil }.map(
            \.element)
    }

    /// The state after a walk in which advisories were looked at.
    func next(_ validators: [String: FeedState.Validator]) -> FeedState {
        var next = FeedState()
        next.watermark = isFull ? line.context.time.today.description : state.watermark
        // All that are listed were looked at in a full walk: the others went away.
        next.validators = isFull ? validators : state.validators.merging(validators) { _, new in new }
        return next
    }

    /// Whether a link leads to another page of the same list: `?page=2`, `?start=20`.
    private static func isFurtherPage(_ url: String, of index: String) -> Bool {
        number(url) != nil && url.prefix { $0 != "?" } == index.prefix { $0 != "?" }
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool { number(left) ?? 0 < number(right) ?? 0 }

    private static func number(_ url: String) -> Int? {
        guard let mark = url.firstIndex(of: "?") else { return nil }
        for part in url[url.index(after: mark)...].split(separator: "&") {
            for name in ["page=", "start="] where part.hasPrefix(name) {
                if let number = Int(part.dropFirst(name.count)), number > 0 { return number }
            }
        }
        return nil
    }
}
