import Basics
import Domain
import Foundation
import Processes

#if canImport(Glibc)
    import Glibc
#endif

/// The copy of a repository on this machine: all its commits, and beside them the files of those that are in use.
///
/// What is in use is what the record says; a commit's files lie in a folder of their own that never changes, so a run that began with one
/// commit ends with it.
struct GitClone: Sendable {
    let access: GitAccess
    /// The clone's folder.
    let folder: String

    init(_ slug: String, _ access: GitAccess) throws(GitRefusal) {
        guard let root = access.folder else { throw GitRefusal("This process keeps no Git repositories.") }
        self.access = access
        folder = "\(root)/\(slug)"
    }

    private var repository: String { folder + "/repository.git" }

    /// Where the files of a commit are.
    func tree(of commit: String) -> String { "\(folder)/trees/\(commit)" }

    /// Whether the files of a commit are here.
    func hasTree(of commit: String) -> Bool {
        Self.isCommit(commit) && FileManager.default.fileExists(atPath: tree(of: commit))
    }

    // MARK: Fetching

    /// Holds the clone against other processes and tasks.
    func hold() async throws -> GitHold {
        let folder = folder
        try await OwnThread.run {
            try FileManager.default.createDirectory(
                atPath: folder + "/trees", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        while true {
            if let hold = try GitHold(folder + "/lock") { return hold }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Fetches a branch, a tag or a commit.
    ///
    /// - Returns: The commit.
    func fetch(_ branch: String, by route: GitRoute) async throws -> String {
        if !FileManager.default.fileExists(atPath: repository + "/HEAD") {
            _ = try await GitCommand(access: access).run(
                ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", "--", repository])
        }
        let incoming = "refs/almanac/incoming"
        let command = GitCommand(access: access, route: route)
        try await bounded {
            _ = try await command.run([
                "--git-dir=\(repository)", "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--force",
                "--no-write-fetch-head", "--", route.remote.text, "+\(branch):\(incoming)",
            ])
        }
        let commit = try await text(["rev-parse", "--verify", "--end-of-options", incoming + "^{commit}"])
        guard Self.isCommit(commit) else { throw GitRefusal("git named no commit for \(branch).") }
        // Keeps what is in use from being tidied away.
        _ = try await text(["update-ref", "refs/almanac/commits/\(commit)", commit])
        return commit
    }

    /// Ends a fetch that grows beyond what is allowed.
    private func bounded(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let (repository, limit) = (repository, access.sizeLimit)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                while try await OwnThread.run({ Self.size(of: repository) }) <= limit {
                    try await Task.sleep(for: .seconds(1))
                }
                return false
            }
            defer { group.cancelAll() }
            guard try await group.next() == true else {
                throw GitRefusal("The repository has more than \(limit) bytes.")
            }
        }
    }

    /// Bytes of all files below a folder.
    private static func size(of folder: String) -> Int {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return 0 }
        var size = 0
        while let name = names.nextObject() as? String {
            var status = stat()
            if lstat("\(folder)/\(name)", &status) == 0 { size += Int(status.st_size) }
        }
        return size
    }

    // MARK: Commits

    /// A file that differs between two commits.
    struct Change: Hashable, Sendable {
        /// `added`, `changed` or `deleted`.
        let what: String
        let path: String
    }

    /// The files that differ between what is in use and a commit.
    ///
    /// - Parameter before: All files count as added when it is empty, or is not known here.
    func changes(from before: String, to commit: String) async throws -> [Change] {
        var isKnown = false
        if Self.isCommit(before) {
            // What is not known is no fault.
            isKnown = (try? await text(["cat-file", "-e", "\(before)^{commit}"])) != nil
        }
        guard isKnown else {
            return try await parts(["ls-tree", "-r", "-z", "--name-only", commit]).map {
                Change(what: "added", path: $0)
            }
        }
        let words = try await parts([
            "diff", "--no-ext-diff", "--no-renames", "--name-status", "-z", before, commit, "--",
        ])
        return stride(from: 0, to: words.count - 1, by: 2).map { number in
            let what =
                switch words[number] {
                case "A": "added"
                case "D": "deleted"
                default: "changed"
                }
            return Change(what: what, path: words[number + 1])
        }
    }

    /// Puts the files of a commit into their folder, all or none.
    ///
    /// - Throws: ``GitRefusal`` when they are more than is allowed.
    func checkOut(_ commit: String) async throws {
        let tree = tree(of: commit)
        guard !FileManager.default.fileExists(atPath: tree) else { return }
        var size = 0
        for entry in try await parts(["ls-tree", "-r", "-z", "-l", commit]) {
            let words = entry.prefix { $0 != "\t" }.split(separator: " ")
            size += words.count > 3 ? Int(words[3]) ?? 0 : 0
            guard size <= access.sizeLimit else {
                throw GitRefusal("The files of the commit have more than \(access.sizeLimit) bytes.")
            }
        }
        let incoming = "\(folder)/trees/incoming"
        try await OwnThread.run {
            try Self.remove(incoming)
            try FileManager.default.createDirectory(atPath: incoming, withIntermediateDirectories: false)
        }
        _ = try await text(["--work-tree=\(incoming)", "read-tree", "--reset", commit])
        _ = try await text(["--work-tree=\(incoming)", "checkout-index", "--all", "--force", "--quiet"])
        guard rename(incoming, tree) == 0 else { throw GitRefusal("The folder \(tree) cannot be made.") }
    }

    /// Removes the files of all commits but these, and what leads to none of them.
    func keep(_ commits: Set<String>) async throws {
        for name in try await text(["for-each-ref", "--format=%(refname)", "refs/almanac/commits/"]).split(
            separator: "\n")
        where !commits.contains(String(name.split(separator: "/").last ?? "")) {
            _ = try await text(["update-ref", "-d", String(name)])
        }
        _ = try await text([
            "-c", "gc.auto=1000", "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet", "--prune=now",
        ])
        let folder = folder + "/trees"
        try await OwnThread.run {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !commits.contains(name) {
                try Self.remove("\(folder)/\(name)")
            }
        }
    }

    /// Removes the clones of repositories that are not there any more.
    ///
    /// - Parameter slugs: Those that stay.
    /// - Returns: How many went.
    static func sweep(_ access: GitAccess, keeping slugs: Set<String>) async throws -> Int {
        guard let root = access.folder else { return 0 }
        return try await OwnThread.run {
            // There is no folder before the first clone.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
            let gone = names.filter { !slugs.contains($0) }
            for name in gone { try remove("\(root)/\(name)") }
            return gone.count
        }
    }

    private static func remove(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    static func isCommit(_ text: String) -> Bool {
        (text.utf8.count == 40 || text.utf8.count == 64)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    // MARK: Calls that stay here

    private func text(_ arguments: [String]) async throws -> String {
        let output = try await GitCommand(access: access).run(["--git-dir=\(repository)"] + arguments)
        return Words.trimmed(String(decoding: output, as: UTF8.self))
    }

    private func parts(_ arguments: [String]) async throws -> [String] {
        try await GitCommand(access: access).run(["--git-dir=\(repository)"] + arguments)
            .split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.filter { $0 != "\n" }
    }
}

/// Keeps others from changing a clone at the same time; ends when nobody holds it.
final class GitHold: Sendable {
    private let descriptor: Int32

    /// Nil while somebody else has it.
    init?(_ path: String) throws(GitRefusal) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw GitRefusal("The file \(path) cannot be written.") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }
}
