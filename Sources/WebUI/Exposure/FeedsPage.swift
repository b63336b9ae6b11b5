import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// How fresh what each source told is, what to do where it is not, and the jobs that bring it up to date.
struct FeedsPage: Sendable {
    private let page: ExposurePage
    static let place = "/exposure/feeds/"
    private static let sync = "Sync Vulnerability Feeds"
    private static let evaluate = "Evaluate Exposure"

    init(_ page: ExposurePage) { self.page = page }

    private var web: WebRequest { page.web }

    func response() async throws -> APIResponse {
        try page.require([VulnerabilityFeed.schema])
        return try await web.isPost ? run() : response(nil)
    }

    /// The page, with what was wrong with an upload.
    func response(_ problem: Problem?) async throws -> APIResponse {
        let feeds = try await web.get("/api/vulnerabilities/feed-status/").arrayValue ?? []
        return Page("Feeds", crumbs: [Page.Crumb(title: "Triage", path: ExposureLinks.board)], isWide: true) {
            if let problem { Component.notice(.bad) { p { "Nothing was uploaded. \(problem.message)" } } }
            p(.class("quiet")) {
                "Where everything that is said about vulnerabilities and dates comes from. What a source told before still counts when it is old; its age is told."
            }
            Component.figures(figures(feeds))
            if feeds.isEmpty { nothing } else { table(feeds) }
            jobs(feeds)
            offline(feeds)
        }.response(web, status: problem.map(ErrorAnswer.status) ?? 200)
    }

    // MARK: Files

    private func offline(_ feeds: [JSONValue]) -> HTML {
        Component.panel("A network without Internet", id: "offline") {
            if web.may(.run, JobRecord.schema) {
                p {
                    "Bring a file of a source on a disk, and upload it here; a job reads it and then judges the network."
                }
                Component.post(web, to: FeedUploadPage.path, class: "form", isUpload: true) {
                    FormField(
                        name: ImportFeedBundleJob.feed, title: "Source", help: "Who published the file.",
                        input: .choice(
                            feeds.map { ($0["feed"]?.stringValue ?? "", $0["label"]?.stringValue ?? "") },
                            allowsNone: false), isRequired: true
                    ).html
                    FormField(
                        name: ImportFeedBundleJob.bundle, title: "File",
                        help:
                            "As the source publishes it, compressed or not, or a zip archive of such files; up to \(RequestLimits.streamedBody >> 20) MB.",
                        input: .file, isRequired: true
                    ).html
                    button(.type("submit")) { "Upload and read" }
                }
                p { "Or on the server, whatever the size:" }
            } else {
                p { "Bring the files of a source on a disk, and load them on the server:" }
            }
            pre { "almanac feeds import /media/disk/nvd --feed nvd" }
            p(.class("hint")) {
                "A file is loaded as a whole or not at all; what was known before stays until then."
            }
        }
    }

    // MARK: The sources

    private enum Standing {
        case off
        case failing
        case stale
        case empty
        case fresh
    }

    private static func standing(_ feed: JSONValue) -> Standing {
        if feed["enabled"] != true { return .off }
        if !(feed["last_error"]?.stringValue ?? "").isEmpty { return .failing }
        switch feed["freshness"]?.stringValue {
        case "fresh": return .fresh
        case "stale": return .stale
        default: return .empty
        }
    }

    private func figures(_ feeds: [JSONValue]) -> [Component.Figure] {
        func count(_ standing: Standing) -> Int { feeds.count { Self.standing($0) == standing } }
        return [
            Component.Figure(number: count(.fresh).grouped, label: "fresh", tone: .good),
            Component.Figure(number: count(.stale).grouped, label: "stale", tone: count(.stale) > 0 ? .warn : .plain),
            Component.Figure(
                number: count(.failing).grouped, label: "failed last", tone: count(.failing) > 0 ? .bad : .plain),
            Component.Figure(number: count(.empty).grouped, label: "never loaded"),
            Component.Figure(number: count(.off).grouped, label: "switched off"),
        ]
    }

    private var nothing: HTML {
        Component.empty("No feeds yet", "Sources stand here as soon as one was asked or loaded.", help: .feeds)
    }

    private func table(_ feeds: [JSONValue]) -> HTML {
        DataTable(
            caption: "Sources",
            columns: [
                .init("Source"), .init("State"), .init("Last success"), .init("Last attempt"),
                .init("Items", isNumber: true), .init("Read up to"), .init("What to do"),
            ], rows: feeds.map(row)
        ).html
    }

