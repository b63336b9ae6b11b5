/// One thing that a source tells.
package enum FeedItem: Hashable, Sendable {
    /// What it says of a vulnerability.
    case record(SourceRecord)
    /// A vulnerability is exploited.
    case exploited(KEVEntry)
    /// How likely a vulnerability is to be exploited.
    case likelihood(EPSSScore)
    /// What a checker answers for one version.
    case checked(CheckerAnswer)
    /// Until when something is supported.
    case lifecycle(LifecycleFact)
    /// Which versions a criterion means.
    case criterion(MatchCriterion)
    /// Which names stand in place of a product's name, or none.
    case name(DictionaryName)
    /// What a source says of a vulnerability was changed.
    case change(CVEChange)
}
