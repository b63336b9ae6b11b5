import Basics
import Domain
import Foundation
import JobEngine
import Modeling
import Storage
import SystemPackage

/// A file of a source that somebody uploaded, laid beside the data while it is read.
///
/// It keeps its name, by which some sources tell what a file is; it lies in a folder of its own, which is removed at the end.
final class BundleUpload: Sendable {
    /// Where the file is.
    let path: FilePath
    private let folder: String

    private init(_ folder: String, _ name: String) {
        self.folder = folder
        path = FilePath(folder).appending(name)
    }

    deinit {
        // Nobody is left to hear that it failed.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Takes a file out of the store, part by part.
    ///
    /// - Throws: ``Problem`` when there is no such file, or no room for it.
    static func laid(_ file: Identifier, _ context: JobContext) async throws -> BundleUpload {
        let row = try await context.read { try $0.row(FileProxy.schema, file).map(Record<FileProxy>.init(values:)) }
        guard let row else { throw Problem(.notFound, "The uploaded file is not there any more. Upload it again.") }
        let folder = "\(context.environment.downloads)/almanac-bundle-\(context.environment.identifiers.next())"
        let upload = BundleUpload(folder, row.name)
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let descriptor = try FileDescriptor.open(
                upload.path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite])
            try await descriptor.closeAfter { try await write(ID(file), size: row.size, to: descriptor, context) }
        } catch is Errno {
            throw Problem(
                .unavailable,
                "The file cannot be written to \(context.environment.downloads). Check that the disk has room.")
        } catch let error as CocoaError {
            throw Problem(
                .unavailable, "Nothing can be written to \(context.environment.downloads).", underlying: "\(error)")
        }
        return upload
    }

    private static func write(
        _ file: ID<FileProxy>, size: Int, to descriptor: FileDescriptor, _ context: JobContext
    ) async throws {
        var number = 0
        var count = 0
        while let part = try await context.read({ [number] in try JobFiles.part(number, of: file, in: $0) }) {
            try context.checkpoint()
            try descriptor.writeAll(part)
            number += 1
            count += part.count
            context.report(count >> 20, of: size >> 20, "MB taken from the upload")
        }
        guard count == size else {
            throw Problem(.unprocessable, "The uploaded file is not complete. Upload it again.")
        }
    }
}

extension FileDescriptor {
    /// Closes the file after something asynchronous was done with it.
    fileprivate func closeAfter(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            // The first fault is the one to tell.
            try? close()
            throw error
        }
        try close()
    }
}
