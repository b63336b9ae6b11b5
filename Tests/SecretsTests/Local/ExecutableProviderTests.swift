import Foundation
import Glibc
import Secrets
import Testing

/// A program that a test wrote, and what Almanac says about it.
@Suite(.timeLimit(.minutes(15))) struct ExecutableProviderTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// A provider of one program, `p`, which is a script for sh.
    private func provider(
        _ script: String, environment: [String: String] = [:], arguments: [String] = [],
        deadline: Duration = .seconds(900)
    ) throws -> ExecutableProvider {
        let path = try folder.write("#!/bin/sh\n" + script, to: "p", mode: 0o700)
        return ExecutableProvider([
            try ExecutablePlugin(
                name: "p", path: path, arguments: arguments, environment: environment, deadline: deadline)
        ])
    }

    private let asked = ["plugin": "p", "name": "router \"1\"\n; rm"]

    @Test func `the program gets the request on standard input and nothing else`() async throws {
        let provider = try provider(
            """
            cat > "$OUT/in"; env | sort > "$OUT/env"; ls /proc/self/fd | wc -l > "$OUT/fds"; pwd > "$OUT/pwd"
            printf '%s|' "$@" > "$OUT/arguments"; printf '{"value":"hunter2"}'
            """, environment: ["OUT": folder.path], arguments: ["one two", "$(id)"])
        var parameters = asked
        parameters["version"] = "3"
        #expect(try await provider.text(of: parameters) == "hunter2")
        func read(_ name: String) throws -> String {
            try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
        }
        #expect(try read("in") == #"{"protocol":1,"name":"router \"1\"\n; rm","version":"3"}"#)
        let variables = Set(try read("env").split(separator: "\n").compactMap { $0.split(separator: "=").first })
        #expect(variables.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["LANG", "OUT", "PATH"])
        // Those of ls: its three, and the one that it lists the folder by.
        #expect(try read("fds").trimmingCharacters(in: .whitespacesAndNewlines) == "4")
        #expect(try read("pwd") == "/\n")
        #expect(try read("arguments") == "one two|$(id)|")
    }

    @Test func `values are texts, bytes or documents, with the lease that the program knows`() async throws {
        let text = try provider(#"printf '{"value":"a\\u00e9","lease_seconds":60}'"#)
        let document = try await text.fetch(text.locate(ProviderParameters(asked)))
        #expect(document.lease == .seconds(60))
        #expect(try await text.text(of: asked) == "aé")
        let bytes = try await provider(#"printf '{"value_base64":"AP8B"}'"#).value(of: asked)
        #expect(bytes.form == .binary && bytes.bytes.withBytes { Array($0) } == [0, 255, 1])
        let object = try provider(#"printf '{"document":{"user":"ann","n":1}}'"#)
        #expect(try await object.value(of: asked).form == .json)
        #expect(try await object.text(of: asked.merging(["key": "user"]) { $1 }) == "ann")
        #expect(await object.failure(of: asked.merging(["key": "x"]) { $1 })?.kind == .valueNotFound)
    }

    @Test(arguments: [
        ("not_found", SecretsError.Kind.valueNotFound), ("invalid", .parameters), ("denied", .provider),
        ("unavailable", .provider), ("canary", .provider),
    ])
    func `a program says why it has no value`(_ code: String, _ kind: SecretsError.Kind) async throws {
        let error = try #require(
            await provider("printf '{\"error\":\"\(code)\",\"message\":\"canary\"}'").failure(of: asked))
        #expect(error.kind == kind && error.isTransient == (code == "unavailable"))
        #expect(!error.everything.contains("canary"))
    }

    @Test(arguments: [
        "", "canary", "[\"canary\"]", #"{"value":1}"#, #"{"value_base64":"*canary"}"#, #"{"document":"canary"}"#,
    ])
    func `an answer that is none is an error that does not show it`(_ output: String) async throws {
        let error = try #require(await provider("printf '%s' '\(output)'").failure(of: asked))
        #expect(error.kind == .provider && !error.everything.contains("canary"))
    }

    @Test func `a program that fails is an error without its words`() async throws {
        let error = try #require(
            await provider("echo canary >&2; printf '{\"value\":\"canary\"}'; exit 3").failure(of: asked))
        #expect(error.kind == .provider && error.message.contains("status 3") && !error.everything.contains("canary"))
        let killed = try #require(await provider("kill -TERM $$").failure(of: asked))
        #expect(killed.message.contains("status -15"))
    }

    @Test func `S28: a program that writes without end is stopped at 1 MiB`() async throws {
        let error = try #require(await provider("exec cat /dev/zero").failure(of: asked))
        #expect(error.message.contains("1 MiB"))
    }

    @Test func `S28: a program that is too slow is ended with all that it started`() async throws {
        let provider = try provider("\(sleeper) & sleep 900", deadline: .milliseconds(300))
        let error = try #require(await provider.failure(of: asked))
        #expect(error.isTransient && error.message.contains("in time"))
        try await waitForSleeper()
    }

    @Test func `what a program leaves running is ended and not waited for`() async throws {
        let provider = try provider(
            "\(sleeper) & while [ ! -s $OUT/pid ]; do :; done; printf '{\"value\":\"a\"}'",
            environment: ["OUT": folder.path])
        #expect(try await provider.text(of: asked) == "a")
        try await waitForSleeper()
    }

    /// A command that writes its number and sleeps.
    private var sleeper: String { "sh -c 'echo $$ > \(folder.path)/pid; exec sleep 900'" }

    /// Waits until the sleeper is gone; nothing to wait for when it has not come so far as to write its number.
    private func waitForSleeper() async throws {
        guard let text = try? String(contentsOfFile: folder.path + "/pid", encoding: .utf8),
            let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return }
        // Where nobody collects orphans, it stays in the list as a zombie.
        while let line = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8), !line.contains(") Z ") {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `a program whose caller does not wait any more is ended`() async throws {
        let provider = try provider("touch \(folder.path)/started; exec sleep 900")
        let asked = asked
        let task = Task { await provider.failure(of: asked) }
        while !FileManager.default.fileExists(atPath: folder.path + "/started") {
            try await Task.sleep(for: .milliseconds(10))
        }
        task.cancel()
        #expect(await task.value?.kind == .secret)
    }

    @Test func `a program that others may write is not run`() async throws {
        let provider = try provider("printf '{\"value\":\"a\"}'")
        for mode: mode_t in [0o777, 0o720, 0o600] {
            chmod(folder.path + "/p", mode)
            #expect(await provider.failure(of: asked)?.kind == .provider)
        }
        try FileManager.default.removeItem(atPath: folder.path + "/p")
        #expect(await provider.failure(of: asked)?.kind == .provider)
    }

    @Test func `records and settings that cannot work are refused`() async throws {
        let provider = try provider("exit 1")
        #expect(await provider.failure(of: ["plugin": "p"])?.kind == .parameters)
        #expect(await provider.failure(of: ["name": "a"])?.kind == .parameters)
        #expect(await provider.failure(of: ["plugin": "q", "name": "a"])?.kind == .provider)
        #expect(throws: SecretsError.self) { try ExecutablePlugin(name: "p", path: "relative") }
        #expect(throws: SecretsError.self) { try ExecutablePlugin(name: "p/q", path: "/bin/true") }
    }
}
