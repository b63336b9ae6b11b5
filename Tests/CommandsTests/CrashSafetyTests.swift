import Basics
import Domain
import Foundation
import Modeling
import Services
import Storage
import Synchronization
import TestKit
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Kills, and cuts the power of, a server under concurrent writes, and looks for every write that it acknowledged.
///
/// `ALMANAC_CRASH_ROUNDS` sets the number of rounds.
@Suite(.serialized, .timeLimit(.minutes(20))) struct CrashSafetyTests {
    private static var rounds: Int {
        ProcessInfo.processInfo.environment["ALMANAC_CRASH_ROUNDS"].flatMap { Int($0) } ?? 3
    }

    @Test func `kill -9 loses no acknowledged write, and leaves no half of one`() async throws {
        let folder = try TemporaryFolder()
        let random = SeededRandom(seed: 51)
        let load = WriteLoad()
        for round in 0..<Self.rounds {
            let server = try ServerProcess(data: folder.path)
            load.run(round, server) { $0 >= 20 + Int(random.below(120)) }
            server.end(SIGKILL)
            load.join()
            let loss = try await Loss(folder.path, load)
            #expect(loss.missing.isEmpty && loss.withoutHistory.isEmpty && loss.phantoms.isEmpty, "\(loss)")
            #expect(loss.integrity == "ok")
        }
        #expect(load.acknowledged.count >= 20 * Self.rounds)
        // Started once more, it answers with what it had promised.
        let server = try ServerProcess(data: folder.path)
        let client = try #require(PlainClient(port: server.port))
        for (_, id) in load.acknowledged.prefix(20) {
            #expect(client.send("GET", "/api/dcim/manufacturers/\(id)/")?.status == 200)
        }
    }

    @Test(.enabled(if: LoopDisk.isAvailable, "needs root, a loop device and mkfs.ext4"))
    func `a power cut loses no acknowledged write`() async throws {
        for round in 0..<Self.rounds {
            let loss = try await Self.cutPower(seed: UInt64(round), synchronous: nil)
            #expect(loss.acknowledged >= 20)
            #expect(loss.missing.isEmpty && loss.withoutHistory.isEmpty && loss.phantoms.isEmpty, "\(loss)")
            #expect(loss.integrity == "ok")
        }
    }

    /// The test above must be able to fail: without waiting for the disk the same harness finds writes missing.
    @Test(.enabled(if: LoopDisk.isAvailable, "needs root, a loop device and mkfs.ext4"), arguments: ["OFF", "NORMAL"])
    func `a power cut is noticed when the store does not wait for the disk`(_ synchronous: String) async throws {
        let loss = try await Self.cutPower(seed: 7, synchronous: synchronous)
        #expect(loss.acknowledged >= 20 && !loss.missing.isEmpty, "\(loss)")
    }

    /// Runs a server on a disk of its own, stops it dead in the middle of writes, and looks at a copy of the disk.
    private static func cutPower(seed: UInt64, synchronous: String?) async throws -> Loss {
        let folder = try TemporaryFolder()
        let disk = try LoopDisk(folder.path + "/disk.img", at: folder.path + "/disk")
        let variables = synchronous.map { ["ALMANAC_TEST_MODE": "1", "ALMANAC_TEST_SYNCHRONOUS": $0] } ?? [:]
        let server = try ServerProcess(data: disk.folder + "/data", environment: variables)
        let load = WriteLoad()
        let random = SeededRandom(seed: seed)
        load.run(0, server) { $0 >= 20 + Int(random.below(60)) }
        // Whatever is acknowledged by now must be on the disk; the copy is the disk as the power goes.
        server.signal(SIGSTOP)
        let promised = load.acknowledged
        let copy = try disk.copy(to: folder.path + "/cut.img", at: folder.path + "/cut")
        server.end(SIGKILL)
        load.join()
        return try await Loss(copy.folder + "/data", load, promised: promised)
    }

    @Test(.enabled(if: Trace.isAvailable, "needs strace"))
    func `every answer to a write comes after its log was synced`() throws {
        let violations = try Trace.violations(requests: 60, synchronous: nil)
        #expect(violations.answers >= 60 && violations.unsynced == 0, "\(violations)")
    }

    @Test(.enabled(if: Trace.isAvailable, "needs strace"))
    func `an answer before the log was synced is noticed`() throws {
        let violations = try Trace.violations(requests: 20, synchronous: "OFF")
        // The index of the search syncs a commit of its own now and then, between an answer and its log.
        #expect(violations.answers >= 20 && violations.unsynced >= 20, "\(violations)")
    }
}

