import Basics
import Outbound

#if canImport(Glibc)
    import Glibc
#endif

extension AWSCredentialChain {
    /// Those that a program of the operator's prints.
    func processCredentials(_ command: String) async throws(SecretsError) -> AWSCredentials {
        guard let words = Self.words(command), let first = words.first, let path = program(first) else {
            throw SecretsError(.secret, "The credential_process of the AWS profile is no program that can be run.")
        }
        let names = ["HOME", "PATH", "LANG", "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]
        let environment = settings.environment.filter { names.contains($0.key) }
        let child = ChildCommand(
            path: path, arguments: Array(words.dropFirst()), environment: environment,
            deadline: settings.processDeadline, outputLimit: 1 << 16)
        let output: SecretBytes
        do throws(ChildCommand.Fault) {
            output = try await child.run(input: SecretBytes(""))
        } catch {
            throw SecretsError(
                .secret, "The credential_process of the AWS profile failed or took too long.",
                isTransient: error == .timedOut)
        }
        let credentials = output.withUTF8 { buffer -> AWSCredentials? in
            // What is no JSON holds no credentials.
            guard let value = try? JSONValue(parsing: buffer), value["Version"]?.intValue == 1 else { return nil }
            return AWSCredentials { value[$0]?.stringValue }
        }
        guard let credentials else {
            throw SecretsError(
                .secret, "The credential_process of the AWS profile did not print credentials of version 1.")
        }
        return try current(credentials, "the credential_process")
    }

    private func program(_ name: String) -> String? {
        if name.contains("/") { return name.hasPrefix("/") ? name : nil }
        let folders = (settings["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { "\($0)/\(name)" }.first { $0.hasPrefix("/") && access($0, X_OK) == 0 }
    }

    /// Splits a command as a shell does, without doing anything else that a shell does.
    static func words(_ command: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in command {
            if isEscaped {
                if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        if let word { words.append(word) }
        return words
    }

    /// Those of a role that a person has logged in for.
    func singleSignOnCredentials(
        account: String, role: String, token: Redacted<String>, endpoint: String
    ) async throws(SecretsError) -> AWSCredentials {
        let query = "role_name=\(SigV4Signer.encoded(role.utf8))&account_id=\(SigV4Signer.encoded(account.utf8))"
        let answer = try await send(
            OutboundRequest(
                url: "\(endpoint)federation/credentials?\(query)", headers: ["x-amz-sso_bearer_token": token.reveal()],
                limits: settings.limits, purpose: "single sign-on at AWS"), over: client, source: "AWS's single sign-on"
        )
        guard answer.status == 200 else {
            throw SecretsError(
                .secret, "AWS's single sign-on does not give the credentials of the role. Run aws sso login.",
                isTransient: answer.status >= 500, status: answer.status)
        }
        // What is no JSON holds no credentials.
        let members = (try? JSONValue(parsing: answer.body))?["roleCredentials"]
        let credentials = AWSCredentials { name in
            switch name {
            case "AccessKeyId": members?["accessKeyId"]?.stringValue
            case "SecretAccessKey": members?["secretAccessKey"]?.stringValue
            case "SessionToken": members?["sessionToken"]?.stringValue
            default:
                members?["expiration"]?.intValue.map {
                    Timestamp(microseconds: $0.multipliedReportingOverflow(by: 1_000).partialValue).description
                }
            }
        }
        guard let credentials, credentials.expiry != nil else {
            throw SecretsError(.secret, "The answer of AWS's single sign-on cannot be read.")
        }
        return credentials
    }
}
