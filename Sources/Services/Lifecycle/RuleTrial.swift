package import Basics
package import Domain
package import Modeling
package import Storage

/// Which devices or inventory items a validated software entry would apply to, and why: the matching rules asked before
/// anything is stored.
package struct RuleTrial: Sendable {
    /// A device or item to which the entry applies.
    package struct Match: Sendable {
        package let id: Identifier
        package let name: String
        /// The device that holds an item, as far as the reader may see it.
        package let holder: (id: Identifier, name: String)?
        /// The strongest reason.
        package let condition: MatchCondition
        /// Position class among the entries of the device or item, the smallest first.
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

    /// What an entry is tried on.
    package struct Subjects: Sendable {
        package let kind: SubjectFacts.Kind
        /// Of these, the ones that the reader may see.
        package let visible: Predicate

        package init(_ kind: SubjectFacts.Kind, visible: Predicate) {
            self.kind = kind
            self.visible = visible
        }

        package var schema: AnySchema { kind == .device ? Device.schema : InventoryItem.schema }

        fileprivate func matching(
            _ rule: SoftwareRule, by condition: MatchCondition, _ matcher: ValidationMatcher
        ) -> Predicate {
            kind == .device
                ? matcher.devices(matching: rule, by: condition) : matcher.inventoryItems(matching: rule, by: condition)
        }

        fileprivate func matching(_ rule: SoftwareRule, _ matcher: ValidationMatcher) -> Predicate {
            kind == .device ? matcher.devices(matching: rule) : matcher.inventoryItems(matching: rule)
        }
    }

    package let rule: SoftwareRule
    package let kind: SubjectFacts.Kind
    /// Devices or items by the strongest reason; every one once.
    package let counts: [(condition: MatchCondition, count: Int)]
    /// A page of them, by name.
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

    /// How many devices or items that may be seen an entry applies to.
    package static func count(
        _ rule: SoftwareRule, _ subjects: Subjects, _ session: Session, settings: DomainSettings
    ) throws -> Int {
        let predicate = subjects.matching(rule, ValidationMatcher(mode: MatchingMode(settings))) && subjects.visible
        return predicate == .never ? 0 : try session.count(subjects.schema, where: predicate)
    }

    /// Tries an entry on the devices or items that may be seen.
    ///
    /// - Parameters:
    ///   - condition: Only those to which it applies for this reason; nil for all.
    ///   - visibility: Whose eyes names of other objects are looked at with.
    package init(
        _ rule: SoftwareRule, _ session: Session, _ subjects: Subjects, condition: MatchCondition? = nil,
        offset: Int = 0, limit: Int = 50, visibility: Visibility? = nil, today: CalendarDay, settings: DomainSettings
    ) throws {
        let matcher = ValidationMatcher(mode: MatchingMode(settings))
        let schema = subjects.schema
        self.rule = rule
        kind = subjects.kind
        counts = try MatchCondition.allCases.map { condition in
            let predicate = subjects.matching(rule, by: condition, matcher) && subjects.visible
            return (condition, predicate == .never ? 0 : try session.count(schema, where: predicate))
        }
        let wanted =
            condition.map { subjects.matching(rule, by: $0, matcher) } ?? subjects.matching(rule, matcher)
        let rows =
            wanted == .never
            ? []
            : try session.rows(
                Selection(
                    schema, where: wanted && subjects.visible, ordering: ["name"], limit: limit,
                    offset: max(0, offset)))
        let tags = try session.tags(of: rows.compactMap(\.first?.identifier))
        let texts = RowTexts(session, visibility: visibility)
        try texts.prefetch(schema, rows)
        let stored = try SoftwareRules.load(session)
        let rules = stored.contains { $0.id == rule.id } ? stored : stored + [rule]
        matches = try rows.compactMap { row in
            let facts = Self.facts(row, subjects.kind, tags)
            guard let match = matcher.match(rule, facts.subject) else { return nil }
            let verdict = matcher.verdict(for: facts.subject, among: rules, today: today)
            let holder = try facts.holder.map { ($0, try texts.display(Device.schema, id: $0)) }
            return Match(
                id: facts.subject.id, name: try texts.display(schema, row),
                holder: holder.flatMap { $0.1.isEmpty ? nil : $0 }, condition: match.condition, weight: match.weight,
                software: try facts.subject.software.map {
                    try texts.display(SoftwareVersion.schema, id: $0)
                } ?? "",
                verdict: verdict, decides: verdict.decidingRule?.rule.id == rule.id,
                candidates: verdict.candidates.count)
        }
    }

    /// What the rules need to know of a row, and the device that holds an item.
    private static func facts(
        _ row: [Value], _ kind: SubjectFacts.Kind, _ tags: [Identifier: [Identifier]]
    ) -> (subject: SubjectFacts, holder: Identifier?) {
        switch kind {
        case .device:
            let device = Record<Device>(values: row)
            let subject = SubjectFacts(
                id: device.id.raw, deviceType: device.deviceType.raw, role: device.role.raw,
                tenant: device.tenant?.raw, tags: Set(tags[device.id.raw] ?? []), software: device.softwareVersion?.raw)
            return (subject, nil)
        case .inventoryItem:
            let item = Record<InventoryItem>(values: row)
            let subject = SubjectFacts(
                kind: .inventoryItem, id: item.id.raw, tags: Set(tags[item.id.raw] ?? []),
                software: item.softwareVersion?.raw)
            return (subject, item.device.raw)
        }
    }
}
