import Basics
import Secrets
import TestKit
import Testing

@Suite struct RedactionRegistryTests {
    private let time = ManualTime(Timestamp(microseconds: 0))

    private func registry(_ values: String...) -> RedactionRegistry {
        let registry = RedactionRegistry(time: time)
        for value in values { registry.register(SecretBytes(value)) }
        return registry
    }

    @Test func `a value is taken out wherever it stands`() {
        let registry = registry("hunter2!")
        #expect(registry.masked("password=hunter2!&x") == "password=(redacted)&x")
        #expect(registry.masked("hunter2!hunter2!") == "(redacted)(redacted)")
        #expect(registry.masked("hunter2") == "hunter2")
        #expect(registry.masked("") == "")
    }

    @Test func `a value is found in Base64, whatever stands before and after it`() {
        let value = "s3cr3t-Värde?&>"
        let registry = registry(value)
        for before in ["", "a", "ab", "abc", "user:", "admin:"] {
            for after in ["", "z", "zz", "zzz"] {
                for alphabet in [Base64.Alphabet.standard, .url] {
                    let text = Base64.text(Array((before + value + after).utf8), alphabet)
                    let masked = registry.masked("Authorization: Basic \(text)")
                    #expect(masked.contains("(redacted)"), "\(before)|\(after) \(masked)")
                    // What is left of it around the mask says no more than a letter at each end.
                    let rest = masked.replacing("(redacted)", with: "").dropFirst("Authorization: Basic ".count)
                    #expect(rest.count <= text.count - value.utf8.count * 8 / 6 + 3, "\(masked)")
                }
            }
        }
    }

    @Test func `a value is found as URLs, JSON and HTML write it`() {
        let value = "pä ss/w\"ord<&'>\\x\n1"
        let registry = registry(value)
        let forms = [
            "p%C3%A4%20ss%2Fw%22ord%3C%26%27%3E%5Cx%0A1", "p%c3%a4%20ss/w%22ord%3c%26%27%3e%5cx%0a1",
            "p%C3%A4+ss%2Fw%22ord%3C%26%27%3E%5Cx%0A1", #"pä ss/w\"ord<&'>\\x\n1"#, #"pä ss\/w\"ord<&'>\\x\n1"#,
            #"p\u00e4 ss/w\"ord<&'>\\x\n1"#, "pä ss/w&#34;ord&lt;&amp;&#39;&gt;\\x\n1",
            "pä ss/w&quot;ord&lt;&amp;&#x27;&gt;\\x\n1",
        ]
        for form in forms { #expect(registry.masked("<\(form)>") == "<(redacted)>", "\(form)") }
    }

    @Test func `lines of eight characters and more are known by themselves, and a value without blanks around it`() {
        let registry = registry("-----BEGIN\nMIIabcdefgh\nshort\n", " padded value \n")
        #expect(registry.masked("MIIabcdefgh") == "(redacted)")
        #expect(registry.masked("short") == "short")
        #expect(registry.masked("[padded value]") == "[(redacted)]")
    }

    @Test func `values of fewer than four characters are not known, because every text would be masked`() {
        let registry = registry("abc", "ööö", "")
        #expect(registry.count == 0)
        #expect(registry.masked("abc ööö") == "abc ööö")
    }

    @Test func `the longer of two values that begin alike is taken`() {
        let registry = registry("secret", "secret-long-one")
        #expect(registry.masked("x secret-long-one y secret z") == "x (redacted) y (redacted) z")
    }

    @Test func `a value is forgotten an hour after it was handed out last`() {
        let registry = registry("first-value")
        time.advance(seconds: 3000)
        registry.register(SecretBytes("first-value"))
        time.advance(seconds: 3000)
        for number in 0..<1000 { registry.register(SecretBytes("filler-\(number)")) }
        #expect(registry.masked("first-value") == "(redacted)")
        time.advance(seconds: 3000)
        for number in 0..<1000 { registry.register(SecretBytes("other-\(number)")) }
        #expect(registry.masked("first-value") == "first-value")
    }

    @Test func `there is room for so many values, and those handed out longest ago go first`() {
        let registry = RedactionRegistry(time: time, capacity: 100)
        for number in 0..<150 {
            time.advance(seconds: 1)
            registry.register(SecretBytes("value-number-\(number)"))
        }
        #expect(registry.count <= 100)
        #expect(registry.masked("value-number-149.") == "(redacted).")
        #expect(registry.masked("value-number-0.") == "value-number-0.")
    }

    @Test func `bytes that are no text are masked too`() {
        let registry = RedactionRegistry(time: time)
        registry.register(SecretBytes([0xFF, 0x00, 0xFE, 0x10, 0x80]))
        let masked = registry.masked([0x41, 0xFF, 0x00, 0xFE, 0x10, 0x80, 0x42])
        #expect(masked == Array("A(redacted)B".utf8))
    }

    @Test func `S30: a token in the URL of a repository is masked in whatever tells of it`() {
        let registry = RedactionRegistry(time: ManualTime(Timestamp(microseconds: 0)))
        let token = "ghp_canary/+=token"
        registry.register(SecretBytes(token))
        for text in [
            "fatal: unable to access 'https://git:\(token)@git.example.net/x.git/': The requested URL returned error: 403",
            "https://git:ghp_canary%2F%2B%3Dtoken@git.example.net/x.git",
            #"{"cmdline": "git clone https://ghp_canary\/+=token@git.example.net"}"#,
        ] {
            #expect(!registry.masked(text).contains("canary"), "\(registry.masked(text))")
        }
    }
}
