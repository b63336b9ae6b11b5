import Basics
package import Modeling

/// A Git repository whose contents the product uses (core.md §2.5).
///
/// Which schemes and hosts are allowed is checked in Services, which knows the operator's choices.
package struct GitRepository: Model {
    /// The description of the model.
    package static let schema = Schema<GitRepository>(
        "extras.gitrepository", plural: "git-repositories", name: "git repository", pluralName: "git repositories",
        naturalKey: ["name"], ordering: ["name"],
        filters: [.path("secrets_group_id", ["secrets_group"], .idOnly)])

    /// What a repository may provide.
    package static let contents = [
        Choice("data_validation.data_compliance_rule", "data compliance rules"),
        Choice("extras.configcontext", "config contexts"),
        Choice("extras.configcontextschema", "config context schemas"),
        Choice("extras.exporttemplate", "export templates"), Choice("extras.graphqlquery", "graphql queries"),
        Choice(jobContent, "jobs"),
    ]
    /// The contents that make the files below `jobs` jobs.
    package static let jobContent = "extras.job"
    /// First parts of names of modules that are the product's own.
    static let reservedSlugs: Set<String> = ["almanac", "nautobot", "nautobot_device_lifecycle_mgmt"]

    package let providedContents = Field<StringList>(
        .alwaysShown, .choices(contents), .help("What of the repository is used."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the repository."))
    package let slug = Field<String>(
        .maxLength(255), .unique, .search, .format(.key),
        .help("Short name of the clone and of the modules of its jobs; made from the name, and never changed."))
    package let remoteUrl = Field<String>(
        .required, .maxLength(255), .search, .format(.anyURL),
        .help("Where the repository is: https, http, ssh or file, as far as the operator allows them."))
    package let branch = Field<String>(
        .maxLength(255), .default(.text("main")), .search, .help("Branch, tag, or commit."))
    package let currentHead = Field<String>(
        .maxLength(48), .readOnly, .filters(.none), .help("Commit that was fetched last and is in use."))
    package let secretsGroup = OptionalRef<SecretsGroup>(
        .setNull, .relatedName("git_repositories"),
        .help("Secrets for HTTP(S): a token, and a username where the server wants one."))

    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<GitRepository>, in context: RuleContext<GitRepository>) throws {
        if record.branch.isEmpty { record.branch = "main" }
        try record.deriveKey(\.slug, from: \.name, in: context)
    }

    package static let rules: [Rule<GitRepository>] = [addressIsRemote, branchIsName, slugStays, contentsAreOwn]
}

extension GitRepository {
    private static let addressIsRemote = Rule<GitRepository> { context in
        do throws(GitRemote.Fault) {
            _ = try GitRemote(context.record.remoteUrl)
            return []
        } catch {
            return [FieldErrors("remote_url", [error.message])]
        }
    }

    /// A name that git takes for a branch, a tag or a commit, and for nothing else.
    ///
    /// - Source: git-check-ref-format(1).
    private static let branchIsName = Rule<GitRepository> { context in
        let branch = context.record.branch
        let parts = branch.split(separator: "/", omittingEmptySubsequences: false)
        let isName =
            !branch.hasPrefix("-") && !branch.contains("..") && !branch.contains("@{") && branch != "@"
            && !branch.hasSuffix(".") && !branch.hasSuffix(".lock")
            && branch.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) }
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
        return isName ? [] : [FieldErrors("branch", ["This is no name of a branch, a tag or a commit."])]
    }

    private static let slugStays = Rule<GitRepository> { context in
        let slug = context.record.slug
        if let before = context.previous?.slug, before != slug {
            return [FieldErrors("slug", ["Slug cannot be changed once set."])]
        }
        guard reservedSlugs.contains(slug) else { return [] }
        return [FieldErrors("slug", ["Please choose a different slug, as \(slug) names modules of the product."])]
    }

    /// Two repositories of one address would each take away what the other provides.
    private static let contentsAreOwn = Rule<GitRepository> { context in
        let (record, provided) = (context.record, Set(context.record.providedContents.elements))
        guard !provided.isEmpty else { return [] }
        let others = try context.rows(
            GitRepository.self, where: .compare(["remote_url"], .equals, [.text(record.remoteUrl)]), limit: 1000)
        let isShared = others.contains { other in
            other.id != record.id && !provided.isDisjoint(with: other.providedContents.elements)
        }
        guard isShared else { return [] }
        return [
            FieldErrors(
                "__all__",
                [
                    "Another Git repository already configured for remote URL \(record.remoteUrl) provides contents"
                        + " overlapping with this repository."
                ])
        ]
    }
}
