import Basics
import Outbound

/// Finds the links of a page; nothing else of its markup is looked at, because markup changes and addresses seldom do.
enum PageLinks {
    /// Where the links of a page lead to, in their order, each once, as absolute URLs without fragment.
    ///
    /// - Parameters:
    ///   - html: The page.
    ///   - base: Its URL.
    static func of(_ html: [UInt8], at base: String) -> [String] {
        var links: [String] = []
        var seen: Set<String> = []
        let name = Array("href".utf8)
        var index = 0
        while index + 6 < html.count {
            guard html[index] | 0x20 == 0x68, zip(html[index...], name).allSatisfy({ $0 | 0x20 == $1 }) else {
                index += 1
                continue
            }
            index += 4
            var place = skipSpace(html, index)
            guard place < html.count, html[place] == 0x3D else { continue }
            place = skipSpace(html, place + 1)
            guard place < html.count, html[place] == 0x22 || html[place] == 0x27 else { continue }
            let quote = html[place]
            let limit = min(html.count, place + 2_000)
            guard let end = html[(place + 1)..<limit].firstIndex(of: quote) else { continue }
            let text = String(decoding: html[(place + 1)..<end], as: UTF8.self)
            if let link = absolute(PlainText.of(text), base), seen.insert(link).inserted { links.append(link) }
            index = end
        }
        return links
    }

    private static func skipSpace(_ html: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < html.count, html[index] <= 0x20 { index += 1 }
        return index
    }

    /// The URL that a link of a page means; `nil` for mail, scripts and the like.
    static func absolute(_ link: String, _ base: String) -> String? {
        let text = Words.trimmed(String(link.prefix { $0 != "#" }))
        guard !text.isEmpty else { return nil }
        let lower = text.lowercased()
        if lower.hasPrefix("https://") || lower.hasPrefix("http://") { return text }
        guard let scheme = base.firstRange(of: "://") else { return nil }
        if text.hasPrefix("//") { return String(base[..<scheme.lowerBound]) + ":" + text }
        let origin = base[..<scheme.upperBound] + base[scheme.upperBound...].prefix { !"/?#".contains($0) }
        if text.hasPrefix("/") { return origin + text }
        let path = base.prefix { $0 != "?" && $0 != "#" }
        if text.hasPrefix("?") { return path + text }
        // Another scheme, or a path that goes up: neither is found in lists of advisories.
        guard !text.contains(":"), !text.hasPrefix("."), let slash = path.lastIndex(of: "/"), slash >= scheme.upperBound
        else { return nil }
        return path[...slash] + text
    }
}
