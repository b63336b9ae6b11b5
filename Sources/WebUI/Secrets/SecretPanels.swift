import Basics
import Domain
import Modeling
import Services

/// On the page of a secret: the way to check it, and who used it last.
struct SecretPanel: DetailPanel {
    let models: Set<String> = ["extras.secret"]
    private static let limit = 5

    func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML {
        Component.link(
            SecretCheckPage.offers(model.web) ? "Check" : "Try the templates", "/extras/secrets/\(id)/check/",
            "primary")
    }

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard model.web.maySee("extras.secretaccess") else { return nil }
        let answer = try await model.web.get(
            "/api/extras/secret-accesses/", [("secret_id", id), ("limit", String(Self.limit))])
        let rows = answer["results"]?.arrayValue ?? []
        let total = Int(answer["count"]?.intValue ?? 0)
        return Component.panel("Last uses") {
            if rows.isEmpty {
                p(.class("quiet")) { "Nobody has used it yet." }
            } else {
                DataTable(
                    caption: "Last uses", columns: [.init("When"), .init("Who"), .init("Outcome")],
                    rows: rows.map { row in
                        [
                            ValueMarkup.moment(row["time"]?.stringValue ?? "", isRelative: true),
                            HTML(row["user_name"]?.stringValue ?? ""),
                            SecretAdvice.outcome(row["outcome"]?.stringValue ?? ""),
                        ]
                    }
                ).html
                p {
                    a(.href(WebRequest.place("/secrets/audit/", [("secret_id", id)]))) { "All \(total.grouped) uses" }
                }
            }
        }
    }
}

/// On the page of a secrets group: which secret serves which access.
struct SecretsGroupPanel: DetailPanel {
    let models: Set<String> = ["extras.secretsgroup"]

    /// The associations of a group, with their secrets.
    static func rows(of group: String, _ web: WebRequest) async throws -> [JSONValue] {
        let answer = try await web.get(
            "/api/extras/secrets-groups-associations/",
            [("secrets_group", group), ("depth", "1"), ("limit", "200"), ("exclude_m2m", "true")])
        return answer["results"]?.arrayValue ?? []
    }

    /// Access, kind of value and secret of an association.
    static func cells(_ row: JSONValue) -> [HTML] {
        [
            HTML(JobWords.value(row["access_type"])), HTML(kind(row)), ValueMarkup.html(row["secret"]),
        ]
    }

    private static func kind(_ row: JSONValue) -> String {
        let value = JobWords.value(row["secret_type"])
        return SecretKinds.secretTypes.first { $0.value == value }?.label ?? value
    }

    /// What an association is about, for people who hear the page.
    static func words(_ row: JSONValue) -> String { "\(JobWords.value(row["access_type"])) \(kind(row))" }

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard model.web.maySee("extras.secretsgroupassociation") else { return nil }
        let rows = try await Self.rows(of: id, model.web)
        return Component.panel("Secrets of the group") {
            if rows.isEmpty {
                p(.class("quiet")) { "The group has no secret yet." }
            } else {
                DataTable(
                    caption: "Secrets of the group",
                    columns: [.init("Access"), .init("Kind of value"), .init("Secret")], rows: rows.map(Self.cells)
                ).html
            }
            if model.web.may(.add, SecretsGroupAssociation.schema) {
                p { Component.link("Change the secrets of the group", "/extras/secrets-groups/\(id)/associations/") }
            }
        }
    }
}

/// On the page of whatever has a secrets group: which secrets those are, and a check of each for this object.
struct AccessPanel: DetailPanel {
    let models = Set(
        ProductCatalog.catalog.schemas.filter {
            $0.fieldsByName["secrets_group"] != nil && $0.identifier != "extras.secretsgroupassociation"
        }
        .map(\.identifier))

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard let group = object["secrets_group"]?["id"]?.stringValue,
            model.web.maySee("extras.secretsgroupassociation"), model.web.maySee("extras.secret")
        else { return nil }
        let rows = try await SecretsGroupPanel.rows(of: group, model.web)
        let named = "\(model.schema.identifier):\(id)"
        return Component.panel("Credentials") {
            p {
                "From the secrets group "
                ValueMarkup.html(object["secrets_group"])
                ". Values are read when something needs them, and never shown."
            }
            if !rows.isEmpty {
                DataTable(
                    caption: "Credentials of this object",
                    columns: [.init("Access"), .init("Kind of value"), .init("Secret"), .init(unseen: "Actions")],
                    rows: rows.map { row in
                        let secret = row["secret"]?["id"]?.stringValue ?? ""
                        return SecretsGroupPanel.cells(row) + [
                            a(.href(WebRequest.place("/extras/secrets/\(secret)/check/", [("object", named)]))) {
                                SecretCheckPage.offers(model.web) ? "Check for this" : "Try the templates"
                                span(.class("unseen")) { " \(SecretsGroupPanel.words(row))" }
                            }
                        ]
                    }
                ).html
            }
        }
    }
}
