import Basics
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that only its owner sees, and that goes away with its last reference.
final class TemporaryFile: Sendable {
    /// Where it is.
    let path: FilePath
    private let descriptor: FileDescriptor

    /// Makes an empty file in a folder.
    ///
    /// - Throws: ``FeedError`` when that cannot be.
    init(in folder: FilePath) throws(FeedError) {
        // The system finds a name that nobody has, and makes the file for its owner alone (mkstemp(3)).
        var name = Array("\(folder.appending("almanac-feed-XXXXXX"))".utf8CString)
        let number = name.withUnsafeMutableBufferPointer { $0.baseAddress.map(mkstemp) ?? -1 }
        guard number >= 0, fcntl(number, F_SETFD, FD_CLOEXEC) == 0 else {
            throw FeedError(.unreadable, "Nothing can be written to \(folder). Check that it exists and has room.")
        }
        path = FilePath(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit {
        // Nobody is left to hear that it failed.
        try? descriptor.close()
        _ = path.withPlatformString { unlink($0) }
    }

    /// Writes bytes behind the others.
    ///
    /// - Throws: ``FeedError``, mostly because the disk is full.
    func append(_ bytes: some Sequence<UInt8>) throws(FeedError) {
        do {
            try descriptor.writeAll(bytes)
        } catch {
            throw FeedError(.unreadable, "A download cannot be written. Check that the disk has room.")
        }
    }
}
