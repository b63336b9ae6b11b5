package import Services

/// Answers requests, whatever they ask for; never throws.
package protocol RequestResponder: Sendable {
    /// Answers one request; problems become answers.
    func respond(to request: APIRequest) async -> APIResponse
}

/// The API, asked from inside the process.
package protocol APIPerformer: Sendable {
    /// Answers somebody who is known already, with exactly what they would get over the network.
    ///
    /// - Throws: ``Problem``, where the network would get an answer that tells of it.
    func perform(_ request: APIRequest, as caller: Caller) async throws -> APIResponse
}
