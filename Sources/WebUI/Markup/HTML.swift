import Basics

/// Markup that is safe to send.
///
/// Texts get in escaped and in no other way, so that what a user wrote can never become an element, an attribute or a script.
struct HTML: Sendable {
    private(set) var bytes: [UInt8] = []

    /// Nothing.
    init() {}

    /// A text, escaped.
    init(_ text: String) { Self.escape(text, into: &bytes) }

    /// Markup that stands in the source of the product.
    init(markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// An element.
    ///
    /// - Parameter content: Nil for elements that have no end tag.
    init(element name: StaticString, _ attributes: [Attribute], content: HTML?) {
        bytes.reserveCapacity(32 + (content?.bytes.count ?? 0))
        bytes.append(0x3C)
        append(name)
        for attribute in attributes { append(attribute) }
        bytes.append(0x3E)
        guard let content else { return }
        bytes.append(contentsOf: content.bytes)
        bytes.append(0x3C)
        bytes.append(0x2F)
        append(name)
        bytes.append(0x3E)
    }

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

    static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.append(right)
        return sum
    }

    private mutating func append(_ name: StaticString) {
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ attribute: Attribute) {
        guard attribute.isPresent else { return }
        bytes.append(0x20)
        append(attribute.name)
        if let suffix = attribute.suffix { bytes.append(contentsOf: suffix.utf8) }
        guard let value = attribute.value else { return }
        bytes.append(0x3D)
        bytes.append(0x22)
        Self.escape(value, into: &bytes)
        bytes.append(0x22)
    }

    /// Writes a text so that it stays a text, between elements as well as in a quoted attribute.
    private static func escape(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { source in
            var start = 0
            for (index, byte) in source.enumerated() {
                let entity: StaticString
                switch byte {
                case 0x26: entity = "&amp;"
                case 0x3C: entity = "&lt;"
                case 0x3E: entity = "&gt;"
                case 0x22: entity = "&quot;"
                case 0x27: entity = "&#39;"
                case 0x00: entity = "\u{FFFD}"
                default: continue
                }
                bytes.append(contentsOf: source[start..<index])
                entity.withUTF8Buffer { bytes.append(contentsOf: $0) }
                start = index + 1
            }
            bytes.append(contentsOf: source[start...])
        }
    }
}

/// Puts markup together; texts become escaped markup.
@resultBuilder
enum HTMLBuilder {
    static func buildExpression(_ html: HTML) -> HTML { html }
    static func buildExpression(_ text: String) -> HTML { HTML(text) }
    static func buildExpression(_ html: HTML?) -> HTML { html ?? HTML() }
    static func buildExpression(_ parts: [HTML]) -> HTML { buildArray(parts) }
    static func buildBlock() -> HTML { HTML() }
    static func buildBlock(_ part: HTML) -> HTML { part }
    static func buildBlock(_ parts: HTML...) -> HTML { buildArray(parts) }
    static func buildOptional(_ part: HTML?) -> HTML { part ?? HTML() }
    static func buildEither(first: HTML) -> HTML { first }
    static func buildEither(second: HTML) -> HTML { second }

    static func buildArray(_ parts: [HTML]) -> HTML {
        var all = HTML()
        for part in parts { all.append(part) }
        return all
    }
}
