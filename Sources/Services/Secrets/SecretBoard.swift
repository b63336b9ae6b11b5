package import Basics
package import Secrets

/// Providers and their health as JSON, the same for REST and the command line.
package enum SecretBoard {
    /// The providers with their parameters, as a page of one.
    package static func providers(_ registry: ProviderRegistry) -> JSONValue {
        let entries = registry.providers.map { provider -> JSONValue in
            let kind = provider.kind
            let parameters = kind.fields.map { field -> JSONValue in
                .object(
                    JSONObject([
                        ("name", .string(field.name)), ("label", .string(field.label)),
                        ("help_text", .string(field.help)), ("required", .bool(field.isRequired)),
                        ("choices", .array(field.choices.map(JSONValue.string))),
                    ]))
            }
            return .object(
                JSONObject([
                    ("slug", .string(kind.slug)), ("label", .string(kind.label)),
                    ("aliases", .array(kind.aliases.map(JSONValue.string))), ("class_name", .string(kind.className)),
                    ("parameters", .array(parameters)),
                ]))
        }
        return .object(
            JSONObject([
                ("count", .int(Int64(entries.count))), ("next", .null), ("previous", .null),
                ("results", .array(entries)),
            ]))
    }

    /// How the backends have been doing, and what is remembered.
    package static func health(_ secrets: SecretService) async -> JSONValue {
        let remembered = await secrets.documents.remembered
        let now = secrets.uptime
        var leases: [String: [SecretLease]] = [:]
        for provider in secrets.providers.providers { leases[provider.kind.slug] = await provider.leases() }
        let healths = await secrets.documents.health()
        let backends = healths.map { health in
            // One identity serves all regions of a cloud, whose backends begin with its name.
            let lease = (leases[health.provider] ?? []).first { health.backend.hasPrefix($0.backend) }
            return backend(health, lease, now)
        }
        return .object(
            JSONObject([
                ("backends", .array(backends)),
                (
                    "cache",
                    .object(
                        JSONObject([
                            ("documents", .int(Int64(remembered.documents))), ("bytes", .int(Int64(remembered.bytes))),
                        ]))
                ),
                ("redacted_values", .int(Int64(secrets.redaction.count))),
            ]))
    }

    /// A login of ours; null for a backend that knows none.
    private static func lease(_ lease: SecretLease?, _ now: Duration) -> JSONValue {
        guard let lease else { return .null }
        return .object(
            JSONObject([
                ("held", .bool(lease.isHeld)),
                ("ends_in_ms", lease.end.map { milliseconds($0 - now) } ?? .null),
                ("logins", .int(Int64(lease.logins))), ("renewals", .int(Int64(lease.renewals))),
            ]))
    }

    private static func backend(_ health: BackendHealth, _ lease: SecretLease?, _ now: Duration) -> JSONValue {
        let rest = health.openUntil.map { $0 - now }
        let breaker = rest.map { $0 > .zero ? "open" : "half-open" } ?? "closed"
        let failures = SecretsErrorCount.members(health.failures)
        let last: JSONValue =
            health.lastFailure.map { failure in
                .object(
                    JSONObject([
                        ("class", .string(failure.kind.rawValue)), ("message", .string(failure.message)),
                        ("time", .string(failure.time.description)),
                    ]))
            } ?? .null
        return .object(
            JSONObject([
                ("provider", .string(health.provider)), ("backend", .string(health.backend)),
                ("breaker", .string(breaker)), ("open_for_ms", rest.map(milliseconds) ?? .null),
                ("fetches", .int(Int64(health.fetches))), ("failures", .object(JSONObject(failures))),
                ("last_success", health.lastSuccess.map { .string($0.description) } ?? .null),
                ("last_failure", last),
                (
                    "latency_ms",
                    .object(
                        JSONObject([
                            ("p50", health.latency(0.5).map(milliseconds) ?? .null),
                            ("p95", health.latency(0.95).map(milliseconds) ?? .null),
                            ("max", health.latency(1).map(milliseconds) ?? .null),
                        ]))
                ),
                (
                    "cache",
                    .object(
                        JSONObject([
                            ("hits", .int(Int64(health.hits))), ("joined", .int(Int64(health.joined))),
                            ("stale", .int(Int64(health.stale))),
                        ]))
                ),
                ("login", Self.lease(lease, now)),
                ("running", .int(Int64(health.running))), ("waiting", .int(Int64(health.waiting))),
            ]))
    }

    private static func milliseconds(_ duration: Duration) -> JSONValue {
        .double((max(duration, .zero) / .milliseconds(1) * 1000).rounded() / 1000)
    }
}

/// Numbers of failures by class, in the order of the classes.
private enum SecretsErrorCount {
    static func members(_ counts: [SecretsError.Kind: Int]) -> [(String, JSONValue)] {
        SecretsError.Kind.allCases.compactMap { kind in counts[kind].map { (kind.rawValue, .int(Int64($0))) } }
    }
}
