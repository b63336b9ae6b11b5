import Secrets
import Testing

@Suite struct SystemdCredentialProviderTests {
    @Test func `a credential of the unit is handed out`() async throws {
        let folder = try Folder()
        try folder.write("hunter2\n", to: "net-password")
        try folder.write(#"{"a": "b"}"#, to: "json")
        let provider = SystemdCredentialProvider(folder: folder.path)
        #expect(try await provider.text(of: ["name": "net-password"]) == "hunter2")
        #expect(try await provider.text(of: ["name": "json", "key": "a"]) == "b")
        #expect(await provider.failure(of: ["name": "missing"])?.kind == .valueNotFound)
        #expect(await provider.failure(of: [:])?.kind == .parameters)
    }

    @Test(arguments: ["../x", "a/b", ".", "..", "a\0", "é", "almanac-key", "ALMANAC.key", "a b"])
    func `S19, S20: a name that leads elsewhere, or to Almanac's own, is refused`(_ name: String) async throws {
        let folder = try Folder()
        try folder.write("own", to: "almanac-key")
        #expect(await SystemdCredentialProvider(folder: folder.path).failure(of: ["name": name])?.kind == .parameters)
    }

    @Test func `S34: a credential that is replaced is read again`() async throws {
        let folder = try Folder()
        let provider = SystemdCredentialProvider(folder: folder.path)
        for value in ["one", "two"] {
            try folder.write(value, to: "turning")
            #expect(try await provider.text(of: ["name": "turning"]) == value)
        }
    }

    @Test func `S19: a link out of the folder is not followed`() async throws {
        let folder = try Folder()
        let outside = try Folder()
        _ = folder.link("out", to: try outside.write("x", to: "file"))
        #expect(
            await SystemdCredentialProvider(folder: folder.path).failure(of: ["name": "out"])?.kind == .valueNotFound)
    }

    @Test func `without credentials from systemd the provider says so`() async {
        #expect(await SystemdCredentialProvider(folder: nil).failure(of: ["name": "a"])?.kind == .provider)
    }
}
