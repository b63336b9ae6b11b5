import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ChildProcessTests {
    @Test func `a process that has ended is sent no further signal`() throws {
        let sent = Mutex<[Int32]>([])
        let process = try ChildProcess(["/bin/sleep", "60"], environment: [:]) { identifier, number in
            sent.withLock { $0.append(number) }
            _ = kill(identifier, number)
        }
        // Not SIGTERM: a child inherits that it is ignored, which servers inside the test process do.
        process.signal(SIGKILL)
        #expect(process.wait() == SIGKILL)
        process.signal(SIGTERM)
        process.signal(SIGTERM, to: process.identifier)
        #expect(sent.withLock { $0 } == [SIGKILL])
    }
}
