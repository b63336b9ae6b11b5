import Foundation
import Glibc
import Secrets
import Testing

@Suite struct TextFileProviderTests {
    let folder: Folder
    let root: String

    init() throws {
        folder = try Folder()
        root = folder.path + "/root"
        try folder.write("hunter2\n", to: "root/password")
        try folder.write("outside", to: "outside.txt")
    }

    private func provider(_ roots: [String]? = nil, refused: [String] = [], openat2: Bool = true) -> TextFileProvider {
        TextFileProvider(files: ContainedFiles(roots: roots ?? [root], refused: refused, usesOpenat2: openat2))
    }

    @Test(arguments: [true, false])
    func `a file below a root is read`(_ openat2: Bool) async throws {
        try folder.write("deep", to: "root/a/b/c")
        #expect(try await provider(openat2: openat2).text(of: ["path": root + "/password"]) == "hunter2")
        #expect(try await provider(openat2: openat2).text(of: ["path": root + "//a/./b/c"]) == "deep")
    }

    @Test(arguments: [true, false])
    func `links that stay below a root are followed, as Kubernetes makes them`(_ openat2: Bool) async throws {
        try folder.write("first", to: "root/..2026_01/token")
        _ = folder.link("root/..data", to: "..2026_01")
        let path = folder.link("root/token", to: "..data/token")
        #expect(try await provider(openat2: openat2).text(of: ["path": path]) == "first")
    }

    @Test func `S34: a file that is replaced is read again`() async throws {
        let provider = provider()
        #expect(try await provider.text(of: ["path": root + "/password"]) == "hunter2")
        try folder.write("hunter3", to: "root/new")
        #expect(rename(root + "/new", root + "/password") == 0)
        #expect(try await provider.text(of: ["path": root + "/password"]) == "hunter3")
    }

    @Test(arguments: ["relative", "", "/base/../outside.txt", "/base/..", "/a\0b"])
    func `S19: a path that is not plain is refused`(_ path: String) async {
        #expect(await provider().failure(of: ["path": path])?.kind == .parameters)
    }

