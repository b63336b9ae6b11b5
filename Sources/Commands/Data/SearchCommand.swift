import ArgumentParser
import Basics
import Modeling
import Services

/// The command `almanac search`.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find objects by name, serial number, address, part number, CVE or contract.",
        discussion: """
            Looks at the beginning of names for one or two characters, and anywhere in them for more.

            Examples:
              almanac search fra01-core
              almanac search FCW2140L0GH --output json
            """)

    @Argument(help: "What to look for, in any case.")
    var text: String

    @OptionGroup var store: StoreOptions

    @Option(help: "Hits at most, 1 to 50.")
    var limit = SearchService.hitsLimit

    @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
    var output = HistoryFormat.table

    func validate() throws {
        guard (1...SearchService.hitsLimit).contains(limit) else {
            throw ValidationError("--limit may be 1 to \(SearchService.hitsLimit).")
        }
    }

    func run() async throws {
        try await runReporting {
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            // A server does this all the time; without one, what was imported last may not be in the index yet.
            try await SearchIndexer(store: workspace.store).catchUp()
            let answer = try await SearchService(store: workspace.store)
                .search(text: text, limit: limit, actor: workspace.actor("search"))
            switch output {
            case .json: try Terminal.line(answer.json(base: "").text)
            case .table: for line in lines(answer) { try Terminal.line(line) }
            }
            try workspace.close()
        }
    }

    private func lines(_ answer: SearchAnswer) -> [String] {
        guard !answer.hits.isEmpty else { return ["Nothing is called so."] }
        let table = TextTable(
            header: ["kind", "object", "found in", "details"],
            rows: answer.hits.map { hit in
                [hit.schema.names.verbose, hit.display, "\(hit.match.label): \(hit.match.text)", hit.details]
            })
        let more = answer.kinds.filter { kind in
            kind.isMore || kind.count > answer.hits.count { $0.schema === kind.schema }
        }.map { kind in
            "\(kind.schema.names.verbosePlural): \(kind.isMore ? "more than " : "")\(kind.count) in all"
        }
        return table.lines + (more.isEmpty ? [] : [""] + more)
    }
}
