import Basics
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A text of a source that was brought: a file, or an entry of an archive.
struct BundleDocument {
    /// Hands on some bytes.
    typealias Piece = (UnsafeBufferPointer<UInt8>) throws -> Void

    /// The last part of its name, in small letters, without what says that it is compressed.
    let name: String
    /// Where it lies when it is a file of its own.
    let path: FilePath?
    private let stream: (Piece) throws -> Void

    init(name: String, path: FilePath? = nil, stream: @escaping (Piece) throws -> Void) {
        let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
        self.name = last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
        self.path = path
        self.stream = stream
    }

    /// Hands on the content in pieces, taken apart when it is compressed.
    ///
    /// - Throws: ``FeedError``, or what the closure throws.
    func read(_ body: Piece) throws { try stream(body) }

    /// The whole content.
    ///
    /// - Throws: ``FeedError``, `tooLarge` when there is more than 64 MB of it.
    func bytes(most: Int = 64 << 20) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read { piece in
            guard bytes.count + piece.count <= most else { throw FeedError(.tooLarge, "\(name) is too large.") }
            bytes.append(contentsOf: piece)
        }
        return bytes
    }

    /// Hands on the elements of a list in a text of JSON, one at a time, or the text itself when it has none.
    ///
    /// - Parameters:
    ///   - members: The members of the outermost object that may be the list; a list by itself counts always.
    ///   - body: Takes an element.
    /// - Throws: ``FeedError``, or what the closure throws.
    func items(_ members: [String] = [], _ body: (JSONValue) throws -> Void) throws {
        var splitter = JSONItemSplitter(members: members)
        var single: [UInt8]?
        var isFirst = true
        try read { piece in
            if isFirst, let first = piece.first(where: { $0 > 0x20 }) {
                isFirst = false
                // What has no list to look for need not be looked through.
                if first == 0x7B, members.isEmpty { single = [] }
            }
            guard single == nil else {
                single?.append(contentsOf: piece)
                guard single?.count ?? 0 <= 64 << 20 else { throw FeedError(.tooLarge, "\(name) is too large.") }
                return
            }
            try splitter.take(piece) { try body(try parsed(Array($0))) }
        }
        if let single { return try body(try parsed(single)) }
        let whole = try splitter.whole()
        if !splitter.hasFound { try body(whole) }
    }

    private func parsed(_ bytes: [UInt8]) throws(FeedError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw FeedError(.malformed, "\(name) is no JSON: \(error.reason)")
        }
    }

    /// The whole content as JSON.
    ///
    /// - Throws: ``FeedError`` when it is none.
    func json() throws -> JSONValue { try parsed(try bytes()) }
}

/// A bundle: one file, an archive, or a folder of both.
struct FeedBundle {
    /// Where it is.
    let path: FilePath
    /// The endings of names that count in folders and archives, in small letters, without `.gz`.
    let endings: [String]

    private static let mostFiles = 2_000_000
    private static let deepestFolder = 12

    /// A bundle at a path; what is named itself is read whatever its ending.
    init(_ path: FilePath, endings: [String] = [".json"]) {
        self.path = path
        self.endings = endings
    }

    /// Hands on the texts, those of a folder in the order of their names.
    ///
    /// - Throws: ``FeedError`` when there is none, or what the closure throws.
    func documents(_ body: (BundleDocument) throws -> Void) throws {
        var count = 0
        try visit(path, depth: 0) { document in
            count += 1
            guard count <= Self.mostFiles else { throw FeedError(.tooLarge, "\(path) holds too many files.") }
            try body(document)
        }
        guard count > 0 else {
            throw FeedError(.malformed, "\(path) holds no file that ends with \(endings.joined(separator: " or ")).")
        }
    }

    private func visit(_ path: FilePath, depth: Int, _ body: (BundleDocument) throws -> Void) throws {
        let isNamed = depth == 0
        let name = path.lastComponent?.string ?? ""
        if let names = Self.names(in: path) {
            guard depth < Self.deepestFolder else { throw FeedError(.tooLarge, "\(self.path) is too deep.") }
            for name in names { try visit(path.appending(name), depth: depth + 1, body) }
        } else if try Self.isArchive(path) {
            guard isNamed || name.lowercased().hasSuffix(".zip") else { return }
            try visit(archive: path, isNested: false, body)
        } else {
            let document = BundleDocument(name: name, path: path) { try FeedFile.read(path, $0) }
            if isNamed || counts(document) { try body(document) }
        }
    }

    private func counts(_ document: BundleDocument) -> Bool {
        !document.name.hasPrefix(".") && endings.contains { document.name.hasSuffix($0) }
    }

    /// An archive may hold one more archive, as the releases of the CVE list do.
    private func visit(archive path: FilePath, isNested: Bool, _ body: (BundleDocument) throws -> Void) throws {
        let archive = try ZipArchive(path)
        while let entry = try archive.next() {
            if entry.name.lowercased().hasSuffix(".zip"), !isNested {
                // Beside the bundle there is room for it, unless that cannot be written to.
                let beside = try? TemporaryFile(in: self.path.removingLastComponent())
                let file = try beside ?? TemporaryFile(in: "/tmp")
                try archive.read(entry) { try file.append($0) }
                try visit(archive: file.path, isNested: true, body)
                continue
            }
            let document = BundleDocument(name: entry.name) { body in
                guard entry.name.lowercased().hasSuffix(".gz") else { return try archive.read(entry, body) }
                let inflater = try Inflater(most: FeedFile.mostBytes)
                try archive.read(entry) { try inflater.take($0, body) }
                try inflater.finish()
            }
            if counts(document) { try body(document) }
        }
    }

    /// The names in a folder, sorted, without hidden ones; `nil` when it is no folder.
    private static func names(in path: FilePath) -> [String]? {
        guard let folder = path.withPlatformString({ opendir($0) }) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func isArchive(_ path: FilePath) throws -> Bool {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else {
            throw FeedError(.unreadable, "\(path) cannot be opened.")
        }
        // What was read stays read, whatever closing says.
        defer { try? file.close() }
        var start = [UInt8](repeating: 0, count: 4)
        let count = try? start.withUnsafeMutableBytes { try file.read(into: $0) }
        return count == 4 && (start == [0x50, 0x4B, 3, 4] || start == [0x50, 0x4B, 5, 6])
    }
}
