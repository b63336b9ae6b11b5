import Basics
import Outbound
package import SystemPackage

/// The National Vulnerability Database: its API 2.0, and the files of its feeds (vendor.md §2.7, §2.8).
package struct NVDFeed: Feed {
    /// How many records a page holds at most; the NVD gives no more than 2,000.
    let pageSize: Int

    /// A window of the API holds no more (120 days); one hour less keeps clear of the edge.
    static let longestWindow = Duration.seconds(120 * 86_400 - 3_600)
    /// How far a fetch reaches back behind the last one.
    static let overlap = Duration.seconds(3_600)
    /// How often a walk begins anew because records went away while it was going on.
    static let mostWalks = 3
    /// No answer is smaller than that, however large its records are.
    static let leastPage = 25

    /// Makes the source.
    package init(pageSize: Int = 2_000) {
        self.pageSize = min(max(pageSize, 1), 2_000)
    }

    package var description: FeedDescription { Self.description(slug: "nvd", label: "NVD") }

    /// What all APIs of the NVD have in common.
    static func description(slug: String, label: String) -> FeedDescription {
        var description = FeedDescription(
            slug: slug, label: label, address: "https://services.nvd.nist.gov/rest/json", extent: .changes)
        description.credentials = ["key"]
        description.limits = [.init(5, per: .seconds(30))]
        description.limitsWithCredentials = [.init(50, per: .seconds(30))]
        description.notice = "This product uses the NVD API but is not endorsed or certified by the NVD."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let start = state.watermark.flatMap { Timestamp($0) }
        return try await Self.fetch(Self.records, from: start, pageSize: pageSize, context, sink)
    }

    /// The API of vulnerabilities.
    private static let records = Interface(path: "/cves/2.0", window: ("lastModStartDate", "lastModEndDate")) { body in
        var reader = Reader()
        var items: [FeedItem] = []
        try reader.take(body) { items.append(.record($0.exchanged)) }
        return (try reader.page(), items)
    }

    /// Asks one of the APIs for what changed.
    ///
    /// - Parameter start: Since when; `nil` for everything.
    /// - Returns: Where to go on.
    /// - Throws: ``FeedError``, `CancellationError`, or what the sink throws.
    static func fetch(
        _ interface: Interface, from start: Timestamp?, pageSize: Int, _ context: FeedContext, _ sink: FeedBatch.Sink
    ) async throws -> FeedState {
        let key = try await context.credential("key")
        let line = FeedLine(
            label: "The NVD", context: context,
            patience: FeedPatience(
                tries: 20, leastPause: .seconds(30), base: .seconds(2), longestSpan: .seconds(30),
                total: .seconds(7_200)))
        let now = context.time.now
        var walk = Walk(line: line, interface: interface, key: key, pageSize: pageSize)
        var reached = now
        for window in windows(from: start, to: now) {
            // The clock of the NVD counts where it is behind ours.
            if let moment = try await walk.run(window, sink) { reached = min(reached, moment) }
        }
        var state = FeedState()
        state.watermark = reached.description
        return state
    }

    /// The spans of changes to ask for, the earliest first; one without bounds for everything.
    static func windows(from start: Timestamp?, to end: Timestamp) -> [Window?] {
        guard let start else { return [nil] }
        let most = longestWindow / .seconds(1)
        var begin = min(start, end).adding(seconds: -(overlap / .seconds(1)))
        var windows: [Window?] = []
        repeat {
            let next = min(begin.adding(seconds: most), end)
            windows.append(Window(start: begin, end: next))
            begin = next
        } while begin < end
        return windows
    }

    /// A span of changes.
    struct Window: Sendable, Hashable {
        /// Its first moment.
        let start: Timestamp
        /// Its last moment.
        let end: Timestamp
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            let expected = try Self.checksum(of: document)
            var sum = expected.map { _ in FeedChecksum(.sha256) }
            var reader = Reader()
            try document.read { piece in
                sum?.add(piece)
                try reader.take(piece) { try body(.record($0.exchanged)) }
            }
            _ = try reader.finish()
            guard sum?.text == expected else {
                throw FeedError(.damaged, "\(document.name) is not what its .meta file says. Bring both again.")
            }
        }
    }

    /// The checksum in the file `.meta` beside a feed, in small letters.
    private static func checksum(of document: BundleDocument) throws -> String? {
        guard let path = document.path, document.name.hasPrefix("nvdcve-"), document.name.hasSuffix(".json") else {
            return nil
        }
        let meta = path.removingLastComponent().appending(String(document.name.dropLast(5)) + ".meta")
        guard let file = try? FileDescriptor.open(meta, .readOnly, options: .closeOnExec) else { return nil }
        // What was read stays read, whatever closing says.
        defer { try? file.close() }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        guard let count = try? bytes.withUnsafeMutableBytes({ try file.read(into: $0) }) else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.first { $0.hasPrefix("sha256:") }.map { Words.trimmed(String($0.dropFirst(7))).lowercased() }
    }
}
