import Foundation
import Glibc

/// A folder that is gone with this object.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "almanac-secrets-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template), let real = realpath(made, nil) else { throw CocoaError(.fileNoSuchFile) }
        path = String(cString: real)
        free(real)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders above it, and gives its path.
    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws -> String {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        chmod(url.path, mode)
        return url.path
    }

    /// Makes a symbolic link, and gives its path.
    func link(_ name: String, to target: String) -> String {
        symlink(target, "\(path)/\(name)")
        return "\(path)/\(name)"
    }
}
