import Basics

/// Checks of texts beyond their length; each returns the text as it is kept.
enum TextFormats {
    static func check(_ text: String, _ format: TextFormat) throws(ValueError) -> String {
        switch format {
        case .plain: return text
        case .url:
            guard isURL(text) else { throw ValueError("Enter a valid URL.") }
            return text
        case .email:
            guard isEmail(text) else { throw ValueError("Enter a valid email address.") }
            return text
        case .color:
            guard text.utf8.count == 6, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
            else { throw ValueError("RGB color in hexadecimal (e.g. 00ff00)") }
            return text
        case .timeZone:
            guard isTimeZoneName(text) else { throw ValueError("A valid timezone is required.") }
            return text
        case .macAddress:
            guard let address = MACAddress(text) else { throw ValueError("Enter a valid MAC address.") }
            return address.description
        case .contentType:
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isNameByte) }) else {
                throw ValueError("Invalid value. Specify a content type as '<app_label>.<model_name>'.")
            }
            return text
        case .ipHost:
            guard let host = IPHost(text) else { throw ValueError("Enter a valid IPv4 or IPv6 address.") }
            return host.description
        case .ipInterface:
            guard let address = IPInterfaceAddress(text) else {
                throw ValueError("Enter a valid IPv4 or IPv6 address (with optional mask).")
            }
            return address.description
        case .ipNetwork:
            guard let network = IPNetwork(text) else {
                throw ValueError("Enter a valid IPv4 or IPv6 network (with mask).")
            }
            return network.description
        case .key:
            guard let first = text.utf8.first, !(48...57).contains(first), text.utf8.allSatisfy(isKeyByte) else {
                throw ValueError(
                    "This key is not Python/GraphQL safe. Please do not start the key with a digit and do not use "
                        + "hyphens or whitespace")
            }
            return text
        case .anyURL:
            let hasScheme = text.firstRange(of: "://").map { isScheme(text[..<$0.lowerBound]) } ?? false
            let isTemplate = text.contains("{{") || text.contains("{%")
            guard hasScheme || isTemplate, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
                throw ValueError("Enter a valid URL.")
            }
            return text
        }
    }

    /// Whether a text is the scheme of a URL (RFC 3986 section 3.1).
    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (97...122).contains(first | 32) else { return false }
        return text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 32) || [0x2B, 0x2D, 0x2E].contains(byte)
        }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool { isNameByte(byte) || (65...90).contains(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 95
    }

    /// An absolute http, https, ftp or ftps URL with a host, as Django's validator takes it.
    private static func isURL(_ text: String) -> Bool {
        guard let separator = text.firstRange(of: "://") else { return false }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard ["http", "https", "ftp", "ftps"].contains(scheme) else { return false }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        if hostAndPort.hasPrefix("[") {
            guard let end = hostAndPort.firstIndex(of: "]") else { return false }
            return IPHost(hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<end]) != nil
        }
        let parts = hostAndPort.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, !host.isEmpty, host.count <= 253 else { return false }
        if parts.count == 2, UInt16(parts[1]) == nil { return false }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let isWellFormed = labels.allSatisfy { label in
            !label.isEmpty && label.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
        }
        return isWellFormed && (labels.count > 1 || host == "localhost")
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return (labels.count > 1 || parts[1] == "localhost")
            && labels.allSatisfy { label in
                !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }

    /// The shape of an IANA zone name; whether the zone exists is up to the machine that shows times.
    private static func isTimeZoneName(_ text: String) -> Bool {
        guard text.utf8.count <= 63 else { return false }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 3
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
                            || $0 == 43 || $0 == 45
                    }
            }
    }
}
