import Basics
import Testing

@testable import Domain

@Suite struct PasswordRulesTests {
    private let rules = PasswordRules(
        username: "alice.smith", email: "asmith@example.com", firstName: "Alice", lastName: "Smithson")

    @Test(
        "long passwords of any characters are taken",
        arguments: [
            "correct horse battery staple", "Golden-pass-1", "tr0ub4dor&3xyzzy", "日本語のパスワードは長いほうが良い",
            "ñandú y murciélago",
            "8c7f2e9a1b4d", "     .     .  x7",
            "\u{1F600}\u{1F4BB}\u{1F512}\u{1F30D}\u{1F6F0}\u{1F9EA}\u{1F9E9}\u{1F3A9}\u{1F40C}\u{1F335}\u{1F9CA}\u{1FA90}",
            String(repeating: "wq8;", count: 1)
                + "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy",
        ])
    func taken(_ password: String) {
        #expect(rules.complaints(password) == [])
    }

    @Test func `length counts characters, from 12 to 128`() {
        #expect(
            rules.complaints("x7;Kd9.pQw2") == ["This password is too short. It must contain at least 12 characters."])
        #expect(rules.complaints("x7;Kd9.pQw2m") == [])
        let long = String((0..<128).map { Character(UnicodeScalar(UInt8(33 + $0 * 7 % 90))) })
        #expect(rules.complaints(long) == [])
        #expect(
            rules.complaints(long + "x") == ["Ensure this field has no more than 128 characters."])
    }

    @Test func `a null character is refused, whatever stands around it`() {
        for password in ["a\u{0}b", "x7;Kd9\u{0}.pQw2m"] {
            #expect(rules.complaints(password) == ["Null characters are not allowed."])
        }
    }

    @Test(
        "what everybody tries first is refused",
        arguments: [
            "password1234", "Password1234!", "P@ssw0rd2024", "qwertyuiop12", "qwertyuiop[]", "1q2w3e4r5t6y",
            "123456789012",
            "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "letmeinletmein", "iloveyou1234", "dragondragon",
            "monkey123456",
            "Summer2024!!", "welcome12345", "administrator", "nautobot1234", "almanac12345", "zaq12wsxcde3",
            "1qaz2wsx3edc",
            "drowssapdrowssap", "adminadminadmin", "010203040506", "123qweasdzxc", "qazwsxedcrfv",
        ])
    func common(_ password: String) {
        #expect(rules.complaints(password) == ["This password is too common."])
    }

    @Test(
        "what is known about the user is refused",
        arguments: [
            ("alice.smith1", "username"), ("ALICE.SMITH!?", "username"), ("1asmith@example.com", "email address"),
            ("Smithson1967", "last name"),
        ])
    func personal(_ password: String, _ attribute: String) {
        #expect(rules.complaints(password) == ["The password is too similar to the \(attribute)."])
        #expect(PasswordRules(username: "bob").complaints(password) != rules.complaints(password))
    }

    @Test func `the list holds three thousand words and more, and knows a stranger when it sees one`() {
        #expect(CommonPasswords.count > 6000)
        for word in ["password", "123456", "qwerty", "dragon", "letmein", "1qaz2wsx3edc"] {
            #expect(CommonPasswords.contains(word.utf8), "\(word)")
        }
        let random = SeededRandom(seed: 3)
        let strangers = (0..<20_000).filter { _ in
            CommonPasswords.contains(random.fill(12).map { 97 + $0 % 26 })
        }
        #expect(strangers.isEmpty)
    }
}

@Suite struct PasswordHashTests {
    @Test(
        "both forms are written as they were read",
        arguments: [
            "$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "pbkdf2_sha256$600000$seasalt$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=",
        ])
    func roundTrip(_ text: String) throws {
        #expect(try #require(PasswordHash(text)).text == text)
    }

    @Test(
        "what is no hash, or would cost too much to check, is none",
        arguments: [
            "", "password", "!", "md5$salt$AAECAwQFBgcICQoLDA0ODw==",
            "$scrypt$ln=15,r=8$AAECAwQFBgc$AAECAwQFBgcICQoLDA0ODw",
            "$scrypt$ln=31,r=8,p=1$AAECAwQFBgc$AAECAwQFBgcICQoLDA0ODw", "$scrypt$ln=15,r=8,p=3$$AAECAwQFBgcICQoLDA0ODw",
            "$scrypt$ln=15,r=8,p=3$AAECAwQFBgc$AAEC", "pbkdf2_sha256$99999999999$s$AAECAwQFBgcICQoLDA0ODw==",
            "pbkdf2_sha256$1000$s$AAECAwQFBgcICQoLDA0ODw==$x",
            "$scrypt$ln=0,r=8,p=3$AAECAwQFBgc$AAECAwQFBgcICQoLDA0ODw",
            "$scrypt$ln=18,r=8,p=1$AAECAwQFBgc$AAECAwQFBgcICQoLDA0ODw",
            "$scrypt$ln=17,r=8,p=5$AAECAwQFBgc$AAECAwQFBgcICQoLDA0ODw",
            "pbkdf2_sha256$5000001$s$AAECAwQFBgcICQoLDA0ODw==",
        ])
    func refused(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }
}

@Suite struct APITokenTextTests {
    @Test func `a token has a prefix, a checksum and 40 characters, and no two are the same`() {
        let random = SeededRandom(seed: 1)
        let tokens = (0..<500).map { _ in APITokenText.make(random) }
        #expect(Set(tokens).count == 500)
        for token in tokens {
            #expect(token.hasPrefix("alm_") && token.utf8.count == 40 && !APITokenText.isDamaged(token))
        }
    }

    @Test func `the checksum is CRC-32, so that a scanner can check it too`() {
        #expect(!APITokenText.isDamaged("alm_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp"))
    }

    @Test func `one letter changed, lost or added is noticed`() {
        let token = APITokenText.make(SeededRandom(seed: 2))
        for place in 4..<40 {
            var letters = Array(token)
            letters[place] = letters[place] == "A" ? "B" : "A"
            #expect(APITokenText.isDamaged(String(letters)), "\(place)")
        }
        #expect(APITokenText.isDamaged(String(token.dropLast())) && APITokenText.isDamaged(token + "A"))
        #expect(!APITokenText.isDamaged("0123456789abcdef0123456789abcdef01234567"))
    }

    @Test func `a client may choose 40 hex digits and nothing else`() {
        #expect(APITokenText.isChoosable("0123456789abcdefABCDEF6789abcdef01234567"))
        for text in ["", "0123", String(repeating: "0", count: 41), String(repeating: "g", count: 40)] {
            #expect(!APITokenText.isChoosable(text))
        }
        #expect(APITokenText.masked(prefix: "alm_abcd") == "alm_abcd" + String(repeating: "*", count: 32))
    }
}
