/// A table of values.
struct DataTable: Sendable {
    struct Column: Sendable {
        let title: HTML
        var isNumber = false

        init(_ title: String, isNumber: Bool = false) {
            self.title = Glossary.linked(title)
            self.isNumber = isNumber
        }

        /// A column whose title only those hear who hear the page: buttons say themselves what they do.
        init(unseen title: String) { self.title = span(.class("unseen")) { title } }
    }

    let caption: String
    let columns: [Column]
    let rows: [[HTML]]

    var html: HTML {
        div(.class("scroll"), Attribute("tabindex", "0"), .role("region"), .aria("label", caption)) {
            table {
                HTML(element: "caption", [.class("unseen")], content: HTML(caption))
                thead {
                    tr {
                        for column in columns {
                            th(Attribute("scope", "col"), .when(column.isNumber, .class("number"))) { column.title }
                        }
                    }
                }
                tbody {
                    for row in rows {
                        tr {
                            for (index, cell) in row.enumerated() {
                                td(.when(index < columns.count && columns[index].isNumber, .class("number"))) { cell }
                            }
                        }
                    }
                }
            }
        }
    }
}
