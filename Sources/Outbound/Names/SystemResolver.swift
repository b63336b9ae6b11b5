package import Basics
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The resolver of the operating system: `/etc/hosts`, then the name servers of the machine.
///
/// `getaddrinfo` blocks for as long as the name servers take, so it has threads of its own. A caller that stops
/// waiting leaves its thread behind until the system gives up; what comes back then is dropped.
package final class SystemResolver: HostResolver {
    /// How many names are looked up at the same time; names whose servers keep silent hold a thread for seconds.
    package static let threadCount = 16

    /// The name exists and has no address; `EAI_NODATA` of glibc, which its header shows to C only.
    private static let noData: Int32 = -5

    private let threads: NIOThreadPool
    private let waiting = WaitingCount(limit: 256)

    /// Makes a resolver, whose threads start with the first name.
    package init() {
        threads = NIOThreadPool(numberOfThreads: Self.threadCount)
    }

    deinit {
        threads.shutdownGracefully { _ in
            // Nobody is left to hear of it.
        }
    }

    /// The addresses of a host in the order of RFC 6724, each once.
    ///
    /// - Parameter name: A name of the DNS.
    /// - Returns: At least one address.
    /// - Throws: ``ResolutionError``; `.overloaded` when 256 names are being looked up already.
    package func addresses(of name: String) async throws(ResolutionError) -> [IPHost] {
        guard waiting.enter() else { throw .overloaded }
        // Does nothing when they run already.
        threads.start()
        let (answers, answer) = AsyncStream.makeStream(of: Result<[IPHost], ResolutionError>.self)
        threads.submit { [waiting] state in
            defer { waiting.leave() }
            if state == .active { answer.yield(Self.lookUp(name)) }
            answer.finish()
        }
        for await result in answers { return try result.get() }
        throw Task.isCancelled ? .cancelled : .unavailable
    }

    /// Asks the system; blocks.
    private static func lookUp(_ name: String) -> Result<[IPHost], ResolutionError> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        hints.ai_flags = AI_ADDRCONFIG
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, nil, &hints, &first)
        defer { if let first { freeaddrinfo(first) } }
        guard status == 0 else {
            let isDefinite = status == EAI_NONAME || status == noData
            return .failure(isDefinite ? .notFound : .unavailable)
        }
        var found: [IPHost] = []
        var next = first
        while let entry = next?.pointee {
            if let host = host(of: entry), !found.contains(host) { found.append(host) }
            next = entry.ai_next
        }
        return found.isEmpty ? .failure(.notFound) : .success(found)
    }

    /// Reads an address by the text that the system writes it as: the members of its structures belong to whichever C module
    /// was imported first.
    private static func host(of entry: addrinfo) -> IPHost? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        let bytes = text.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "%")) }.map(UInt8.init(bitPattern:))
        return IPHost(String(decoding: bytes, as: UTF8.self))
    }
}
