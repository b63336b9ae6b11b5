import ArgumentParser
import Basics
import Domain
import Foundation
import Manual
import Modeling

/// The command `almanac docs`.
struct DocsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Read the manual, and write the reference of the models.",
        subcommands: [List.self, Show.self, Models.self])

    /// The command `almanac docs list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the documents of the manual, or the sections with some words.")

        @Argument(help: "Words that a section must have, all of them.")
        var words: [String] = []

        func run() async throws {
            try await runReporting {
                guard !words.isEmpty else {
                    for document in ManualLibrary.shared.documents {
                        try Terminal.line("\(document.file.dropLast(3))  \(document.title)")
                    }
                    return
                }
                let hits = ManualSearch.shared.hits(words.joined(separator: " "))
                guard !hits.isEmpty else { throw Problem(.notFound, "No part of the manual has all of these words.") }
                for hit in hits {
                    let anchor = hit.section.anchor.map { "#\($0)" } ?? ""
                    try Terminal.line("\(hit.document.file.dropLast(3))\(anchor)  \(hit.section.title)")
                }
            }
        }
    }

    /// The command `almanac docs show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Print a document of the manual in Markdown.")

        @Argument(help: "Its name, as docs list tells it.")
        var name: String

        func run() async throws {
            try await runReporting {
                let name = name.prefix { $0 != "#" }
                guard let document = ManualLibrary.shared.document("\(name).md") else {
                    throw Problem(.notFound, "The manual has no document \(name). almanac docs list tells all.")
                }
                try Terminal.write(Array(document.source.utf8))
            }
        }
    }

    /// The command `almanac docs models`.
    struct Models: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "models", abstract: "Write the reference of all models, made from their declarations.")

        @Option(help: "File to write. [default: standard output]")
        var output: String?

        func run() async throws {
            try await runReporting {
                let text = ModelReference.text(ProductCatalog.catalog)
                guard let output else { return try Terminal.write(Array(text.utf8)) }
                guard FileManager.default.createFile(atPath: output, contents: Data(text.utf8)) else {
                    throw Problem(.invalidInput, "The file \(output) cannot be written.")
                }
            }
        }
    }
}

/// The reference page of the models.
enum ModelReference {
    static func text(_ catalog: Catalog) -> String {
        var lines = [
            "# Models", "", "Made from the declarations by `almanac docs models`; do not edit.", "",
        ]
        for schema in catalog.schemas where schema.isExposed {
            lines += [
                "## \(schema.identifier)", "",
                "`\(schema.names.path)` · natural key `\(schema.naturalKey.joined(separator: ", "))`", "",
            ]
            lines += ["| field | type | required | default | meaning |", "|---|---|---|---|---|"]
            for field in schema.fields where !field.info.isHidden {
                let info = field.info
                let standard =
                    info.defaultValue.map { $0.isNull || $0.plainText.isEmpty ? "" : "`\($0.plainText)`" } ?? ""
                lines.append(
                    "| `\(info.name)` | \(type(field)) | \(info.isRequired ? "yes" : "") | \(standard) | \(info.help) |"
                )
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private static func type(_ field: AnyField) -> String {
        if let target = field.target {
            return field.isStored ? "→ \(target.identifier)" : "list of \(target.identifier)"
        }
        if field is Derived { return "derived" }
        if field is Reserved { return "reserved, always null" }
        let name: String
        switch field.info.kind {
        case .boolean: name = "boolean"
        case .integer: name = "integer"
        case .decimal(let digits, let scale): name = "decimal(\(digits),\(scale))"
        case .real: name = "number"
        case .text: name = field.info.maxLength.map { "text ≤ \($0)" } ?? "text"
        case .identifier: name = "uuid"
        case .day: name = "date"
        case .timestamp: name = "time"
        case .json: name = "JSON"
        case .strings: name = "list of text"
        }
        let choices =
            field.info.choices.isEmpty || field.info.choices.count > 12
            ? "" : ": " + field.info.choices.map { "`\($0.value)`" }.joined(separator: ", ")
        return name + (field.info.isNullable ? ", nullable" : "") + choices
    }
}
