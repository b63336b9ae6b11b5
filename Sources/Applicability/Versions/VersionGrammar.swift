/// How the versions of one operating system are written.
protocol VersionGrammar: Sendable {
    /// A version as its vendor writes it, for messages.
    var example: String { get }

    /// Reads a version, up to its end; `nil` when the text is not understood.
    ///
    /// - Throws: ``VersionError`` when the text is understood and yet names no release.
    func form(_ text: inout VersionScanner) throws(VersionError) -> VersionForm?
}

/// What a grammar makes of a text.
struct VersionForm {
    /// The fields that decide the order, the most important first; of the same meaning for all versions of a system.
    var key: [UInt64]
    /// The version in its vendor's own spelling; one for all spellings of a version.
    var canonical: String
    /// The line of releases that the version belongs to; 0 when the text names none, as bounds of ranges do.
    var train: UInt64 = 0
    /// The places in ``key`` that tell trains apart: an order that these decide means nothing.
    var trainFields: [Int] = []
    /// How many fields at the end of ``key`` tell builds of one release apart.
    var buildFields = 0
    /// What else is to be known of the version.
    var traits: VersionTraits = []
}

/// What is to be known of a version besides its order.
package struct VersionTraits: OptionSet, Hashable, Sendable {
    /// One bit for each trait.
    package let rawValue: UInt8

    /// Makes a set of traits from its bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A special or engineering build: it shares its number with a release and may differ from it.
    package static let special = VersionTraits(rawValue: 1)
    /// Junos OS Evolved, another product with the same numbers.
    package static let evolved = VersionTraits(rawValue: 2)
    /// A text that stands for all versions of a train (`6.0.*`), never for what runs on a device.
    package static let wildcard = VersionTraits(rawValue: 4)
    /// A hotfix on top of a release, which the release's own number does not cover.
    package static let hotfix = VersionTraits(rawValue: 8)
}

/// Why a text is no version that can be put in order.
package struct VersionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the text.
    package enum Kind: Hashable, Sendable {
        /// The text is not written as versions of this system are.
        case notUnderstood
        /// An engineering build, whose place among the releases nobody knows.
        case engineeringBuild
        /// Two versions of different trains with the same numbers.
        case incomparable
    }

    /// What is wrong.
    package let kind: Kind
    /// A whole sentence.
    package let description: String

    /// Makes an error.
    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
