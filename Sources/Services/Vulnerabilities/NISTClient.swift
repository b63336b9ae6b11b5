import Basics
import JobEngine
import Outbound
import Secrets

/// Why a question to the NVD has no answer.
enum NISTFault: Error, Sendable, Hashable {
    /// The service does not answer as it should; another time it may. With the status, where there was one.
    case unavailable(Int?, String)
    /// The service does not take this question; others it may take.
    case refused(String)
    /// No question will be answered until somebody changes the integration or its key.
    case misconfigured(String)

    /// A whole sentence.
    var message: String {
        switch self {
        case .unavailable(let status?, _):
            "The NIST Service is currently unavailable. Status Code: \(status). Try running the job again later."
        case .unavailable(nil, let detail):
            "The NIST Service is currently unavailable. \(detail) Try running the job again later."
        case .refused(let reason): "The NIST Service does not take the question: \(reason)"
        case .misconfigured(let reason): "The NIST Service cannot be asked: \(reason)"
        }
    }
}

/// How the NVD is asked, as an external integration says (lifecycle.md §4.4).
struct NISTAccess: Sendable {
    var url = ""
    var headers: HeaderFields = [:]
    var tls: TLSSettings?
    /// Until an answer has come.
    var timeout = Duration.seconds(60)
    /// Tries of a question in all.
    var attempts = 3
    /// The pause after the first try that fails; it doubles.
    var backoff = Duration.seconds(2)
    var key: SecretBytes?
}

/// Asks the NVD's CVE API 2.0 about CPE names: all pages, no faster than the NVD allows, again where that makes sense (vendor.md §2.7).
struct NISTClient: Sendable {
    let access: NISTAccess
    let client: OutboundClient
    /// Holds for every node that asks with the same credential.
    let limiter: SharedLimiter
    let time: any Timekeeper
    let random: any RandomSource

    /// Pages of one answer at most; the NVD has 2,000 entries on each.
    private static let mostPages = 500
    /// Statuses that tell of too many questions; the NVD counts them over 30 seconds.
    private static let tooFast: Set<Int> = [403, 429]
    private static let window = Duration.seconds(30)

    /// The vulnerabilities that apply to a CPE name, each once.
    ///
    /// - Throws: ``NISTFault``; `CancellationError`, and what the store throws.
    func records(_ cpeName: String) async throws -> [NISTRecord] {
        var found: [NISTRecord] = []
        var known: Set<String> = []
        var start = 0
        for _ in 0..<Self.mostPages {
            let page = try await page(cpeName, from: start)
            for record in page.records where known.insert(record.name).inserted { found.append(record) }
            start += page.count
            if start >= page.total { return found }
        }
        throw NISTFault.refused("It has more than \(Self.mostPages) pages of answers.")
    }

    private struct Page {
        let records: [NISTRecord]
        /// Entries on the page, those that are no CVEs too.
        let count: Int
        /// Entries of all pages.
        let total: Int
    }

    private func page(_ cpeName: String, from start: Int) async throws -> Page {
        let policy = RetryPolicy(
            attempts: access.attempts, base: access.backoff, longestPause: .seconds(120),
            longestRetryAfter: .seconds(900))
        for attempt in 1... {
            let (fault, wait): (NISTFault, Duration?)
            switch try await answer(cpeName, from: start) {
            case .page(let page): return page
            case .again(let reason, let retryAfter): (fault, wait) = (reason, retryAfter)
            }
            guard let pause = policy.pause(after: attempt, retryAfter: wait, random: random) else { throw fault }
            try await time.sleep(until: time.uptime + pause)
        }
        throw NISTFault.unavailable(nil, "")
    }

    private enum Answer {
        case page(Page)
        case again(NISTFault, Duration?)
    }

    private func answer(_ cpeName: String, from start: Int) async throws -> Answer {
        try await limiter.pass()
        let response: OutboundResponse
        do {
            response = try await client.send(request(cpeName, from: start))
        } catch {
            if case .cancelled = error.fault { throw CancellationError() }
            if case .suspended(let rest) = error.fault { return .again(.unavailable(nil, error.message), rest) }
            guard error.isTransient else { throw NISTFault.misconfigured(error.message) }
            return .again(.unavailable(nil, error.message), nil)
        }
        let status = response.status
        guard status == 200 else {
            if status == 404, let reason = response.headers["message"] { throw Self.refusal(reason) }
            let fault = NISTFault.unavailable(status, "")
            guard Self.tooFast.contains(status) || status == 408 || status >= 500 else { throw fault }
            // Without being told, wait until the NVD has forgotten the questions before.
            let window = Self.tooFast.contains(status) ? Self.window : nil
            return .again(fault, response.head.retryAfter ?? window)
        }
        guard let page = Self.page(response.body, from: start) else {
            return .again(.unavailable(nil, "What it answered is cut off, or no answer of the NVD."), nil)
        }
        return .page(page)
    }

    private func request(_ cpeName: String, from start: Int) -> OutboundRequest {
        var request = OutboundRequest(
            url: access.url + (access.url.contains("?") ? "&" : "?") + "cpeName=" + Self.encoded(cpeName)
                + (start > 0 ? "&startIndex=\(start)" : ""),
            headers: access.headers,
            limits: OutboundLimits(
                connect: min(.seconds(10), access.timeout), read: access.timeout, total: access.timeout,
                bodySize: 64 << 20),
            redirects: .sameHost, tls: access.tls, purpose: "NVD, CVEs of a CPE name")
        if request.headers["Accept"] == nil { request.headers["Accept"] = "application/json" }
        if let key = access.key?.revealText() { request.headers["apiKey"] = key }
        return request
    }

    /// What a 404 with a reason means: a key that nobody knows ends everything, a name that nobody knows only itself.
    private static func refusal(_ reason: String) -> NISTFault {
        let shown = String(reason.prefix(200))
        return reason.lowercased().contains("apikey") ? .misconfigured(shown) : .refused(shown)
    }

    /// nil when the bytes are no whole page.
    private static func page(_ body: [UInt8], from start: Int) -> Page? {
        guard let json = try? JSONValue(parsing: body), let total = json["totalResults"]?.intValue, total >= 0,
            total <= 10_000_000, let entries = json["vulnerabilities"]?.arrayValue,
            !entries.isEmpty || start >= Int(total)
        else { return nil }
        return Page(
            records: entries.compactMap { $0["cve"].flatMap { NISTRecord($0) } }, count: entries.count,
            total: Int(total))
    }

    /// A name as a value of a query.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x3A, 0x2A:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return result
    }
}
