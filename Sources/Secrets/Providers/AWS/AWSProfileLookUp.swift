import Basics
import Crypto
import Outbound

/// Makes credentials of what a profile says.
struct ProfileLookUp: Sendable {
    let chain: AWSCredentialChain
    let profiles: AWSProfiles

    private var settings: AWSSettings { chain.settings }

    /// Those of the role that a profile assumes; nil when it assumes none with the credentials of another.
    func assumedRole(of name: String, visited: inout [String]) async throws(SecretsError) -> AWSCredentials? {
        let profile = profiles.section(of: name)
        guard let role = profile["role_arn"], profile["web_identity_token_file"] == nil else { return nil }
        guard profile["mfa_serial"] == nil else {
            throw SecretsError(
                .secret, "The AWS profile \(name) needs a code from a person, which a server cannot ask for.")
        }
        visited.append(name)
        let source: AWSCredentials
        switch (profile["source_profile"], profile["credential_source"]) {
        case (let other?, nil): source = try await sourceCredentials(other, of: name, visited: &visited)
        case (nil, let place?): source = try await placeCredentials(place, name)
        default:
            throw SecretsError(.secret, "The AWS profile \(name) needs one of source_profile and credential_source.")
        }
        return try await tokenService(name).assume(
            AWSRole(
                arn: role, sessionName: profile["role_session_name"], externalID: profile["external_id"],
                seconds: profile["duration_seconds"].flatMap { Int($0) }), with: source)
    }

    /// Those that a profile holds or gets by itself: web identity, SSO, keys, a program.
    ///
    /// - Parameter readsVariables: Whether the variables of a web identity count too.
    func ownCredentials(of name: String, readsVariables: Bool) async throws(SecretsError) -> AWSCredentials? {
        let profile = profiles.section(of: name)
        if let found = try await webIdentity(profile, name, readsVariables: readsVariables) { return found }
        if let found = try await singleSignOn(profile, name) { return found }
        if let found = try keys(profiles.credentials[name], name) { return found }
        if let command = profile["credential_process"] { return try await chain.processCredentials(command) }
        return try keys(profiles.config[name], name)
    }

    private func sourceCredentials(
        _ source: String, of name: String, visited: inout [String]
    ) async throws(SecretsError) -> AWSCredentials {
        guard profiles.has(source) else {
            throw SecretsError(.secret, "The source_profile of the AWS profile \(name) does not exist.")
        }
        let section = profiles.section(of: source)
        let hasKeys = section["aws_access_key_id"] != nil
        if visited.contains(source), !(hasKeys && source == name) {
            throw SecretsError(.secret, "The AWS profiles lead from \(name) to each other in a circle.")
        }
        if !hasKeys, let found = try await assumedRole(of: source, visited: &visited) { return found }
        if let found = try await ownCredentials(of: source, readsVariables: false) { return found }
        throw SecretsError(.secret, "The source_profile of the AWS profile \(name) has no credentials.")
    }

    private func placeCredentials(_ place: String, _ name: String) async throws(SecretsError) -> AWSCredentials {
        let found: AWSCredentials?
        switch place.lowercased() {
        case "environment": found = try chain.environmentCredentials()
        case "ec2instancemetadata": found = try await chain.machineCredentials()
        case "ecscontainer": found = try await chain.containerCredentials()
        default: throw SecretsError(.secret, "The credential_source of the AWS profile \(name) is none that there is.")
        }
        guard let found else {
            throw SecretsError(.secret, "The credential_source of the AWS profile \(name) has no credentials.")
        }
        return found
    }

    private func keys(_ section: AWSProfiles.Section?, _ name: String) throws(SecretsError) -> AWSCredentials? {
        guard let section, section["aws_access_key_id"] != nil else { return nil }
        let names = ["AccessKeyId": "aws_access_key_id", "SecretAccessKey": "aws_secret_access_key"]
        let credentials = AWSCredentials { member in
            member == "SessionToken"
                ? section["aws_security_token"] ?? section["aws_session_token"] : names[member].flatMap { section[$0] }
        }
        guard let credentials else {
            throw SecretsError(.secret, "Partial AWS credentials in the profile \(name).")
        }
        return credentials
    }

    private func webIdentity(
        _ profile: AWSProfiles.Section, _ name: String, readsVariables: Bool
    ) async throws(SecretsError) -> AWSCredentials? {
        func setting(_ key: String) -> String? {
            (readsVariables ? settings["AWS_" + key.uppercased()] : nil) ?? profile[key]
        }
        guard let path = setting("web_identity_token_file") else { return nil }
        guard let role = setting("role_arn") else {
            throw SecretsError(.secret, "A web identity needs a role: set AWS_ROLE_ARN, or role_arn in the profile.")
        }
        // Read each time: Kubernetes replaces it while we run.
        let token = try await OperatorFiles().text(of: settings.expanded(path))
        return try await tokenService(name).assume(
            AWSRole(arn: role, sessionName: setting("role_session_name"), externalID: nil, seconds: nil),
            identity: token)
    }

    private func singleSignOn(
        _ profile: AWSProfiles.Section, _ name: String
    ) async throws(SecretsError) -> AWSCredentials? {
        guard profile["sso_start_url"] != nil || profile["sso_session"] != nil else { return nil }
        let session = profile["sso_session"].map { profiles.sessions[$0] ?? [:] } ?? profile
        guard let account = profile["sso_account_id"], let role = profile["sso_role_name"],
            let region = session["sso_region"].flatMap(AWSRegion.init),
            let login = profile["sso_session"] ?? session["sso_start_url"]
        else { throw SecretsError(.secret, "The AWS profile \(name) does not say all that single sign-on needs.") }
        let file = SigV4Signer.hex(Insecure.SHA1.hash(data: Array(login.utf8)))
        let bytes = try await OperatorFiles().read(settings.expanded("~/.aws/sso/cache/\(file).json"))
        // What is no JSON is as good as no login.
        let cached = bytes.flatMap { bytes in bytes.withUTF8 { try? JSONValue(parsing: $0) } }
        guard let token = cached?["accessToken"]?.stringValue,
            let end = cached?["expiresAt"]?.stringValue.flatMap({ Timestamp($0.replacing("UTC", with: "Z")) }),
            end > chain.clock.now
        else {
            throw SecretsError(.secret, "The single sign-on of the AWS profile \(name) has ended. Run aws sso login.")
        }
        return try await chain.singleSignOnCredentials(
            account: account, role: role, token: Redacted(token),
            endpoint: settings.endpoint(of: .singleSignOn, in: region, profiles))
    }

    private func tokenService(_ name: String) throws(SecretsError) -> AWSTokenService {
        let text = settings.namedRegion ?? profiles.section(of: name)["region"] ?? "us-east-1"
        guard let region = AWSRegion(text) else { throw AWSFailure.badRegion }
        return AWSTokenService(
            chain: chain, region: region, endpoint: settings.endpoint(of: .tokens, in: region, profiles))
    }
}
