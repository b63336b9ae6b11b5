import Basics
import Outbound
package import SystemPackage

/// Any provider of CSAF 2.0: its metadata lead to folders and lists, and these to advisories (vendor.md §2.4).
package struct CSAFFeed: Feed {
    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "csaf", label: "CSAF provider",
            address: "https://www.cisco.com/.well-known/csaf/provider-metadata.json", extent: .changes)
        description.limits = [.init(5, per: .seconds(1))]
        description.notice =
            "CSAF advisories: under the terms of the provider that is asked, Cisco unless set otherwise."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "The CSAF provider", context: context)
        let known = state.watermark.flatMap { Timestamp($0) }
        let listing = try await CSAFListing.ask(line, at: context.address)
        var batch = FeedBatch()
        var last = known
        var misses = FeedMisses(line)
        for entry in listing where known == nil || (entry.modified ?? .last) >= known ?? .first {
            let body = try await document(entry, line)
            let records = try await misses.attempt(entry.name) {
                try body.map { try CSAFDocument(try line.parse($0)).records() }
            }
            if let records { try await batch.add(records.map { .record($0) }, sink) }
            if let modified = entry.modified { last = max(last ?? modified, modified) }
        }
        try misses.check()
        try await batch.flush(sink)
        var next = FeedState()
        next.watermark = last?.description
        return next
    }

    /// A document whose checksum is right; `nil` when it went away.
    private func document(_ entry: CSAFListing.Entry, _ line: FeedLine) async throws -> [UInt8]? {
        for attempt in 1... {
            guard let answer = try await line.optional(FeedQuestion(entry.url)) else { return nil }
            guard try await isWhole(answer.body, entry, line) else {
                // It may have been changed between the two questions.
                guard attempt < 3 else {
                    throw FeedError(
                        .damaged, "An advisory of the CSAF provider does not have the checksum that it names.")
                }
                continue
            }
            return answer.body
        }
        return nil
    }

    private func isWhole(_ body: [UInt8], _ entry: CSAFListing.Entry, _ line: FeedLine) async throws -> Bool {
        for kind in FeedChecksum.Kind.allCases {
            let url = entry.hash.flatMap { $0.hasSuffix(kind.rawValue) ? $0 : nil } ?? entry.url + "." + kind.rawValue
            // Some servers say 403 for what is not there.
            let answer = try await line.ask(FeedQuestion(url)) { answer in
                [403, 404, 410].contains(answer.status) ? .take(answer) : line.usual(answer, isData: false)
            }
            guard answer.head.isSuccess else { continue }
            var sum = FeedChecksum(kind)
            body.withUnsafeBufferPointer { sum.add($0) }
            return Self.names(answer.body, sum.text)
        }
        return true
    }

    /// What a file of a checksum says first, before the name of the file.
    private static func names(_ bytes: [UInt8], _ sum: String) -> Bool {
        String(decoding: bytes.prefix(400), as: UTF8.self).lowercased().split(whereSeparator: \.isWhitespace).first.map(
            String.init)
            == sum
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try Self.documents(bundle) { document in
            for record in document.records() { try body(.record(record)) }
        }
    }

    /// Hands on the advisories of a bundle; a checksum that lies beside one must be right.
    static func documents(_ bundle: FilePath, _ body: (CSAFDocument) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            let bytes = try document.bytes()
            try check(bytes, document)
            let json: JSONValue
            do throws(JSONError) {
                json = try JSONValue(parsing: bytes)
            } catch {
                throw FeedError(.malformed, "\(document.name) is no JSON: \(error.reason)")
            }
            // A folder of a provider holds what leads to the advisories too.
            if json["document"] == nil, ["distributions", "feed", "aggregator"].contains(where: { json[$0] != nil }) {
                return
            }
            try body(try CSAFDocument(json))
        }
    }

    private static func check(_ bytes: [UInt8], _ document: BundleDocument) throws {
        guard let path = document.path, let last = path.lastComponent?.string, last.lowercased().hasSuffix(".json")
        else {
            return
        }
        for kind in FeedChecksum.Kind.allCases {
            var stated: [UInt8] = []
            let beside = path.removingLastComponent().appending(last + "." + kind.rawValue)
            guard (try? FeedFile.read(beside, { stated.append(contentsOf: $0.prefix(1_000)) })) != nil else { continue }
            var sum = FeedChecksum(kind)
            bytes.withUnsafeBufferPointer { sum.add($0) }
            guard names(stated, sum.text) else {
                throw FeedError(.damaged, "\(document.name) does not have the checksum that lies beside it.")
            }
            return
        }
    }
}
