import ArgumentParser
import Basics
import Domain
import Modeling
import Services
import Storage

/// The command `almanac token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Manage API tokens.",
        discussion: "Works on the store, also while a server has it open.",
        subcommands: [List.self, Create.self, Revoke.self])

    /// The command `almanac token list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List tokens, one a line; keys cannot be shown again.")
        @OptionGroup var store: StoreOptions
        @Option(help: "Only the tokens of this user.") var user: String?

        func run() async throws {
            try await AccessWork.run(store, "token list") { work in
                let rows = try await work.store.read { [user] session in
                    var query = Query<APIToken>()
                    if let user {
                        let owner = try AccessWork.user(user, session)
                        query = query.where { $0.user == owner.id }
                    }
                    let names = Dictionary(
                        try session.fetch(Query<User>()).map { ($0.id, $0.username) },
                        uniquingKeysWith: { first, _ in first })
                    return try session.fetch(query).map { ($0, names[$0.user] ?? "") }
                }
                for (token, owner) in rows { try Terminal.line(line(token, owner, work.now)) }
            }
        }

        private func line(_ token: Record<APIToken>, _ owner: String, _ now: Timestamp) -> String {
            var words = [token.writeEnabled ? "read and write" : "read only"]
            if let expires = token.expires { words.append("\(expires <= now ? "expired" : "expires") \(expires)") }
            if !token.allowedNetworks.elements.isEmpty {
                words.append("from \(token.allowedNetworks.elements.joined(separator: " "))")
            }
            words.append(token.lastUsed.map { "last used \($0)" } ?? "never used")
            return [
                token.id.description, "\(token.prefix)…", Terminal.printable(owner), words.joined(separator: ", "),
                Terminal.printable(token.description),
            ].joined(separator: "\t")
        }
    }

    /// The command `almanac token create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Make a token and print it, once.")
        @OptionGroup var store: StoreOptions
        @Option(help: "User in whose name the token acts.") var user: String
        @Option(help: "What the token is for.") var description = ""
        @Option(help: "Time from which it is refused, such as 2027-01-31T00:00:00Z, or a day.") var expires: String?
        @Flag(help: "May read, and not create, change or delete.") var readOnly = false
        @Option(name: .customLong("network"), help: "Network from which it may be used; repeat for more.")
        var networks: [String] = []

        func run() async throws {
            try await AccessWork.run(store, "token create") { work in
                let end = try expires.map { text in
                    guard let time = Timestamp(text) ?? CalendarDay(text).map({ Timestamp($0) }) else {
                        throw Problem(
                            .invalidInput, "--expires is \"\(text)\"; it may be a day or a time, such as 2027-01-31.")
                    }
                    return time
                }
                let tokens = work.identity.tokens
                let token = try await work.change { [user, description, readOnly, networks] pipeline in
                    let owner = try AccessWork.user(user, pipeline.session)
                    return Redacted(
                        try tokens.issue(to: owner.id, description: description, in: pipeline) { record in
                            record.expires = end
                            record.writeEnabled = !readOnly
                            record.allowedNetworks = StringList(networks)
                        })
                }
                try Terminal.line(token.reveal())
            }
        }
    }

    /// The command `almanac token revoke`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Delete a token.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Id of the token, or the beginning of its key; `token list` shows both.") var token: String

        func run() async throws {
            try await AccessWork.run(store, "token revoke") { work in
                try await work.change { [token] pipeline in
                    let predicate: Predicate =
                        Identifier(token).map { .ids([$0]) }
                        ?? .compare(
                            ["prefix"], .equals, [.text(String(token.prefix(APITokenText.shownLetters)))])
                    let found = try pipeline.session.ids(APIToken.schema, where: predicate)
                    guard let first = found.first else { throw Problem(.invalidInput, "There is no such token.") }
                    guard found.count == 1 else {
                        throw Problem(.invalidInput, "Several tokens begin like this. Give the id.")
                    }
                    try pipeline.delete(APIToken.schema, [first])
                }
                Terminal.note("Revoked the token.")
            }
        }
    }
}
