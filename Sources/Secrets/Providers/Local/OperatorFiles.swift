package import Basics

#if canImport(Glibc)
    import Glibc
#endif

/// Reads files that the operator named in the configuration, such as a service account's token; links are followed.
///
/// Each call reads the file again, because others replace such files while Almanac runs.
package struct OperatorFiles: CredentialFiles {
    package init() {}

    /// The text of a file, without white space at the ends.
    ///
    /// - Throws: ``SecretsError`` of kind `provider`, which names the file and none of its contents.
    package func text(of path: String) async throws(SecretsError) -> Redacted<String> {
        let bytes = try await read(path)
        guard let bytes else { throw SecretsError(.provider, "The file \(path) cannot be read. Check that it exists.") }
        guard let text = SecretText.stripped(bytes).revealText() else {
            throw SecretsError(.provider, "The file \(path) holds no text.")
        }
        return Redacted(text)
    }

    /// The bytes of a file; nil when there is none that can be read.
    ///
    /// - Throws: ``SecretsError`` of kind `provider` for a file that is greater than 1 MiB.
    func read(_ path: String) async throws(SecretsError) -> SecretBytes? {
        try await FileThreads.run { () throws(SecretsError) -> SecretBytes? in
            guard !path.utf8.contains(0),
                let file = OpenFile(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)), file.isPlainFile
            else { return nil }
            return try file.bytes(atMost: ContainedFiles.maximumSize)
        }
    }
}
