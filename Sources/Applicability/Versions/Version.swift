/// A version of a network operating system that was understood.
///
/// Two versions are equal when they are the same release, however each was written.
package struct Version: Sendable {
    /// The system that it is a version of.
    package let system: OperatingSystem
    /// The version in its vendor's own spelling, one for all spellings.
    package let canonical: String
    /// What else is to be known of it.
    package let traits: VersionTraits
    /// What decides the order; see ``VersionForm/key``.
    let key: [UInt64]
    /// See ``VersionForm/train``.
    let train: UInt64
    /// See ``VersionForm/trainFields``.
    let trainFields: [Int]
    /// See ``VersionForm/buildFields``.
    let buildFields: Int

    /// Reads a version.
    ///
    /// - Parameters:
    ///   - text: The version, as a device, an advisory or a CPE name spells it; white space around it does not matter.
    ///   - system: The system.
    /// - Throws: ``VersionError`` for what is not understood; nothing is guessed.
    package init(_ text: String, of system: OperatingSystem) throws(VersionError) {
        let grammar = system.grammar
        guard var scanner = VersionScanner(text), let form = try grammar.form(&scanner), scanner.isAtEnd else {
            throw VersionError(
                .notUnderstood,
                "“\(text.prefix(80))” is not understood as a version of \(system.rawValue), such as \(grammar.example)."
            )
        }
        self.system = system
        canonical = form.canonical
        traits = form.traits
        key = form.key
        train = form.train
        trainFields = form.trainFields
        buildFields = form.buildFields
    }
}

extension Version: Hashable {
    /// Whether both are the same release of the same system.
    package static func == (left: Version, right: Version) -> Bool {
        left.system == right.system && left.key == right.key && left.traits == right.traits
            && (!left.traits.contains(.special) || left.canonical == right.canonical)
    }

    /// Mixes in what equality compares.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(system)
        hasher.combine(key)
        hasher.combine(traits)
    }
}

extension Version: Comparable {
    /// A total order for lists and indexes.
    ///
    /// Of versions with the same numbers in different trains the train's name decides, which means nothing for what
    /// is newer: see ``order(_:)``.
    package static func < (left: Version, right: Version) -> Bool {
        if left.system != right.system { return left.system.rawValue < right.system.rawValue }
        switch VersionOrder.difference(left.key, right.key) {
        case .some(let place): return left.key[place] < right.key[place]
        case nil:
            if left.traits != right.traits { return left.traits.rawValue < right.traits.rawValue }
            return left.traits.contains(.special) && left.canonical < right.canonical
        }
    }
}

extension Version {
    /// Which of two versions of one system is newer.
    ///
    /// - Throws: ``VersionError`` when the systems differ, or the numbers are equal in different trains.
    package func order(_ other: Version) throws(VersionError) -> VersionOrder {
        guard system == other.system else {
            throw VersionError(
                .incomparable, "Versions of \(system.rawValue) and \(other.system.rawValue) have no order.")
        }
        let isSameTrain = train == 0 || other.train == 0 || train == other.train
        guard let place = VersionOrder.difference(key, other.key) else {
            return VersionOrder(sign: 0, isSameTrain: isSameTrain)
        }
        guard isSameTrain || !trainFields.contains(place) else {
            throw VersionError(
                .incomparable, "\(canonical) and \(other.canonical) are of different trains, which have no order.")
        }
        return VersionOrder(sign: key[place] < other.key[place] ? -1 : 1, isSameTrain: isSameTrain)
    }

    /// Whether the version is a build of the release that another one names without a build.
    func isBuild(of release: Version) -> Bool {
        guard release.buildFields > 0, release.key.suffix(release.buildFields).allSatisfy({ $0 == 0 }) else {
            return false
        }
        return key.dropLast(buildFields) == release.key.dropLast(release.buildFields)
    }
}

/// How two versions of one system stand to each other.
package struct VersionOrder: Hashable, Sendable {
    /// -1 when the first is older, 0 when they are the same, 1 when it is newer.
    package let sign: Int
    /// Whether the order means what it says: both are of one train, or one of them names no train.
    package let isSameTrain: Bool

    /// The first place at which two keys differ; a missing field is 0.
    static func difference(_ left: [UInt64], _ right: [UInt64]) -> Int? {
        // Keys of one system have the same length.
        for index in 0..<min(left.count, right.count) where left[index] != right[index] { return index }
        return nil
    }
}
