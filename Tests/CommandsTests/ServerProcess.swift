import Basics
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// `almanac serve` as a process of its own, ready to answer.
final class ServerProcess: Sendable {
    static let token = "0123456789abcdef0123456789abcdef01234567"
    let port: UInt16
    /// The server itself, also when a tracer started it.
    let identifier: pid_t
    /// What it wrote on standard error before it listened.
    let words: String
    private let process: ChildProcess

    /// Starts the server and waits until it says that it listens.
    ///
    /// - Parameters:
    ///   - prefix: A program, with its arguments, that starts the server.
    ///   - arguments: Further arguments of `serve`.
    ///   - bootstraps: Whether an empty store gets the administrator with ``token``.
    /// - Throws: ``StartError`` with what it wrote when it ends instead.
    init(
        data folder: String, environment: [String: String] = [:], prefix: [String] = [], arguments: [String] = [],
        bootstraps: Bool = true
    ) throws {
        // Unlike a pipe's, these ends can be marked close-on-exec at once: no sibling started meanwhile keeps one open.
        var ends: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        let log = NSTemporaryDirectory() + "almanac-serve-\(UUID().uuidString)"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: log) }
        let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        var variables = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
        if bootstraps { variables["ALMANAC_BOOTSTRAP_TOKEN"] = Self.token }
        process = try ChildProcess(
            prefix + [Executable.url.path, "serve", "--data", folder, "--listen", "127.0.0.1:0"] + arguments,
            environment: variables.merging(environment) { $1 },
            output: ends[1], errors: errors.fileDescriptor)
        close(ends[1])
        var text = ""
        var listening: Substring?
        while listening == nil {
            let data = output.availableData
            guard !data.isEmpty else {
                throw StartError(status: process.wait(), errors: try String(contentsOfFile: log, encoding: .utf8))
            }
            text += String(decoding: data, as: UTF8.self)
            listening = text.split(separator: "\n").first {
                $0.hasPrefix("listening on http://127.0.0.1:") && text.hasSuffix("\n")
            }
        }
        guard let port = listening.flatMap({ UInt16($0.split(separator: ":").last ?? "") }) else {
            process.signal(SIGKILL)
            throw StartError(status: process.wait(), errors: text)
        }
        self.port = port
        words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        identifier = prefix.isEmpty ? process.identifier : Self.child(of: process.identifier)
    }

    struct StartError: Error {
        let status: Int32
        let errors: String
    }

    private static func child(of parent: pid_t) -> pid_t {
        let path = "/proc/\(parent)/task/\(parent)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return pid_t(text.split(separator: " ").first ?? "") ?? parent
    }

    /// Sends a signal to the server.
    func signal(_ number: Int32) {
        process.signal(number, to: identifier)
    }

    /// Ends it with a signal and waits until it is gone.
    ///
    /// - Returns: Its exit status, or the signal that ended it.
    @discardableResult
    func end(_ number: Int32 = SIGKILL) -> Int32 {
        signal(number)
        return process.wait()
    }

    deinit { end() }
}

/// A connection that sends one request after another; nothing but the sockets of the system.
final class PlainClient {
    private let socket: Int32
    private var pending: [UInt8] = []

    /// - Returns: Nil when nobody listens there.
    init?(port: UInt16) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(socket)
            return nil
        }
    }

    deinit { close(socket) }

    /// Sends a request and waits for the whole answer; nil when the connection ended before that.
    func send(
        _ method: String, _ path: String, _ body: String = "", token: String? = ServerProcess.token
    ) -> (status: Int, body: String)? {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n"
        if !body.isEmpty { text += "Content-Type: application/json\r\n" }
        if let token { text += "Authorization: Token \(token)\r\n" }
        let bytes = Array((text + "\r\n" + body).utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return nil }
            sent += count
        }
        while true {
            if let answer = takeAnswer() { return answer }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            pending += buffer.prefix(count)
        }
    }

    private func takeAnswer() -> (status: Int, body: String)? {
        let text = String(decoding: pending, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.lowerBound]
        let length =
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
        let start = head.utf8.count + 4
        guard pending.count >= start + length, let status = Int(head.split(separator: " ").dropFirst().first ?? "")
        else { return nil }
        let body = String(decoding: pending[start..<(start + length)], as: UTF8.self)
        pending.removeFirst(start + length)
        return (status, body)
    }
}
