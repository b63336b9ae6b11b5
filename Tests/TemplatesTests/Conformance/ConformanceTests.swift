import Templates
import Testing

@Suite struct ConformanceTests {
    private static let escapingTables: [ConformanceTable] = [
        .expressions, .methods, .statements, .syntax, .undefined, .sandbox, .filters, .text, .network,
    ]
    private static let plainTables: [ConformanceTable] = [
        .plainExpressions, .plainMethods, .plainFilters, .plainStatements,
    ]

    @Test("a template does what it does in the reference", arguments: escapingTables)
    func escaped(_ table: ConformanceTable) {
        for row in table.rows {
            #expect(outcome(row.template, table.context.values) == row.expected, "\(row.template)")
        }
    }

    @Test("without escaping a template does what it does in plain Jinja", arguments: plainTables)
    func plain(_ table: ConformanceTable) {
        for row in table.rows {
            let options = TemplateOptions(escaping: .none)
            let result = outcome(row.template, table.context.values, language: .jinja, options: options)
            #expect(result == row.expected, "\(row.template)")
        }
    }

    @Test func `the tables are as long as they were`() {
        #expect(Self.escapingTables.reduce(0) { $0 + $1.rows.count } > 1_900)
        #expect(Self.plainTables.reduce(0) { $0 + $1.rows.count } > 30)
    }
}

extension ConformanceTable: CustomTestStringConvertible {
    var testDescription: String { name }
}
