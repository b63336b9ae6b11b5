import Basics
import Outbound
import Testing

@Suite struct MailTextTests {
    @Test(arguments: [
        ("Old hardware: 3 new events", "Old hardware: 3 new events"),
        ("Grüße", "=?UTF-8?B?R3LDvMOfZQ==?="),
        // Would be read as an encoded word otherwise.
        ("=?UTF-8?Q?x?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?="),
        ("one\r\nBcc: victim@example.com", "one  Bcc: victim@example.com"),
        ("tab\tnul\u{0}del\u{7F}nel\u{85}", "tab nul del nel "),
        ("line\u{2028}paragraph\u{2029}", "line paragraph "),
    ])
    func `a header value is one line of ASCII whatever it is made of`(text: String, value: String) {
        #expect(MailText.headerValue(text) == value)
    }

    @Test func `a long value becomes words of at most 75 characters, none of which cuts a character`() {
        let text = String(repeating: "Gerät – 設備 🛰️ ", count: 30)
        let lines = MailText.headerValue(text, column: 9).split(separator: "\r\n ").map(String.init)
        #expect(lines.count > 5 && lines.allSatisfy { $0.utf8.count <= 75 })
        #expect((lines.first?.utf8.count ?? 99) <= 66)
        let parts = lines.map { line in
            Base64.bytes(String(line.dropFirst("=?UTF-8?B?".count).dropLast(2)))
                .flatMap { String(validating: $0, as: UTF8.self) }
        }
        #expect(parts.allSatisfy { $0 != nil } && parts.compactMap(\.self).joined() == text)
    }

    @Test func `a body is quoted-printable in short lines with CRLF`() {
        func encoded(_ text: String) -> String { String(decoding: MailText.quotedPrintable(text), as: UTF8.self) }
        #expect(
            encoded("a=b\n.dot\nblank \n\ttab\r\nold\rmac") == "a=3Db\r\n.dot\r\nblank=20\r\n\ttab\r\nold\r\nmac\r\n")
        #expect(encoded("ü") == "=C3=BC\r\n")
        let long = encoded(String(repeating: "ä", count: 200))
        #expect(long.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        #expect(long.replacing("=\r\n", with: "") == String(repeating: "=C3=A4", count: 200) + "\r\n")
    }

    @Test func `a full stop at the beginning of a line never ends a message`() {
        func sent(_ text: String) -> String { String(decoding: MailText.transmitted(Array(text.utf8)), as: UTF8.self) }
        #expect(sent("a\r\n.\r\n..b\r\nc.d\r\n") == "a\r\n..\r\n...b\r\nc.d\r\n.\r\n")
        #expect(sent("no end") == "no end\r\n.\r\n")
        #expect(sent(".") == "..\r\n.\r\n")
    }

    @Test func `a date has the day of the week and the zone`() throws {
        let time = try #require(Timestamp("2026-11-22T18:05:09Z"))
        #expect(MailText.date(time) == "Sun, 22 Nov 2026 18:05:09 +0000")
        let early = try #require(Timestamp("2027-02-01T00:00:00Z"))
        #expect(MailText.date(early) == "Mon, 1 Feb 2027 00:00:00 +0000")
    }

    @Test(arguments: ["a@b", "first.last+tag@mail.example.com", "o'neil@example.com"])
    func `an address is taken`(text: String) { #expect(MailAddress.isValid(text)) }

    @Test(arguments: [
        "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "a@b\r\nRCPT TO:<x@y>", "a>@b", "<a@b>", "\"a b\"@c", "a..b@c",
        ".a@c", "a@-b", "a@b..c", "a,b@c", "ü@c", "a@ü", "a@[127.0.0.1]", "a\u{0}@b",
        String(repeating: "a", count: 65) + "@b",
    ])
    func `what could be read as anything else is no address`(text: String) { #expect(!MailAddress.isValid(text)) }

    @Test func `a message has both forms of its text, and nothing of its parts adds a header`() throws {
        let id = try #require(Identifier("00000000-0000-4000-8000-000000000007"))
        let message = MailMessage(
            sender: "almanac@example.com", senderName: "Al\"manac\r\nX-Evil: 1", recipients: ["a@b.c", "d@e.f"],
            subject: "News\r\nX-Evil: 2", text: "plain ü", html: "<p>rich</p>", id: id,
            date: Timestamp(microseconds: 1_795_000_000_000_000))
        let text = String(decoding: message.bytes, as: UTF8.self)
        let head = text.firstRange(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) } ?? text
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        let fields = Array(lines.prefix(while: { !$0.isEmpty }))
        #expect(head.utf8.allSatisfy { $0 < 0x80 })
        #expect(!fields.contains { $0.hasPrefix("X-Evil") })
        #expect(fields.contains("From: \"Almanac  X-Evil: 1\" <almanac@example.com>"))
        #expect(fields.contains("To: a@b.c,") && fields.contains(" d@e.f"))
        #expect(fields.contains("Message-ID: <\(id)@example.com>"))
        #expect(fields.contains("Date: Wed, 18 Nov 2026 11:06:40 +0000"))
        #expect(fields.contains("Auto-Submitted: auto-generated") && fields.contains("MIME-Version: 1.0"))
        #expect(fields.contains("Content-Type: multipart/alternative; boundary=\"=_almanac_\(id)\""))
        #expect(lines.count { $0 == "--=_almanac_\(id)" } == 2 && lines.contains("--=_almanac_\(id)--"))
        #expect(lines.contains("plain =C3=BC") && lines.contains("<p>rich</p>"))
    }
}
