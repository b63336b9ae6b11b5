import Basics
import Outbound

/// What a CSAF provider has: found over its metadata, in folders and in ROLIE lists.
enum CSAFListing {
    /// An advisory of a list.
    struct Entry: Sendable, Hashable {
        /// Where it is.
        var url: String
        /// Where its checksum is, if the list tells.
        var hash: String?
        /// When it was changed last; `nil` when the list does not tell.
        var modified: Timestamp?

        /// What to call it: the name of its file.
        var name: String { url.split(separator: "/").last.map(String.init) ?? url }
    }

    /// The most advisories of a provider.
    static let most = 200_000

    /// Lists all advisories, those that were changed first in front.
    ///
    /// - Parameters:
    ///   - line: The provider.
    ///   - address: Its metadata.
    /// - Throws: ``FeedError``, `CancellationError`.
    static func ask(_ line: FeedLine, at address: String) async throws -> [Entry] {
        let metadata = try await line.json(FeedQuestion(address))
        guard let distributions = metadata["distributions"]?.arrayValue, !distributions.isEmpty else {
            throw FeedError(
                .configuration, "This is no metadata of a CSAF provider. Set the address of its provider-metadata.json."
            )
        }
        var entries: [String: Entry] = [:]
        var refused = 0
        for distribution in distributions {
            var found: [Entry] = []
            for feed in distribution["rolie"]?["feeds"]?.arrayValue ?? [] {
                // What is not for everybody needs an agreement first.
                guard let url = feed["url"]?.text,
                    ["WHITE", "CLEAR", nil].contains(feed["tlp_label"]?.text?.uppercased())
                else { continue }
                guard isNear(url, address) else {
                    refused += 1
                    continue
                }
                found += try roliesEntries(try await line.json(FeedQuestion(url)), url)
            }
            if let url = distribution["directory_url"]?.text {
                if isNear(url, address) { found += try await folder(url, line) } else { refused += 1 }
            }
            for entry in found where isNear(entry.url, address) && entry.hash.map({ isNear($0, address) }) ?? true {
                if (entries[entry.url]?.modified ?? .first) <= entry.modified ?? .first { entries[entry.url] = entry }
            }
        }
        if refused > 0 {
            await line.context.tell(
                "The CSAF provider leads to \(refused) addresses of other sites, which are not asked.")
        }
        guard !entries.isEmpty else {
            throw FeedError(.incomplete, "The CSAF provider lists no advisory that everybody may read.")
        }
        guard entries.count <= most else { throw FeedError(.tooLarge, "The CSAF provider lists too many advisories.") }
        return entries.values.sorted { ($0.modified ?? .last, $0.url) < ($1.modified ?? .last, $1.url) }
    }

    /// The entries of a list in ROLIE.
    private static func roliesEntries(_ json: JSONValue, _ url: String) throws -> [Entry] {
        guard let feed = json["feed"] else { throw FeedError(.malformed, "A list of the CSAF provider is none.") }
        return (feed["entry"]?.arrayValue ?? []).compactMap { entry in
            let links = entry["link"]?.arrayValue ?? []
            let link = { (kind: String) in links.first { $0["rel"]?.text == kind }?["href"]?.text }
            guard let address = entry["content"]?["src"]?.text ?? link("self") else { return nil }
            return Entry(url: address, hash: link("hash"), modified: entry["updated"]?.moment)
        }
    }

    /// The entries of a folder: `changes.csv`, or `index.txt` when there is none.
    private static func folder(_ url: String, _ line: FeedLine) async throws -> [Entry] {
        let base = url.hasSuffix("/") ? url : url + "/"
        if let text = try await optional(base + "changes.csv", line) {
            return try rows(text).compactMap { row in
                guard let path = row.fields.first, isSafe(path) else { return nil }
                return Entry(
                    url: base + path, modified: row.fields.count > 1 ? Timestamp(Words.trimmed(row.fields[1])) : nil)
            }
        }
        guard let text = try await optional(base + "index.txt", line) else {
            throw FeedError(.configuration, "A folder of the CSAF provider has neither changes.csv nor index.txt.")
        }
        let paths = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).map {
            Words.trimmed(String($0))
        }
        return paths.filter(isSafe).map { Entry(url: base + $0) }
    }

    private static func rows(_ bytes: [UInt8]) throws(FeedError) -> [CSVRow] {
        var rows: [CSVRow] = []
        var reader = CSVReader()
        do {
            try bytes.withUnsafeBufferPointer { try reader.feed($0) { rows.append($0) } }
            try reader.finish { rows.append($0) }
        } catch {
            throw FeedError(.malformed, "The list of changes of the CSAF provider is no CSV.")
        }
        return rows
    }

    private static func optional(_ url: String, _ line: FeedLine) async throws -> [UInt8]? {
        try await line.ask(FeedQuestion(url)) { answer in
            if answer.status == 404 || answer.status == 403 { return .take(nil) }
            switch line.usual(answer, isData: false) {
            case .take(let answer): return .take(answer.body)
            case .again(let error): return .again(error)
            case .refuse(let error): return .refuse(error)
            }
        }
    }

    /// Whether a path stays in its folder, and is a document's.
    private static func isSafe(_ path: String) -> Bool {
        guard path.hasSuffix(".json"), path.utf8.count <= 500, !path.hasPrefix("/") else { return false }
        let isPlain = path.utf8.allSatisfy {
            0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || [0x2D, 0x2E, 0x2F, 0x5F, 0x2B].contains($0)
        }
        return isPlain
            && !path.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0.isEmpty }
    }

    /// Whether a URL leads to the site whose address was set: the same host, or one of the same domain over https.
    ///
    /// What a provider publishes must not make Almanac ask servers inside of the own network.
    static func isNear(_ url: String, _ address: String) -> Bool {
        guard let target = try? TargetURL(url), let home = try? TargetURL(address) else { return false }
        guard target.scheme == home.scheme || target.scheme == .https else { return false }
        if target.host == home.host { return target.port == home.port }
        guard case .name(let name) = target.host, case .name(let own) = home.host, target.scheme == .https else {
            return false
        }
        let domain = own.split(separator: ".").suffix(2).joined(separator: ".")
        return domain.contains(".") && (name == domain || name.hasSuffix("." + domain))
    }
}
