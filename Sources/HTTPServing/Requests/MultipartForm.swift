package import Basics

/// A body of the type `multipart/form-data` (RFC 7578).
package struct MultipartForm {
    /// One part.
    package struct Part {
        package let name: String
        /// Present for files.
        package let fileName: String?
        package let bytes: [UInt8]

        /// The text of a part that is no file.
        package var text: String? { String(validating: bytes, as: UTF8.self) }
    }

    /// In the order of the body.
    package let parts: [Part]
    private static let limit = 1000

    /// - Throws: ``Problem`` of kind `invalidInput` when the body is not what the type says.
    package init(_ body: [UInt8], contentType: String) throws(Problem) {
        let marker = try Self.marker(contentType)
        var parts: [Part] = []
        guard body.starts(with: marker) else { throw Self.broken }
        var place = marker.count
        while true {
            if body[place...].starts(with: [45, 45]) { break }
            guard body[place...].starts(with: [13, 10]) else { throw Self.broken }
            let start = place + 2
            guard let end = Self.find([13, 10] + marker, in: body, from: start) else { throw Self.broken }
            guard parts.count < Self.limit else {
                throw Problem(.invalidInput, "A form has at most \(Self.limit) parts.")
            }
            parts.append(try Self.part(body[start..<end]))
            place = end + 2 + marker.count
        }
        self.parts = parts
    }

    static let broken = Problem(.invalidInput, "Multipart form parse error - the parts cannot be told apart.")

    private static func part(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Part {
        let all = Array(bytes)
        guard let blank = find([13, 10, 13, 10], in: all, from: 0) else { throw broken }
        let head = try names(all[..<blank])
        return Part(name: head.name, fileName: head.fileName, bytes: Array(all[(blank + 4)...]))
    }

    /// The names in the head of a part.
    static func names(_ head: ArraySlice<UInt8>) throws(Problem) -> (name: String, fileName: String?) {
        guard let head = String(validating: head, as: UTF8.self) else { throw broken }
        for line in head.split(separator: "\r\n") {
            let pair = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[0].lowercased() == "content-disposition" else { continue }
            guard let name = parameter("name", of: pair[1]), !name.isEmpty else { throw broken }
            return (name, parameter("filename", of: pair[1]))
        }
        throw broken
    }

    /// The line that stands between parts.
    static func marker(_ contentType: String) throws(Problem) -> [UInt8] {
        guard let boundary = parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count) else {
            throw Problem(.invalidInput, "Multipart form parse error - Invalid boundary in multipart: None")
        }
        return Array("--\(boundary)".utf8)
    }

    /// `form-data; name="a"; filename="b.txt"`.
    private static func parameter(_ name: String, of text: String) -> String? {
        var rest = Substring(text)
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    if character == "\\", let next = rest.popFirst() {
                        value.append(next)
                    } else {
                        value.append(character)
                    }
                }
            } else {
                value = String(rest.prefix { $0 != ";" && $0 != " " })
                rest = rest.drop { $0 != ";" }
            }
            if key == name { return value }
        }
        return nil
    }

    static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
        var place = start
        while place <= bytes.count - pattern.count {
            guard let next = bytes[place...(bytes.count - pattern.count)].firstIndex(of: first) else { return nil }
            if bytes[next..<next + pattern.count].elementsEqual(pattern) { return next }
            place = next + 1
        }
        return nil
    }
}
