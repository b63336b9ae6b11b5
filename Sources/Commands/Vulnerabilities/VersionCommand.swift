import Applicability
import ArgumentParser
import Basics

/// The command `almanac version`.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Read and compare versions of network operating systems.",
        subcommands: [Compare.self, Canonical.self])

    /// The command `almanac version compare`.
    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "compare", abstract: "Say which of two versions is newer.",
            discussion: """
                Each line of input is {"os", "a", "b"}. Each gives one line: {"cmp"} with -1, 0 or 1, or {"error"}. Where both
                versions are of different trains, their numbers decide, and "sameTrain": false says that this means little.

                Example: echo '{"os": "cisco_iosxe", "a": "17.9.4a", "b": "17.10.1"}' | almanac version compare --batch
                """)

        @Flag(help: "Read one JSON object per line until the input ends.")
        var batch = false

        func run() async throws {
            try await runReporting {
                try requireBatch(batch)
                try BatchLines.run(Self.answer)
            }
        }

        /// The answer to a question.
        static func answer(_ question: JSONValue) -> JSONValue {
            do throws(VersionError) {
                guard let system = system(question) else { return unknownSystem }
                guard let a = question["a"]?.stringValue, let b = question["b"]?.stringValue else {
                    return BatchLines.error("“a” and “b” must be texts.")
                }
                let order = try Version(a, of: system).order(Version(b, of: system))
                let sign = JSONValue.int(Int64(order.sign))
                return order.isSameTrain ? ["cmp": sign] : ["cmp": sign, "sameTrain": false]
            } catch {
                return BatchLines.error(error.description)
            }
        }
    }

    /// The command `almanac version canonical`.
    struct Canonical: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "canonical", abstract: "Bring versions into their vendor's own spelling.",
            discussion: """
                Each line of input is {"os", "raw"}. Each gives one line: {"canonical"}, or {"error"} for what is not
                understood; nothing is guessed.

                Example: echo '{"os": "cisco_iosxe", "raw": "03.16.04b.S"}' | almanac version canonical --batch
                """)

        @Flag(help: "Read one JSON object per line until the input ends.")
        var batch = false

        func run() async throws {
            try await runReporting {
                try requireBatch(batch)
                try BatchLines.run(Self.answer)
            }
        }

        /// The answer to a question.
        static func answer(_ question: JSONValue) -> JSONValue {
            do throws(VersionError) {
                guard let system = system(question) else { return unknownSystem }
                guard let raw = question["raw"]?.stringValue else { return BatchLines.error("“raw” must be a text.") }
                return ["canonical": .string(try Version(raw, of: system).canonical)]
            } catch {
                return BatchLines.error(error.description)
            }
        }
    }

    private static func system(_ question: JSONValue) -> OperatingSystem? {
        question["os"]?.stringValue.flatMap(OperatingSystem.init)
    }

    private static let unknownSystem = BatchLines.error(
        "“os” must be one of: \(OperatingSystem.allCases.map(\.rawValue).joined(separator: ", ")).")
}
