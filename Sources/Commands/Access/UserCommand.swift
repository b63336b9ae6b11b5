import ArgumentParser
import Basics
import Domain
import Modeling
import Services
import Storage

/// The command `almanac user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Manage who may log in.",
        discussion:
            "Works on the store, also while a server has it open. Passwords come from the terminal or standard input.",
        subcommands: [List.self, Create.self, Password.self, Disable.self, Enable.self, Link.self, Delete.self])

    /// The command `almanac user list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List users, one a line.")
        @OptionGroup var store: StoreOptions

        func run() async throws {
            try await AccessWork.run(store, "user list") { work in
                let users = try await work.store.read { try $0.fetch(Query<User>()) }
                for user in users {
                    var words = [user.isActive ? "active" : "disabled"]
                    if user.isSuperuser { words.append("superuser") }
                    if user.isStaff { words.append("staff") }
                    words.append(user.passwordHash.isEmpty ? "no password" : "password")
                    let login = user.lastLogin.map { "last login \($0)" } ?? "never logged in"
                    let name = Terminal.printable(user.username)
                    try Terminal.line("\(name)\t\(words.joined(separator: ", "))\t\(login)")
                }
            }
        }
    }

    /// The command `almanac user create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a user.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Name to log in with.") var name: String
        @Option(help: "E-mail address.") var email = ""
        @Flag(help: "May do everything.") var superuser = false
        @Flag(help: "May reach administrative pages.") var staff = false
        @Flag(help: "Make the user without a password: for tokens and single sign-on only.") var noPassword = false

        func run() async throws {
            try await AccessWork.run(store, "user create") { work in
                let hash =
                    noPassword
                    ? nil
                    : try await work.identity.passwords.hash(
                        PasswordPrompt.read().reveal(), rules: PasswordRules(username: name, email: email))
                try await work.change { [name, email, superuser, staff] pipeline in
                    var object: [(String, JSONValue)] = [
                        ("username", .string(name)), ("email", .string(email)), ("is_superuser", .bool(superuser)),
                        ("is_staff", .bool(staff)),
                    ]
                    if let hash { object.append(("password", .string(hash))) }
                    _ = try pipeline.create(User.schema, JSONObject(object))
                }
                Terminal.note("Made the user \(Terminal.printable(name)).")
            }
        }
    }

    /// The command `almanac user password`.
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password", abstract: "Set a user's password; the user's sessions end.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Name of the user.") var name: String

        func run() async throws {
            try await AccessWork.run(store, "user password") { work in
                let user = try await work.store.read { try AccessWork.user(name, $0) }
                let hash = try await work.identity.passwords.hash(
                    PasswordPrompt.read().reveal(), rules: PasswordRules(user))
                try await work.change { [name] pipeline in
                    var user = try AccessWork.user(name, pipeline.session)
                    user.passwordHash = hash
                    try pipeline.update(user)
                }
                Terminal.note("Set the password of \(Terminal.printable(name)).")
            }
        }
    }

    /// The command `almanac user disable`.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disable", abstract: "Refuse a user's logins and tokens; the user's sessions end.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Name of the user.") var name: String

        func run() async throws { try await Self.set(name, isActive: false, store, "user disable") }

        static func set(_ name: String, isActive: Bool, _ store: StoreOptions, _ command: String) async throws {
            try await AccessWork.run(store, command) { work in
                try await work.change { pipeline in
                    var user = try AccessWork.user(name, pipeline.session)
                    user.isActive = isActive
                    try pipeline.update(user)
                }
                Terminal.note("The user \(Terminal.printable(name)) is \(isActive ? "enabled" : "disabled").")
            }
        }
    }

    /// The command `almanac user enable`.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable", abstract: "Let a disabled user in again.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Name of the user.") var name: String

        func run() async throws { try await Disable.set(name, isActive: true, store, "user enable") }
    }

    /// The command `almanac user delete`.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Delete a user with the user's tokens and sessions; the history stays.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Name of the user.") var name: String

        func run() async throws {
            try await AccessWork.run(store, "user delete") { work in
                try await work.change { [name] pipeline in
                    let user = try AccessWork.user(name, pipeline.session)
                    try pipeline.delete(User.schema, [user.id.raw])
                }
                Terminal.note("Deleted the user \(Terminal.printable(name)).")
            }
        }
    }

    /// The command `almanac user link`.
    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link", abstract: "Say who a user is at the OpenID provider.",
            discussion: "The user then logs in there, whatever the provider calls them. Repeat for another provider.")
        @OptionGroup var store: StoreOptions
        @Argument(help: "Name of the user.") var name: String
        @Argument(help: "The provider's subject (sub) for this person.") var subject: String
        @Option(help: "URL of the provider. [default: the setting oidc-issuer]") var issuer: String?

        func run() async throws {
            try await AccessWork.run(store, "user link") { work in
                guard let issuer = issuer ?? work.issuer else {
                    throw Problem(.invalidInput, "Give the provider with --issuer, or with the setting oidc-issuer.")
                }
                guard !subject.isEmpty, subject.utf8.count <= 255, issuer.utf8.count <= 255 else {
                    throw Problem(.invalidInput, "The subject and the provider have 1 to 255 bytes each.")
                }
                try await work.change { [name, subject] pipeline in
                    var identity = Record<ExternalIdentity>(id: ID(pipeline.environment.identifiers.next()))
                    identity.user = try AccessWork.user(name, pipeline.session).id
                    identity.issuer = issuer
                    identity.subject = subject
                    identity.created = pipeline.environment.time.now
                    try pipeline.create(identity)
                }
                Terminal.note("The user \(Terminal.printable(name)) may log in with that account.")
            }
        }
    }
}

/// A store that is open for one command about users and tokens.
struct AccessWork {
    private let workspace: Workspace
    private let command: String

    var store: Store { workspace.store }
    var identity: Identity { workspace.identity }
    var now: Timestamp { workspace.environment.time.now }
    /// The OpenID provider of the settings.
    var issuer: String? { workspace.settings.identity.oidc?.issuer }

    /// Opens the store, which must exist, and closes it after the work.
    static func run(_ options: StoreOptions, _ command: String, _ work: (AccessWork) async throws -> Void) async throws
    {
        try await runReporting {
            let workspace = try await Workspace.open(options.settings(), isNewAllowed: false)
            try await work(AccessWork(workspace: workspace, command: command))
            try workspace.close()
        }
    }

    /// Runs changes in one transaction, in the name of the product.
    func change<R: Sendable>(_ body: @escaping @Sendable (RecordPipeline) throws -> R) async throws -> R {
        let actor = workspace.actor(command)
        return try await store.write { [environment = workspace.environment] session in
            try body(RecordPipeline(session, actor: actor, environment: environment))
        }
    }

    /// - Throws: ``Problem`` when there is no such user.
    static func user(_ name: String, _ session: Session) throws -> Record<User> {
        guard let user = try session.first(Query<User>().where { $0.username == name }) else {
            throw Problem(.invalidInput, "There is no user \"\(Terminal.printable(name))\".")
        }
        return user
    }
}
