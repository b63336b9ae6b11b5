import Basics
import HTTPServing

/// Which form and version of an answer a request asks for (core.md §1.2, §1.3).
enum ContentNegotiation {
    enum Form: Sendable {
        case json
        case csv
    }

    private static let reportForms: Set<String> = ["ics", "pdf", "xlsx"]

    /// - Throws: ``Problem`` of kind `notAcceptable`, or `notFound` for a version in the query.
    static func checkVersion(_ request: APIRequest) throws {
        var known: String { APIRouter.versions.joined(separator: ", ") }
        if let version = versionInAccept(request), !APIRouter.versions.contains(version) {
            throw Problem(
                .notAcceptable,
                "Invalid version \"\(version)\" in \"Accept\" header. Supported versions are: \(known)")
        }
        guard let version = request.parameter("api_version") else { return }
        guard APIRouter.versions.contains(version) else {
            throw Problem(
                .notFound, "Invalid version \"\(version)\" in query parameter. Supported versions are: \(known)")
        }
        if let other = versionInAccept(request), other != version {
            throw Problem(
                .invalidInput, "The versions in the \"Accept\" header and in the query parameter differ.")
        }
    }

    private static func versionInAccept(_ request: APIRequest) -> String? {
        for parameter in (request.headers["accept"] ?? "").split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            if pair.count == 2, Words.trimmed(String(pair[0])) == "version" {
                return Words.trimmed(String(pair[1].prefix { $0 != "," }))
            }
        }
        return nil
    }

    /// - Throws: ``Problem`` of kind `notAcceptable`, or `notFound` for an unknown `format`.
    static func form(_ request: APIRequest) throws -> Form {
        switch request.parameter("format") {
        case nil: break
        case "json", "api": return .json
        case "csv": return .csv
        // Reports and the due list know further formats; they check the name themselves.
        case .some(let name) where reportForms.contains(name) && request.path.hasPrefix("/api/lifecycle/"):
            return .json
        case .some: throw Problem(.notFound, "Not found.")
        }
        var accept = request.headers["accept"] ?? ""
        if accept.isEmpty { accept = "*/*" }
        for range in accept.split(separator: ",") {
            let type = Words.trimmed(String(range.split(separator: ";").first ?? "")).lowercased()
            switch type {
            case "", "*/*", "application/json", "application/*", "text/html": return .json
            case "text/csv", "text/*": return .csv
            // What browsers send for a stream of events (HTML Standard §9.2.2).
            case "text/event-stream" where request.path.hasSuffix("/stream/"): return .json
            default: continue
            }
        }
        if request.path.hasPrefix("/api/lifecycle/") { return .json }
        throw Problem(.notAcceptable, "Could not satisfy the request Accept header.")
    }
}
