import Basics
import HTTPServing

/// Takes the reader's choice of colours and of how close rows stand.
struct AppearanceArea: PageArea {
    /// Where the forms of the menu lead.
    static let path = "/user/appearance/"

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path == Self.path else { return nil }
        guard web.isPost else { throw Problem(.notAllowed, "How pages look is chosen in the menu.") }
        let tail = "; Path=/; SameSite=Lax" + (web.request.isSecure ? "; Secure" : "")
        var answer = Notice.redirect(to: Link.place(web.form["next"]))
        for choice in Appearance.Choice.allCases {
            guard let given = web.form[choice.rawValue] else { continue }
            let name = choice.rawValue
            let cookie = choice.option(given).map { "\(name)=\($0)\(tail); Max-Age=31536000" }
            answer.headers.append(("Set-Cookie", cookie ?? "\(name)=\(tail); Max-Age=0"))
        }
        return answer
    }
}

extension Link {
    /// A place of this server to go to; the front page when somebody made the form lead elsewhere.
    static func place(_ given: String?) -> String {
        guard let given, given.hasPrefix("/"), isSafe(given), given.utf8.count <= 2000,
            given.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 0x5C })
        else { return "/" }
        return given
    }
}
