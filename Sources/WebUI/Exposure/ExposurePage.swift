import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// What every page about exposure needs.
struct ExposurePage: Sendable {
    let web: WebRequest
    let services: WebServices

    var desk: ExposureDesk { services.exposure }

    /// What an answer that counts devices tells of.
    static let counted: [AnySchema] = [
        Finding.schema, KnownVulnerability.schema, SoftwareVersion.schema, DeviceType.schema, Device.schema,
        Location.schema, Triage.schema,
    ]

    /// Whether the reader may see everything of these models.
    ///
    /// Numbers join what permissions would have to tell apart.
    static func maySeeAll(_ schemas: [AnySchema], _ web: WebRequest) -> Bool {
        schemas.allSatisfy { Authorizer().visible($0, for: web.actor) == .always }
    }

    /// - Throws: ``Problem`` of kind `forbidden` that names the first model of which the reader may not see everything.
    func require(_ schemas: [AnySchema]) throws {
        for schema in schemas where !Self.maySeeAll([schema], web) {
            throw Problem(.forbidden, "The page needs the permission to view all \(schema.names.verbosePlural).")
        }
    }
}

/// Places of the pages about exposure, and of the lists behind their numbers.
enum ExposureLinks {
    static let board = "/exposure/triage/"
    static let decide = "/exposure/triage/decide/"

    /// The page of a CVE.
    static func vulnerability(_ cve: String) -> String { "/exposure/cves/\(QueryString.encode(cve))/" }

    /// The devices that filters select.
    static func devices(_ filters: [(name: String, value: String)]) -> String {
        WebRequest.place(Device.schema.pagePath, filters)
    }

    /// Advice for what the parameter names: `device`, `device_type` or `software`.
    static func advice(_ subject: String, _ key: String) -> String {
        WebRequest.place("/exposure/advisor/", [(subject, key)])
    }

    /// The board, for what the parameters say.
    static func board(_ parameters: [(name: String, value: String)]) -> String {
        WebRequest.place(board, parameters)
    }

    /// A link to a CVE.
    static func cve(_ cve: String) -> HTML { a(.href(vulnerability(cve)), .class("nowrap")) { cve } }

    /// A number that leads to what it counts; plain when there is nothing.
    static func number(_ count: Int, _ path: String, _ what: String) -> HTML {
        guard count > 0 else { return span(.class("quiet")) { "0" } }
        return a(.href(path)) {
            count.grouped
            span(.class("unseen")) { " \(what)" }
        }
    }
}
