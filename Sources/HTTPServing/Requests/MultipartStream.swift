package import Basics

/// Reads a body of the type `multipart/form-data` while it comes; no file is held as a whole.
package struct MultipartStream {
    /// What the body says next.
    package enum Event: Equatable {
        /// A field that is no file, with its whole value.
        case field(name: String, value: String)
        /// A file begins; its bytes follow.
        case file(field: String, name: String)
        case bytes([UInt8])
        case endOfFile
    }

    private enum State {
        case start
        /// Behind a line between parts: another part, or the end.
        case between
        case head
        case field(name: String)
        case file
        case end
    }

    private let marker: [UInt8]
    private var state = State.start
    private var rest: [UInt8] = []
    private var parts = 0
    /// Bytes of the head of a part.
    private static let longestHead = 16 << 10
    /// Bytes of a field that is no file.
    private static let longestField = 64 << 10
    private static let mostParts = 100

    /// - Throws: ``Problem`` of kind `unsupportedMedia` or `invalidInput`.
    package init(contentType: String) throws(Problem) {
        guard contentType.lowercased().hasPrefix("multipart/form-data") else {
            throw Problem(.unsupportedMedia, "A file is sent as multipart/form-data.")
        }
        marker = try MultipartForm.marker(contentType)
    }

    /// Takes the next bytes, however the body was cut.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when the body is not what the type says.
    package mutating func take(_ bytes: [UInt8]) throws(Problem) -> [Event] {
        rest.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Says that nothing follows.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when the body was cut off.
    package func finish() throws(Problem) {
        guard case .end = state else { throw Problem(.invalidInput, "The upload was cut off. Send the file again.") }
    }

    /// - Returns: Whether there may be more in what has come.
    private mutating func step(_ events: inout [Event]) throws(Problem) -> Bool {
        switch state {
        case .start:
            guard rest.count >= marker.count else { return false }
            guard rest.starts(with: marker) else { throw MultipartForm.broken }
            rest.removeFirst(marker.count)
            state = .between
        case .between:
            guard rest.count >= 2 else { return false }
            guard !rest.starts(with: [45, 45]) else {
                state = .end
                return true
            }
            guard rest.starts(with: [13, 10]) else { throw MultipartForm.broken }
            rest.removeFirst(2)
            state = .head
        case .head: return try head(&events)
        case .field(let name): return try field(name, &events)
        case .file: return file(&events)
        case .end:
            rest = []
            return false
        }
        return true
    }

    private mutating func head(_ events: inout [Event]) throws(Problem) -> Bool {
        guard let blank = MultipartForm.find([13, 10, 13, 10], in: rest, from: 0) else {
            guard rest.count <= Self.longestHead else { throw MultipartForm.broken }
            return false
        }
        let names = try MultipartForm.names(rest[..<blank])
        rest.removeFirst(blank + 4)
        parts += 1
        guard parts <= Self.mostParts else { throw MultipartForm.broken }
        if let file = names.fileName {
            events.append(.file(field: names.name, name: file))
            state = .file
        } else {
            state = .field(name: names.name)
        }
        return true
    }

    private mutating func field(_ name: String, _ events: inout [Event]) throws(Problem) -> Bool {
        guard let end = MultipartForm.find([13, 10] + marker, in: rest, from: 0) else {
            guard rest.count <= Self.longestField else { throw Problem(.tooLarge, "The field \(name) is too long.") }
            return false
        }
        guard let value = String(validating: rest[..<end], as: UTF8.self) else {
            throw Problem(.invalidInput, "The field \(name) is not UTF-8.")
        }
        events.append(.field(name: name, value: value))
        rest.removeFirst(end + 2 + marker.count)
        state = .between
        return true
    }

    private mutating func file(_ events: inout [Event]) -> Bool {
        let line = [13, 10] + marker
        if let end = MultipartForm.find(line, in: rest, from: 0) {
            if end > 0 { events.append(.bytes(Array(rest[..<end]))) }
            events.append(.endOfFile)
            rest.removeFirst(end + line.count)
            state = .between
            return true
        }
        // The last bytes may be the beginning of the line that ends the file.
        let certain = rest.count - line.count + 1
        guard certain > 0 else { return false }
        events.append(.bytes(Array(rest[..<certain])))
        rest.removeFirst(certain)
        return false
    }
}
