/// All filters, by where they come from.
enum BuiltInFilters {
    /// - Source: <https://jinja.palletsprojects.com/en/stable/templates/#list-of-builtin-filters>.
    static let jinja =
        TextFilters.all + LayoutFilters.all + NumberFilters.all + SequenceFilters.all
        + SelectionFilters.all + OrderFilters.all + MarkupFilters.all

    /// - Source: <https://docs.djangoproject.com/en/5.2/ref/templates/builtins/>.
    static let additional =
        DjangoFilters.all + DjangoTextFilters.all + DisplayFilters.all + ValueFilters.all
        + AddressFilters.all + MaskFilters.all + InterfaceFilters.all + NetworkFilters.all + BandwidthFilters.all
        + PatternFilters.all + VersionFilters.all
}
