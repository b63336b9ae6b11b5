import CSecretsFiles

#if canImport(Glibc)
    import Glibc
#endif

/// A descriptor that is closed when nobody holds it any more.
final class OpenFile {
    let descriptor: Int32

    /// Takes over a descriptor; nil for a negative one.
    init?(_ descriptor: Int32) {
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private var status: stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }

    /// Whether it is a regular file that holds what somebody wrote, and no window into the kernel such as /proc.
    var isPlainFile: Bool {
        guard let status, status.st_mode & S_IFMT == S_IFREG else { return false }
        let system = almanac_file_system(descriptor)
        return system >= 0 && !Self.kernelSystems.contains(system)
    }

    /// Whether both are one file.
    func isSame(as other: OpenFile) -> Bool {
        guard let own = status, let theirs = other.status else { return false }
        return own.st_dev == theirs.st_dev && own.st_ino == theirs.st_ino
    }

    /// Reads the whole file.
    ///
    /// - Throws: ``SecretsError`` of kind `provider` when it is greater than `limit` bytes or cannot be read.
    func bytes(atMost limit: Int) throws(SecretsError) -> SecretBytes {
        guard let status, status.st_size <= limit else { throw Self.tooGreat }
        // One byte more shows whether the file grows meanwhile.
        let room = min(max(Int(status.st_size), 0), limit) + 1
        return try Scratch.with(room) { scratch throws(SecretsError) in
            var count = 0
            while count < scratch.count {
                let got = pread(
                    descriptor, scratch.baseAddress?.advanced(by: count), scratch.count - count, off_t(count))
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw SecretsError(.provider, "The file cannot be read.", isTransient: true) }
                guard got > 0 else { return SecretBytes(scratch[..<count]) }
                count += got
            }
            throw count > limit
                ? Self.tooGreat : SecretsError(.provider, "The file grew while it was read.", isTransient: true)
        }
    }

    private static let tooGreat = SecretsError(
        .provider, "The file is greater than 1 MiB, and no secret is. Check that it is the right one.")

    /// `f_type` of proc, sysfs, cgroup, cgroup2, debugfs, tracefs, securityfs, devpts, bpf and selinuxfs (linux/magic.h).
    private static let kernelSystems: Set<Int> = [
        0x9FA0, 0x6265_6572, 0x27_E0EB, 0x6367_7270, 0x6462_6720, 0x7472_6163, 0x7363_6673, 0x1CD1, 0xCAFE_4A11,
        0xF97C_FF8C,
    ]
}
