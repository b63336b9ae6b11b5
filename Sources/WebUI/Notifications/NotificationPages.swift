import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// The page on which somebody tries a channel.
struct NotificationArea: PageArea {
    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts.map(String.init)
        guard web.request.path.hasSuffix("/"), parts.count == 4, parts[0] == "extras",
            parts[1] == "notification-channels", parts[3] == "test", Identifier(parts[2]) != nil
        else { return nil }
        return try await ChannelTestPage(web, id: parts[2]).response()
    }
}

/// Sends a test message by a channel and shows what came of it.
struct ChannelTestPage: Sendable {
    private let web: WebRequest
    private let id: String

    init(_ web: WebRequest, id: String) {
        self.web = web
        self.id = id
    }

    private var path: String { "/extras/notification-channels/\(id)/" }

    /// Whether the reader may try any channel at all; whether this one, the API says.
    static func offers(_ web: WebRequest) -> Bool { web.may(.sendTest, NotificationChannel.schema) }

    func response() async throws -> APIResponse {
        let channel = try await web.get("/api\(path)")
        guard web.isPost else { return page(channel, nil, nil).response(web) }
        do {
            return page(channel, try await web.send("POST", "/api\(path)test/"), nil).response(web)
        } catch let problem as Problem where problem.kind == .tooManyRequests {
            let headers = problem.retryAfter.map { [(name: "Retry-After", value: String($0))] } ?? []
            return page(channel, nil, problem).response(web, status: ErrorAnswer.status(problem), headers: headers)
        }
    }

    private func page(_ channel: JSONValue, _ answer: JSONValue?, _ problem: Problem?) -> Page {
        let name = channel["name"]?.stringValue ?? ""
        return Page(
            "Test \(name)",
            crumbs: [
                Page.Crumb(title: "Notification channels", path: "/extras/notification-channels/"),
                Page.Crumb(title: name, path: path),
            ]
        ) {
            if let problem { Component.notice(.bad) { p { problem.message } } }
            if let answer { outcome(answer) }
            if Self.offers(web) {
                Component.post(web, to: web.request.path, class: "row") {
                    button(.type("submit"), .class("primary")) { "Send a test message" }
                    Component.link("Back to the channel", path)
                }
                p(.class("hint")) {
                    "It is sent at once, whether the channel is switched on or not. You have \(NotificationService.limit) a minute."
                }
            } else {
                p { "Sending a test message needs the permission send_test." }
            }
        }
    }

    private func outcome(_ answer: JSONValue) -> HTML {
        let isGood = answer["delivered"]?.boolValue == true
        let error = answer["error"]?.stringValue ?? ""
        return Component.notice(isGood ? .good : .bad) {
            p { strong { isGood ? "The receiver took the message." : "The message was not sent." } }
            if !error.isEmpty { p { error } }
            if let delivery = answer["delivery"]?.stringValue, web.maySee("extras.notificationdelivery") {
                p { a(.href("/extras/notification-deliveries/\(delivery)/")) { "The delivery" } }
            }
        }
    }
}

/// On the page of a channel or a rule: what was sent last.
struct NotificationPanel: DetailPanel {
    let models: Set<String> = ["extras.notificationchannel", "extras.notificationrule"]
    private static let limit = 5

    func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML {
        guard model.schema === NotificationChannel.schema, ChannelTestPage.offers(model.web) else { return HTML() }
        return Component.link("Send a test message", "/extras/notification-channels/\(id)/test/", "primary")
    }

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        let web = model.web
        var all = HTML()
        let isRule = model.schema === NotificationRule.schema
        if isRule, web.maySee("extras.scheduledjob"), try await !isScheduled(web) {
            all.append(
                Component.notice(.bad) {
                    p {
                        "No schedule has the job Send Notifications look at rules. "
                        a(.href("/extras/jobs/?q=Send+Notifications")) { "Schedule it" }
                        ", every five minutes for instance."
                    }
                })
        }
        if web.maySee("extras.notificationdelivery") {
            let query = [(name: isRule ? "rule" : "channel", value: id), (name: "depth", value: "1")]
            let answer = try await web.get(
                "/api/extras/notification-deliveries/", query + [(name: "limit", value: String(Self.limit))])
            all.append(deliveries(answer, query[0]))
        }
        return all.isEmpty ? nil : all
    }

    /// Whether a schedule that is switched on has the job run.
    private func isScheduled(_ web: WebRequest) async throws -> Bool {
        let jobs = try await web.get(
            "/api/extras/jobs/", [("module_name", "almanac.jobs.notifications"), ("limit", "1")])
        guard let job = jobs["results"]?[0]?["id"]?.stringValue else { return false }
        let schedules = try await web.get(
            "/api/extras/scheduled-jobs/", [("job_model_id", job), ("enabled", "true"), ("limit", "1")])
        return (schedules["count"]?.intValue ?? 0) > 0
    }

    private func deliveries(_ answer: JSONValue, _ filter: (name: String, value: String)) -> HTML {
        let rows = answer["results"]?.arrayValue ?? []
        let total = Int(answer["count"]?.intValue ?? 0)
        return Component.panel("Last messages") {
            if rows.isEmpty {
                p(.class("quiet")) { "Nothing was sent yet." }
            } else {
                DataTable(
                    caption: "Last messages", columns: [.init("When"), .init("Message"), .init("Outcome")],
                    rows: rows.map { row in
                        [
                            ValueMarkup.moment(row["created"]?.stringValue ?? "", isRelative: true),
                            a(.href("/extras/notification-deliveries/\(row["id"]?.stringValue ?? "")/")) {
                                row["title"]?.stringValue ?? ""
                            }, Self.state(JobWords.value(row["state"])),
                        ]
                    }
                ).html
                p {
                    a(.href(WebRequest.place("/extras/notification-deliveries/", [filter]))) {
                        "All \(total.grouped) messages"
                    }
                }
            }
        }
    }

    private static func state(_ state: String) -> HTML {
        switch state {
        case "delivered": Component.badge("Delivered", .good)
        case "failed": Component.badge("Failed", .bad)
        default: Component.badge("Waiting", .plain)
        }
    }
}

/// On the page of a saved view: the way to be told when its result changes.
struct ViewSubscriptionPanel: DetailPanel {
    let models: Set<String> = ["extras.savedview"]

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? { nil }

    func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML {
        Self.offers(model.web)
            ? Component.link("Subscribe", Self.place(id, object["name"]?.stringValue ?? "")) : HTML()
    }

    static func offers(_ web: WebRequest) -> Bool { web.may(.add, NotificationRule.schema) }

    /// The form of a new rule that watches a view.
    static func place(_ view: String, _ name: String) -> String {
        WebRequest.place(
            NotificationRule.schema.pagePath + "add/",
            [
                ("event", NotificationRule.Event.viewChanged.rawValue), ("saved_view", view),
                ("name", "Changes of \(name)"),
            ])
    }
}
