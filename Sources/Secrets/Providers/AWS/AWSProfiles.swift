import Basics

/// What stands in the two files of AWS's command line: `~/.aws/config` and `~/.aws/credentials`.
struct AWSProfiles: Sendable, CustomStringConvertible {
    typealias Section = [String: String]

    /// By name of the profile.
    private(set) var config: [String: Section] = [:]
    private(set) var credentials: [String: Section] = [:]
    /// By name of the `[sso-session …]`.
    private(set) var sessions: [String: Section] = [:]
    /// By name of the `[services …]`; settings of a service are called `ssm.endpoint_url`.
    private(set) var services: [String: Section] = [:]

    /// Always the same words: there are keys inside.
    var description: String { "AWSProfiles(redacted)" }

    /// Reads both files; one that is not there is empty.
    ///
    /// - Throws: ``SecretsError`` of kind `secret` when a file is none of its kind.
    static func read(_ settings: AWSSettings) async throws(SecretsError) -> AWSProfiles {
        var profiles = AWSProfiles()
        for (title, section) in try await sections("AWS_CONFIG_FILE", "~/.aws/config", settings) {
            let words = title.split(separator: " ", maxSplits: 1).map { $0.trimmed(" \t\"'") }
            switch (words.first, words.count) {
            case ("profile", 2): profiles.config[words[1], default: [:]].merge(section) { $1 }
            case ("sso-session", 2): profiles.sessions[words[1]] = section
            case ("services", 2): profiles.services[words[1]] = section
            case ("default", 1): profiles.config["default", default: [:]].merge(section) { $1 }
            default: continue
            }
        }
        for (title, section) in try await sections("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", settings) {
            profiles.credentials[title.trimmed(" \t"), default: [:]].merge(section) { $1 }
        }
        return profiles
    }

    func has(_ name: String) -> Bool { config[name] != nil || credentials[name] != nil }

    /// A profile from both files; the file of credentials comes first.
    func section(of name: String) -> Section {
        (config[name] ?? [:]).merging(credentials[name] ?? [:]) { $1 }
    }

    private static func sections(
        _ variable: String, _ usual: String, _ settings: AWSSettings
    ) async throws(SecretsError) -> [(String, Section)] {
        let path = settings.expanded(settings[variable] ?? usual)
        guard let bytes = try await OperatorFiles().read(path) else { return [] }
        guard let text = bytes.revealText(), let sections = parse(text) else {
            throw SecretsError(.secret, "The file \(path) is not of the form that AWS's command line has.")
        }
        return sections
    }

    /// Reads sections, keys and values; lines that are indented below an empty value are settings inside it.
    static func parse(_ text: String) -> [(String, Section)]? {
        var sections: [(String, Section)] = []
        var outer: String?
        for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
            let bare = String(line).trimmed(" \t")
            guard let first = bare.first, first != "#", first != ";" else { continue }
            if first == "[" {
                guard let end = bare.firstIndex(of: "]") else { return nil }
                sections.append((String(bare[..<end].dropFirst()), [:]))
                outer = nil
                continue
            }
            guard !sections.isEmpty, let sign = bare.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
            let key = String(bare[..<sign]).trimmed(" \t").lowercased()
            let value = String(bare[sign...].dropFirst()).trimmed(" \t")
            let isInside = line.first == " " || line.first == "\t"
            if isInside, let outer {
                sections[sections.count - 1].1["\(outer).\(key)"] = value
            } else {
                sections[sections.count - 1].1[key] = value
                outer = value.isEmpty ? key : nil
            }
        }
        return sections
    }
}

extension StringProtocol {
    /// Without these characters at both ends.
    func trimmed(_ characters: String) -> String {
        var text = Substring(self)
        while let first = text.first, characters.contains(first) { text.removeFirst() }
        while let last = text.last, characters.contains(last) { text.removeLast() }
        return String(text)
    }
}
