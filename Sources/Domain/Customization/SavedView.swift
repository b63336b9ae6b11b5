import Basics
package import Modeling

/// How a user likes to see a list: filters, columns, order (core.md §2.8).
///
/// A view is its owner's; others see it while it is shared.
package struct SavedView: Model {
    package static let schema = Schema<SavedView>(
        "extras.savedview", plural: "saved-views", name: "saved view",
        naturalKey: ["owner.username", "name", "view"], ordering: ["owner", "view", "name"],
        features: [.timestamps, .history, .ownRows], unique: [UniqueSet("owner", "name", "view")],
        display: TextRule("owner.username", "view", "name") {
            "\($0[0].plainText) - \($0[1].plainText) - \($0[2].plainText)"
        })

    package let name = Field<String>(.required, .maxLength(255), .search, .help("Name of the view."))
    package let view = Field<String>(
        .required, .maxLength(255), .search,
        .help("The list that it is a view of, such as dcim:device_list; never changes."))
    package let config = Field<JSONDocument>(.filters(.none), .help("What the view shows, as clients keep it."))
    package let isGlobalDefault = Field<Bool>(
        .help("Whether everybody sees the list this way who has no default of their own."))
    package let isShared = Field<Bool>(
        .default(.bool(true)), .shared, .help("Whether others may see the view."))
    package let owner = Ref<User>(
        .cascade, .owner, .readOnly, .relatedName("+saved_views"), .help("The user whose view it is."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<SavedView>] = [.isObject("config") { $0.config }, viewIsNamed]

    /// A view that everybody is shown is one that everybody may see.
    package static func prepare(_ record: inout Record<SavedView>, in context: RuleContext<SavedView>) throws {
        if record.isGlobalDefault { record.isShared = true }
    }

    private static let viewIsNamed = Rule<SavedView> { context in
        let view = context.record.view
        if let previous = context.previous, previous.view != view {
            return [FieldErrors("view", ["The view of a saved view cannot be changed."])]
        }
        let isName = view.utf8.allSatisfy { byte in
            (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == 95 || byte == 45 || byte == 58
        }
        return isName ? [] : [FieldErrors("view", ["Enter the name of a list, such as dcim:device_list."])]
    }
}

/// The saved view that a user is shown first in a list (core.md §2.8).
package struct UserSavedViewAssociation: Model {
    package static let schema = Schema<UserSavedViewAssociation>(
        "extras.usersavedviewassociation", plural: "user-saved-view-associations",
        name: "user saved view association", naturalKey: ["user.username", "view_name"],
        ordering: ["user", "view_name"], features: [.history, .ownRows], lookup: "id",
        unique: [UniqueSet("user", "view_name")],
        display: TextRule("saved_view.display", "user.username") {
            "Saved view assignment: user \($0[1].plainText), saved view \($0[0].plainText)"
        })

    package let viewName = Field<String>(.required, .maxLength(255), .help("The list: that of the saved view."))
    package let savedView = Ref<SavedView>(
        .cascade, .relatedName("+user_assignments"), .help("The view that is shown first."))
    package let user = Ref<User>(
        .cascade, .owner, .readOnly, .relatedName("+saved_view_assignments"), .help("The user who is shown it."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<UserSavedViewAssociation>] = [isOfTheList]

    private static let isOfTheList = Rule<UserSavedViewAssociation> { context in
        guard let view = try context.get(context.record.savedView), view.view != context.record.viewName else {
            return []
        }
        return [FieldErrors("view_name", ["Must be the list of the saved view, \(view.view)."])]
    }
}
