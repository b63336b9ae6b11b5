import Basics

/// What one message says, whatever way it goes.
struct NotificationMessage: Sendable, Hashable {
    /// One piece of news, and the path of its page.
    struct Item: Sendable, Hashable {
        let title: String
        let link: String
    }

    /// One line.
    let title: String
    /// Name of the rule; empty for a message that somebody tried.
    let rule: String
    /// What the rule tells, by its short name.
    let event: String
    /// The first of the news.
    let items: [Item]
    /// How much news there is in all.
    let total: Int
    /// Path of the page that shows all of it.
    let page: String
    let time: Timestamp

    /// News that a message names; the rest is counted.
    static let most = 100
    /// Characters of a title at most.
    static let titleLimit = 300

    init(
        title: String, rule: String, event: String, items: [Item], total: Int, page: String, time: Timestamp
    ) {
        self.title = title
        self.rule = rule
        self.event = event
        self.items = items
        self.total = total
        self.page = page
        self.time = time
    }

    /// What could not be named.
    var rest: Int { max(0, total - items.count) }

    /// As it is kept and as webhooks get it; addresses are whole when `pages` says where pages are.
    func json(pages: String = "") -> JSONValue {
        [
            "event": "notification", "timestamp": .string(time.description), "title": .string(title),
            "rule": .string(rule), "about": .string(event), "total": .int(Int64(total)),
            "items": .array(items.map { ["title": .string($0.title), "url": .string(pages + $0.link)] }),
            "url": .string(pages + page),
        ]
    }

    /// Reads what was kept; nil for anything else.
    init?(_ json: JSONValue) {
        guard let title = json["title"]?.stringValue, let total = json["total"]?.intValue else { return nil }
        self.init(
            title: title, rule: json["rule"]?.stringValue ?? "", event: json["about"]?.stringValue ?? "",
            items: (json["items"]?.arrayValue ?? []).map {
                Item(title: $0["title"]?.stringValue ?? "", link: $0["url"]?.stringValue ?? "")
            }, total: Int(total), page: json["url"]?.stringValue ?? "/",
            time: json["timestamp"]?.stringValue.flatMap { Timestamp($0) } ?? Timestamp(microseconds: 0))
    }

    // MARK: E-mail

    /// As plain text.
    func text(pages: String) -> String {
        var lines = [title, ""]
        for item in items {
            lines.append("- \(Self.line(item.title))")
            lines.append("  \(pages)\(item.link)")
        }
        if rest > 0 { lines.append("- and \(rest) more") }
        lines += ["", "In Almanac: \(pages)\(page)", "", footer]
        return lines.joined(separator: "\n") + "\n"
    }

    /// As an HTML document, in which every text stands escaped.
    func html(pages: String) -> String {
        func link(_ path: String, _ text: String) -> String {
            "<a href=\"\(Self.escaped(pages + path))\" rel=\"noopener noreferrer\">\(Self.escaped(text))</a>"
        }
        var list = items.map { "<li>\(link($0.link, $0.title))</li>" }
        if rest > 0 { list.append("<li>and \(rest) more</li>") }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(title))</title></head>
            <body style="font-family: sans-serif">
            <h1 style="font-size: 1.2em">\(Self.escaped(title))</h1>
            <ul>
            \(list.joined(separator: "\n"))
            </ul>
            <p>\(link(page, "In Almanac"))</p>
            <p style="color: #666">\(Self.escaped(footer))</p>
            </body></html>

            """
    }

    private var footer: String {
        rule.isEmpty ? "Somebody tried this channel in Almanac." : "Sent by Almanac because of the rule “\(rule)”."
    }

    /// One line, whatever stands in it.
    private static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
            }
        }
        return result
    }

    // MARK: Chats

    /// As an incoming webhook of Slack takes it.
    ///
    /// - Source: Slack, *Block Kit*: 50 blocks, 3,000 characters in a section; *Formatting text*: `&`, `<` and `>` are escaped.
    func slack(pages: String) -> JSONValue {
        func escaped(_ text: String) -> String {
            Self.line(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        }
        func link(_ path: String, _ text: String) -> String {
            // A stroke ends the address of a link.
            "<\(pages)\(path.replacing("|", with: "%7C"))|\(escaped(text).replacing("|", with: "¦"))>"
        }
        var sections: [String] = ["*\(escaped(title))*"]
        var shown = 0
        for item in items {
            let line = "\n• " + link(item.link, item.title)
            if (sections.last?.count ?? 0) + line.count > Self.slackSection {
                guard sections.count < Self.slackSections else { break }
                sections.append("")
            }
            sections[sections.count - 1] += line
            shown += 1
        }
        let more = total - shown > 0 ? "and \(total - shown) more · " : ""
        let ending = "\(more)\(link(page, "In Almanac")) · \(escaped(footer))"
        return [
            "text": .string(escaped(title)),
            "blocks": .array(
                (sections + [ending]).map {
                    ["type": "section", "text": ["type": "mrkdwn", "text": .string($0)]]
                }),
        ]
    }

    private static let slackSection = 2_900
    private static let slackSections = 20

    /// As an incoming webhook of Microsoft Teams takes it: an adaptive card.
    ///
    /// Texts stand in runs, which no client reads as Markdown.
    /// - Source: Microsoft, *Create incoming webhooks*: a message has 28 KB at most.
    func teams(pages: String) -> JSONValue {
        func run(_ text: String, _ more: [(String, JSONValue)] = []) -> JSONValue {
            .object(JSONObject([("type", "TextRun"), ("text", .string(Self.line(text)))] + more))
        }
        func block(_ inlines: [JSONValue]) -> JSONValue { ["type": "RichTextBlock", "inlines": .array(inlines)] }
        var body = [block([run(title, [("weight", "Bolder"), ("size", "Medium")])])]
        var size = 0
        var shown = 0
        for item in items {
            let open: JSONValue = ["type": "Action.OpenUrl", "url": .string(pages + item.link)]
            let line = block([run("• "), run(item.title, [("selectAction", open)])])
            size += line.text.utf8.count
            guard size <= Self.teamsLimit else { break }
            body.append(line)
            shown += 1
        }
        if total > shown { body.append(block([run("and \(total - shown) more")])) }
        body.append(block([run(footer, [("isSubtle", true), ("size", "Small")])]))
        return [
            "type": "message",
            "attachments": [
                [
                    "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null,
                    "content": [
                        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
                        "version": "1.4", "body": .array(body),
                        "actions": [
                            ["type": "Action.OpenUrl", "title": "In Almanac", "url": .string(pages + page)]
                        ],
                    ],
                ]
            ],
        ]
    }

    private static let teamsLimit = 20_000
}
