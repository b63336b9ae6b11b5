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
                ("hardware", try hardware(device, session, today, settings)),
                ("software", try software(device, session, texts, today, settings)),
                ("contracts", try contracts(device, session, today, settings)),
            ]))
    }

    private static func hardware(
        _ device: Record<Device>, _ session: Session, _ today: CalendarDay, _ settings: DomainSettings
    ) throws -> JSONValue {
        let notice = try session.first(
            Query<HardwareNotice>().where { $0.deviceType == Optional(device.deviceType) })
        let state = SupportState.of(
            endOfSupport: notice?.endOfSupport, hasNotice: notice != nil, today: today,
            endingWithinDays: settings.endingWithinDays)
        let reason: String
        switch (notice, notice?.endOfSupport) {
        case (nil, _): reason = "No hardware notice is recorded for its device type, so nothing is known."
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
        let subject = SubjectFacts(
            id: id, deviceType: device.deviceType.raw, role: device.role.raw, tenant: device.tenant?.raw,
            tags: Set(try session.tags(of: [id])[id] ?? []), software: device.softwareVersion?.raw)
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
                                try texts.display(SoftwareVersion.schema, id: match.rule.software ?? id))
                    ),
                    ("weight", .int(Int64(match.weight))), ("preferred", .bool(match.rule.isPreferred)),
                    ("valid_today", .bool(match.rule.isValid(on: today))),
                    ("why", .string("The entry \(match.condition.explanation(for: .device)).")),
                ]))
        }
        return .object(
            JSONObject([
                ("valid", .bool(verdict.isValid)), ("outcome", .string(verdict.outcome.rawValue)),
                ("reason", .string(verdict.explanation)),
                (
                    "software",
                    try device.softwareVersion.map {
                        .string(try texts.display(SoftwareVersion.schema, id: $0.raw))
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
