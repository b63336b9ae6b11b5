import Basics
import HTTPServing
import Modeling
import Services

/// Asks before an object is deleted, and says what stands in the way.
struct DeletePage: Sendable {
    private let model: ModelRequest
    private let key: String

    init(_ model: ModelRequest, key: String) {
        self.model = model
        self.key = key
    }

    private var web: WebRequest { model.web }

    func response() async throws -> APIResponse {
        guard model.offers(.delete) else {
            throw Problem(.forbidden, "You may not delete \(model.schema.names.verbosePlural).")
        }
        let answer = try await web.tagged(model.apiPath(of: key), [("depth", "0")])
        let name = answer.object["display"]?.stringValue ?? key
        guard web.isPost else { return try await page(name, answer, nil).response(web) }
        do {
            try await web.send(
                "DELETE", model.apiPath(of: key), headers: web.form["etag"].map { ["if-match": $0] } ?? [:])
        } catch let problem as Problem where problem.kind == .conflict {
            return try await page(name, answer, problem).response(web, status: 409)
        }
        return Notice.redirect(to: model.listPath, saying: "Deleted “\(name)”. The history can bring it back.")
    }

    private func page(_ name: String, _ answer: TaggedObject, _ problem: Problem?) async throws -> Page {
        let related = try await RelatedObjects(model).all(of: ListPageData.key(answer.object))
        return Page(
            "Delete \(name)?",
            crumbs: [
                Page.Crumb(title: model.plural, path: model.listPath),
                Page.Crumb(title: name, path: model.path(of: key)),
            ]
        ) {
            if let problem {
                Component.notice(.bad) {
                    p { "It was not deleted: \(problem.message)" }
                    p { "Delete or change first what refers to it." }
                }
            }
            if related.isEmpty {
                p { "Nothing that you may see refers to it." }
            } else {
                p {
                    "These refer to it. Some are deleted with it, some lose the reference, and some keep it from being "
                        + "deleted; then nothing is changed and you are told."
                }
                RelatedObjects.html(related)
            }
            Component.post(web, to: web.request.path, class: "row") {
                if let tag = answer.tag { input(.type("hidden"), .name("etag"), .value(tag)) }
                button(.type("submit"), .class("danger")) { "Delete" }
                Component.link("Keep it", model.path(of: key))
            }
        }
    }
}
