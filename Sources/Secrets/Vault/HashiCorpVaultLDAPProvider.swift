import Basics

/// Static roles of Vault's engines for Active Directory and LDAP (contracts/secrets.md §2.2).
package struct HashiCorpVaultLDAPProvider: SecretsProvider {
    package let kind: ProviderKind
    private let directory: VaultDirectory
    private let connections: VaultConnections

    package init(_ directory: VaultDirectory, _ connections: VaultConnections) {
        self.directory = directory
        self.connections = connections
        kind = ProviderKind(
            slug: "hashicorp-vault-ldap", label: "HashiCorp Vault AD/LDAP",
            className: "HashiCorpVaultLDAPSecretsProvider",
            fields: [
                ProviderField("role_name", label: "Role", help: "The static role.", isRequired: true),
                ProviderField(
                    "key", label: "Key", help: "Which part: the name, the password or the one before.",
                    isRequired: true,
                    choices: ["username", "password", "last_password"], isOpen: true),
                ProviderField(
                    "engine", label: "Engine", help: "ad for Active Directory, ldap for the LDAP engine.",
                    isRequired: true,
                    choices: ["ad", "ldap"]),
                ProviderField(
                    "vault", label: "Vault", help: "Which configured Vault; the only one when there is one.",
                    choices: directory.names, isOpen: true),
                ProviderField(
                    "mount_point", label: "Mount Point", help: "The mount, when it is not the engine's name."),
            ])
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        guard let engine = parameters["engine"] else { throw ProviderParameters.missing("engine") }
        guard let role = parameters["role_name"] else { throw ProviderParameters.missing("role_name") }
        guard parameters["key"] != nil else { throw ProviderParameters.missing("key") }
        let settings = try directory.settings(parameters["vault"])
        let kinds = ["ad": "creds", "ldap": "static-cred"]
        guard let kind = kinds[engine] else {
            throw SecretsError(.parameters, "The secrets engine must be ad or ldap.")
        }
        // A role is one segment: whatever its name has, it leads nowhere else.
        let segment = try VaultPath.normalized(role, what: "role")
        let place = URLText.component(segment)
        let mount = URLText.path(try VaultParameters.mount(parameters, settings, usual: engine))
        return SecretLocation(
            backend: VaultParameters.backend(settings),
            coordinates: [settings.name, engine, "\(mount)/\(kind)/\(place)"])
    }

    package func leases() async -> [SecretLease] { await connections.leases() }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        guard location.coordinates.count == 3 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        let connection = try await connections.connection(location.coordinates[0])
        let answer = try await connection.read(location.coordinates[2])
        let name = connection.settings.name
        switch answer.status {
        case 200: break
        // LDAP says 400 to a role that it does not have.
        case 400, 404:
            throw SecretsError(
                .valueNotFound, "HashiCorp Vault \(name) has no such role at this mount.", status: answer.status)
        default: throw VaultFault.error(answer, name)
        }
        guard let data = answer.body?["data"]?.objectValue else {
            throw SecretsError(.secret, "HashiCorp Vault \(name) answered without data.", status: 200)
        }
        return SecretDocument(members: data)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let key = parameters["key"] else { throw ProviderParameters.missing("key") }
        let member = key == "password" && parameters["engine"] == "ad" ? "current_password" : key
        guard let value = document.member(member), value.bytes.count > 0,
            !(value.form == .json && value.bytes.isSame(as: SecretBytes("null")))
        else { throw SecretsError(.valueNotFound, "The role has no value for the part that was asked for.") }
        return value
    }
}
