#if canImport(Glibc)
    import Glibc
#endif

/// Files that are to be run as programs.
package enum ProgramFile {
    /// Why a file is not run.
    package enum Fault: Error, Hashable, Sendable {
        /// It is no regular file that this process may run.
        case isNoProgram
        /// Others than root and this process's user may have written it.
        case isWritableByOthers
    }

    /// Makes sure that nobody but root and this process's own user can have written a program.
    package static func check(_ path: String) throws(Fault) {
        var status = stat()
        guard !path.utf8.contains(0), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            access(path, X_OK) == 0
        else { throw .isNoProgram }
        try checkOwner(status)
    }

    /// The same of a folder in which programs lie, and of the folders above it: who may rename one of them may replace all.
    package static func checkFolder(_ path: String) throws(Fault) {
        guard !path.utf8.contains(0), let real = realpath(path, nil) else { throw .isNoProgram }
        defer { free(real) }
        var folder = String(cString: real)
        var isAbove = false
        while true {
            var status = stat()
            guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw .isNoProgram }
            // Where the sticky bit is set, as in /tmp, only owners rename.
            if isAbove, status.st_mode & S_ISVTX != 0 { status.st_mode &= ~(S_IWGRP | S_IWOTH) }
            try checkOwner(status)
            guard folder != "/" else { return }
            folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
            if folder.isEmpty { folder = "/" }
            isAbove = true
        }
    }

    private static func checkOwner(_ status: stat) throws(Fault) {
        guard status.st_uid == 0 || status.st_uid == geteuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw .isWritableByOthers
        }
    }
}
