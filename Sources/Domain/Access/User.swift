package import Basics
package import Modeling

/// Someone who may log in, or in whose name automation acts (core.md §2.9).
package struct User: Model {
    /// The description of the model.
    package static let schema = Schema<User>(
        "users.user", plural: "users", naturalKey: ["username"], ordering: ["username"], features: .history,
        lookup: "username", display: .field("username"),
        globalSearch: GlobalSearch(
            ["username", "first_name", "last_name", "email"], details: ["first_name", "last_name", "email"], place: 60,
            isForStaff: true),
        filters: [.reserved("has_rack_reservations"), .reserved("rack_reservations_id")])

    package let password = WriteOnlyText(
        keptIn: "password_hash",
        refusal: "Not a hash of a password that is known here. Passwords themselves are set by password change only.",
        .maxLength(PasswordRules.longest), .help("Password to log in with; never shown.")
    ) { PasswordHash($0) != nil }
    package let username = Field<String>(
        .required, .unique, .maxLength(150), .search, .help("Name to log in with; occurs once."))
    package let passwordHash = Field<String>(
        .maxLength(255), .hidden, .writeOnly, .readOnly, .filters(.none), .help("Salted hash of the password."))
    package let firstName = Field<String>(.maxLength(150), .search, .help("Given name."))
    package let lastName = Field<String>(.maxLength(150), .search, .help("Family name."))
    package let email = Field<String>(
        .maxLength(254), .format(.email), .search, .label("Email address"), .help("E-mail address."))
    package let isSuperuser = Field<Bool>(
        .superuserOnly, .label("Superuser status"),
        .help("Whether the user may do everything without further permission."))
    package let isStaff = Field<Bool>(
        .superuserOnly, .label("Staff status"), .help("Whether the user may reach administrative pages."))
    package let isActive = Field<Bool>(
        .default(.bool(true)), .label("Active"), .help("Whether the user may log in; rather than deleting a user."))
    package let lastLogin = Field<Timestamp?>(.readOnly, .help("Time of the last login."))
    package let dateJoined = Field<Timestamp>(
        .readOnly, .setOnCreate, .help("Time at which the user was made."))
    package let configData = Field<JSONDocument>(
        .personal, .filters(.none), .help("Preferences that clients keep for the user; shown to that user only."))

    package let groups = ManyRef<Group>(
        .own, .superuserOnly, .relatedName("users"), .help("Groups whose permissions the user has."))

    /// Makes the handles.
    package init() {}
}
