import CManual

/// The manual of this release: the files of `docs/`, which are part of the executable.
package struct ManualLibrary: Sendable {
    /// A picture of the manual.
    package struct Picture: Sendable {
        package let name: String
        package let type: String
        package let bytes: [UInt8]

        /// Where it is.
        package var path: String { "/docs/images/\(name)" }
    }

    /// Read when first needed, and kept as long as the process runs.
    package static let shared = ManualLibrary(Self.files())

    /// By part, and by title in each.
    package let documents: [ManualDocument]
    /// The files below `docs/` that are here.
    package let files: [String]
    /// What stands above all parts, in Markdown.
    package let contents: String
    private let byFile: [String: ManualDocument]
    private let pictures: [String: Picture]

    /// - Parameter files: Paths below `docs/` with their content.
    init(_ files: [(path: String, bytes: [UInt8])]) {
        var documents: [ManualDocument] = []
        var pictures: [String: Picture] = [:]
        var contents = ""
        for (path, bytes) in files {
            if let name = path.wholeSuffix(after: "images/") {
                pictures[name] = Picture(
                    name: name, type: name.hasSuffix(".svg") ? "image/svg+xml" : "image/png", bytes: bytes)
                continue
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if path == Self.contentsFile { contents = text }
            if let document = ManualDocument(file: path, source: text) { documents.append(document) }
        }
        let parts = ManualDocument.Part.allCases
        self.documents = parts.flatMap { part in
            documents.filter { $0.part == part }.sorted { $0.title < $1.title }
        }
        self.files = files.map(\.path)
        self.contents = contents
        self.pictures = pictures
        byFile = Dictionary(documents.map { ($0.file, $0) }) { first, _ in first }
    }

    private static let contentsFile = "README.md"

    private static func files() -> [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = []
        while let file = cmanual_file(files.count)?.pointee {
            files.append(
                (String(cString: file.path), Array(UnsafeBufferPointer(start: file.bytes, count: file.length))))
        }
        return files
    }

    /// The document of a file below `docs/`, as `reference/feeds.md`.
    package func document(_ file: String) -> ManualDocument? { byFile[file] }

    /// A picture by its name.
    package func picture(_ name: String) -> Picture? { pictures[name] }

    // MARK: Links

    /// Where a link of a document leads on the pages; nil when it leads to a file that is not here.
    ///
    /// - Parameters:
    ///   - target: As the document has it: a file beside it with an anchor, an anchor, or an address of the web.
    ///   - file: The file that holds the link, below `docs/`.
    package func place(_ target: String, in file: String) -> String? {
        if target.hasPrefix("#") { return target }
        if target.contains("://") || target.hasPrefix("mailto:") { return target }
        let pieces = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let anchor = pieces.count == 2 ? "#\(pieces[1])" : ""
        var folders = file.split(separator: "/").dropLast()
        for step in pieces[0].split(separator: "/") {
            switch step {
            case ".": continue
            case "..":
                guard folders.popLast() != nil else { return nil }
            default: folders.append(step)
            }
        }
        let path = folders.joined(separator: "/")
        if path == Self.contentsFile { return "/docs/\(anchor)" }
        if let name = path.wholeSuffix(after: "images/"), let picture = pictures[name] { return picture.path }
        return byFile[path].map { $0.path + anchor }
    }

    /// Whether a place of the manual is there: the page of a document, and the heading when it names one.
    ///
    /// - Parameter place: As ``place(_:in:)`` gives it, with the page in front of an anchor.
    package func has(_ place: String) -> Bool {
        let pieces = place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = pieces.first else { return false }
        if path == "/docs/" { return pieces.count == 1 }
        if let name = String(path).wholeSuffix(after: "/docs/images/") { return pictures[name] != nil }
        guard let document = documents.first(where: { $0.path == path }) else { return false }
        return pieces.count == 1 || document.sections.contains { $0.anchor == String(pieces[1]) }
    }
}

extension String {
    /// What follows this beginning; nil for texts that begin otherwise.
    fileprivate func wholeSuffix(after beginning: String) -> String? {
        hasPrefix(beginning) ? String(dropFirst(beginning.count)) : nil
    }
}
