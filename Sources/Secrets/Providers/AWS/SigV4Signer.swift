package import Basics
import Crypto

/// Signs requests to AWS with Signature Version 4.
///
/// - Source: AWS, *Create a signed AWS API request*,
///   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
package struct SigV4Signer: Sendable {
    /// What is signed.
    package struct Request: Sendable {
        package var method: String
        /// As the server gets it in `Host`: with the port unless it is the scheme's own.
        package var host: String
        /// Path and query as they are sent.
        package var target: String
        /// What else is sent; a name may occur more than once.
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]

        package init(
            method: String = "POST", host: String, target: String = "/", headers: [(name: String, value: String)],
            body: [UInt8]
        ) {
            self.method = method
            self.host = host
            self.target = target
            self.headers = headers
            self.body = body
        }
    }

    /// What has to be sent with the request besides its own header fields.
    package struct Signature: Sendable {
        /// `X-Amz-Date`, `X-Amz-Security-Token` when there is one, and `Authorization`.
        package let headers: [(name: String, value: String)]
        /// The steps on the way, for tests; both are made of the request and contain no key.
        package let canonicalRequest: String
        package let stringToSign: String
    }

    private let credentials: AWSCredentials
    private let region: String
    private let service: String

    /// Makes a signer for one service in one region.
    package init(_ credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// Header fields that proxies change or that say nothing about the request.
    private static let unsigned: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    /// Signs a request.
    package func sign(_ request: Request, at moment: Timestamp) -> Signature {
        let date = Self.text(of: moment)
        let day = String(date.prefix(8))
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        var added = [(name: "X-Amz-Date", value: date)]
        if let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token.reveal())) }
        let (lines, names) = Self.canonicalHeaders([("Host", request.host)] + request.headers + added)
        let pathEnd = request.target.firstIndex(of: "?") ?? request.target.endIndex
        let canonical = [
            request.method, Self.canonicalPath(request.target[..<pathEnd]),
            Self.canonicalQuery(request.target[pathEnd...].dropFirst()), lines, names,
            Self.hex(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
        let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n" + Self.hex(SHA256.hash(data: Array(canonical.utf8)))
        let signature = Self.hex(HMAC<SHA256>.authenticationCode(for: Array(toSign.utf8), using: key(day)))
        let value =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        return Signature(
            headers: added + [("Authorization", value)], canonicalRequest: canonical, stringToSign: toSign)
    }

    private func key(_ day: String) -> SymmetricKey {
        let first = credentials.secretAccessKey.withBytes { secret in
            Scratch.with(4 + secret.count) { room in
                room.copyBytes(from: Array("AWS4".utf8))
                UnsafeMutableRawBufferPointer(rebasing: room[4...]).copyMemory(from: secret)
                return SymmetricKey(data: UnsafeRawBufferPointer(room))
            }
        }
        return [day, region, service, "aws4_request"].reduce(first) { key, word in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(word.utf8), using: key))
        }
    }

    /// `20260102T030405Z`.
    static func text(of moment: Timestamp) -> String {
        String(moment.description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    private static func canonicalHeaders(_ headers: [(name: String, value: String)]) -> (lines: String, names: String) {
        var values: [String: [String]] = [:]
        for (name, value) in headers where !unsigned.contains(name.lowercased()) {
            let words = value.split { " \t\r\n".contains($0) }
            values[name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return (
            sorted.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined(),
            sorted.map(\.key).joined(separator: ";")
        )
    }

    private static func canonicalPath(_ path: Substring) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        guard !parts.isEmpty else { return "/" }
        // What is encoded in the path of the request is encoded once more here; only S3 does it once.
        let joined = "/" + parts.map { encoded($0.utf8) }.joined(separator: "/")
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        return isFolder ? joined + "/" : joined
    }

    private static func canonicalQuery(_ query: Substring) -> String {
        let pairs = query.split(separator: "&").map { item -> (name: String, value: String) in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (encoded(decoded(parts[0])), encoded(decoded(parts.count > 1 ? parts[1] : "")))
        }
        let sorted = pairs.sorted {
            $0.name == $1.name
                ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
                : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        return sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private static func decoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == 0x25, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    /// Percent-encodes all bytes but letters, digits and `-._~`.
    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + hex(CollectionOfOne(byte)).uppercased()
            }
        }
        return text
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
