import Basics
import Foundation

/// Recorded cases that lie beside the repository; a clone on its own has none.
enum SharedVectors {
    private static let root: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/" + package + "/../shared/"
    }()

    static let areAvailable = FileManager.default.fileExists(atPath: root + "vectors/version-order-vectors.json")

    /// A file below the folder, as JSON.
    static func json(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: root + path))))
    }

    /// The names in a folder, in order.
    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + folder).sorted()
    }
}
