import Crypto
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

/// A Vault over TLS in a process of its own, so that its CPU time is not ours.
enum SecretsBackend {
    /// Answers until the process is ended; its certificate is written to a file.
    static func serve(authority file: String) async throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try certificate(key)
        try certificate.write(toFile: file, atomically: true, encoding: .utf8)
        let context = try NIOSSLContext(
            configuration: TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem))))
        // One thread, so that the handlers can count without a lock.
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: context), SecretsBackendHandler())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        print("listening on https://localhost:\(channel.localAddress?.port ?? 0)")
        fflush(nil)
        try await channel.closeFuture.get()
    }

    /// Of `localhost`, and of itself.
    private static func certificate(_ key: P256.Signing.PrivateKey) throws -> String {
        let name = try DistinguishedName { CommonName("localhost") }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 1_500_000_000),
            notValidAfter: Date(timeIntervalSince1970: 4_000_000_000), issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
                SubjectAlternativeNames([.dnsName("localhost")])
            }, issuerPrivateKey: Certificate.PrivateKey(key))
        return try certificate.serializeAsPEM().pemString
    }
}

/// Answers every request of a connection with the one document, or with how often it was asked for.
private final class SecretsBackendHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Used on the one thread of the server.
    private nonisolated(unsafe) static var requests = 0
    private var received: [UInt8] = []
    private static let end = Array("\r\n\r\n".utf8)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        while let end = received.firstRange(of: Self.end) {
            let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
            received.removeFirst(end.upperBound)
            let isCount = head.contains("/count ")
            if !isCount { Self.requests += 1 }
            let value = isCount ? #"{"n": \#(Self.requests)}"# : #"{"location": "world", "username": "admin"}"#
            let body = #"{"data": {"data": \#(value), "metadata": {"version": 1}}}"#
            let answer =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
