import Basics
import HTTPAPI
import HTTPServing
import Testing

@Suite("Names by which the server may be called")
struct HostCheckTests {
    @Test(
        "Its own names and any address pass, with a port or without",
        arguments: [
            "localhost", "LOCALHOST:8000", "almanac.example.com", "Almanac.Example.Com:443", "127.0.0.1", "10.1.2.3:80",
            "[::1]", "[2001:db8::1]:8080",
        ])
    func known(_ host: String) throws {
        try HostCheck(allowed: ["almanac.example.com"]).check(host)
    }

    @Test(
        "Other names, and what is no name, are refused",
        arguments: [
            "", "evil.example", "localhost.evil.example", "almanac.example.com.evil.example", "xalmanac.example.com",
            "localhost:", "localhost:x", "localhost:99999", "localhost:80:80", "[::1", "[::1]x", "[localhost]", "a b",
            "localhost/", "user@localhost", "localhost\u{0}", "[]", ":80", "loçalhost",
        ])
    func unknown(_ host: String) {
        #expect(throws: Problem.self) { try HostCheck(allowed: ["almanac.example.com"]).check(host) }
    }

    @Test("A request without a name is refused")
    func missing() {
        #expect(throws: Problem.self) { try HostCheck(allowed: []).check(nil) }
    }
}
