import HTTPServing

/// Which columns the list shows.
struct ColumnChooser: Sendable {
    private let columns: ListColumns
    private let web: WebRequest

    init(_ columns: ListColumns, _ web: WebRequest) {
        self.columns = columns
        self.web = web
    }

    var html: HTML {
        form(Attribute("method", "get"), Attribute("action", web.request.path)) {
            for (name, value) in web.request.query where name != "columns" {
                input(.type("hidden"), .name(name), .value(value))
            }
            fieldset {
                legend { "Columns" }
                div(.class("row")) {
                    for column in columns.all {
                        label(.class("nowrap")) {
                            input(
                                .type("checkbox"), .name("columns"), .value(column.name),
                                .flag("checked", if: columns.shown.contains { $0.name == column.name }))
                            " \(column.label)"
                        }
                    }
                }
                p { button(.type("submit")) { "Show these columns" } }
            }
        }
    }
}
