/// Ids of vulnerabilities.
package enum CVEIdentifier {
    /// Whether a text is an id: `CVE-`, a year of four digits, a number of at least four.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("CVE".utf8), parts[1].count == 4, parts[2].count >= 4 else {
            return false
        }
        return parts[1...].allSatisfy { $0.count <= 19 && $0.allSatisfy { $0 &- 0x30 < 10 } }
    }
}
