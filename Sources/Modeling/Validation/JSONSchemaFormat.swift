import Basics

/// The formats of JSON Schema that are checked.
enum JSONSchemaFormat: String {
    case date
    case dateTime = "date-time"
    case email, hostname, ipv4, ipv6, uri, uuid, regex

    func accepts(_ text: String) -> Bool {
        switch self {
        case .date: CalendarDay(text) != nil
        case .dateTime: text.utf8.contains { $0 | 32 == 116 } && Timestamp(text) != nil
        // Only whether they throw is asked.
        case .email: (try? TextFormats.check(text, .email)) != nil
        case .hostname: Self.isHostname(text)
        case .ipv4: IPHost(text)?.family == .v4
        case .ipv6: IPHost(text)?.family == .v6
        case .uri: Self.isURI(text)
        case .uuid: Identifier(text) != nil
        case .regex: (try? Pattern(text, caseInsensitive: false)) != nil
        }
    }

    private static func isHostname(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 45 }
            }
    }

    /// A scheme, a colon, and no characters that an address cannot hold.
    private static func isURI(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: 58), let first = text.utf8.first, isLetter(first) else {
            return false
        }
        let isScheme = text.utf8[..<colon].allSatisfy { byte in
            isLetter(byte) || (48...57).contains(byte) || byte == 43 || byte == 45 || byte == 46
        }
        let refused: Set<UInt8> = [34, 60, 62, 92, 94, 96, 123, 124, 125]
        return isScheme && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !refused.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
