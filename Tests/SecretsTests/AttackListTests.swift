import Foundation
import Testing

/// The attacks S1 to S35 of contracts/secrets.md §5.3.
@Suite struct AttackListTests {
    @Test func `every attack of the contract has a test that carries its number`() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        var numbers: Set<Int> = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            // Names of tests, such as `S16, S31: no value is in any answer`.
            for line in text.split(separator: "\n") where line.contains("func `S") || line.contains("\"S") {
                for match in line.matches(of: /S([0-9]{1,2})(?=[:,])/) {
                    if let number = Int(match.output.1) { numbers.insert(number) }
                }
            }
        }
        #expect(Set(1...35).subtracting(numbers).isEmpty)
    }
}
