/// Pages and endpoints outside `/api/`: logging in and out, and what a web interface adds.
package protocol SiteArea: Sendable {
    /// Answers a request.
    ///
    /// - Returns: Nil when the path is none of its own.
    /// - Throws: ``Problem``, which becomes an answer.
    func respond(_ request: APIRequest) async throws -> APIResponse?
}
