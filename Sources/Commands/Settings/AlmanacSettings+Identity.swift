import Basics
import Domain
import Services

extension AlmanacSettings {
    /// Reads which proxies are believed.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`.
    static func trustedProxies(_ value: (String) -> String?) throws -> [IPNetwork] {
        guard let text = value("trusted-proxies") else { return [] }
        return try text.split(separator: ",").map { part in
            let part = Words.trimmed(String(part))
            let single = IPHost(part).flatMap { IPNetwork(host: $0, prefixLength: $0.family.bits) }
            guard let network = IPNetwork(part) ?? single else {
                throw wrong("trusted-proxies", text, "addresses and networks, such as 127.0.0.1,10.0.0.0/8")
            }
            return network
        }
    }

    /// Reads what concerns logging in.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`.
    static func identity(_ value: (String) -> String?) throws -> IdentitySettings {
        var identity = IdentitySettings()
        if let text = value("session-idle-minutes") {
            guard let minutes = Int(text), (1...43_200).contains(minutes) else {
                throw wrong("session-idle-minutes", text, "a number of minutes from 1 to 43200")
            }
            identity.sessions.idle = Double(minutes) * 60
        }
        if let text = value("session-hours") {
            guard let hours = Int(text), (1...720).contains(hours) else {
                throw wrong("session-hours", text, "a number of hours from 1 to 720")
            }
            identity.sessions.absolute = Double(hours) * 3600
        }
        if let text = value("insecure-sessions") {
            identity.allowsInsecureSessions = try truth("insecure-sessions", text)
        }
        identity.oidc = try provider(value)
        return identity
    }

    private static func provider(_ value: (String) -> String?) throws -> OIDCSettings? {
        func list(_ name: String) -> [String]? {
            value(name).map { text in
                text.split { $0 == "," || $0 == " " && name == "oidc-scopes" }.map { Words.trimmed(String($0)) }
                    .filter { !$0.isEmpty }
            }
        }
        let (issuer, client) = (value("oidc-issuer"), value("oidc-client-id"))
        guard issuer != nil || client != nil else { return nil }
        var oidc = try OIDCSettings(issuer: issuer ?? "", clientID: client ?? "")
        if let scopes = list("oidc-scopes") { oidc.scopes = scopes }
        if let claim = value("oidc-username-claim") { oidc.usernameClaim = claim }
        oidc.groupsClaim = value("oidc-groups-claim")
        if let text = value("oidc-create-users") { oidc.createsUsers = try truth("oidc-create-users", text) }
        if let text = value("oidc-link-users") { oidc.linksUsers = try truth("oidc-link-users", text) }
        oidc.superuserGroups = list("oidc-superuser-groups") ?? []
        oidc.staffGroups = list("oidc-staff-groups") ?? []
        return oidc
    }
}
