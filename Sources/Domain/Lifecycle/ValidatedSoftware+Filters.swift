package import Basics
package import Modeling

extension ValidatedSoftware {
    /// The filters of lifecycle.md §2.3 that do not follow from a field.
    static let filters: [FilterDeclaration] = [
        .bound("start_before", ["start"], .lessOrEqual),
        .bound("start_after", ["start"], .greaterOrEqual),
        .bound("end_before", ["end"], .lessOrEqual),
        .bound("end_after", ["end"], .greaterOrEqual),
        .boolean("valid") { isValid, resolver in
            let valid = validPredicate(on: resolver.today)
            return isValid ? valid : .not(valid)
        },
        .custom("device_name") { names, resolver in
            try candidates(ofDevice: FieldPaths<Device>().name == (names.last ?? ""), resolver)
        },
        .custom("device_id") { ids, resolver in
            try candidates(ofDevice: .ids([FilterRefusal.identifier(ids.last ?? "")]), resolver)
        },
        .custom("inventory_item_id") { ids, resolver in
            try candidates(ofItem: FilterRefusal.identifier(ids.last ?? ""), resolver)
        },
    ]

    /// Entries that are valid on the day.
    package static func validPredicate(on day: CalendarDay) -> Predicate {
        let fields = FieldPaths<ValidatedSoftware>()
        return fields.start <= day && (.isNull(["end"]) || fields.end >= day)
    }

    /// Entries that apply to the one device that satisfies the predicate; none when there is not exactly one.
    private static func candidates(ofDevice predicate: Predicate, _ resolver: any FilterResolver) throws -> Predicate {
        let found = try resolver.identifiers(Device.schema, where: predicate)
        guard found.count == 1, let device = found.first else { return .never }
        let holdsDevice = Predicate.compare(["devices"], .equals, [.id(device)])
        let facts = SubjectFacts(
            id: device,
            deviceType: try resolver.identifiers(DeviceType.schema, where: holdsDevice).first,
            role: try resolver.identifiers(Role.schema, where: holdsDevice).first,
            tenant: try resolver.identifiers(Tenant.schema, where: holdsDevice).first,
            tags: try tags(of: device, in: Device.schema, resolver))
        return ValidationMatcher(mode: MatchingMode(resolver.settings)).predicate(for: facts)
    }

    private static func candidates(ofItem item: Identifier, _ resolver: any FilterResolver) throws -> Predicate {
        guard try !resolver.identifiers(InventoryItem.schema, where: .ids([item])).isEmpty else { return .never }
        let facts = SubjectFacts(
            kind: .inventoryItem, id: item, tags: try tags(of: item, in: InventoryItem.schema, resolver))
        return ValidationMatcher(mode: MatchingMode(resolver.settings)).predicate(for: facts)
    }

    /// The tags of a row, as far as entries use them: no other tag can make an entry apply.
    private static func tags(
        of id: Identifier, in schema: AnySchema, _ resolver: any FilterResolver
    ) throws -> Set<Identifier> {
        let used = try resolver.identifiers(Tag.schema, where: .not(.isNull(["validated_software"])))
        return try Set(
            used.filter { try !resolver.identifiers(schema, where: .ids([id]) && .tagged([$0])).isEmpty })
    }
}
