/// The name of a kind of product in the Common Platform Enumeration 2.3.
package struct CPEName: Hashable, Sendable {
    /// What sort of thing a name is of.
    package enum Part: String, Hashable, Sendable {
        /// An application.
        case application = "a"
        /// Hardware.
        case hardware = "h"
        /// An operating system.
        case operatingSystem = "o"
        /// Any of them.
        case any = "*"
    }

    /// How many attributes a name has, its part included.
    private static let count = 11
    /// Longer texts are no names.
    private static let longest = 4096

    /// What sort of thing it is.
    package let part: Part
    /// The other attributes in the order of the specification.
    private let attributes: [CPEAttribute]

    /// Who makes it.
    package var vendor: CPEAttribute { attributes[0] }
    /// What it is called.
    package var product: CPEAttribute { attributes[1] }
    /// Its version.
    package var version: CPEAttribute { attributes[2] }
    /// The update of the version: a service release, a hotfix, a patch.
    package var update: CPEAttribute { attributes[3] }
    /// Edition, language, edition of the software, target software, target hardware, and others.
    package var further: ArraySlice<CPEAttribute> { attributes[4...] }

    /// Reads a formatted string (`cpe:2.3:o:cisco:ios:15.2\(7\)e3:*:…`) or a URI (`cpe:/o:cisco:ios:15.2%287%29e3`).
    ///
    /// Attributes that are missing at the end are any.
    /// - Throws: ``CPEError``.
    package init(_ text: String) throws(CPEError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest else { throw CPEError("The name is too long.") }
        if bytes.starts(with: Array("cpe:2.3:".utf8)) {
            try self.init(formatted: bytes.dropFirst(8))
        } else if bytes.starts(with: Array("cpe:/".utf8)) {
            try self.init(uri: bytes.dropFirst(5))
        } else {
            throw CPEError("The name begins with neither “cpe:2.3:” nor “cpe:/”.")
        }
    }

    private init(formatted bytes: ArraySlice<UInt8>) throws(CPEError) {
        var parts: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isEscaped = false
        for index in bytes.indices {
            if isEscaped {
                isEscaped = false
            } else if bytes[index] == 0x5C {
                isEscaped = true
            } else if bytes[index] == 0x3A {
                parts.append(bytes[start..<index])
                start = index + 1
            }
        }
        parts.append(bytes[start...])
        guard parts.count <= Self.count else { throw CPEError("The name has more than 11 attributes.") }
        guard !parts[0].isEmpty else { throw CPEError("The name has no part.") }
        part = try Self.part(parts[0])
        var attributes: [CPEAttribute] = []
        for part in parts.dropFirst() { attributes.append(try CPEAttribute(formatted: part)) }
        self.attributes = Self.filled(attributes)
    }

    private init(uri bytes: ArraySlice<UInt8>) throws(CPEError) {
        let parts = bytes.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count <= 7 else { throw CPEError("The name has more than 7 components.") }
        part = try Self.part(parts[0])
        var attributes: [CPEAttribute] = []
        for (index, part) in parts.dropFirst().enumerated() {
            // The fifth component may pack editions: ~edition~software~target software~target hardware~other.
            guard index == 4, part.first == 0x7E else {
                attributes.append(try CPEAttribute(uri: part))
                continue
            }
            let packed = part.dropFirst().split(separator: 0x7E, omittingEmptySubsequences: false)
            guard packed.count == 5 else { throw CPEError("A packed edition has five parts.") }
            var editions: [CPEAttribute] = []
            for edition in packed { editions.append(try CPEAttribute(uri: edition)) }
            let language: CPEAttribute = parts.count > 6 ? try CPEAttribute(uri: parts[6]) : .any
            attributes += [editions[0], language] + editions[1...]
            break
        }
        self.attributes = Self.filled(attributes)
    }

    private static func part(_ bytes: ArraySlice<UInt8>) throws(CPEError) -> Part {
        // A URI leaves an open part out.
        if bytes.isEmpty { return .any }
        guard let part = Part(rawValue: String(decoding: bytes, as: UTF8.self).lowercased()) else {
            throw CPEError("The part of the name is none of a, h, o.")
        }
        return part
    }

    private static func filled(_ attributes: [CPEAttribute]) -> [CPEAttribute] {
        attributes + Array(repeating: .any, count: count - 1 - attributes.count)
    }

    /// The name as a formatted string with all its attributes.
    package var formatted: String {
        "cpe:2.3:" + ([part.rawValue] + attributes.map(\.formatted)).joined(separator: ":")
    }

    /// The name as a URI; editions beyond the first are packed, open attributes at the end left out.
    package var uri: String {
        var parts = attributes[..<4].map(\.uri)
        let more = [attributes[6], attributes[7], attributes[8], attributes[9]]
        if more.allSatisfy({ $0 == .any }) {
            parts.append(attributes[4].uri)
        } else {
            parts.append("~" + ([attributes[4]] + more).map(\.uri).joined(separator: "~"))
        }
        parts.append(attributes[5].uri)
        while parts.last == "" { parts.removeLast() }
        return (["cpe:/" + (part == .any ? "" : part.rawValue)] + parts).joined(separator: ":")
    }

    /// Its attributes with the part among them, for comparisons.
    var all: [CPEAttribute] { [part == .any ? .any : .text(part.rawValue)] + attributes }
}
