import Basics
import HTTPServing

/// Takes the choice between light and dark.
struct ThemeArea: PageArea {
    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path == "/user/theme/" else { return nil }
        guard web.isPost else { throw Problem(.notAllowed, "Colours are chosen in the menu.") }
        let theme = web.form["theme"] ?? ""
        let tail = "; Path=/; SameSite=Lax" + (web.request.isSecure ? "; Secure" : "")
        let isChosen = ["light", "dark"].contains(theme)
        var answer = Notice.redirect(to: Link.place(web.form["next"]))
        answer.headers.append(
            ("Set-Cookie", isChosen ? "theme=\(theme)\(tail); Max-Age=31536000" : "theme=\(tail); Max-Age=0"))
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