/// Eight clients that create objects until the server is gone.
final class WriteLoad: Sendable {
    private let state = Mutex<(tried: Set<String>, acknowledged: [String: String])>(([], [:]))
    private let running = DispatchGroup()

    /// Names and ids that the server has confirmed.
    var acknowledged: [String: String] { state.withLock { $0.acknowledged } }
    /// Names that were sent.
    var tried: Set<String> { state.withLock { $0.tried } }

    /// Starts the clients and returns when `isEnough` is content with the number of writes confirmed in this round.
    func run(_ round: Int, _ server: ServerProcess, until isEnough: (Int) -> Bool) {
        let before = acknowledged.count
        let confirmed = DispatchSemaphore(value: 0)
        for writer in 0..<8 {
            running.enter()
            let thread = Thread { [self] in
                defer {
                    // Whoever waits for confirmations must not wait for a client that is gone.
                    for _ in 0..<1000 { confirmed.signal() }
                    running.leave()
                }
                guard let client = PlainClient(port: server.port) else { return }
                var number = 0
                while true {
                    let name = "r\(round)w\(writer)n\(number)"
                    state.withLock { _ = $0.tried.insert(name) }
                    guard let answer = client.send("POST", "/api/dcim/manufacturers/", #"{"name":"\#(name)"}"#),
                        answer.status == 201,
                        let id = try? JSONValue(parsing: answer.body)["id"]?.stringValue
                    else { return }
                    state.withLock { $0.acknowledged[name] = id }
                    confirmed.signal()
                    number += 1
                }
            }
            thread.start()
        }
        var count = 0
        repeat {
            confirmed.wait()
            count = acknowledged.count - before
        } while !isEnough(count) && count < 10_000
    }

    /// Waits until all clients have noticed that the server is gone.
    func join() { running.wait() }
}

/// What a store lacks of what was confirmed.
struct Loss: CustomStringConvertible {
    let acknowledged: Int
    /// Confirmed, and not there, or there under another id.
    let missing: [String]
    /// There without exactly one history row of its creation.
    let withoutHistory: [String]
    /// There and never sent.
    let phantoms: [String]
    let integrity: String

    var description: String {
        "\(acknowledged) confirmed, \(missing.count) missing, \(withoutHistory.count) without history, \(phantoms.count) phantoms, \(integrity)"
    }

    /// Opens the store, which recovers it, and compares.
    init(_ folder: String, _ load: WriteLoad, promised: [String: String]? = nil) async throws {
        let confirmed = promised ?? load.acknowledged
        acknowledged = confirmed.count
        guard let engine = try? SQLiteEngine(path: folder + "/almanac.db", logger: TemporaryStore.logger),
            let found = try? await Store(engine, StoreCatalog.catalog).read(Found.init)
        else {
            missing = confirmed.keys.sorted()
            withoutHistory = []
            phantoms = []
            integrity = "cannot be read"
            return
        }
        missing = confirmed.filter { found.rows[$0.key] != $0.value }.keys.sorted()
        withoutHistory = found.rows.filter { found.creations[$0.value] != 1 }.keys.sorted()
        phantoms = found.rows.keys.filter { !load.tried.contains($0) }.sorted()
        integrity = found.integrity
        try engine.close()
    }

    private struct Found: Sendable {
        var rows: [String: String] = [:]
        var creations: [String: Int] = [:]
        let integrity: String

        init(_ session: Session) throws {
            for row in try session.fetch(Query<Manufacturer>()) { rows[row.name] = row.id.description }
            for change in try session.fetch(Query<ObjectChange>().where { $0.action == "create" }) {
                creations[change.changedObjectId.description, default: 0] += 1
            }
            integrity = try session.connection.value("PRAGMA integrity_check", kind: .text).plainText
        }
    }
}

/// A file system in a file: what has not been synced is not in the file.
final class LoopDisk: Sendable {
    let folder: String
    private let image: String

