#if canImport(Glibc)
    import Glibc
#endif

/// A blocking HTTP/1.1 client on one kept connection, cheap enough not to disturb what it measures.
final class Client {
    private let descriptor: Int32
    private let token: String
    private var buffer: [UInt8] = []

    /// Connects to the loopback address; nil when nobody listens.
    init?(port: Int, token: String) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.token = token
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends a request and reads the whole answer.
    func send(_ method: String, _ target: String, _ body: String = "") -> (status: Int, body: [UInt8]) {
        var request = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token \(token)\r\n"
        if !body.isEmpty { request += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        let bytes = Array((request + "\r\n" + body).utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { return (0, []) }
        return read()
    }

    private func read() -> (Int, [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var bodyStart: Int?
        var length = 0
        var status = 0
        while true {
            if let bodyStart, buffer.count >= bodyStart + length { return (status, Array(buffer[bodyStart...])) }
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return (0, []) }
            buffer += chunk[0..<count]
            guard bodyStart == nil, let end = headerEnd() else { continue }
            bodyStart = end
            let head = String(decoding: buffer[0..<end], as: UTF8.self)
            status = Int(head.split(separator: " ").dropFirst().first ?? "0") ?? 0
            for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
                length = Int(line.split(separator: ":")[1].drop { $0 == " " }) ?? 0
            }
        }
    }

    private func headerEnd() -> Int? {
        guard buffer.count >= 4 else { return nil }
        for index in 0...(buffer.count - 4)
        where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13 && buffer[index + 3] == 10 {
            return index + 4
        }
        return nil
    }
}
