/// The header fields of a request or an answer, in their order; names are compared without regard to letter case.
///
/// Values may be credentials: printing shows the names only.
package struct HeaderFields: Hashable, Sendable, ExpressibleByDictionaryLiteral, CustomStringConvertible,
    CustomReflectable
{
    /// One field.
    package struct Field: Hashable, Sendable {
        /// The name as it was written.
        package let name: String
        /// The value, without white space around it.
        package let value: String
    }

    /// The fields in their order.
    package private(set) var fields: [Field] = []

    /// Makes a list of fields.
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The value of the first field of a name; setting replaces all of them, `nil` removes them.
    package subscript(name: String) -> String? {
        get { fields.first { Self.isSame($0.name, name) }?.value }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// The values of all fields of a name, in their order.
    package func values(of name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// Adds a field after the others, also when there is one of that name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The fields of these names only.
    package func only(_ names: Set<String>) -> HeaderFields {
        var result = self
        result.fields.removeAll { !names.contains($0.name.lowercased()) }
        return result
    }

    /// The names, never the values.
    package var description: String { "[" + fields.map(\.name).joined(separator: ", ") + "]" }

    /// A mirror without children, so that `dump` shows no value.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

    /// The name of the first field that cannot be sent, or that only the client itself may set.
    ///
    /// A line break in a value would start another field or another request; `Host` decides who answers, and must stay
    /// what the policy has checked.
    var firstForbidden: String? {
        let forbidden = fields.first { field in
            Self.reserved.contains(field.name.lowercased()) || field.name.isEmpty
                || !field.name.utf8.allSatisfy(Self.isTokenByte)
                || field.value.utf8.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
        }
        return forbidden.map { $0.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } }
    }

    private static let reserved: Set<String> = [
        "host", "accept-encoding", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer",
        "expect", "keep-alive",
        "proxy-authorization", "proxy-connection",
    ]

    /// The characters of a token (RFC 9110 section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x7C, 0x7E: true
        default: false
        }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
