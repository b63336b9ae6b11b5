import HTTPServing
import Modeling
import Services

/// Something that can be asked of one object besides reading and changing it: `…/<id>/members/`.
protocol ObjectEndpoint: Sendable {
    /// The last part of the path.
    var name: String { get }
    /// How `OPTIONS` calls it.
    var title: String { get }
    /// The methods that it answers, besides `HEAD` and `OPTIONS`.
    var methods: [String] { get }
    /// Whether objects of the model have it.
    func applies(to schema: AnySchema) -> Bool
    /// Answers a request; the caller is authenticated.
    ///
    /// - Parameter key: The object as the path names it: an id or a composite key.
    func respond(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse
}
