import Secrets
import Testing

@Suite struct SecretBytesTests {
    @Test func `nothing that prints shows the bytes`() {
        let secret = SecretBytes("canary-hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("canary") && text.contains("redacted"))
        }
    }

    @Test func `the bytes are read in place and compared whole`() {
        let secret = SecretBytes([1, 2, 255])
        #expect(secret.withBytes { Array($0) } == [1, 2, 255])
        #expect(secret.revealText() == nil)
        #expect(SecretBytes("é").revealText() == "é")
        #expect(SecretBytes("same").isSame(as: SecretBytes("same")))
        #expect(!SecretBytes("same").isSame(as: SecretBytes("samE")))
        #expect(!SecretBytes("same").isSame(as: SecretBytes("sam")))
        #expect(SecretBytes("").isSame(as: SecretBytes([UInt8]())))
    }
}
