import Basics
import HTTPServing
import Modeling

/// `count`, `next` and `previous` of a page (core.md §1.5).
struct PageLinks {
    private let count: Int
    private let next: String?
    private let previous: String?

    /// - Parameter cursor: The sort values of the page's last row, when the client pages by cursor.
    init(_ request: APIRequest, _ parameters: ListParameters, count: Int, rowCount: Int, next cursor: [Value]?) {
        self.count = count
        let limit = parameters.limit
        let offset = parameters.offset
        func link(_ offset: Int, cursor: String? = nil) -> String {
            var pairs = request.query.filter { $0.name != "limit" && $0.name != "offset" && $0.name != "cursor" }
                .map { (QueryString.encode($0.name), QueryString.encode($0.value)) }
            pairs.append(("limit", String(limit)))
            if offset > 0 { pairs.append(("offset", String(offset))) }
            if let cursor { pairs.append(("cursor", cursor)) }
            let sorted = pairs.enumerated().sorted {
                ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
            }.map { "\($0.element.0)=\($0.element.1)" }
            return "\(request.baseURL)\(request.path)?\(sorted.joined(separator: "&"))"
        }
        if parameters.cursor != nil {
            next = rowCount == limit ? cursor.map { link(offset + limit, cursor: Cursor.encode($0)) } : nil
            previous = nil
        } else {
            next = offset + limit < count ? link(offset + limit) : nil
            previous = offset > 0 ? link(max(0, offset - limit)) : nil
        }
    }

    /// Appends `{"count":…,"next":…,"previous":…,"results":[`.
    func appendOpening(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\"count\":".utf8)
        JSONText.appendInt(Int64(count), to: &bytes)
        bytes.append(contentsOf: ",\"next\":".utf8)
        append(next, to: &bytes)
        bytes.append(contentsOf: ",\"previous\":".utf8)
        append(previous, to: &bytes)
        bytes.append(contentsOf: ",\"results\":[".utf8)
    }

    private func append(_ link: String?, to bytes: inout [UInt8]) {
        guard let link else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        JSONText.appendString(link, to: &bytes)
    }
}
