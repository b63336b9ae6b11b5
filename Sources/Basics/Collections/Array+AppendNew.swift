extension Array where Element: Hashable {
    /// Appends those of some elements that are not there yet, each once and in their order.
    ///
    /// Costs one pass over both, however many there are: lists from outside may be as long as their sender likes.
    package mutating func appendNew(contentsOf others: some Sequence<Element>) {
        var met = Set(self)
        append(contentsOf: others.filter { met.insert($0).inserted })
    }
}
