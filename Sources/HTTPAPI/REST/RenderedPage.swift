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
    /// The texts of the plan, and behind them those that begin with the address of the server.
    let text: [UInt8]
    /// What stands between id and key in the brief of each reference, by its number.
    let links: [MemberSteps.Part]
    /// Between the display of an object and the key in its address: `,"url":"http://host/api/…/`.
    let url: MemberSteps.Part
    /// Up to the key in the address of its notes: `,"notes_url":"http://host/api/…/`.
    let notes: MemberSteps.Part

    init(_ plan: RenderPlan, baseURL: [UInt8], customization: ModelCustomization?) {
        self.plan = plan
        self.customization = customization
        many = Array(repeating: [:], count: plan.all.count)
        counts = Array(repeating: [:], count: plan.all.count)
        var texts = plan.steps
        links = plan.steps.briefs.map { texts.add($0.link(baseURL)) }
        url = texts.add(Array(",\"url\":\"".utf8) + baseURL + plan.path)
        notes = texts.add(Array(",\"notes_url\":\"".utf8) + baseURL + plan.path)
        text = texts.text
    }
}
