import Basics
import Crypto
import HTTPServing

/// Style sheets, scripts and pictures, which are part of the executable.
///
/// Their URLs hold a digest of their content: browsers keep them for good, and a new release is never shown with old ones.
struct Assets: Sendable {
    static let shared = Assets()

    private struct Entry {
        let type: String
        let bytes: [UInt8]
        let path: String
    }

    private let byName: [String: Entry]
    private let byPath: [String: Entry]

    private init() {
        var byName: [String: Entry] = [:]
        var byPath: [String: Entry] = [:]
        for (name, type, bytes) in Self.contents {
            let digest = Base64.text(Array(SHA256.hash(data: bytes).prefix(9)), .url, padded: false)
            let path = "/static/\(digest)/\(name)"
            let entry = Entry(type: type, bytes: bytes, path: path)
            byName[name] = entry
            byPath[path] = entry
        }
        self.byName = byName
        self.byPath = byPath
    }

    private static let contents: [(String, String, [UInt8])] = [
        ("almanac.css", "text/css; charset=utf-8", PackageResources.almanac_css),
        ("almanac.js", "text/javascript; charset=utf-8", PackageResources.almanac_js),
        ("palette.js", "text/javascript; charset=utf-8", PackageResources.palette_js),
        ("triage.js", "text/javascript; charset=utf-8", PackageResources.triage_js),
        ("icon.svg", "image/svg+xml", PackageResources.icon_svg),
    ]

    /// The URL of an asset; the empty path when there is none of this name, which a test rules out.
    func path(_ name: String) -> String { byName[name]?.path ?? "" }

    /// The bytes of all scripts together.
    var scriptBytes: Int { byName.filter { $0.key.hasSuffix(".js") }.reduce(0) { $0 + $1.value.bytes.count } }

    /// Answers the request for an asset; nil when the path is none of theirs.
    func response(_ request: APIRequest) -> APIResponse? {
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        let path = request.path == "/favicon.ico" ? self.path("icon.svg") : request.path
        guard let entry = byPath[path] else { return nil }
        return APIResponse(
            status: 200,
            headers: [("Content-Type", entry.type), ("Cache-Control", "public, max-age=31536000, immutable")],
            body: .bytes(entry.bytes))
    }
}
