import Basics
import HTTPServing
import Services

/// The pages about what the network is exposed to.
struct ExposureArea: PageArea {
    let services: WebServices

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts.map(String.init)
        guard parts.first == "exposure" else { return nil }
        // One address per page: with a slash at the end.
        guard web.request.path.hasSuffix("/") else {
            return APIResponse(
                status: 301, headers: [("Location", WebRequest.place(web.request.path + "/", web.request.query))])
        }
        let page = ExposurePage(web: web, services: services)
        switch Array(parts.dropFirst()) {
        case []: return Notice.redirect(to: "/exposure/triage/")
        case ["triage"]: return try await TriagePage(page).response()
        case ["triage", "decide"]: return try await DecisionPage(page).response()
        case ["advisor"]: return try await AdvisorPage(page).response()
        case ["map"]: return try await ExposureMapPage(page).response()
        case ["feeds"]: return try await FeedsPage(page).response()
        case ["feeds", "upload"]: return try await FeedUploadPage(page).response()
        case let rest where rest.count == 2 && rest[0] == "cves":
            return try await VulnerabilityPage(page, cve: rest[1].uppercased()).response()
        case let rest where rest.count == 3 && rest[0] == "cves" && rest[2] == "vex":
            return try await VulnerabilityPage(page, cve: rest[1].uppercased()).document()
        default: return nil
        }
    }
}
