import Basics
import Foundation
import Testing

@testable import Secrets

@Suite struct SigV4SignerTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let moment = Timestamp("2026-01-02T03:04:05Z") ?? .first

    private static func credentials(_ token: String? = nil) -> AWSCredentials {
        AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: SecretBytes(secret), sessionToken: token.map(Redacted.init))
    }

    private static func signature(_ signed: SigV4Signer.Signature) -> String? {
        signed.headers.last?.value.split(separator: "Signature=").last.map(String.init)
    }

    @Test func `the vector of AWS's published suite is signed as there`() {
        let signed = SigV4Signer(Self.credentials(), region: "us-east-1", service: "service").sign(
            SigV4Signer.Request(method: "GET", host: "example.amazonaws.com", headers: [], body: []),
            at: Timestamp("2015-08-30T12:36:00Z") ?? .first)
        #expect(
            signed.canonicalRequest == """
                GET
                /

                host:example.amazonaws.com
                x-amz-date:20150830T123600Z

                host;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """)
        #expect(Self.signature(signed) == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
    }

    @Test func `the real call is signed as AWS's own client signs it`() {
        let signed = SigV4Signer(Self.credentials(), region: "us-east-2", service: "secretsmanager").sign(
            SigV4Signer.Request(
                host: "secretsmanager.us-east-2.amazonaws.com",
                headers: [
                    ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "secretsmanager.GetSecretValue"),
                ], body: Array(#"{"SecretId": "hello"}"#.utf8)), at: Self.moment)
        #expect(Self.signature(signed) == "f74b197dfc5f7dcc93bf17e28b4c021e19946e0daa34206405631c204241768f")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var target = "/"
        var headers: [(name: String, value: String)] = []
        var names = "host;x-amz-date"
        let signature: String
    }

    /// Made with botocore 1.44.5 at a frozen time.
    static let cases = [
        Case(
            testDescription: "dots in the path", target: "/a/./b/../c//d/",
            signature: "58b2b692f44372759e86ef1d43a9252e9f6e64d938b50ac71319e8b0d804c4e6"),
        Case(
            testDescription: "letters that are encoded", target: "/a%20b/%E1%88%B4/x~y_z",
            signature: "ac68d617054601a855948447736d51442f7614ec18f411bc4ffb3f6ce7c48bb1"),
        Case(
            testDescription: "a query out of order", target: "/?b=2&a=2&a=1&c&%E1%88%B4=bar%2Fbaz&d=x%20y%2Bz",
            signature: "7128d4163d60c266fdf5fb015739e5a9dd2194a2569c2a9dcec075c368d19769"),
        Case(
            testDescription: "white space in values",
            headers: [("My-Header1", "  a   b   c  "), ("My-Header2", #""a   b   c""#)],
            names: "host;my-header1;my-header2;x-amz-date",
            signature: "ae9baf5776cc757d07b7f984830b8594f0aae7765732d4f004d5f963c9f6ca9f"),
        Case(
            testDescription: "headers that are not signed",
            headers: [
                ("User-Agent", "x"), ("Expect", "100-continue"), ("X-Amzn-Trace-Id", "Root=1"), ("Zoo", "1"),
                ("Transfer-Encoding", "chunked"),
            ], names: "host;x-amz-date;zoo",
            signature: "7e84e1bc0a339dc0fe27f6f913d7fda64ca95f43c44163006348f0e78e96c72d"),
    ]

    @Test(arguments: cases) func `paths, queries and header fields are made canonical`(_ item: Case) {
        let signed = SigV4Signer(Self.credentials(), region: "us-east-1", service: "service").sign(
            SigV4Signer.Request(
                method: "GET", host: "example.amazonaws.com", target: item.target, headers: item.headers, body: []),
            at: Self.moment)
        #expect(Self.signature(signed) == item.signature, "\(signed.canonicalRequest)")
        #expect(signed.headers.last?.value.contains("SignedHeaders=\(item.names),") == true)
    }

    @Test func `ports and session tokens are part of what is signed`() {
        let headers = [
            (name: "Content-Type", value: "application/x-amz-json-1.1"),
            (name: "X-Amz-Target", value: "secretsmanager.GetSecretValue"),
        ]
        let body = Array(#"{"SecretId":"a"}"#.utf8)
        let port = SigV4Signer(Self.credentials(), region: "us-east-1", service: "service").sign(
            SigV4Signer.Request(host: "127.0.0.1:4566", headers: headers, body: body), at: Self.moment)
        #expect(Self.signature(port) == "41dad2171fd4a7b99d9a2f539f4053c5140112bd15961c95e8d78084299fb679")
        let token =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
        let session = SigV4Signer(Self.credentials(token), region: "us-east-1", service: "service").sign(
            SigV4Signer.Request(host: "secretsmanager.cn-north-1.amazonaws.com.cn", headers: headers, body: body),
            at: Self.moment)
        #expect(Self.signature(session) == "cf0dcd94bd1ed4dcdfd5e98f37f1def5977872cbcf1a01096c4910d41fe2b945")
    }

    /// The recorded vectors, which lie beside the package where there are any.
    private static var recorded: [JSONValue] {
        let package = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
        let paths = ["/\(package)/shared", "/work/shared"].map { $0 + "/vectors/secrets-wire-vectors.json" }
        let data = paths.lazy.compactMap { FileManager.default.contents(atPath: $0) }.first
        // Without the file there is nothing to compare with.
        let file = data.flatMap { try? JSONValue(parsing: Array($0)) }
        return file?["sigv4"]?.arrayValue ?? []
    }

    @Test(.enabled(if: !recorded.isEmpty, "The recorded vectors are not here."))
    func `the recorded vectors are signed as they were`() throws {
        for vector in Self.recorded {
            func text(_ name: String) -> String { vector[name]?.stringValue ?? "" }
            let url = try #require(text("url").split(separator: "//", maxSplits: 1).last)
            let slash = try #require(url.firstIndex(of: "/"))
            let headers = vector["headers"]?.objectValue.map {
                $0.map { (name: $0.key, value: $0.value.stringValue ?? "") }
            }
            let token = vector["session_token"]?.stringValue
            let signed = SigV4Signer(Self.credentials(token), region: text("region"), service: text("service")).sign(
                SigV4Signer.Request(
                    method: text("method"), host: String(url[..<slash]), target: String(url[slash...]),
                    headers: headers ?? [], body: Array(text("body").utf8)), at: Self.moment)
            #expect(signed.canonicalRequest == text("canonical_request"))
            #expect(signed.stringToSign == text("string_to_sign"))
            #expect(signed.headers.last?.value == text("authorization"))
        }
        #expect(Self.recorded.count >= 6)
    }

    @Test func `a login at Vault with AWS's word is the recorded one`() throws {
        let access = SecretsBench([:]).access
        let plain = AWSCallerIdentity(access).members(Self.credentials(), serverID: nil, at: Self.moment)
        #expect(
            try headers(plain)["Authorization"]?[0]?.stringValue?.hasSuffix(
                "Signature=62efac306ff00dff2e3997144030ccb25c90c53e248521ad667679cadb486ac9") == true)
        #expect(plain["iam_request_url"] == .string(Base64.text(Array("https://sts.amazonaws.com/".utf8))))
        #expect(plain["iam_http_request_method"] == "POST")
        let full = AWSCallerIdentity(access).members(
            Self.credentials("SESSTOK"), serverID: "vault.example.com", at: Self.moment)
        let all = try headers(full)
        #expect(
            all["Authorization"]?[0]?.stringValue?.hasSuffix(
                "Signature=5bbbb843d26b687a45bea6973763c83840d1b33376da963c5f68e957f1d82c7d") == true)
        #expect(all["X-Vault-AWS-IAM-Server-ID"] == ["vault.example.com"] && all["Content-Length"] == ["43"])
        let regional = AWSCallerIdentity(access, region: AWSRegion("cn-north-1"))
        let url = regional.members(Self.credentials(), serverID: nil, at: Self.moment)["iam_request_url"]
        #expect(url == .string(Base64.text(Array("https://sts.cn-north-1.amazonaws.com.cn/".utf8))))
    }

    private func headers(_ members: JSONObject) throws -> JSONValue {
        try JSONValue(parsing: try #require(members["iam_request_headers"]?.stringValue.flatMap { Base64.bytes($0) }))
    }
}
