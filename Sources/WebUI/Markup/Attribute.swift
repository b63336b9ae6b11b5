import Basics

/// An attribute of an element; its value is escaped when it is written.
struct Attribute: Sendable {
    let name: StaticString
    /// The changing end of the name of a `data-` attribute.
    var suffix: String?
    /// Nil for attributes that are true by being there.
    let value: String?
    var isPresent = true

    init(_ name: StaticString, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// Where a link leads: a place of this server, a web address or a mail address; anything else, as `javascript:`, is left out.
    static func href(_ target: String) -> Attribute { Link.isSafe(target) ? Attribute("href", target) : .none }
    static func `class`(_ names: String) -> Attribute { Attribute("class", names) }
    static func id(_ id: String) -> Attribute { Attribute("id", id) }
    static func name(_ name: String) -> Attribute { Attribute("name", name) }
    static func value(_ value: String) -> Attribute { Attribute("value", value) }
    static func type(_ type: StaticString) -> Attribute { Attribute("type", String(describing: type)) }
    static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
    static func title(_ title: String) -> Attribute { Attribute("title", title) }
    static func role(_ role: StaticString) -> Attribute { Attribute("role", String(describing: role)) }
    /// `aria-…`.
    static func aria(_ name: StaticString, _ value: String) -> Attribute {
        var attribute = Attribute("aria-", value)
        attribute.suffix = String(describing: name)
        return attribute
    }
    /// `data-…`, which scripts of ours read.
    static func data(_ name: StaticString, _ value: String = "") -> Attribute {
        var attribute = Attribute("data-", value)
        attribute.suffix = String(describing: name)
        return attribute
    }
    /// An attribute that is true by being there.
    static func flag(_ name: StaticString, if isPresent: Bool = true) -> Attribute {
        var attribute = Attribute(name, nil)
        attribute.isPresent = isPresent
        return attribute
    }
    /// No attribute.
    static var none: Attribute { flag("hidden", if: false) }

    /// The attribute, when it applies.
    static func when(_ applies: Bool, _ attribute: Attribute) -> Attribute {
        var attribute = attribute
        attribute.isPresent = attribute.isPresent && applies
        return attribute
    }
}

/// Where links may lead.
enum Link {
    /// Whether a browser that follows the link can only end up on a page, never in a script.
    static func isSafe(_ target: String) -> Bool {
        // Browsers leave tabs and ends of lines out: what follows them could be a second slash.
        guard !target.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 }) else { return false }
        if target.hasPrefix("/") { return !target.hasPrefix("//") && !target.hasPrefix("/\\") }
        if target.hasPrefix("#") || target.hasPrefix("?") { return true }
        let lower = target.lowercased()
        guard let scheme = ["http://", "https://", "mailto:"].first(where: lower.hasPrefix) else { return false }
        return scheme.utf8.count < target.utf8.count
            && target.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
    }

    /// Whether a link leads to another server.
    static func isOutside(_ target: String) -> Bool { isSafe(target) && target.contains("://") }
}
