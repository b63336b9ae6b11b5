package import Basics
package import Domain
package import Modeling
package import Storage

/// Files of runs, kept in the store so that every node has them (core.md §5.5).
package enum JobFiles {
    /// Bytes of one file at most (core.md §9.1 `JOB_CREATE_FILE_MAX_SIZE`).
    package static let limit = 10 << 20
    /// Bytes of one part; a multiple of three, so that parts need no padding.
    static let part = 768 << 10

    /// Stores a file.
    ///
    /// - Returns: Its key.
    /// - Throws: ``Problem`` when it is too large or its name is no name of a file.
    package static func keep(
        _ name: String, _ bytes: [UInt8], of result: ID<JobResult>?, in session: Session,
        _ environment: RecordEnvironment
    ) throws -> ID<FileProxy> {
        guard bytes.count <= limit else {
            throw Problem(.tooLarge, "The file \(name) has \(bytes.count) bytes; \(limit) are allowed.")
        }
        let file = try add(name, size: bytes.count, of: result, in: session, environment)
        for (number, start) in stride(from: 0, to: bytes.count, by: Self.part).enumerated() {
            let part = Array(bytes[start..<min(start + Self.part, bytes.count)])
            try add(part, number: number, of: file, in: session, environment)
        }
        return file
    }

    /// Adds a file without its content.
    ///
    /// - Throws: ``Problem`` when its name is no name of a file.
    static func add(
        _ name: String, size: Int, of result: ID<JobResult>?, in session: Session, _ environment: RecordEnvironment
    ) throws -> ID<FileProxy> {
        guard !name.isEmpty, name.count <= 255, !name.contains("/"), !name.contains(where: \.isNewline),
            name != ".", name != ".."
        else { throw Problem(.invalidInput, "\"\(name)\" is no name of a file.") }
        var file = Record<FileProxy>(id: ID(environment.identifiers.next()))
        file.name = name
        file.uploadedAt = environment.time.now
        file.size = size
        file.jobResult = result
        try session.insert(FileProxy.schema, file.values)
        return file.id
    }

    /// Adds a part of a file.
    static func add(
        _ bytes: [UInt8], number: Int, of file: ID<FileProxy>, in session: Session, _ environment: RecordEnvironment
    ) throws {
        var part = Record<FilePart>(id: ID(environment.identifiers.next()))
        part.file = file
        part.number = number
        part.content = Base64.text(bytes)
        try session.insert(FilePart.schema, part.values)
    }

    /// A part of a file; nil behind the last one.
    static func part(_ number: Int, of file: ID<FileProxy>, in session: Session) throws -> [UInt8]? {
        let wanted =
            Predicate.compare(["file"], .equals, [file.value])
            && .compare(["number"], .equals, [.int(Int64(number))])
        guard let row = try session.rows(Selection(FilePart.schema, where: wanted, limit: 1)).first else { return nil }
        guard let bytes = Base64.bytes(Record<FilePart>(values: row).content) else {
            throw Problem(.internalFault, "A part of the file \(file) is damaged.")
        }
        return bytes
    }

    /// The bytes of a file.
    package static func bytes(of file: ID<FileProxy>, in session: Session) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let parts = Selection(
            FilePart.schema, where: .compare(["file"], .equals, [file.value]), ordering: ["number"])
        try session.forEach(parts) { row in
            guard let piece = Base64.bytes(Record<FilePart>(values: row).content) else {
                throw Problem(.internalFault, "A part of the file \(file) is damaged.")
            }
            bytes += piece
            return true
        }
        return bytes
    }

    /// Removes files.
    package static func remove(_ files: [Identifier], in session: Session) throws {
        let parts = try session.ids(FilePart.schema, where: .compare(["file"], .equals, files.map(Value.id)))
        try session.delete(FilePart.schema, ids: parts)
        try session.delete(FileProxy.schema, ids: files)
    }
}
