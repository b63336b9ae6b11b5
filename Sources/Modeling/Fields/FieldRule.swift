/// What happens to a row when the row it refers to is deleted.
package enum OnDelete: String, Sendable {
    /// The delete is refused while this row refers to it.
    case protect
    /// This row is deleted too.
    case cascade
    /// The reference becomes null.
    case setNull
    /// The key stays, though it leads nowhere any more: the row says what was. No foreign key stands behind it.
    case keep
}

/// One value that a field accepts, and how people read it.
package struct Choice: Hashable, Sendable {
    package let value: String
    package let label: String
    package init(_ value: String, _ label: String) {
        self.value = value
        self.label = label
    }
}

/// How a text is checked beyond its length.
package enum TextFormat: Hashable, Sendable {
    case plain
    case url
    case email
    /// Six lower-case hex digits.
    case color
    /// An IANA zone name.
    case timeZone
    /// A MAC address, stored upper-case with colons.
    case macAddress
    /// The name of a model, `app.model`.
    case contentType
    /// An IP host address.
    case ipHost
    /// An address with its mask.
    case ipInterface
    /// A network with its mask.
    case ipNetwork
    /// A name made of letters, digits and underscores that does not begin with a digit, as GraphQL takes names.
    case key
    /// A URL of any scheme, which may hold templates.
    case anyURL
}

/// What a field is besides its type: limits, texts and behaviour, stated where the field is declared.
package enum FieldRule: Sendable {
    /// Longest text accepted, in characters.
    case maxLength(Int)
    /// A text that may not be left out or empty.
    case required
    /// Unique in its table; null never collides.
    case unique
    /// Part of the `q` search.
    case search
    /// Shown, never written by a client.
    case readOnly
    /// Written, never shown.
    case writeOnly
    /// The value when a client says nothing.
    case `default`(Value)
    /// The value when an imported object says nothing, where that differs from the default: what was written elsewhere keeps its
    /// meaning.
    case importDefault(Value)
    /// Smallest and largest integer.
    case range(ClosedRange<Int64>)
    /// Accepted values, shown bare.
    case choices([Choice])
    /// Accepted values, shown as `{"value", "label"}`.
    case labelledChoices([Choice])
    /// Checked as this kind of text.
    case format(TextFormat)
    /// One sentence for forms and `OPTIONS`.
    case help(String)
    /// Overrides the label made from the name.
    case label(String)
    /// Filtered together with its descendants.
    case tree
    /// Target rows must list this model among their content types.
    case scopedToContentType
    /// A nullable field that a client may still not leave out.
    case notBlank
    /// Shown after the common tail of the row (`parent_bay`, `config_context`).
    case trailing
    /// Left out of REST answers; for internal bookkeeping.
    case hidden
    /// Written by superusers only: whoever could write it could give themselves more than they have.
    case superuserOnly
    /// Set to the time of the create when nobody says otherwise.
    case setOnCreate
    /// The user whose row it is, who needs no permission for it.
    case owner
    /// Whether others may reach a row that else is its owner's alone.
    case shared
    /// JSON that only the user sees whose row it is; everybody else sees an empty object.
    case personal
    /// The name of the relation seen from the target; the model's plural unless said.
    case relatedName(String)
    /// Kept sorted with digits padded, in a hidden column beside it.
    case naturalSort
    /// The filters that this field offers, when they differ from what its kind gives.
    case filters(FilterShape)
    /// Has an index of its own although it is no reference.
    case indexed
    /// Shown although many-to-many fields are left out.
    case alwaysShown
    /// A reference with so few targets that an index would only cost: every row of a status looks alike.
    case unindexed
    /// A secret text that the product must be able to read back: written, never shown, and stored encrypted only.
    case sealed
    /// Says who made the row: the user, the name, or, for a truth value, whether the product itself did.
    case author
    /// Says who saved the row last, in the same forms.
    case lastAuthor
    /// A reference whose target must refer back by other rows first, such as a device's primary address: imports set
    /// it after everything else.
    case late
    /// The column's name, for a field whose own name is a word of SQL.
    case column(String)
}

/// The filters of one field.
package enum FilterShape: Sendable {
    /// No filter at all.
    case none
    /// By id only, not by name.
    case idOnly
    /// By the natural attribute only, under this name; by id under the name with `_id`.
    case nameOnly
    /// Substring, case-sensitive, single value.
    case contains
    /// One exact value, `lte` and `gte`.
    case exactRange
}
