package import Basics
import Domain
package import Modeling
package import Storage

/// Why a device is judged as it is: hardware notice, software rules, contracts.
package enum DeviceExplanation {
    /// Explains one device.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there is no such device.
    package static func make(
        _ id: Identifier, _ session: Session, today: CalendarDay, settings: DomainSettings
    ) throws -> JSONValue {
        let device = try session.get(ID<Device>(id))
        let texts = RowTexts(session)
        return .object(
            JSONObject([
                ("device", .string(try texts.display(Device.schema, device.values))),
                ("id", .string(id.description)), ("today", .string(today.description)),
                ("hardware", try hardware(device.deviceType, session, today, settings)),
                ("software", try software(device, session, texts, today, settings)),
                ("contracts", try contracts(device, session, today, settings)),
            ]))
    }

    /// Explains the support of a type of device, for all devices of the type.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there is no such type.
    package static func deviceType(
        _ id: Identifier, _ session: Session, today: CalendarDay, settings: DomainSettings
    ) throws -> JSONValue {
        let type = try session.get(ID<DeviceType>(id))
        return .object(
            JSONObject([
                ("device_type", .string(try RowTexts(session).display(DeviceType.schema, type.values))),
                ("id", .string(id.description)), ("today", .string(today.description)),
                ("hardware", try hardware(type.id, session, today, settings)),
            ]))
    }

    /// Explains the support of a part, for all inventory items that carry it.
    package static func part(
        _ part: String, _ session: Session, today: CalendarDay, settings: DomainSettings
    ) throws -> JSONValue {
        .object(
            JSONObject([
                ("part", .string(part)), ("today", .string(today.description)),
                ("hardware", try hardware(ofPart: part, session, today, settings)),
            ]))
    }

    /// Explains one inventory item: the notice about its part, and the software rules.
    ///
    /// - Throws: ``Problem`` of kind `notFound` when there is no such item.
    package static func item(
        _ id: Identifier, _ session: Session, today: CalendarDay, settings: DomainSettings
    ) throws -> JSONValue {
        let item = try session.get(ID<InventoryItem>(id))
        let texts = RowTexts(session)
        let subject = SubjectFacts(
            kind: .inventoryItem, id: id, tags: Set(try session.tags(of: [id])[id] ?? []),
            software: item.softwareVersion?.raw)
        return .object(
            JSONObject([
                ("inventory_item", .string(try texts.display(InventoryItem.schema, item.values))),
                ("id", .string(id.description)), ("part", .string(item.partId)), ("today", .string(today.description)),
                ("hardware", try hardware(ofPart: item.partId, session, today, settings)),
                ("software", try software(subject, session, texts, today, settings)),
            ]))
    }

    private static func hardware(
        ofPart part: String, _ session: Session, _ today: CalendarDay, _ settings: DomainSettings
    ) throws -> JSONValue {
        guard !part.isEmpty else {
            return judged(nil, "The item carries no part id, so no notice can be about it.", today, settings)
        }
        let notice = try session.first(Query<HardwareNotice>().where { $0.inventoryItem == Optional(part) })
        return judged(notice, "No hardware notice is recorded for its part, so nothing is known.", today, settings)
    }

    private static func hardware(
        _ type: ID<DeviceType>, _ session: Session, _ today: CalendarDay, _ settings: DomainSettings
    ) throws -> JSONValue {
        judged(
            try session.first(Query<HardwareNotice>().where { $0.deviceType == Optional(type) }),
            "No hardware notice is recorded for its device type, so nothing is known.", today, settings)
    }

    private static func judged(
        _ notice: Record<HardwareNotice>?, _ nothing: String, _ today: CalendarDay, _ settings: DomainSettings
    ) -> JSONValue {
        let state = SupportState.of(
            endOfSupport: notice?.endOfSupport, hasNotice: notice != nil, today: today,
            endingWithinDays: settings.endingWithinDays)
        let reason: String
        switch (notice, notice?.endOfSupport) {
        case (nil, _): reason = nothing
        case (_, nil): reason = "Its notice names no end of support."
        case (_, let end?):
            let days = end.days(since: today)
            reason =
                days < 0
                ? "Support ended on \(end), \(-days) days ago." : "Support ends on \(end), in \(days) days."
        }
        return .object(
            JSONObject([
                ("state", .string(state.rawValue)), ("reason", .string(reason)),
                ("notice", notice.map { .string($0.id.description) } ?? .null),
                ("end_of_support", notice?.endOfSupport.map { .string($0.description) } ?? .null),
                ("source", notice.map { .string($0.documentationUrl) } ?? .null),
            ]))
    }

    private static func software(
        _ device: Record<Device>, _ session: Session, _ texts: RowTexts, _ today: CalendarDay,
        _ settings: DomainSettings
    ) throws -> JSONValue {
        let id = device.id.raw
        return try software(
            SubjectFacts(
                id: id, deviceType: device.deviceType.raw, role: device.role.raw, tenant: device.tenant?.raw,
                tags: Set(try session.tags(of: [id])[id] ?? []), software: device.softwareVersion?.raw),
            session, texts, today, settings)
    }

    private static func software(
        _ subject: SubjectFacts, _ session: Session, _ texts: RowTexts, _ today: CalendarDay,
        _ settings: DomainSettings
    ) throws -> JSONValue {
        let verdict = ValidationMatcher(mode: MatchingMode(settings)).verdict(
            for: subject, among: try SoftwareRules.load(session), today: today)
        let candidates = try verdict.candidates.map { match -> JSONValue in
            .object(
                JSONObject([
                    ("validated_software", .string(match.rule.id.description)),
                    (
                        "software",
                        match.rule.software == nil
                            ? .null
                            : .string(
                                try texts.display(SoftwareVersion.schema, id: match.rule.software ?? subject.id))
                    ),
                    ("weight", .int(Int64(match.weight))), ("preferred", .bool(match.rule.isPreferred)),
                    ("valid_today", .bool(match.rule.isValid(on: today))),
                    ("why", .string("The entry \(match.condition.explanation(for: subject.kind)).")),
                ]))
        }
        return .object(
            JSONObject([
                ("valid", .bool(verdict.isValid)), ("outcome", .string(verdict.outcome.rawValue)),
                ("reason", .string(verdict.explanation)),
                (
                    "software",
                    try subject.software.map {
                        .string(try texts.display(SoftwareVersion.schema, id: $0))
                    } ?? .null
                ),
                ("rule", verdict.decidingRule.map { .string($0.rule.id.description) } ?? .null),
                ("valid_until", verdict.validUntil.map { .string($0.description) } ?? .null),
                ("candidates", .array(candidates)),
            ]))
    }

    private static func contracts(
        _ device: Record<Device>, _ session: Session, _ today: CalendarDay, _ settings: DomainSettings
    ) throws -> JSONValue {
        let contracts = try session.rows(
            Selection(Contract.schema, where: .compare(["devices"], .equals, [device.id.value]))
        ).map(Record<Contract>.init(values:))
        return .array(
            contracts.map { contract in
                let state = ContractState.of(
                    end: contract.end, today: today, endingWithinDays: settings.endingWithinDays)
                return .object(
                    JSONObject([
                        ("contract", .string(contract.name)), ("id", .string(contract.id.description)),
                        ("state", .string(state.rawValue)),
                        ("end", contract.end.map { .string($0.description) } ?? .null),
                    ]))
            })
    }
}
