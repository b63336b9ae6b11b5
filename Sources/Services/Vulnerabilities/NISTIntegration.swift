import Basics
import Domain
import JobEngine
import Modeling
import Outbound
import Secrets
import Storage

/// Makes what the search asks with of an external integration: its address, its key, its limits (lifecycle.md §4.4).
struct NISTIntegration {
    let context: JobContext

    /// The client for an integration.
    ///
    /// - Throws: ``JobFailure`` when the integration cannot be used as it is.
    func client(_ id: Identifier) async throws -> NISTClient {
        guard let outbound = context.environment.outbound else {
            throw JobFailure("This process asks no other systems.")
        }
        let record = try await context.read { try $0.get(ID<ExternalIntegration>(id)) }
        let settings = Self.object(record.extraConfig)
        var access = try await access(record, settings)
        var credential = "anonymous"
        if let group = record.secretsGroup {
            let secret = try await secret(of: group)
            access.key = try await value(of: secret, for: record)
            credential = secret.description
        }
        var rules = [SharedLimit.Rule(access.key == nil ? 5 : 50, per: .seconds(30))]
        // The limit takes care of the pause that the defaults ask for; a longer one is somebody's wish.
        if let pause = settings["api_call_delay"]?.doubleValue, pause > 6, pause <= 3600 {
            rules.append(SharedLimit.Rule(1, per: .seconds(pause)))
        }
        let limit = SharedLimit("nvd:\(credential)", rules)
        let limiter = SharedLimiter(
            limit, store: context.store, time: context.time, identifiers: context.environment.identifiers)
        return NISTClient(
            access: access, client: outbound, limiter: limiter, time: context.time, random: SystemRandom())
    }

    private func access(_ record: Record<ExternalIntegration>, _ settings: JSONObject) async throws -> NISTAccess {
        var access = NISTAccess(url: record.remoteUrl)
        for (name, value) in Self.object(record.headers) {
            access.headers[name] = value.stringValue ?? value.text
        }
        if record.timeout > 0 { access.timeout = .seconds(min(record.timeout, 3600)) }
        if let tries = settings["retries"]?["max_attempts"]?.intValue { access.attempts = Int(min(max(tries, 1), 20)) }
        if let pause = settings["retries"]?["backoff"]?.doubleValue {
            access.backoff = .seconds(min(max(pause, 0), 120))
        }
        if !record.verifySsl {
            access.tls = TLSSettings(verification: .disabledAtOwnRisk)
        } else if !record.caFilePath.isEmpty {
            do {
                access.tls = TLSSettings(trust: .only(try await TrustedAuthorities.read(file: record.caFilePath)))
            } catch {
                throw JobFailure("The CA file of the integration \(record.name) cannot be used: \(error.message)")
            }
        }
        return access
    }

    private static func object(_ document: JSONDocument?) -> JSONObject {
        // The rules of the model let objects in only.
        document.flatMap { try? JSONValue(parsing: $0.text).objectValue } ?? JSONObject()
    }

    /// The secret that holds the key: the one of the name that clients know, else the group's token for HTTP.
    private func secret(of group: ID<SecretsGroup>) async throws -> ID<Secret> {
        let found = try await context.read { session -> ID<Secret>? in
            let associations = try session.fetch(
                Query<SecretsGroupAssociation>().where { $0.secretsGroup == group }.sorted(by: "access_type"))
            let named = try session.first(Query<Secret>().where { $0.name == Seeds.feedKey.secret })
            let association =
                associations.first { $0.secret == named?.id }
                ?? associations.first { $0.accessType == "HTTP(S)" && $0.secretType == "token" }
            return association?.secret
        }
        guard let found else {
            throw JobFailure(
                "The secrets group of the integration has neither the secret \"\(Seeds.feedKey.secret)\" nor a token for"
                    + " HTTP(S). Add one, or take the group off the integration to ask without a key.")
        }
        return found
    }

    private func value(of secret: ID<Secret>, for record: Record<ExternalIntegration>) async throws -> SecretBytes {
        guard let secrets = context.secrets else { throw JobFailure("This process hands out no secrets.") }
        let reason: String
        do {
            let object = try ObjectName(
                "\(ExternalIntegration.schema.identifier):\(record.id)", in: context.store.catalog)
            return try await secrets.resolve(secret, for: object, by: context.actor).value.bytes
        } catch let fault as SecretFault {
            reason = fault.description
        } catch let problem as Problem where problem.kind == .notFound || problem.kind == .forbidden {
            reason = problem.message
        }
        throw JobFailure(
            "The API key cannot be read. \(reason) Make it readable, or take the secrets group off the integration to ask"
                + " without a key.")
    }
}
