import Basics
import Modeling

/// How values of the API look on a page.
enum ValueMarkup {
    /// Nothing, said so that nobody takes it for a fault of the page.
    static let nothing = span(.class("none")) { "–" }

    /// A value of a field; without one, as its JSON tells.
    static func html(_ value: JSONValue?, _ field: AnyField? = nil, identifier: Identifier? = nil) -> HTML {
        guard let value else { return nothing }
        switch value {
        case .null: return nothing
        case .bool(let truth): return HTML(truth ? "Yes" : "No")
        case .int(let number): return HTML(String(number))
        case .double: return HTML(value.text)
        case .string(let text): return self.text(text, field)
        case .array(let items): return list(items, field)
        case .object(let object): return self.object(object)
        }
    }

    private static func text(_ text: String, _ field: AnyField?) -> HTML {
        guard !text.isEmpty else { return nothing }
        switch field?.info.kind {
        case .day: return day(text)
        case .timestamp: return moment(text)
        default: break
        }
        if let choice = field?.info.choices.first(where: { $0.value == text }) { return HTML(choice.label) }
        switch field?.info.format {
        case .color: return color(text) + HTML(" #\(text)")
        case .url, .anyURL: return outside(text)
        case .email: return Link.isSafe("mailto:\(text)") ? a(.href("mailto:\(text)")) { text } : HTML(text)
        default: break
        }
        if field == nil, Timestamp(text) != nil, text.count > 16 { return moment(text) }
        return text.contains("\n") ? pre { text } : HTML(text)
    }

    private static func list(_ items: [JSONValue], _ field: AnyField?) -> HTML {
        guard !items.isEmpty else { return nothing }
        if items.contains(where: { $0.objectValue.map { $0["display"] == nil && $0["url"] == nil } ?? false }) {
            return json(.array(items))
        }
        var all = HTML()
        for (index, item) in items.enumerated() {
            if index > 0 { all.append(HTML(", ")) }
            all.append(html(item, field))
        }
        return all
    }

    private static func object(_ object: JSONObject) -> HTML {
        guard !object.isEmpty else { return nothing }
        if let label = object["label"]?.stringValue, object["value"] != nil { return HTML(label) }
        guard let url = object["url"]?.stringValue, let path = pagePath(url) else { return json(.object(object)) }
        // Without a name it is one that the reader may not see: the API gives the key alone, which would lead to a refusal.
        guard let name = object["display"]?.stringValue else { return nothing }
        let link = a(.href(path)) { name }
        guard let hex = object["color"]?.stringValue else { return link }
        return span(.class("badge")) {
            color(hex)
            link
        }
    }

    private static func json(_ value: JSONValue) -> HTML {
        let text = value.indented
        return text.utf8.count < 60
            ? code { text }
            : details {
                summary { "Show" }
                pre { text }
            }
    }

    /// A link that names its row; broken at the hyphens, `ams01-acc-0001` would take three lines.
    static func rowLink(_ name: String, to path: String) -> HTML {
        a(.href(path), .when(name.utf8.count <= 28, .class("nowrap"))) { name }
    }

    /// A reference to a row of a tree, by its name and its parent's: a whole path takes three lines of a table.
    ///
    /// Who hears the page, or points at the link, is told the whole path. Nil for anything else.
    static func branch(_ value: JSONValue?) -> HTML? {
        guard let path = value?["display"]?.stringValue,
            let place = value?["url"]?.stringValue.flatMap(pagePath)
        else { return nil }
        let bytes = Array(path.utf8)
        guard let cut = parentPlace(bytes) else { return nil }
        return a(.href(place), .title(path)) {
            span(.class("unseen")) { String(decoding: bytes[..<cut], as: UTF8.self) }
            String(decoding: bytes[cut...], as: UTF8.self)
        }
    }

    /// Where the name of the parent begins in a path; nil when nothing stands before it.
    private static func parentPlace(_ path: [UInt8]) -> Int? {
        var place = path.count - separator.count
        var isParent = false
        while place >= 0 {
            if path[place...].starts(with: separator) {
                if isParent { return place + separator.count }
                isParent = true
            }
            place -= 1
        }
        return nil
    }

    private static let separator = Array(TextRule.pathSeparator.utf8)

    // MARK: Kinds of values

    /// The page of an object whose URL the API gave; nil when it is none of ours.
    static func pagePath(_ url: String) -> String? {
        // By bytes: a list asks for hundreds of them, and a search for text costs more than all else of a cell.
        var rest = url.utf8[...]
        while let slash = rest.firstIndex(of: 0x2F) {
            rest = rest[slash...]
            if rest.starts(with: "/api/".utf8) { return "/" + url[rest.index(rest.startIndex, offsetBy: 5)...] }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// A calendar day, which is the same in every zone.
    static func day(_ text: String) -> HTML { time(Attribute("datetime", text), .class("nowrap")) { text } }

    /// A moment, written in UTC; a script of ours shows it in the reader's zone.
    static func moment(_ text: String, isRelative: Bool = false) -> HTML {
        guard Timestamp(text) != nil else { return HTML(text) }
        return time(
            Attribute("datetime", text), .class("nowrap"), .data("moment", isRelative ? "relative" : "absolute")
        ) { text.prefix(16).replacing("T", with: " ") + " UTC" }
    }

    /// A swatch of a colour; a drawing, because styles inside pages are not allowed.
    static func color(_ hex: String) -> HTML {
        let isColor =
            hex.utf8.count == 6 && hex.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 102) }
        return svg(
            .class("swatch"), Attribute("width", "10"), Attribute("height", "10"), .aria("hidden", "true")
        ) {
            circle(
                Attribute("cx", "5"), Attribute("cy", "5"), Attribute("r", "5"),
                Attribute("fill", isColor ? "#\(hex)" : "none"))
        }
    }

    /// A link to somewhere else.
    static func outside(_ target: String, _ name: String? = nil) -> HTML {
        guard Link.isSafe(target), Link.isOutside(target) else { return HTML(name ?? target) }
        return a(.href(target), Attribute("rel", "noopener noreferrer"), Attribute("target", "_blank")) {
            name ?? target
            span(.class("unseen")) { " (opens elsewhere)" }
        }
    }
}
