package import Basics
package import Services

/// The cookies of a session: its id, which only the browser's HTTP sees, and the text that pages repeat in a header.
package enum SessionCookie {
    static let csrfName = "csrftoken"

    /// With TLS the name itself makes browsers insist on it, and on this very host and path.
    package static func name(_ request: APIRequest) -> String { request.isSecure ? "__Host-sessionid" : "sessionid" }

    /// The id that a request brings.
    package static func id(in request: APIRequest) -> Redacted<String>? {
        value(name(request), in: request).map(Redacted.init)
    }

    /// The value of a cookie; nil when there is none, or a longer one than we make.
    package static func value(_ name: String, in request: APIRequest) -> String? {
        for part in (request.headers["cookie"] ?? "").split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, pair[0].drop(while: { $0 == " " }) == name, pair[1].utf8.count <= 4096 {
                return String(pair[1])
            }
        }
        return nil
    }

    /// The headers that give a browser its session.
    package static func headers(
        _ opened: SessionAuthority.Opened, _ request: APIRequest
    ) -> [(name: String, value: String)] {
        let tail = "; Path=/; Max-Age=\(Int(opened.lifetime)); SameSite=Lax" + (request.isSecure ? "; Secure" : "")
        return [
            ("Set-Cookie", "\(name(request))=\(opened.id.reveal())\(tail); HttpOnly"),
            ("Set-Cookie", "\(csrfName)=\(opened.csrfToken)\(tail)"),
        ]
    }

    /// The headers that take it away.
    package static func clearing(_ request: APIRequest) -> [(name: String, value: String)] {
        let tail = "=; Path=/; Max-Age=0; SameSite=Lax" + (request.isSecure ? "; Secure" : "")
        return [("Set-Cookie", "\(name(request))\(tail); HttpOnly"), ("Set-Cookie", "\(csrfName)\(tail)")]
    }
}
