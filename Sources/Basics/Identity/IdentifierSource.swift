/// Where the identifiers of new objects come from.
package protocol IdentifierSource: Sendable {
    /// A new identifier, different from all earlier ones of this source.
    func next() -> Identifier
}
