extension ProviderParameters {
    /// A parameter that must be there and not be empty.
    func required(_ name: String) throws(SecretsError) -> String {
        guard let value = optional(name) else {
            throw SecretsError(.parameters, "The \"\(name)\" parameter is mandatory!")
        }
        return value
    }

    /// A parameter that must say something, without control characters and at most 1024 bytes long.
    ///
    /// - Throws: ``SecretsError`` of kind `parameters`.
    func word(_ name: String) throws(SecretsError) -> String {
        let value = try required(name)
        guard value.utf8.count <= 1024, !value.hasControlCharacters else {
            throw SecretsError(.parameters, "The parameter \(name) is too long or has control characters.")
        }
        return value
    }

    /// In the words in which the dialect tells it of a remote backend.
    static func missing(_ name: String) -> SecretsError {
        SecretsError(.parameters, "The secret parameter could not be retrieved for field '\(name)'")
    }

    /// A parameter; nil when it is empty too.
    func optional(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }
}

extension String {
    /// Whether there is a control character in it, NUL and line breaks included.
    var hasControlCharacters: Bool { utf8.contains { $0 < 0x20 || $0 == 0x7F } }

    /// Whether it has so many characters, each of them a letter or digit of ASCII or one of those given.
    func isPlain(_ others: String, count: ClosedRange<Int>) -> Bool {
        count.contains(utf8.count)
            && unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || 0x30...0x39 ~= scalar.value)
                    || others.unicodeScalars.contains(scalar)
            }
    }
}
