import Outbound

/// The services of AWS that are asked.
package enum AWSService: String, CaseIterable, Sendable {
    case secretsManager = "secretsmanager"
    case parameterStore = "ssm"
    case tokens = "sts"
    case singleSignOn = "sso"

    /// As in the variable `AWS_ENDPOINT_URL_…`, and, in small letters, as in a section `[services …]`.
    var endpointName: String {
        self == .secretsManager ? "SECRETS_MANAGER" : rawValue.uppercased()
    }

    /// The first part of the name of the host.
    fileprivate func prefix(fips: Bool) -> String {
        self == .singleSignOn ? "portal.sso" : fips ? rawValue + "-fips" : rawValue
    }
}

/// A region of AWS, in a form that cannot lead elsewhere when it becomes part of a host.
package struct AWSRegion: Hashable, Sendable {
    package let name: String

    /// Reads a name such as `eu-central-1`; nil for anything that does not look like one.
    package init?(_ name: String) {
        guard name.utf8.count <= 32 else { return nil }
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        func isWord(_ part: Substring) -> Bool { !part.isEmpty && part.utf8.allSatisfy { 0x61...0x7A ~= $0 } }
        guard parts.count >= 3, let first = parts.first, first.utf8.count == 2 || first == "eusc",
            parts.dropLast().allSatisfy(isWord),
            let last = parts.last, !last.isEmpty, last.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        self.name = name
    }

    /// The last part of the names of hosts in the region's partition.
    ///
    /// - Source: the file `partitions.json` of AWS's own clients.
    package var domain: String {
        let suffixes = [
            ("cn-", "amazonaws.com.cn"), ("us-isof-", "csp.hci.ic.gov"), ("eu-isoe-", "cloud.adc-e.uk"),
            ("us-isob-", "sc2s.sgov.gov"), ("us-iso-", "c2s.ic.gov"), ("eusc-", "amazonaws.eu"),
        ]
        return suffixes.first { name.hasPrefix($0.0) }?.1 ?? "amazonaws.com"
    }
}

extension AWSSettings {
    /// Where a service is: from the settings, the variables, the profile, or the region.
    ///
    /// - Returns: A URL that ends with a slash.
    func endpoint(of service: AWSService, in region: AWSRegion, _ profiles: AWSProfiles) -> String {
        let profile = profiles.section(of: namedProfile ?? "default")
        var configured = endpoints[service.rawValue]
        if configured == nil, !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
            let services = profile["services"].map { profiles.services[$0] ?? [:] } ?? [:]
            configured =
                self["AWS_ENDPOINT_URL_" + service.endpointName] ?? self["AWS_ENDPOINT_URL"]
                ?? services[service.endpointName.lowercased() + ".endpoint_url"] ?? profile["endpoint_url"]
        }
        if let configured { return configured.hasSuffix("/") ? configured : configured + "/" }
        let usesFIPS = (self["AWS_USE_FIPS_ENDPOINT"] ?? profile["use_fips_endpoint"])?.lowercased() == "true"
        return "https://\(service.prefix(fips: usesFIPS)).\(region.name).\(region.domain)/"
    }
}
