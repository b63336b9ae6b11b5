/// Addresses of e-mail in the narrow form that is taken: nothing in it could be read as anything but an address.
package enum MailAddress {
    /// Whether a text is `local@domain` in ASCII.
    ///
    /// Narrower than RFC 5321 on purpose: neither quotes nor comments, blanks, angle brackets, commas or control characters.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isAtom) } && labels.allSatisfy(isLabel)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 32)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard (1...63).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
    }
}
