import Basics
import Modeling
import Services

/// What the rows of one model need while a page of them is written, by position of the member in the plan.
final class RenderedPage {
    let plan: RenderPlan
    /// Ids of related objects, by id of the row.
    var many: [[Identifier: [Identifier]]]
    /// Numbers of referring rows, by id of the row.
    var counts: [[Identifier: Int64]]
    /// What operators added to the model.
    let customization: ModelCustomization?
    /// What the `relationships` of the rows say.
    var relationships: RelationshipMembers?
    /// What the `computed_fields` of the rows say.
    var computedFields: ComputedFieldValues?
    /// The brief that a member showed last: neighbours often share what they refer to.
    private var latest: [(id: Identifier, bytes: [UInt8])?]
    private var links: [[UInt8]]

    init(_ plan: RenderPlan, baseURL: [UInt8], customization: ModelCustomization?) {
        self.plan = plan
        self.customization = customization
        many = Array(repeating: [:], count: plan.all.count)
        counts = Array(repeating: [:], count: plan.all.count)
        latest = Array(repeating: nil, count: plan.all.count)
        links = plan.all.map { member in
            guard case .reference(_, let brief) = member.role else { return [] }
            return brief.link(baseURL)
        }
    }

    /// Appends the member at a position, with its name, as the brief of the object that it refers to.
    func appendBrief(_ id: Identifier, _ position: Int, to bytes: inout [UInt8]) {
        if let latest = latest[position], latest.id == id {
            bytes.append(contentsOf: latest.bytes)
            return
        }
        var brief = plan.all[position].briefOpening
        brief.reserveCapacity(brief.count + links[position].count + 80)
        guard case .reference(_, let target) = plan.all[position].role else { return }
        target.append(id, link: links[position], to: &brief)
        bytes.append(contentsOf: brief)
        latest[position] = (id, brief)
    }
}
