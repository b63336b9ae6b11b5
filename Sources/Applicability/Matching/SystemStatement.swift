/// What one record of one source says of a system, with its versions read: for many subjects of that system.
package struct SystemStatement: Sendable {
    /// How much it is believed.
    package let source: EvidenceSource
    /// Where the words were found, such as the name of a feed.
    package let origin: String
    let products: [AffectedProduct]
    let configurations: SystemConfigurations?

    /// Reads a record; `nil` when it says nothing of the system.
    ///
    /// - Parameters:
    ///   - products: What the record lists as affected, of any system.
    ///   - configurations: Its configurations, of any system.
    package init?(
        _ source: EvidenceSource, origin: String, products: [AffectedProduct], configurations: NVDConfigurations?,
        of system: OperatingSystem
    ) {
        self.source = source
        self.origin = origin
        self.products = products.filter { $0.system == system }
        self.configurations = configurations.flatMap { SystemConfigurations($0, system) }
        if self.products.isEmpty, self.configurations == nil { return nil }
    }

    /// What the record says of a subject.
    package func evidence(_ subject: Subject) -> [Evidence] {
        var result = products.compactMap { $0.evidence(subject) }
        if let evidence = configurations?.evidence(subject) { result.append(evidence) }
        for place in result.indices {
            // What the NVD repeats of a CNA keeps the CNA's rank; everything else has its source's.
            if source != .nvd || result[place].source == .nvd { result[place].source = source }
            result[place].origin = origin
        }
        return result
    }
}
