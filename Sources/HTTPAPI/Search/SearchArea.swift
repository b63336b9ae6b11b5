import Basics
package import HTTPServing
package import Services
package import Storage

/// `GET /api/search/?q=…&limit=…`: what is called so, over all models that people look for.
package struct SearchArea: APIArea {
    private let service: SearchService
    package let prefixes = ["search"]

    package init(store: Store) { service = SearchService(store: store) }

    package func allow(_ parts: [Substring]) -> String { "GET, HEAD, OPTIONS" }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard parts.count == 1 else { throw Problem(.notFound, "Not found.") }
        guard let text = request.parameter("q") else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("q", "Say what to look for.")])
        }
        var limit = SearchService.hitsLimit
        if let given = request.parameter("limit") {
            guard let number = Int(given), (1...SearchService.hitsLimit).contains(number) else {
                let message = "This parameter may be 1 to \(SearchService.hitsLimit)."
                throw Problem(.invalidInput, "", fields: [FieldErrors("limit", message)])
            }
            limit = number
        }
        let answer = try await service.search(text: text, limit: limit, actor: actor)
        return .json(200, answer.json(base: request.baseURL))
    }
}
