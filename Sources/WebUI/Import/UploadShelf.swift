import Basics
import Modeling
import Services

/// Keeps uploaded files between the page that shows what they would do and the one that does it.
///
/// In memory, bounded, for an hour; whoever comes later uploads again.
actor UploadShelf {
    struct Upload: Sendable {
        let owner: Identifier
        let name: String
        let bytes: [UInt8]
        let kept: Timestamp
    }

    private var uploads: [(id: Identifier, upload: Upload)] = []
    /// Bytes of all files together.
    private static let capacity = 300 * 1024 * 1024
    /// Seconds.
    private static let lifetime = 3600.0

    /// Keeps a file; the oldest ones make room.
    ///
    /// - Throws: ``Problem`` of kind `tooLarge`.
    func keep(_ upload: Upload, as id: Identifier) throws {
        guard upload.bytes.count <= Self.capacity else {
            throw Problem(.tooLarge, "The file is too large for this page. Use the command almanac import.")
        }
        sweep(upload.kept)
        uploads.append((id, upload))
        while uploads.reduce(0, { $0 + $1.upload.bytes.count }) > Self.capacity { uploads.removeFirst() }
    }

    /// A file that its owner uploaded; nil when it is gone.
    func find(_ id: Identifier, of owner: Identifier?, now: Timestamp) -> Upload? {
        sweep(now)
        return uploads.first { $0.id == id && $0.upload.owner == owner }?.upload
    }

    /// Forgets a file that was used.
    func drop(_ id: Identifier) { uploads.removeAll { $0.id == id } }

    private func sweep(_ now: Timestamp) {
        uploads.removeAll { now.seconds(since: $0.upload.kept) > Self.lifetime }
    }
}
