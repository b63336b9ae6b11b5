package import Basics
package import Modeling

/// One change that a run of a job would make, kept by its dry run (design §7).
///
/// The states are those of a row of the history: `after` has every field that is not empty, `before` those that differ.
package struct JobPlanChange: Model {
    /// The description of the model.
    package static let schema = Schema<JobPlanChange>(
        "extras.jobplanchange", plural: "job-plan-changes", name: "job plan change", naturalKey: [],
        ordering: ["id"], features: [], operations: .readOnly, lookup: "id",
        display: TextRule("action", "object_repr") { "\($0[0].plainText) \($0[1].plainText)" }, isLog: true)

    package let action = Field<String>(
        .maxLength(50), .readOnly, .labelledChoices(ChangeAction.choices), .help("What would happen."))
    package let changedObjectType = Field<String?>(
        .maxLength(100), .readOnly, .format(.contentType), .help("Model of the object."))
    package let changedObjectId = Field<Identifier>(
        .readOnly, .label("Changed object ID"), .help("Key of the object, also of one that is to be made."))
    package let objectRepr = Field<String>(
        .maxLength(200), .readOnly, .search, .help("How the object reads, or would read."))
    package let jobResult = Ref<JobResult>(
        .cascade, .readOnly, .relatedName("+plan_changes"), .filters(.idOnly), .help("The run that planned."))
    package let before = Field<JSONDocument?>(
        .readOnly, .filters(.none),
        .help("The fields that would change as they are; the whole object when it would be deleted."))
    package let after = Field<JSONDocument?>(
        .readOnly, .filters(.none), .help("The object as it would be; null when it would be deleted."))

    /// Makes the handles.
    package init() {}
}
