import Basics
import Modeling
import Storage

/// The members of a page's objects that come from relationships, fetched with one query per side.
final class RelationshipMembers {
    /// A relationship of the model, with the sides on which related objects stand.
    private struct Member {
        /// `"key":{"id":…,"url":…,"label":…,"type":…`.
        let opening: [UInt8]
        var sides: [Side]
    }

    private struct Side {
        /// `,"destination":{"label":…,"object_type":…,"objects":[`.
        let opening: [UInt8]
        let brief: RenderPlan.Brief
        /// Between id and address of a related object.
        let link: [UInt8]
        let objects: [Identifier: [Identifier]]
    }

    private var members: [Member] = []

    /// Fetches what the objects with these keys show; related objects that the reader may not see are left out.
    init(
        _ customization: ModelCustomization, _ ids: [Identifier], _ session: Session, _ plans: RenderPlans,
        _ options: RenderOptions, visibility: Visibility?
    ) throws {
        let baseURL = String(decoding: options.baseURL, as: UTF8.self)
        let path = session.catalog["extras.relationship"]?.names.path ?? ""
        var places: [Identifier: Int] = [:]
        for end in customization.relationships {
            guard let target = session.catalog[end.otherType] else { continue }
            let relationship = end.relationship
            var opening = Array(",\"\(end.otherSide.rawValue)\":{\"label\":".utf8)
            JSONText.appendString(end.label(session.catalog), to: &opening)
            opening += Array(",\"object_type\":\"\(target.identifier)\",\"objects\":[".utf8)
            var objects = try session.linked(relationship.id, end.side, of: ids)
            if let visible = visibility?.predicate(target), visible != .always {
                let others = Set(objects.values.joined()).sorted()
                let seen = Set(try session.ids(target, where: .ids(others) && visible))
                objects = objects.mapValues { $0.filter(seen.contains) }
            }
            let brief = plans[target].brief
            let side = Side(
                opening: opening, brief: brief, link: brief.link(options.baseURL), objects: objects)
            if let place = places[relationship.id] {
                members[place].sides.append(side)
                continue
            }
            var start = Array("\"\(relationship.key)\":{\"id\":\"\(relationship.id)\",\"url\":".utf8)
            JSONText.appendString("\(baseURL)\(path)\(relationship.id)/", to: &start)
            start += Array(",\"label\":".utf8)
            JSONText.appendString(relationship.label, to: &start)
            start += Array(",\"type\":\"\(relationship.type.rawValue)\"".utf8)
            places[relationship.id] = members.count
            members.append(Member(opening: start, sides: [side]))
        }
    }

    /// Appends the value of `relationships`.
    func append(_ id: Identifier, to bytes: inout [UInt8]) {
        bytes.append(123)
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(44) }
            bytes.append(contentsOf: member.opening)
            for side in member.sides { appendSide(side, id, to: &bytes) }
            bytes.append(125)
        }
        bytes.append(125)
    }

    private func appendSide(_ side: Side, _ id: Identifier, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: side.opening)
        for (index, other) in (side.objects[id] ?? []).enumerated() {
            if index > 0 { bytes.append(44) }
            bytes.append(contentsOf: Self.idOpening)
            side.brief.append(other, link: side.link, to: &bytes)
        }
        bytes.append(contentsOf: [93, 125])
    }

    private static let idOpening = Array("{\"id\":".utf8)
}
