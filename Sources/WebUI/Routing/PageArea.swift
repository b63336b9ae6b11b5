import HTTPServing

/// The pages of one area.
protocol PageArea: Sendable {
    /// Answers a request for a page.
    ///
    /// - Returns: Nil when the path is none of its own.
    /// - Throws: ``Problem``, which becomes a page that says what to do.
    func respond(_ web: WebRequest) async throws -> APIResponse?
}