    @Test(arguments: [true, false])
    func `S19: nothing outside the roots is read, and nothing is told about it`(_ openat2: Bool) async throws {
        let provider = provider(openat2: openat2)
        let paths = [
            folder.path + "/outside.txt", folder.path + "/missing.txt", root + "/missing", root, root + "2/x", "/",
            folder.link("root/out", to: folder.path + "/outside.txt"),
            folder.link("root/up", to: "..") + "/outside.txt",
            folder.link("root/loop", to: "loop"), folder.link("root/environment", to: "/proc/self/environ"),
        ]
        var failures: Set<SecretsError> = []
        for path in paths { failures.insert(try #require(await provider.failure(of: ["path": path]), "\(path)")) }
        #expect(failures.count == 1 && failures.first?.kind == .valueNotFound)
    }

    @Test(arguments: [true, false])
    func `S19: folders, FIFOs, devices and windows into the kernel are not read`(_ openat2: Bool) async {
        let fifo = root + "/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        let everything = provider(["/"], openat2: openat2)
        let paths = [
            fifo, root, "/dev/null", "/dev/zero", "/proc/self/environ", "/proc/self/cmdline", "/sys/kernel/notes",
            "/proc/self/fd/0",
        ]
        for path in paths {
            #expect(await everything.failure(of: ["path": path])?.kind == .valueNotFound, "\(path)")
        }
    }

    @Test func `S19: a file of 2 GB is refused before it is read`() async throws {
        let path = try folder.write("", to: "root/great")
        #expect(truncate(path, 2 << 30) == 0)
        #expect(await provider().failure(of: ["path": path])?.kind == .provider)
        try folder.write([UInt8](repeating: 0x61, count: 1 << 20), to: "root/edge")
        #expect(try await provider().text(of: ["path": root + "/edge"])?.utf8.count == 1 << 20)
        try folder.write([UInt8](repeating: 0x61, count: 1 << 20 + 1), to: "root/edge")
        #expect(await provider().failure(of: ["path": root + "/edge"])?.kind == .provider)
    }

    @Test func `what is kept from a root is not read`() async throws {
        let path = try folder.write("own", to: "root/store/key")
        for refused in [root + "/store", path] {
            #expect(await provider(refused: [refused]).failure(of: ["path": path])?.kind == .valueNotFound)
        }
        #expect(try await provider(refused: [root + "/sto"]).text(of: ["path": path]) == "own")
    }

    @Test func `the ends are stripped as the parameter says`() async throws {
        let path = try folder.write(" \u{A0}\u{3000}a\r\nb\u{2003}\r\n", to: "root/spaces")
        #expect(try await provider().text(of: ["path": path]) == "a\r\nb")
        #expect(try await provider().text(of: ["path": path, "strip": "true"]) == "a\r\nb")
        #expect(try await provider().text(of: ["path": path, "strip": "newline"]) == " \u{A0}\u{3000}a\r\nb\u{2003}")
        #expect(
            try await provider().text(of: ["path": path, "strip": "false"]) == " \u{A0}\u{3000}a\r\nb\u{2003}\r\n")
        #expect(await provider().failure(of: ["path": path, "strip": "yes"])?.kind == .parameters)
        try folder.write(" \n\t ", to: "root/blank")
        #expect(try await provider().text(of: ["path": root + "/blank"]) == "")
    }

    @Test func `a key takes a member of a JSON object`() async throws {
        let path = try folder.write(
            #"{"a": "x\n\u00e9\ud83d\ude00\/\"", "n": 1.50, "z": null, "a.b": "dotted", "a": "last \u005C", "o": {"k": [1]}}"#,
            to: "root/json")
        let provider = provider()
        #expect(try await provider.text(of: ["path": path, "key": "a"]) == "last \\")
        #expect(try await provider.text(of: ["path": path, "key": "a.b"]) == "dotted")
        let number = try await provider.value(of: ["path": path, "key": "n"])
        #expect(number.form == .json && number.bytes.revealText() == "1.50")
        #expect(try await provider.text(of: ["path": path, "key": "o"]) == #"{"k": [1]}"#)
        #expect(try await provider.text(of: ["path": path, "key": "z"]) == "null")
        #expect(await provider.failure(of: ["path": path, "key": "b"])?.kind == .valueNotFound)
        try folder.write(#"{"a": "x\n\u00e9\ud83d\ude00\/\"\t\b"}"#, to: "root/escapes")
        #expect(try await provider.text(of: ["path": root + "/escapes", "key": "a"]) == "x\né😀/\"\t\u{8}")
        for text in ["[1]", "plain", "{\"a\": 1", "{\"a\": 1} x", ""] {
            try folder.write(text, to: "root/other")
            #expect(await provider.failure(of: ["path": root + "/other", "key": "a"])?.kind == .secret, "\(text)")
        }
    }

    @Test func `bytes that are no UTF-8 are an error that does not show them`() async throws {
        let path = try folder.write([0x63, 0x61, 0x6E, 0x61, 0x72, 0x79, 0xFF], to: "root/bytes")
        let error = try #require(await provider().failure(of: ["path": path]))
        #expect(error.kind == .secret && !error.everything.contains("canary"))
    }

    @Test func `S35: a text that looks like a template is handed out as it is`() async throws {
        let path = try folder.write("{{ 7*7 }} %s %41", to: "root/template")
        #expect(try await provider().text(of: ["path": path]) == "{{ 7*7 }} %s %41")
    }

    @Test func `a root that is a link or comes later is found`() async throws {
        let link = folder.link("linked", to: root)
        #expect(try await provider([link]).text(of: ["path": link + "/password"]) == "hunter2")
        let late = provider([folder.path + "/late"])
        #expect(await late.failure(of: ["path": folder.path + "/late/x"])?.kind == .valueNotFound)
        try folder.write("y", to: "late/x")
        #expect(try await late.text(of: ["path": folder.path + "/late/x"]) == "y")
    }
}
