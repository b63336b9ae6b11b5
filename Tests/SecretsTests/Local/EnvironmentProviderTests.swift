import Secrets
import Testing

@Suite struct EnvironmentProviderTests {
    private let variables = [
        "NET_PASSWORD": "hunter2", "EMPTY": "", "OTHER": "x", "ALMANAC_STORE_KEY": "own", "NAUTOBOT_SECRET_KEY": "own",
        "VAULT_TOKEN": "own", "STRANGE": "{{ obj.name }} %s",
    ]

    @Test func `variables are handed out as they are`() async throws {
        let provider = EnvironmentProvider(variables: variables)
        #expect(try await provider.text(of: ["variable": "NET_PASSWORD"]) == "hunter2")
        #expect(try await provider.text(of: ["variable": "EMPTY"]) == "")
    }

    @Test func `a variable that is not set is not found, and a parameter that is missing is wrong`() async {
        let provider = EnvironmentProvider(variables: variables)
        for name in ["MISSING", "A=B", "A\0B"] {
            #expect(await provider.failure(of: ["variable": name])?.kind == .valueNotFound)
        }
        #expect(await provider.failure(of: [:])?.kind == .parameters)
        #expect(await provider.failure(of: [:])?.message == "The \"variable\" parameter is mandatory!")
    }

    @Test func `only names with an allowed beginning are handed out`() async throws {
        let provider = EnvironmentProvider(variables: variables, allowedPrefixes: ["NET_"], refusedNames: ["net_key"])
        #expect(try await provider.text(of: ["variable": "NET_PASSWORD"]) == "hunter2")
        #expect(await provider.failure(of: ["variable": "OTHER"])?.kind == .parameters)
        #expect(await provider.failure(of: ["variable": "NET_KEY"])?.kind == .parameters)
    }

    @Test(arguments: ["ALMANAC_STORE_KEY", "almanac_store_key", "NAUTOBOT_SECRET_KEY", "VAULT_TOKEN", "DATABASE_URL"])
    func `S20: the server's own secrets are never handed out`(_ name: String) async {
        let provider = EnvironmentProvider(variables: variables, allowedPrefixes: [name])
        #expect(await provider.failure(of: ["variable": name])?.kind == .parameters)
    }

    @Test func `S35: a value that looks like a template is handed out as it is`() async throws {
        #expect(
            try await EnvironmentProvider(variables: variables).text(of: ["variable": "STRANGE"]) == "{{ obj.name }} %s"
        )
    }
}
