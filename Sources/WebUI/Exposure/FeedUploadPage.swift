import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// Takes a file of a source from a browser, piece by piece into the store, and has a job read it.
struct FeedUploadPage: Sendable {
    static let path = "/exposure/feeds/upload/"

    private let page: ExposurePage

    init(_ page: ExposurePage) { self.page = page }

    private var web: WebRequest { page.web }

    func response() async throws -> APIResponse {
        let feeds = FeedsPage(page)
        guard web.isPost else { return Notice.redirect(to: FeedsPage.place) }
        do {
            try page.require([VulnerabilityFeed.schema])
            // Nothing is taken in that nobody would read.
            try await page.services.jobs.check(ImportFeedBundleJob.name, by: web.actor)
            let intake = try FeedIntake(page)
            do {
                try await web.request.readBody { try await intake.take($0) }
                return try await intake.begin()
            } catch {
                // What stays behind is removed by the maintenance of the database.
                try? await intake.abandon()
                throw error
            }
        } catch let problem as Problem where [.invalidInput, .tooLarge, .unsupportedMedia].contains(problem.kind) {
            return try await feeds.response(problem)
        }
    }
}

/// The form with a file, as it comes.
private actor FeedIntake {
    private let page: ExposurePage
    private var form: MultipartStream
    private var fields: [String: String] = [:]
    private var upload: JobFileUpload?
    private var isWithoutFile = true

    init(_ page: ExposurePage) throws {
        self.page = page
        form = try MultipartStream(contentType: page.web.request.headers["content-type"] ?? "")
    }

    func take(_ bytes: [UInt8]) async throws {
        for event in try form.take(bytes) {
            switch event {
            case .field(let name, let value): fields[name] = value
            case .file(let field, let name): try await begin(field, name)
            case .bytes(let bytes): try await upload?.append(bytes)
            case .endOfFile: break
            }
        }
    }

    /// A file begins: whatever has to hold holds by now, or nothing of it is kept.
    private func begin(_ field: String, _ name: String) async throws {
        try check()
        // Some browsers send the whole path.
        let name = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        // An empty part stands for a file that nobody chose.
        guard field == ImportFeedBundleJob.bundle, !name.isEmpty else { return }
        guard isWithoutFile else {
            throw Problem(.invalidInput, "Send one file at a time, or a zip archive of several.")
        }
        isWithoutFile = false
        let feeds = FeedService(store: page.services.store, environment: page.services.environment)
        do {
            _ = try feeds.feed(fields[ImportFeedBundleJob.feed] ?? "")
        } catch let problem as Problem {
            throw Problem(.invalidInput, problem.message)
        }
        upload = try await JobFileUpload(name, store: page.services.store, environment: page.services.environment)
    }

    /// - Throws: ``Problem`` of kind `forbidden` unless a page of ours made the form.
    private func check() throws {
        guard let id = SessionCookie.id(in: page.web.request) else {
            throw Problem(.notAuthenticated, "Log in to upload a file.")
        }
        try CSRFCheck.check(
            page.web.request, page.services.identity.sessions, id: id,
            form: ["csrfmiddlewaretoken": fields["csrfmiddlewaretoken"] ?? ""])
    }

    /// Has a job read the file.
    ///
    /// - Throws: ``Problem`` when there is no whole file.
    func begin() async throws -> APIResponse {
        try form.finish()
        try check()
        guard let upload else { throw Problem(.invalidInput, "Choose the file to upload.") }
        let file = try await upload.finish()
        do {
            let data: JSONObject = [ImportFeedBundleJob.feed: .string(fields[ImportFeedBundleJob.feed] ?? "")]
            let answer = try await page.services.jobs.run(
                ImportFeedBundleJob.name, ["data": .object(data)], uploads: [ImportFeedBundleJob.bundle: file],
                by: page.web.actor)
            switch answer {
            case .queued(let run):
                return Notice.redirect(to: "\(JobResult.schema.pagePath)\(run)/", saying: "The file was uploaded.")
            case .scheduled(let id):
                return Notice.redirect(
                    to: "/extras/scheduled-jobs/\(id)/",
                    saying: "The file was uploaded. The run has to be approved before it begins.")
            }
        } catch let refusal as JobRefusal {
            throw Problem(.invalidInput, refusal.message)
        }
    }

    func abandon() async throws { try await upload?.abandon() }
}
