import Basics
import Foundation
import Secrets
import Testing

/// 1Password over its command line program, which a script stands for: it is started as the real one would be.
@Suite struct OnePasswordCLITests {
    private static let script = """
        #!/bin/sh
        [ "$OP_SERVICE_ACCOUNT_TOKEN" = ops_CANARY ] || exit 6
        case "$*" in
        "read --no-newline op://Net/router1/password") printf ' top secret ' ;;
        "read --no-newline op://Net/router 1/Console/pin") printf 1234 ;;
        "read --no-newline op://Net/binary/file") printf '\\377\\000' ;;
        "read --no-newline op://Net/environment/all") /usr/bin/env | cut -d= -f1 | sort | tr '\\n' ' ' ;;
        "read --no-newline op://Net/directory/all") pwd; cat ;;
        "read --no-newline op://Net/slow/all") exec sleep 900 ;;
        "read --no-newline op://Net/talkative/all") exec cat /dev/zero ;;
        *) echo "[ERROR] CANARY isn't an item: $*"; echo "CANARY" >&2; exit 1 ;;
        esac
        """

    private static func provider(
        _ folder: Folder, _ more: JSONObject = [:], mode: mode_t = 0o700, token: String = "ops_CANARY"
    ) throws -> OnePasswordCLIProvider {
        let path = try folder.write(script, to: "op", mode: mode)
        var block: JSONObject = [
            "token": .string(token), "vaults": ["Net": [:]], "cli_path": .string(path), "deadline_seconds": 600,
        ]
        for (key, value) in more { block[key] = value }
        return OnePasswordCLIProvider(block)
    }

    private static func given(_ item: String, _ field: String, section: String? = nil) -> [String: String] {
        var parameters = ["vault": "Net", "item": item, "field": field]
        parameters["section"] = section
        return parameters
    }

    @Test func `a field is what the program writes, to the last blank`() async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let provider = try Self.provider(folder)
        #expect(await BackendWorld.outcome(provider, Self.given("router1", "password")) == " top secret ")
        #expect(await BackendWorld.outcome(provider, Self.given("router 1", "pin", section: "Console")) == "1234")
        let binary = try await provider.value(of: Self.given("binary", "file"))
        #expect(binary.form == .binary && binary.bytes.withBytes { Array($0) } == [255, 0])
    }

    @Test func `the program gets its token and nothing else of ours`() async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let names = try await Self.provider(folder).text(of: Self.given("environment", "all")) ?? ""
        // The shell of the script adds the last ones.
        let expected: Set = [
            "LANG", "OP_BIOMETRIC_UNLOCK_ENABLED", "OP_CACHE", "OP_SERVICE_ACCOUNT_TOKEN", "PATH", "PWD", "OLDPWD",
            "SHLVL", "_",
        ]
        #expect(Set(names.split(separator: " ").map(String.init)).isSubset(of: expected), "\(names)")
        let home = try Self.provider(folder, ["cli_home": .string(folder.path)])
        #expect(try await home.text(of: Self.given("environment", "all"))?.contains("HOME ") == true)
        #expect(await BackendWorld.outcome(home, Self.given("directory", "all")) == "/\n")
    }

    @Test func `what the program complains about is not repeated`() async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let error = try #require(await Self.provider(folder).failure(of: Self.given("none", "password")))
        #expect(error.kind == .provider && !error.everything.contains("CANARY") && !error.isTransient)
        let wrong = try Self.provider(folder, token: "ops_other")
        #expect(await wrong.failure(of: Self.given("router1", "password"))?.message.contains("status 6") == true)
    }

    @Test(arguments: ["slow", "talkative"])
    func `S28: a program that is too slow or writes without end is ended`(item: String) async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let provider = try Self.provider(folder, item == "slow" ? ["deadline_seconds": 0.2] : [:])
        let error = try #require(await provider.failure(of: Self.given(item, "all")))
        #expect(error.kind == .provider && error.isTransient == (item == "slow"))
    }

    @Test(arguments: [
        "a/b", "../x", "a?attribute=otp", "--help; id", "$(id)", "a\"b", "a\nb", "%2e", "",
        String(repeating: "a", count: 300),
    ])
    func `S27: a name that would change the reference is refused`(name: String) async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let provider = try Self.provider(folder)
        for parameters in [Self.given(name, "password"), Self.given("router1", name)] {
            #expect(await BackendWorld.outcome(provider, parameters) == "SecretParametersError")
        }
    }

    @Test func `a program that others may change is not run`() async throws {
        let folder = try Folder()
        defer { withExtendedLifetime(folder) {} }
        let provider = try Self.provider(folder, mode: 0o722)
        let error = try #require(await provider.failure(of: Self.given("router1", "password")))
        #expect(error.kind == .provider && error.message.contains("Others may change the program"))
        let missing = OnePasswordCLIProvider([
            "token": "t", "vaults": ["Net": [:]], "cli_path": "/nothing/op",
        ])
        #expect(await BackendWorld.outcome(missing, Self.given("router1", "password")) == "SecretProviderError")
    }

    @Test(
        arguments: [
            nil, [:], ["vaults": [:]], ["vaults": ["Net": [:]]], ["token": "a\nb", "vaults": ["Net": [:]]],
            ["token": "t", "vaults": ["Net": [:]], "cli_path": "op"],
            ["token": "t", "vaults": ["Net": [:]], "deadline_seconds": 0],
            ["token": "t", "vaults": ["Net": [:]], "cli_home": "home"],
        ] as [JSONObject?])
    func `a configuration that cannot work says so at the start`(block: JSONObject?) async throws {
        let provider = OnePasswordCLIProvider(block)
        #expect(provider.problems.count == 1)
        #expect(await BackendWorld.outcome(provider, Self.given("a", "b")) == "SecretProviderError")
    }
}
