extension ProviderParameters {
    /// A parameter that must be there and not be empty.
    func required(_ name: String) throws(SecretsError) -> String {
        guard let value = optional(name) else {
            throw SecretsError(.parameters, "The \"\(name)\" parameter is mandatory!")
        }
        return value
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
