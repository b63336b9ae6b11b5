import Basics
import Domain
package import Modeling
import Storage

/// Filters by what the product concludes: the lists behind the numbers of reports, counted by the same rules on the same
/// data, so that a number and its list agree.
package enum VerdictFilters {
    /// For ``Device``.
    package static let device: [FilterDeclaration] = [
        .custom("support_state") { texts, resolver in
            .any(
                try texts.map { text in
                    guard let state = SupportState(rawValue: text) else { throw refusal(text, SupportState.self) }
                    return support(state, ["device_type", "hardwarelcm"], resolver)
                })
        },
        .boolean("has_end_of_support") { isWanted, _ in
            let known = Predicate.related(["device_type", "hardwarelcm"], .not(.isNull(["end_of_support"])))
            return isWanted ? known : .not(known)
        },
        .boolean("under_contract") { isWanted, resolver in
            let covered = Predicate.related(["device_contracts"], running(on: resolver.today))
            return isWanted ? covered : .not(covered)
        },
        .custom("software_validity") { texts, resolver in
            try validity(texts, resolver) { $0.devices(matching: $1) }
        },
        .custom("validated_by") { texts, resolver in
            try validated(by: texts, resolver) { $0.devices(matching: $1) }
        },
    ]

    /// For ``InventoryItem``.
    package static let inventoryItem: [FilterDeclaration] = [
        .custom("support_state") { texts, resolver in
            let store = try stored(resolver)
            let notices = try store.session.rows(
                Selection(
                    HardwareNotice.schema, where: .isNull(["device_type"]) && store.visible(HardwareNotice.schema))
            ).map(Record<HardwareNotice>.init(values:))
            return .any(
                try texts.map { text in
                    guard let state = SupportState(rawValue: text) else { throw refusal(text, SupportState.self) }
                    func parts(_ isWanted: (SupportState) -> Bool) -> [Value] {
                        notices.filter { notice in
                            isWanted(
                                .of(
                                    endOfSupport: notice.endOfSupport, hasNotice: true, today: store.today,
                                    endingWithinDays: store.settings.endingWithinDays))
                        }.compactMap { $0.inventoryItem.map(Value.text) }
                    }
                    let isPart = Predicate.not(.compare(["part_id"], .equals, [.text("")]))
                    if state == .unknown { return isPart && .not(compared(parts { _ in true })) }
                    return isPart && compared(parts { $0 == state })
                })
        },
        .custom("software_validity") { texts, resolver in
            try validity(texts, resolver) { $0.inventoryItems(matching: $1) }
        },
        .custom("validated_by") { texts, resolver in
            try validated(by: texts, resolver) { $0.inventoryItems(matching: $1) }
        },
    ]

    /// The words of `software_validity`.
    private enum Validity: String, CaseIterable {
        case valid
        case invalid
        case noSoftware = "no_software"
    }

    private static func compared(_ parts: [Value]) -> Predicate {
        parts.isEmpty ? .never : .compare(["part_id"], .equals, parts)
    }

    /// The same rule as ``SupportState/of(endOfSupport:hasNotice:today:endingWithinDays:)``, as a question to the store.
    private static func support(
        _ state: SupportState, _ notice: [String], _ resolver: any FilterResolver
    ) -> Predicate {
        let end = FieldPaths<HardwareNotice>().endOfSupport
        let horizon = resolver.today.adding(days: resolver.settings.endingWithinDays)
        let ended = end < resolver.today
        let near = end <= horizon
        return switch state {
        case .unknown: .isNull(notice)
        case .unsupported: .related(notice, ended)
        case .ending: .related(notice, near && .not(ended))
        case .supported: .related(notice, .not(near))
        }
    }

    /// Contracts that have begun and not ended.
    private static func running(on today: CalendarDay) -> Predicate {
        let contract = FieldPaths<Contract>()
        return .not(contract.end < today) && .not(contract.start > today)
    }

    private static func validity(
        _ texts: [String], _ resolver: any FilterResolver,
        _ matching: (ValidationMatcher, SoftwareRule) -> Predicate
    ) throws -> Predicate {
        let store = try stored(resolver)
        let matcher = ValidationMatcher(mode: MatchingMode(store.settings))
        var bySoftware: [Identifier: [Predicate]] = [:]
        for rule in try rules(store) where rule.isValid(on: store.today) {
            let applies = matching(matcher, rule)
            if let software = rule.software, applies != .never { bySoftware[software, default: []].append(applies) }
        }
        let approved = bySoftware.sorted { $0.key < $1.key }.map { software, applies in
            .compare(["software_version"], .equals, [.id(software)]) && .any(applies)
        }
        let valid = approved.isEmpty ? Predicate.never : .any(approved)
        let none = Predicate.isNull(["software_version"])
        return .any(
            try texts.map { text in
                switch Validity(rawValue: text) {
                case .valid?: return valid
                case .invalid?: return .not(none) && .not(valid)
                case .noSoftware?: return none
                case nil: throw refusal(text, Validity.self)
                }
            })
    }

    /// What the entries with these ids apply to, valid today or not.
    private static func validated(
        by texts: [String], _ resolver: any FilterResolver, _ matching: (ValidationMatcher, SoftwareRule) -> Predicate
    ) throws -> Predicate {
        let store = try stored(resolver)
        let matcher = ValidationMatcher(mode: MatchingMode(store.settings))
        let rules = try rules(store)
        return .any(
            try texts.map { text in
                guard let rule = rules.first(where: { $0.id.description == text.lowercased() }) else {
                    throw ValueError("No validated software entry has the id \(text).")
                }
                return matching(matcher, rule)
            })
    }

    /// The entries that the caller may see.
    private static func rules(_ store: StoreFilterResolver) throws -> [SoftwareRule] {
        let all = try SoftwareRules.load(store.session)
        let allowed = store.visible(ValidatedSoftware.schema)
        guard allowed != .always else { return all }
        let seen = Set(try store.session.ids(ValidatedSoftware.schema, where: allowed))
        return all.filter { seen.contains($0.id) }
    }

    private static func stored(_ resolver: any FilterResolver) throws -> StoreFilterResolver {
        guard let store = resolver as? StoreFilterResolver else {
            throw ValueError("This filter works on lists of stored rows only.")
        }
        return store
    }

    private static func refusal<T: RawRepresentable & CaseIterable>(_ text: String, _ type: T.Type) -> ValueError
    where T.RawValue == String {
        ValueError("\"\(text)\" is none of the choices \(T.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
}
