import Basics
package import Modeling

/// Sets a job in motion whenever objects of some models change (core.md §2.6, §5.8).
package struct JobHook: Model {
    /// The description of the model.
    package static let schema = Schema<JobHook>(
        "extras.jobhook", plural: "job-hooks", name: "job hook", naturalKey: ["name"], ordering: ["name"],
        features: .organizational)

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The models whose changes count."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether changes set the job in motion."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the hook."))
    package let typeCreate = Field<Bool>(.help("Call this job hook when a matching object is created."))
    package let typeDelete = Field<Bool>(.help("Call this job hook when a matching object is deleted."))
    package let typeUpdate = Field<Bool>(.help("Call this job hook when a matching object is updated."))
    package let job = Ref<JobRecord>(
        .cascade, .relatedName("job_hooks"), .help("The job that this job hook will initiate."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<JobHook>] = [
        .customizedModels(feature: .history) { $0.contentTypes.elements }, namesWhat, jobReceives, isNoDuplicate,
    ]

    private static let namesWhat = Rule<JobHook> { context in
        let hook = context.record
        guard !hook.contentTypes.elements.isEmpty else {
            return [FieldErrors("content_types", ["This list may not be empty."])]
        }
        guard !hook.typeCreate, !hook.typeUpdate, !hook.typeDelete else { return [] }
        return [FieldErrors("__all__", ["You must select at least one type: create, update, and/or delete."])]
    }

    /// A hook whose job is not there any more can still be switched off, and changed while it is.
    private static let jobReceives = Rule<JobHook> { context in
        guard context.record.enabled, let job = try context.get(context.record.job) else { return [] }
        guard job.installed, job.enabled, job.isJobHookReceiver else {
            return [FieldErrors("job", ["The job must be installed, enabled and made for hooks."])]
        }
        return []
    }

    /// Two hooks that set the same job in motion for the same change would run it twice.
    private static let isNoDuplicate = Rule<JobHook> { context in
        let hook = context.record
        let others = try context.rows(
            JobHook.self, where: .compare(["job"], .equals, [hook.job.value]), limit: 1000)
        var errors: [FieldErrors] = []
        for other in others where other.id != hook.id {
            guard let type = other.contentTypes.elements.first(where: hook.contentTypes.elements.contains) else {
                continue
            }
            let flags: [(String, Bool)] = [
                ("type_create", hook.typeCreate && other.typeCreate),
                ("type_update", hook.typeUpdate && other.typeUpdate),
                ("type_delete", hook.typeDelete && other.typeDelete),
            ]
            for (flag, isShared) in flags where isShared && !errors.contains(where: { $0.field == flag }) {
                let action = flag.dropFirst("type_".count)
                let words = type.split(separator: ".")
                let called = "\(words[0]) | \(ProductCatalog.catalog[type]?.names.verbose ?? type)"
                let job = try context.display(hook.job)
                errors.append(
                    FieldErrors(flag, ["A job hook already exists for \(action) on \(called) to job \(job)"]))
            }
        }
        return errors
    }
}

/// A button on the pages of some models that sets a job in motion (core.md §2.6, §5.8).
package struct JobButton: Model {
    /// The description of the model.
    package static let schema = Schema<JobButton>(
        "extras.jobbutton", plural: "job-buttons", name: "job button", naturalKey: ["name"],
        ordering: ["group_name", "weight", "name"], features: [.timestamps, .notes, .contacts, .history])

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The object type(s) to which this job button applies."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the button."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether the button is shown."))
    package let text = Field<String>(
        .required, .maxLength(500), .search,
        .help("Jinja2 template code for button text. Reference the object as {{ obj }}; empty text hides the button."))
    package let weight = Field<Int>(
        .default(.int(100)), .range(0...32_767), .help("Lower weights stand first."))
    package let groupName = Field<String>(
        .maxLength(255), .search, .help("Buttons with the same group will appear as a dropdown menu."))
    package let buttonClass = Field<String>(
        .maxLength(30), .default(.text("default")),
        .choices(
            ["default", "primary", "success", "info", "warning", "danger", "link"].map {
                Choice($0, $0.prefix(1).uppercased() + $0.dropFirst())
            }), .help("How the button looks."))
    package let confirmation = Field<Bool>(
        .default(.bool(true)), .help("Whether a person is asked before the job begins."))
    package let job = Ref<JobRecord>(.cascade, .relatedName("job_buttons"), .help("Job this button will run."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<JobButton>] = [
        .customizedModels(feature: .contacts) { $0.contentTypes.elements }, namesWhat, jobReceives,
    ]

    private static let namesWhat = Rule<JobButton> { context in
        context.record.contentTypes.elements.isEmpty
            ? [FieldErrors("content_types", ["This list may not be empty."])] : []
    }

    private static let jobReceives = Rule<JobButton> { context in
        guard let job = try context.get(context.record.job), !job.isJobButtonReceiver else { return [] }
        return [FieldErrors("job", ["The job must be made for buttons."])]
    }
}
