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
        let name = SystemRandom().fill(12).map { String($0, radix: 16) }.joined()
        path = folder.appending("almanac-feed-\(name)")
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: [.ownerReadWrite])
        } catch {
            throw FeedError(.unreadable, "Nothing can be written to \(folder). Check that it exists and has room.")
        }
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
