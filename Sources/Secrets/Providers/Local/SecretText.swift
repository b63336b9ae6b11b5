import Basics

/// What is made of a file that holds a secret.
enum SecretText {
    /// The fields by which a record says so.
    static let fields = [
        ProviderField(
            "strip", label: "Strip",
            help:
                "What is taken off: `true` (the default) white space at both ends, `newline` one line break at the end, "
                + "`false` nothing.", choices: ["true", "false", "newline"]),
        ProviderField(
            "key", label: "Key", help: "Which member of the file's JSON object is the value. Left out: the whole file."),
    ]

    /// Checks the parameters that ``value(in:_:)`` reads.
    static func check(_ parameters: ProviderParameters) throws(SecretsError) {
        guard ["true", "false", "newline"].contains(parameters.optional("strip") ?? "true") else {
            throw SecretsError(.parameters, "The \"strip\" parameter must be true, false or newline.")
        }
    }

    /// The text of a file as the parameters `strip` and `key` want it.
    static func value(
        in bytes: SecretBytes, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        try check(parameters)
        guard bytes.isUTF8 else {
            throw SecretsError(
                .secret, "The file is not text in UTF-8. Save it as UTF-8, or encode what is binary as Base64.")
        }
        if let key = parameters.optional("key") {
            do throws(SecretJSON.Fault) {
                return try SecretJSON.member(key, of: bytes)
            } catch {
                switch error {
                case .notJSON: throw SecretsError(.secret, "The file holds no JSON, although a key is asked for.")
                case .notObject: throw SecretsError(.secret, "The file holds JSON that is no object.")
                case .noSuchKey: throw SecretsError(.valueNotFound, "The JSON object in the file has no such key.")
                }
            }
        }
        switch parameters.optional("strip") {
        case "false": return SecretValue(bytes)
        case "newline": return SecretValue(withoutNewline(bytes))
        default: return SecretValue(stripped(bytes))
        }
    }

    /// The bytes of a text without the white space at its ends, as Python's `str.strip` knows it.
    static func stripped(_ bytes: SecretBytes) -> SecretBytes {
        let range = bytes.withBytes { raw in
            var (start, end) = (0, raw.count)
            while start < end, let length = spaces.first(where: { raw[start..<end].starts(with: $0) })?.count {
                start += length
            }
            while start < end,
                let length = spaces.first(where: { raw[start..<end].suffix($0.count).elementsEqual($0) })?.count
            {
                end -= length
            }
            return start..<end
        }
        return bytes.part(range)
    }

    private static func withoutNewline(_ bytes: SecretBytes) -> SecretBytes {
        let end = bytes.withBytes { raw in
            guard raw.last == 0x0A else { return raw.count }
            return raw.dropLast().last == 0x0D ? raw.count - 2 : raw.count - 1
        }
        return bytes.part(0..<end)
    }

    /// UTF-8 of each character that Python's `str.isspace` is true for.
    private static let spaces: [[UInt8]] =
        ([0x20] + Array(0x09...0x0D) + Array(0x1C...0x1F) + [0x85, 0xA0, 0x1680] + Array(0x2000...0x200A)
        + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000] as [UInt32])
        .compactMap { Unicode.Scalar($0).map { Array(String($0).utf8) } }
}
