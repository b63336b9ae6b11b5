import Testing

@testable import Basics

@Suite struct Base64Tests {
    /// RFC 4648 §10.
    private static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("the vectors of the RFC are written and read", arguments: vectors)
    func vector(_ plain: String, _ text: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.text(bytes) == text)
        #expect(Base64.text(bytes, padded: false) == text.filter { $0 != "=" })
        #expect(Base64.bytes(text) == bytes)
        #expect(Base64.bytes(text.filter { $0 != "=" }) == bytes)
    }

    @Test func `every byte survives both alphabets`() {
        let bytes = (0...255).map { UInt8($0) }
        for alphabet in [Base64.Alphabet.standard, .url] {
            let text = Base64.text(bytes, alphabet)
            #expect(Base64.bytes(text, alphabet) == bytes)
            #expect(text.contains("+") == (alphabet == .standard) && text.contains("_") == (alphabet == .url))
        }
    }

    @Test(
        "what no writer makes is refused",
        arguments: ["A", "AAAAA", "A===", "AA=A", "AB", "A-==", "Zg==Zg==", "é", "Z g="])
    func refused(_ text: String) {
        #expect(Base64.bytes(text) == nil)
    }
}
