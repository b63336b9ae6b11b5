import Basics
import HTTPServing

/// How the backends of secrets have been doing since the start of this server.
struct SecretHealthPage: Sendable {
    private let web: WebRequest

    init(_ web: WebRequest) { self.web = web }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let health = try await web.get("/api/extras/secrets-providers/health/")
        let backends = health["backends"]?.arrayValue ?? []
        let failing = backends.count { $0["breaker"]?.stringValue != "closed" }
        return Page(
            "Backend health", isWide: true,
            actions: {
                if web.maySee("extras.secretaccess") { Component.link("Audit trail", "/secrets/audit/") }
            },
            body: {
                Component.figures([
                    Component.Figure(number: backends.count.grouped, label: "backends asked"),
                    Component.Figure(
                        number: failing.grouped, label: "left alone", tone: failing > 0 ? .bad : .good),
                    Component.Figure(
                        number: Int(health["cache"]?["documents"]?.intValue ?? 0).grouped,
                        label: "documents remembered"),
                ])
                if backends.isEmpty {
                    Component.empty(
                        "No backend was asked yet",
                        "Backends stand here once a secret of theirs was needed since this server started. Check a secret to see its backend.",
                        help: .backends, actions: { Component.link("Secrets", "/extras/secrets/", "primary") })
                }
                for backend in backends { panel(backend) }
            }
        ).response(web)
    }

    private func panel(_ backend: JSONValue) -> HTML {
        let failures = (backend["failures"]?.objectValue ?? [:]).members
        let failed = failures.reduce(0) { $0 + ($1.value.intValue ?? 0) }
        return Component.panel(backend["backend"]?.stringValue ?? "") {
            dl(.class("facts")) {
                dt { "State" }
                dd { breaker(backend) }
                dt { "Provider" }
                dd { backend["provider"]?.stringValue ?? "" }
                dt { "Login" }
                dd { login(backend["login"]) }
                dt { "Reads" }
                dd {
                    "\(Int(backend["fetches"]?.intValue ?? 0).grouped) worked, \(Int(failed).grouped) failed"
                    if let last = backend["last_success"]?.stringValue {
                        ", the last worked "
                        ValueMarkup.moment(last, isRelative: true)
                    }
                }
                if let failure = backend["last_failure"]?.objectValue {
                    dt { "Last failure" }
                    dd {
                        SecretAdvice.outcome(failure["class"]?.stringValue ?? "")
                        " "
                        ValueMarkup.moment(failure["time"]?.stringValue ?? "", isRelative: true)
                        div { failure["message"]?.stringValue ?? "" }
                    }
                }
                dt { "Took" }
                dd { latency(backend["latency_ms"]) }
                dt { "Without a request" }
                dd {
                    let cache = backend["cache"]
                    "\(cache?["hits"]?.intValue ?? 0) remembered, \(cache?["joined"]?.intValue ?? 0) together with others, \(cache?["stale"]?.intValue ?? 0) too old because it failed"
                }
                dt { "Now" }
                dd { "\(backend["running"]?.intValue ?? 0) running, \(backend["waiting"]?.intValue ?? 0) waiting" }
            }
        }
    }

    private func breaker(_ backend: JSONValue) -> HTML {
        switch backend["breaker"]?.stringValue {
        case "open":
            let seconds = Int((backend["open_for_ms"]?.doubleValue ?? 0) / 1000) + 1
            return Component.badge("Left alone for \(seconds) s, because it kept failing", .bad)
        case "half-open": return Component.badge("The next request finds out whether it works again", .warn)
        default: return Component.badge("Works", .good)
        }
    }

    private func login(_ login: JSONValue?) -> String {
        guard let login = login?.objectValue else { return "Needs none" }
        let counts = "\(login["logins"]?.intValue ?? 0) logins, \(login["renewals"]?.intValue ?? 0) made longer"
        guard login["held"]?.boolValue == true else { return "None now; \(counts)" }
        guard let end = login["ends_in_ms"]?.doubleValue else { return "Held without an end; \(counts)" }
        return "Held for \(Int(end / 60_000)) more minutes; \(counts)"
    }

    private func latency(_ latency: JSONValue?) -> String {
        let parts = [("p50", "half of them below"), ("p95", "19 of 20 below"), ("max", "at most")]
        let words = parts.compactMap { name, words in
            latency?[name]?.doubleValue.map { "\(words) \(Self.rounded($0)) ms" }
        }
        return words.isEmpty ? "–" : words.joined(separator: ", ")
    }

    private static func rounded(_ number: Double) -> String {
        number >= 10 ? String(Int(number)) : String(Double(Int(number * 10)) / 10)
    }
}
