package import Basics
package import Domain
package import Modeling
package import Storage

/// Which devices a validated software entry would apply to, and why: the matching rules asked before anything is stored.
package struct RuleTrial: Sendable {
    /// A device to which the entry applies.
    package struct Match: Sendable {
        package let device: Identifier
        package let name: String
        /// The strongest reason.
        package let condition: MatchCondition
        /// Position class among the entries of the device, the smallest first.
        package let weight: Int
        /// The installed software; empty when none is recorded.
        package let software: String
        /// The verdict with all stored entries, and with this one besides when it is a draft.
        package let verdict: SoftwareVerdict
        /// Whether this entry is the one behind the verdict.
        package let decides: Bool
        /// How many entries apply, this one included.
        package let candidates: Int
    }

    package let rule: SoftwareRule
    /// Devices by the strongest reason; every device once.
    package let counts: [(condition: MatchCondition, count: Int)]
    /// A page of the devices, by name.
    package let matches: [Match]

    package var total: Int { counts.reduce(0) { $0 + $1.count } }

    /// The stored entries, for a choice: key, words.
    package static func entries(_ session: Session) throws -> [(id: Identifier, title: String)] {
        let texts = RowTexts(session)
        return try session.fetch(Query<ValidatedSoftware>()).map { entry in
            let software = try entry.software.map { try texts.display(SoftwareVersion.schema, id: $0.raw) }
            let until = entry.end.map { " until \($0)" } ?? ""
            return (entry.id.raw, "\(software ?? "No software") from \(entry.start)\(until)")
        }
    }

    /// A stored entry.
    ///
    /// - Throws: ``Problem`` of kind `notFound`.
    package static func entry(_ id: Identifier, _ session: Session) throws -> SoftwareRule {
        guard let rule = try SoftwareRules.load(session).first(where: { $0.id == id }) else {
            throw Problem(.notFound, "There is no such validated software entry.")
        }
        return rule
    }

    /// Tries an entry on the devices that may be seen.
    ///
    /// - Parameters:
    ///   - condition: Only devices to which it applies for this reason; nil for all.
    ///   - visible: The devices that the reader may see.
    package init(
        _ rule: SoftwareRule, _ session: Session, visible: Predicate, condition: MatchCondition? = nil,
        offset: Int = 0, limit: Int = 50, today: CalendarDay, settings: DomainSettings
    ) throws {
        let matcher = ValidationMatcher(mode: MatchingMode(settings))
        self.rule = rule
        counts = try MatchCondition.allCases.map { condition in
            let predicate = matcher.devices(matching: rule, by: condition) && visible
            return (condition, predicate == .never ? 0 : try session.count(Device.schema, where: predicate))
        }
        let wanted = condition.map { matcher.devices(matching: rule, by: $0) } ?? matcher.devices(matching: rule)
        let devices =
            wanted == .never
            ? []
            : try session.rows(
                Selection(
                    Device.schema, where: wanted && visible, ordering: ["name"], limit: limit, offset: max(0, offset))
            ).map(Record<Device>.init(values:))
        let tags = try session.tags(of: devices.map(\.id.raw))
        let texts = RowTexts(session)
        try texts.prefetch(Device.schema, devices.map(\.values))
        let stored = try SoftwareRules.load(session)
        let rules = stored.contains { $0.id == rule.id } ? stored : stored + [rule]
        matches = try devices.compactMap { device in
            let id = device.id.raw
            let subject = SubjectFacts(
                id: id, deviceType: device.deviceType.raw, role: device.role.raw, tenant: device.tenant?.raw,
                tags: Set(tags[id] ?? []), software: device.softwareVersion?.raw)
            guard let match = matcher.match(rule, subject) else { return nil }
            let verdict = matcher.verdict(for: subject, among: rules, today: today)
            return Match(
                device: id, name: try texts.display(Device.schema, device.values), condition: match.condition,
                weight: match.weight,
                software: try device.softwareVersion.map {
                    try texts.display(SoftwareVersion.schema, id: $0.raw)
                } ?? "",
                verdict: verdict, decides: verdict.decidingRule?.rule.id == rule.id,
                candidates: verdict.candidates.count)
        }
    }
}