    /// Whether such a disk can be mounted here; tried once.
    static let isAvailable: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        return (try? LoopDisk(folder.path + "/probe.img", at: folder.path + "/probe")) != nil
    }()

    /// Makes and mounts an empty disk.
    init(_ image: String, at folder: String) throws {
        self.image = image
        self.folder = folder
        try Self.run("/usr/bin/truncate", "-s", "96M", image)
        try Self.run("/sbin/mkfs.ext4", "-q", "-F", image)
        try Self.mount(image, folder)
    }

    private init(mounting image: String, at folder: String) throws {
        self.image = image
        self.folder = folder
        try Self.mount(image, folder)
    }

    deinit { try? Self.run("/bin/umount", folder) }

    /// Copies the disk as it is and mounts the copy.
    func copy(to image: String, at folder: String) throws -> LoopDisk {
        try Self.run("/bin/cp", self.image, image)
        return try LoopDisk(mounting: image, at: folder)
    }

    private static func mount(_ image: String, _ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The file system does not write on its own within a test.
        try run("/bin/mount", "-o", "loop,commit=600", image, folder)
    }

    private static func run(_ path: String, _ arguments: String...) throws {
        let process = try ChildProcess([path] + arguments, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        guard process.wait() == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

/// The order of the server's system calls.
enum Trace {
    static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    /// How many answers to writes there were, and how many came before a sync of what was written.
    struct Violations {
        var answers = 0
        var unsynced = 0
    }

    /// Sends writes one after another to a traced server: between one answer and the next, something must have been written to the
    /// log and synced.
    static func violations(requests: Int, synchronous: String?) throws -> Violations {
        let folder = try TemporaryFolder()
        let log = folder.path + "/trace"
        let variables = synchronous.map { ["ALMANAC_TEST_MODE": "1", "ALMANAC_TEST_SYNCHRONOUS": $0] } ?? [:]
        let server = try ServerProcess(
            data: folder.path + "/data", environment: variables,
            prefix: [
                "/usr/bin/strace", "-f", "-y", "-s", "64", "-o", log, "-e",
                "trace=fdatasync,fsync,pwrite64,write,sendto,sendmsg,writev",
            ],
            // A worker's own writes may come between a sync and its answer.
            arguments: ["--role", "web"])
        guard let client = PlainClient(port: server.port) else { return Violations() }
        for number in 0..<requests {
            let answer = client.send("POST", "/api/dcim/manufacturers/", #"{"name":"m\#(number)"}"#)
            guard answer?.status == 201 else { break }
        }
        server.end(SIGKILL)
        return judge(try String(contentsOfFile: log, encoding: .utf8))
    }

    static func judge(_ log: String) -> Violations {
        var found = Violations()
        var isDirty = false
        // The search takes changes in beside the requests: its writes may come between a sync and the answer, so what counts
        // is that a write was synced since the last answer.
        var isCovered = false
        /// Threads whose sync has begun and not returned.
        var syncing: Set<Substring> = []
        for line in log.split(separator: "\n") {
            let thread = line.prefix { $0 != " " }
            if line.contains("pwrite64("), line.contains("almanac.db-wal>") {
                isDirty = true
            } else if line.contains("sync("), line.contains("almanac.db-wal>") {
                if line.contains("<unfinished") {
                    syncing.insert(thread)
                } else if line.contains("= 0") {
                    isCovered = isCovered || isDirty
                    isDirty = false
                }
            } else if line.contains("sync resumed>"), line.contains("= 0"), syncing.remove(thread) != nil {
                isCovered = isCovered || isDirty
                isDirty = false
            } else if line.contains("\"listening on") {
                // What was synced while the store was made answers no request.
                isCovered = false
            } else if line.contains("HTTP/1.1 201") {
                found.answers += 1
                if !isCovered { found.unsynced += 1 }
                isCovered = false
            }
        }
        return found
    }
}
