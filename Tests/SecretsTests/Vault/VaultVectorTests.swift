import Basics
import Foundation
import Secrets
import TestKit
import Testing

/// The recorded resolutions that lie beside the repository; a clone on its own has none.
@Suite struct VaultVectorTests {
    private static let path: String = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared/vectors/secrets-wire-vectors.json"
    }()
    private static let isAvailable = FileManager.default.fileExists(atPath: path)

    /// Where the product is stricter on purpose, with the class that it gives.
    private static let stricter = [
        // 403 on a read is the provider's fault, not an unexpected one (contracts/secrets.md §2.1.2).
        "bad token": "SecretProviderError",
        // What is wrong with the configuration is found before anything is sent.
        "newline token": "SecretProviderError", "login_kwargs bad key": "SecretProviderError",
        "aws no creds": "SecretProviderError",
        // Paths that lead out of a mount (§5.3 S1).
        "dotdot path": "SecretParametersError",
    ]

    @Test(.enabled(if: isAvailable)) func `every recorded resolution ends as it did, with the same requests`()
        async throws
    {
        let file = try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: Self.path))))
        var count = 0
        for vector in file["vault"]?.arrayValue ?? [] {
            let title = try #require(vector["title"]?.stringValue)
            // Logins with an AWS identity are tested where that identity is, templates where they are rendered.
            let isElsewhere = ["aws region", "list param", "syntax err"].contains { title.hasPrefix($0) }
            guard !isElsewhere, let config = vector["config"]?["hashicorp_vault"]?.objectValue else {
                continue
            }
            let world = try await VaultWorld(config)
            world.double.set(try mode(vector["mode"]?.stringValue ?? "ok", world))
            var parameters: [String: String] = [:]
            for (key, value) in vector["parameters"]?.objectValue ?? [:] {
                parameters[key] = value.stringValue?.replacing("{{ obj.n }}", with: "hello")
            }
            let outcome = await world.outcome(parameters, ldap: vector["provider"] == "hashicorp-vault-ldap")
            let recorded =
                vector["result"]?["value"].map { $0.stringValue ?? $0.text } ?? vector["result"]?["error"]?.stringValue
            #expect(outcome == Self.stricter[title] ?? recorded, "\(title)")
            if Self.stricter[title] == nil, vector["mode"] != "redirect_cross" {
                let wire = (vector["wire"]?.arrayValue ?? []).map {
                    "\($0["method"]?.stringValue ?? "") \($0["path"]?.stringValue ?? "")"
                }
                #expect(try world.double.server.requests.map { "\($0.method) \($0.target)" } == wire, "\(title)")
            }
            count += 1
        }
        #expect(count > 30)
    }

    private func mode(_ name: String, _ world: VaultWorld) throws -> VaultDouble.Mode {
        switch name {
        case "html404": .html404
        case "data_null": .dataNull
        case "sealed": .sealed
        case "redirect_cross": .redirect("http://127.0.0.2:\(try world.double.server.port)")
        default: Int(name).map { .status($0) } ?? .normal
        }
    }
}
