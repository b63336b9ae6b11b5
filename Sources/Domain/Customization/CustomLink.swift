import Basics
package import Modeling

/// A link that a template makes for each object of a model (core.md §2.8).
///
/// Whether the templates can be read is checked in Services, which knows the language.
package struct CustomLink: Model {
    package static let schema = Schema<CustomLink>(
        "extras.customlink", plural: "custom-links", name: "custom link", naturalKey: ["name"],
        ordering: ["group_name", "weight", "name"], features: [.timestamps, .notes, .contacts, .history])

    package let contentType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model whose objects have the link."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the link."))
    package let text = Field<String>(
        .required, .maxLength(500), .search,
        .help(
            "Jinja2 template code for link text. Reference the object as obj. Links which render as empty text "
                + "are not shown."))
    package let targetUrl = Field<String>(
        .required, .maxLength(500), .search, .label("URL"),
        .help("Jinja2 template code for link URL. Reference the object as obj."))
    package let weight = Field<Int>(
        .range(0...32_767), .default(.int(100)), .help("Links with a higher weight come later in their group."))
    package let groupName = Field<String>(
        .maxLength(255), .search, .help("Links with the same group appear as a dropdown menu"))
    package let buttonClass = Field<String>(
        .maxLength(30), .default(.text("default")), .choices(buttons),
        .help("The class of the first link in a group will be used for the dropdown button"))
    package let newWindow = Field<Bool>(.required, .help("Force link to open in a new window"))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<CustomLink>] = [.namesModel { $0.contentType }, schemeIsAllowed]

    private static let buttons = [
        Choice("default", "Default"), Choice("primary", "Primary (blue)"), Choice("success", "Success (green)"),
        Choice("info", "Info (aqua)"), Choice("warning", "Warning (orange)"), Choice("danger", "Danger (red)"),
        Choice("link", "None (link)"),
    ]

    /// A scheme that is written out is one that links may have; one that a template makes is looked at when it is made.
    private static let schemeIsAllowed = Rule<CustomLink> { context in
        let literal = context.record.targetUrl.prefix { $0 != "{" }
        guard literal.contains(":"), LinkAddress.allowed(String(literal)) == nil else { return [] }
        let schemes = LinkAddress.schemes.sorted().joined(separator: ", ")
        return [FieldErrors("target_url", ["Links have one of the schemes \(schemes), or none."])]
    }
}

/// Addresses that links may lead to.
package enum LinkAddress {
    /// The schemes of links; others, such as `javascript`, run something rather than lead somewhere.
    package static let schemes: Set<String> = [
        "ftp", "ftps", "http", "https", "irc", "mailto", "sftp", "ssh", "tel", "telnet", "tftp", "vnc", "xmpp",
    ]

    /// The address as a link may hold it; nil when it is empty or has another scheme.
    ///
    /// Control characters are left out, as browsers leave them out before they look for the scheme, and what would end
    /// an attribute of HTML is percent-encoded.
    package static func allowed(_ text: String) -> String? {
        let kept = Words.trimmed(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value > 31 })))
        guard !kept.isEmpty else { return nil }
        let head = kept.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        if let colon = head.firstIndex(of: ":"), !schemes.contains(head[..<colon].lowercased()) { return nil }
        var address = ""
        for scalar in kept.unicodeScalars {
            switch scalar {
            case " ": address += "%20"
            case "\"": address += "%22"
            case "'": address += "%27"
            case "<": address += "%3C"
            case ">": address += "%3E"
            case "\\": address += "%5C"
            case "`": address += "%60"
            case "\u{7F}": address += "%7F"
            default: address.unicodeScalars.append(scalar)
            }
        }
        return address
    }
}
