import ArgumentParser
import Services

/// The command `almanac about`.
struct AboutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "about",
        abstract: "Tell the version, and what the owners of the data that Almanac uses ask to be told.")

    func run() async throws {
        try await runReporting {
            for line in Self.lines { try Terminal.line(line) }
        }
    }

    /// What is printed.
    static let lines =
        [SourceNotices.producer, ""]
        + SourceNotices.sentences.flatMap { [$0, ""] }.dropLast()
}
