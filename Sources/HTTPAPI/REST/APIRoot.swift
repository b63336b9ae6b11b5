import Basics
import Domain
import Modeling

/// The trees of URLs under `/api/`.
struct APIRoot: Sendable {
    let catalog: Catalog

    /// What stands right below `/api/`, in order: only what answers.
    private static let apps = [
        "dcim", "extras", "import", "ipam", "lifecycle", "plugins", "status", "tenancy", "users", "virtualization",
    ]
    /// Endpoints that are no models.
    private static let others = [
        "extras": ["secrets-providers"], "users": ["config", "sessions", "tokens"],
    ]
    static let lifecycleApp = "nautobot-device-lifecycle-mgmt"

    /// The object for a root path, or nil when it is none.
    func tree(_ parts: [Substring], baseURL: String) -> JSONValue? {
        switch parts.count {
        case 0: return links(Self.apps.map { ($0, "/api/\($0)/") }, baseURL)
        case 1 where parts[0] == "plugins":
            return links(
                [
                    ("installed-plugins", "/api/plugins/installed-plugins/"),
                    (Self.lifecycleApp, "/api/plugins/\(Self.lifecycleApp)/"),
                ], baseURL)
        case 1:
            let models = catalog.schemas.filter { $0.isExposed && $0.names.path.hasPrefix("/api/\(parts[0])/") }
                .map { ($0.names.plural, $0.names.path) }
            let others = (Self.others[String(parts[0])] ?? []).map { ($0, "/api/\(parts[0])/\($0)/") }
            let entries = (models + others).sorted { $0.0 < $1.0 }
            return entries.isEmpty ? nil : links(entries, baseURL)
        case 2 where parts[0] == "plugins" && parts[1] == Self.lifecycleApp:
            return links(
                LifecycleCatalog.endpointOrder.map { ($0, "/api/plugins/\(Self.lifecycleApp)/\($0)/") }, baseURL)
        default: return nil
        }
    }

    private func links(_ entries: [(String, String)], _ baseURL: String) -> JSONValue {
        .object(JSONObject(entries.map { ($0.0, .string(baseURL + $0.1)) }))
    }

    /// The answer of `/api/status/`: the members that clients read (core.md §1.14).
    static let status = JSONValue.object(
        JSONObject([
            ("django-version", .string("5.2.19")),
            (
                "installed-apps",
                .object(
                    JSONObject([
                        ("nautobot.core", .null), ("nautobot.dcim", .null), ("nautobot.extras", .null),
                        ("nautobot.ipam", .null), ("nautobot.tenancy", .null), ("nautobot.users", .null),
                        ("nautobot.virtualization", .null),
                        ("nautobot_device_lifecycle_mgmt", .string("4.2.1")),
                    ]))
            ),
            ("nautobot-version", .string("3.2.7")),
            ("nautobot-apps", .object(JSONObject([("nautobot_device_lifecycle_mgmt", .string("4.2.1"))]))),
            ("plugins", .object(JSONObject([("nautobot_device_lifecycle_mgmt", .string("4.2.1"))]))),
            ("python-version", .string("3.11.7")),
            ("celery-workers-running", .int(0)),
            ("almanac-version", .string(ProductVersion.text)),
        ]))
}
