import CSecretsFiles
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// Reads regular files that lie below folders the operator named, whatever a path and its symbolic links say.
///
/// The path is made canonical, must then lie below a root, and is opened below a descriptor of that root without following
/// any link, so that what was checked is what is read.
package struct ContainedFiles: Sendable {
    /// The greatest file that is read, in bytes.
    package static let maximumSize = 1 << 20

    /// Folders that are read from, with everything below them; absolute paths.
    package let roots: [String]
    /// Folders and files that are not read although they lie below a root; absolute paths.
    package let refused: [String]
    private let usesOpenat2: Bool

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - roots: Folders that are read from; those that do not exist yet are looked for again each time.
    ///   - refused: What is not read although it lies below a root, such as the folder of the store.
    ///   - usesOpenat2: Whether the kernel's own containment is used where there is one.
    package init(roots: [String], refused: [String] = [], usesOpenat2: Bool = true) {
        self.roots = roots.filter { $0.hasPrefix("/") }
        self.refused = refused
        self.usesOpenat2 = usesOpenat2
    }

    /// Checks the text of a path.
    ///
    /// - Throws: ``SecretsError`` of kind `parameters`.
    package static func check(_ path: String) throws(SecretsError) {
        guard path.hasPrefix("/") else {
            throw SecretsError(.parameters, "Path must be an absolute path, not a relative one")
        }
        guard !path.utf8.contains(0), path.utf8.count < Int(PATH_MAX), !path.split(separator: "/").contains("..") else {
            throw SecretsError(.parameters, "Illegal character sequence in path")
        }
    }

    /// Reads a file, on a thread that may wait for the disk.
    ///
    /// Outside the roots, nothing tells a file that exists from one that does not.
    /// - Throws: ``SecretsError`` of kind `valueNotFound` when there is no such regular file below a root; `provider` when
    ///   it cannot be read or is too great.
    package func read(_ path: String) async throws(SecretsError) -> SecretBytes {
        try Self.check(path)
        return try await FileThreads.run { () throws(SecretsError) in try readNow(path) }
    }

    private func readNow(_ path: String) throws(SecretsError) -> SecretBytes {
        guard let canonical = Self.canonical(path), let root = root(of: canonical) else { throw Self.notFound }
        let isRefused = refused.compactMap(Self.canonical).contains { Self.isBelow(canonical, $0) || canonical == $0 }
        guard !isRefused, let folder = OpenFile(almanac_open_component(AT_FDCWD, root, 1, 1)) else {
            throw Self.notFound
        }
        let relative = String(canonical.dropFirst(root == "/" ? 1 : root.utf8.count + 1))
        // What is no regular file is not even opened: opening a tape or a FIFO does something.
        guard let place = open(relative, in: folder, locatesOnly: true), place.isPlainFile else { throw Self.notFound }
        guard let file = open(relative, in: folder, locatesOnly: false) else {
            throw errno == EACCES ? Self.unreadable : Self.notFound
        }
        guard file.isPlainFile, file.isSame(as: place) else { throw Self.notFound }
        return try file.bytes(atMost: Self.maximumSize)
    }

    private func root(of canonical: String) -> String? {
        roots.lazy.compactMap(Self.canonical).first { Self.isBelow(canonical, $0) }
    }

    private func open(_ relative: String, in folder: OpenFile, locatesOnly: Bool) -> OpenFile? {
        if usesOpenat2 {
            let descriptor = almanac_open_beneath(folder.descriptor, relative, locatesOnly ? 1 : 0)
            // Sandboxes answer EPERM to calls that they do not know.
            if descriptor >= 0 || (errno != ENOSYS && errno != EPERM) { return OpenFile(descriptor) }
        }
        var folder = folder
        let names = relative.split(separator: "/")
        for name in names.dropLast() {
            guard let next = OpenFile(almanac_open_component(folder.descriptor, String(name), 1, 1)) else { return nil }
            folder = next
        }
        return OpenFile(almanac_open_component(folder.descriptor, String(names.last ?? ""), 0, locatesOnly ? 1 : 0))
    }

    /// The path without links and dots; nil when there is nothing.
    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        folder == "/" ? path != "/" : path.hasPrefix(folder + "/")
    }

    private static let notFound = SecretsError(
        .valueNotFound, "There is no such file below the folders that are allowed.")
    private static let unreadable = SecretsError(
        .provider, "The file may not be read. Give the user that Almanac runs as the right to read it.")
}

/// Threads that may wait for a disk.
enum FileThreads {
    /// Does work that blocks.
    static func run<R: Sendable>(
        _ work: @escaping @Sendable () throws(SecretsError) -> R
    ) async throws(SecretsError) -> R {
        do {
            return try await NIOThreadPool.singleton.runIfActive { Result(catching: work) }.get()
        } catch let error as SecretsError {
            throw error
        } catch {
            throw SecretsError(.secret, "Almanac is shutting down.")
        }
    }
}
