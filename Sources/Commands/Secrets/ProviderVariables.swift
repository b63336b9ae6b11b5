import Basics
import Secrets

/// What the clients of clouds know as variables: those of the environment, and before them what the file of blocks says.
struct ProviderVariables {
    let aws: [String: String]
    let azure: [String: String]
    let google: [String: String]
    /// What is wrong, by block.
    private(set) var problems: [(block: String, error: SecretsError)] = []

    private static let awsNames = [
        "access_key_id": "AWS_ACCESS_KEY_ID", "secret_access_key": "AWS_SECRET_ACCESS_KEY",
        "session_token": "AWS_SESSION_TOKEN", "profile": "AWS_PROFILE", "region": "AWS_DEFAULT_REGION",
        "endpoint_url": "AWS_ENDPOINT_URL", "config_file": "AWS_CONFIG_FILE",
        "credentials_file": "AWS_SHARED_CREDENTIALS_FILE",
    ]
    private static let azureNames = [
        "tenant_id": "AZURE_TENANT_ID", "client_id": "AZURE_CLIENT_ID", "client_secret": "AZURE_CLIENT_SECRET",
        "federated_token_file": "AZURE_FEDERATED_TOKEN_FILE", "authority_host": "AZURE_AUTHORITY_HOST",
    ]
    private static let googleNames = ["credentials_file": "GOOGLE_APPLICATION_CREDENTIALS"]

    init(_ settings: SecretsSettings) {
        var problems: [(block: String, error: SecretsError)] = []
        func read(_ block: String, _ names: [String: String], others: Set<String> = []) -> [String: String] {
            var variables = settings.variables
            for (key, value) in settings.blocks[block]?.objectValue ?? JSONObject() where !others.contains(key) {
                guard let name = names[key] else {
                    let known = names.keys.sorted() + others.sorted()
                    problems.append(
                        (block, SecretsError(.provider, "there is no \(key), only \(known.joined(separator: ", ")).")))
                    continue
                }
                guard let text = value.stringValue, !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 }) else {
                    problems.append(
                        (block, SecretsError(.provider, "\(key) must be a text without control characters.")))
                    continue
                }
                variables[name] = text
            }
            return variables
        }
        aws = read("aws", Self.awsNames)
        azure = read("azure_key_vault", Self.azureNames, others: ["allowed_hosts", "resource", "ca_path"])
        google = read("google_secret_manager", Self.googleNames, others: ["endpoint"])
        self.problems = problems
    }
}
