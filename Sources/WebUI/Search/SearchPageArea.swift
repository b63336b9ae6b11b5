import Basics
import HTTPServing
import Modeling

/// What a search over everything found.
struct SearchPageArea: PageArea {
    private static let limit = "50"

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path == "/search/" else { return nil }
        let text = Words.trimmed(web.request.parameter("q") ?? "")
        guard !text.isEmpty else { return Self.page(text, nil, web).response(web) }
        do {
            let answer = try await web.get("/api/search/", [("q", text), ("limit", Self.limit)])
            return Self.page(text, answer, web).response(web)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return Self.page(text, nil, web, problem: problem).response(web, status: 400)
        }
    }

    private static func page(_ text: String, _ answer: JSONValue?, _ web: WebRequest, problem: Problem? = nil) -> Page {
        let hits = answer?["results"]?.arrayValue ?? []
        return Page(text.isEmpty ? "Search" : "Search for “\(text)”") {
            if let problem {
                Component.notice(.bad) {
                    p {
                        ([problem.message] + problem.fields.flatMap(\.messages)).filter { !$0.isEmpty }.joined(
                            separator: " ")
                    }
                }
            } else if text.isEmpty {
                p { "Names, serial numbers, addresses, part numbers, CVE ids, contract numbers: type what you have." }
            } else if hits.isEmpty {
                Component.empty(
                    "Nothing found",
                    "No name, serial number, address, part number, CVE or contract that you may see has this in it.",
                    help: .search)
            }
            if answer?["is_complete"]?.boolValue == false {
                Component.notice(.info) { p { "The index is still being made. There may be more than this." } }
            }
            for kind in answer?["kinds"]?.arrayValue ?? [] {
                section(.class("panel")) {
                    h2 {
                        heading(kind)
                    }
                    ul {
                        for hit in hits where hit["content_type"] == kind["content_type"] { li { self.hit(hit) } }
                    }
                    more(kind, text, web)
                }
            }
        }
    }

    private static func heading(_ kind: JSONValue) -> HTML {
        let title = kind["title"]?.stringValue ?? ""
        let count = kind["count"]?.intValue.map(Int.init) ?? 0
        return HTML(
            "\(title.prefix(1).uppercased())\(title.dropFirst()) (\(count.grouped)\(kind["is_more"]?.boolValue == true ? " or more" : ""))"
        )
    }

    private static func hit(_ hit: JSONValue) -> HTML {
        .join {
            a(.href(hit["url"]?.stringValue.flatMap(ValueMarkup.pagePath) ?? "")) { hit["display"]?.stringValue ?? "" }
            if let details = hit["details"]?.stringValue, !details.isEmpty {
                span(.class("quiet")) { " \(details)" }
            }
            if let match = hit["match"], let matched = match["text"]?.stringValue,
                matched != hit["display"]?.stringValue
            {
                span(.class("quiet")) { " – \(match["label"]?.stringValue ?? "") " }
                marked(matched, match)
            }
        }
    }

    /// The text with the part that was looked for standing out.
    private static func marked(_ text: String, _ match: JSONValue) -> HTML {
        let start = Int(clamping: match["start"]?.intValue ?? 0)
        let length = Int(clamping: match["length"]?.intValue ?? 0)
        let units = text.utf16
        guard start >= 0, length >= 0,
            let from = units.index(units.startIndex, offsetBy: start, limitedBy: units.endIndex),
            let to = units.index(from, offsetBy: length, limitedBy: units.endIndex)
        else { return HTML(text) }
        return .join {
            String(text[..<from])
            mark { String(text[from..<to]) }
            String(text[to...])
        }
    }

    /// The way to the whole list, for models whose list has a search of its own.
    private static func more(_ kind: JSONValue, _ text: String, _ web: WebRequest) -> HTML {
        guard let schema = kind["content_type"]?.stringValue.flatMap({ web.catalog[$0] }),
            !schema.searchPaths.isEmpty || schema.fields.contains(where: \.info.isSearched)
        else { return HTML() }
        return p {
            a(.href(WebRequest.place(schema.pagePath, [("q", text)]))) {
                "Search in the list of \(schema.names.verbosePlural)"
            }
        }
    }
}
