import Foundation
import Glibc
import Processes
import Testing

/// Programs that are talked to: what they get, what they may write, and that nothing of them stays.
@Suite(.timeLimit(.minutes(15))) struct ProgramSessionTests {
    private func shell(_ script: String, _ environment: [String: String] = [:]) -> ProgramStart {
        ProgramStart(
            path: "/bin/sh", arguments: ["-c", script],
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }, folder: "/tmp")
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a program is talked to line by line`() async throws {
        let session = try await ProgramSession(
            shell("while read -r line; do echo \"got $line\"; echo \"oh $line\" >&2; done; exit 3"))
        session.send(Array("one\n".utf8))
        #expect(await session.next() == .line(Array("got one".utf8)))
        #expect(await session.next() == .complaint(Array("oh one".utf8)))
        session.send(Array("two\n".utf8))
        #expect(await session.next() == .line(Array("got two".utf8)))
        #expect(await session.next() == .complaint(Array("oh two".utf8)))
        session.closeInput()
        session.send(Array("too late\n".utf8))
        #expect(await session.next() == .ended(3))
        #expect(await session.next() == nil)
        session.signal(SIGKILL)
    }

    @Test func `it gets the environment and the folder that are given, and nothing else`() async throws {
        let outcome = try await shell("env; pwd; ls /proc/self/fd | wc -l", ["OWN": "value"]).run()
        let lines = Set(text(outcome.output).split(separator: "\n").map(String.init))
        #expect(lines.isSuperset(of: ["OWN=value", "PATH=/usr/bin:/bin", "/tmp", "4"]))
        #expect(
            lines.subtracting(["OWN=value", "PATH=/usr/bin:/bin", "PWD=/tmp", "/tmp", "4"]).allSatisfy {
                $0.hasPrefix("_=") || $0.hasPrefix("SHLVL=") || $0.hasPrefix("OLDPWD=")
            })
    }

    @Test func `great amounts go both ways, and a last line needs no end`() async throws {
        let bytes = [UInt8](repeating: 0x61, count: 3 << 20)
        let outcome = try await ProgramStart(path: "/bin/cat").run(
            input: bytes, limits: ProgramSession.Limits(line: 4 << 20, output: 4 << 20))
        #expect(outcome.status == 0 && outcome.output.count == bytes.count + 1)
    }

    @Test(arguments: ["yes | tr -d '\\n'", "yes long-enough"])
    func `who writes too much is ended`(_ script: String) async throws {
        let outcome = try await shell(script).run(limits: ProgramSession.Limits(line: 100_000, output: 1 << 20))
        #expect(outcome.wroteTooMuch && outcome.status == -SIGKILL)
        #expect(outcome.output.count <= 1 << 20)
    }

    @Test func `complaints are cut off and end nothing`() async throws {
        let outcome = try await shell("yes complaint | head -n 100000 >&2; echo done")
            .run(limits: ProgramSession.Limits(complaints: 5000))
        #expect(outcome.status == 0 && text(outcome.output) == "done\n")
        #expect(outcome.complaints.count <= 5000)
    }

    @Test func `a program that nobody listens to waits, and does not fill the memory`() async throws {
        let session = try await ProgramSession(shell("yes | head -n 100000; echo end >&2"))
        var lines = 0
        var isWaiting = true
        while let event = await session.next() {
            if isWaiting {
                // Meanwhile it would have written everything, if it could.
                try await Task.sleep(for: .milliseconds(50))
                isWaiting = false
            }
            if case .line = event { lines += 1 }
            if case .ended(let status) = event { #expect(status == 0) }
        }
        #expect(lines == 100_000)
    }

    @Test func `everything that it started ends with it`() async throws {
        let session = try await ProgramSession(shell("sleep 600 & echo $!; sleep 600"))
        guard case .line(let line)? = await session.next(), let child = Int32(text(line)) else {
            Issue.record("no line")
            return
        }
        session.signal(SIGKILL)
        #expect(await session.next() == .ended(-SIGKILL))
        while kill(child, 0) == 0, !isZombie(child) { usleep(1000) }
    }

    private func isZombie(_ process: Int32) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ") Z"
        return stat.contains(") Z")
    }

    @Test func `cancelling ends it`() async throws {
        let start = shell("echo $$; exec sleep 600")
        let task = Task { try await start.run() }
        task.cancel()
        #expect(try await task.value.status == -SIGKILL)
    }

    @Test func `what is no program cannot be started`() async {
        for path in ["/nonexistent", "/etc/passwd", "/bin/\0sh"] {
            await #expect(throws: ProgramStart.Fault.cannotStart) { try await ProgramStart(path: path).run() }
        }
    }

    @Test func `a program that others may change is told apart`() throws {
        let path = NSTemporaryDirectory() + "/almanac-program-\(getpid())"
        try Data("#!/bin/sh\n".utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        chmod(path, 0o600)
        #expect(throws: ProgramFile.Fault.isNoProgram) { try ProgramFile.check(path) }
        chmod(path, 0o722)
        #expect(throws: ProgramFile.Fault.isWritableByOthers) { try ProgramFile.check(path) }
        chmod(path, 0o755)
        try ProgramFile.check(path)
        #expect(throws: ProgramFile.Fault.isNoProgram) { try ProgramFile.checkFolder(path) }
    }

    @Test func `a folder counts with those above it`() throws {
        let path = NSTemporaryDirectory() + "/almanac-folder-\(getpid())"
        let inner = path + "/above/jobs"
        try FileManager.default.createDirectory(
            atPath: inner, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: path) }
        try ProgramFile.checkFolder(inner)
        chmod(path + "/above", 0o777)
        #expect(throws: ProgramFile.Fault.isWritableByOthers) { try ProgramFile.checkFolder(inner) }
        chmod(path + "/above", 0o1777)
        try ProgramFile.checkFolder(inner)
        chmod(inner, 0o1777)
        #expect(throws: ProgramFile.Fault.isWritableByOthers) { try ProgramFile.checkFolder(inner) }
    }
}