    private func row(_ feed: JSONValue) -> [HTML] {
        let slug = feed["feed"]?.stringValue ?? ""
        let hours = Int(feed["stale_after_hours"]?.intValue ?? 0)
        return [
            .join {
                a(.href("\(VulnerabilityFeed.schema.pagePath)\(slug)/")) { feed["label"]?.stringValue ?? slug }
                div(.class("hint")) { slug }
            }, badge(feed), moment(feed["last_success"]), moment(feed["last_attempt"]),
            HTML(Int(feed["items"]?.intValue ?? 0).grouped),
            feed["watermark"]?.stringValue.map { text in code { String(text.prefix(100)) } } ?? ValueMarkup.nothing,
            .join {
                words(feed, slug)
                div(.class("hint")) { "old after \(hours.grouped) hours" }
            },
        ]
    }

    private func badge(_ feed: JSONValue) -> HTML {
        switch Self.standing(feed) {
        case .off: Component.badge("Switched off")
        case .failing: Component.badge("Failed last", .bad)
        case .stale: Component.badge("Stale", .warn)
        case .empty: Component.badge("Never loaded", .info)
        case .fresh: Component.badge("Fresh", .good)
        }
    }

    private func moment(_ value: JSONValue?) -> HTML {
        value?.stringValue.map { ValueMarkup.moment($0, isRelative: true) } ?? ValueMarkup.nothing
    }

    @HTMLBuilder private func words(_ feed: JSONValue, _ slug: String) -> HTML {
        switch Self.standing(feed) {
        case .off: "It is not asked. Switch it on in its settings when it is wanted."
        case .failing:
            span(.class("bad")) { feed["last_error"]?.stringValue ?? "" }
            " What it told before still counts."
        case .stale: "Run the sync, and schedule it every few hours. Verdicts may miss what is new."
        case .empty:
            "Run the sync, or load a file: "
            code { "almanac feeds import FILE --feed \(slug)" }
        case .fresh: "Nothing."
        }
    }

    // MARK: The jobs

    @HTMLBuilder private func jobs(_ feeds: [JSONValue]) -> HTML {
        if web.may(.run, JobRecord.schema) {
            div(.class("grid")) {
                Component.panel("Ask the sources") {
                    p { "Asks for what changed, then judges the network." }
                    Component.post(web, to: Self.place) {
                        details {
                            summary { "Only some of them" }
                            for feed in feeds where feed["enabled"] == true {
                                if let slug = feed["feed"]?.stringValue {
                                    div {
                                        label {
                                            input(.type("checkbox"), .name("feed"), .value(slug))
                                            " \(feed["label"]?.stringValue ?? slug)"
                                        }
                                    }
                                }
                            }
                        }
                        button(.type("submit"), .name("job"), .value("sync"), .class("primary")) { "Sync feeds" }
                    }
                }
                Component.panel("Judge the network") {
                    p { "Finds what software is affected, as far as something changed." }
                    Component.post(web, to: Self.place) {
                        p {
                            label {
                                input(.type("checkbox"), .name("everything"), .value("true"))
                                " Everything anew"
                            }
                        }
                        button(.type("submit"), .name("job"), .value("evaluate")) { "Evaluate exposure" }
                    }
                }
            }
        }
    }

    private func run() async throws -> APIResponse {
        guard web.may(.run, JobRecord.schema) else { throw Problem(.forbidden, "You may not run jobs.") }
        let data: JSONObject
        let job: String
        switch web.form["job"] {
        case "sync":
            job = Self.sync
            data = ["feeds": .array(web.form.all("feed").map(JSONValue.string))]
        case "evaluate":
            job = Self.evaluate
            data = ["everything": .bool(web.form["everything"] == "true")]
        default: throw Problem(.invalidInput, "Choose a job.")
        }
        let answer = try await web.send(
            "POST", "/api/extras/jobs/\(QueryString.encode(job).replacing("+", with: "%20"))/run/",
            ["data": .object(data)])
        let run = answer["job_result"]?["id"]?.stringValue
        return Notice.redirect(
            to: run.map { "\(JobResult.schema.pagePath)\($0)/" } ?? Self.place, saying: "\(job) was put in the queue.")
    }
}
