import Foundation
import Synchronization
import Testing

@testable import Secrets

@Suite struct SecretMemoryTests {
    /// What the system knows about the pages at an address, as `/proc/self/smaps` tells it.
    private func flags(of address: UnsafeMutableRawPointer) throws -> Set<String> {
        // Files of the kernel have no size to read by.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let lines = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
        let place = UInt(bitPattern: address)
        var isHere = false
        for line in lines {
            let ends = line.prefix { $0 != " " }.split(separator: "-").map { UInt($0, radix: 16) }
            if ends.count == 2, let first = ends[0], let end = ends[1] { isHere = (first..<end).contains(place) }
            guard isHere, line.hasPrefix("VmFlags:") else { continue }
            return Set(line.split(separator: " ").dropFirst().map(String.init))
        }
        return []
    }

    @Test(arguments: [1, 16, 17, 4096, 4097, 100_000])
    func `pages of secrets are locked, in no core dump and in no forked child`(count: Int) throws {
        let memory = SecretMemory()
        let failures = Mutex(0)
        memory.whenUnlocked { failures.withLock { $0 += 1 } }
        let piece = memory.take(count)
        defer { memory.giveBack(piece) }
        let flags = try flags(of: try #require(piece.bytes.baseAddress))
        #expect(flags.isSuperset(of: ["dd", "wf"]))
        #expect(flags.contains("lo") == (failures.withLock { $0 } == 0))
    }

    @Test func `a piece is all zero and nobody else's, and overwritten when it is given back`() throws {
        let memory = SecretMemory()
        // Keeps the pages of all sizes in use, so that they can be looked at afterwards.
        let kept = (0..<9).map { memory.take(16 << $0) }
        for count in [0, 1, 15, 16, 17, 500, 4096] {
            let pieces = (0..<100).map { _ in memory.take(count) }
            for (number, piece) in pieces.enumerated() {
                #expect(piece.bytes.count == count && piece.bytes.allSatisfy { $0 == 0 })
                for place in piece.bytes.indices { piece.bytes[place] = UInt8(number + 1) }
            }
            for (number, piece) in pieces.enumerated() {
                #expect(piece.bytes.allSatisfy { $0 == UInt8(number + 1) })
            }
            for piece in pieces.dropFirst() { memory.giveBack(piece) }
            let again = memory.take(count)
            #expect(again.bytes.allSatisfy { $0 == 0 })
            memory.giveBack(again)
            let last = pieces[0].bytes
            memory.giveBack(pieces[0])
            #expect(last.allSatisfy { $0 == 0 })
        }
        for piece in kept { memory.giveBack(piece) }
    }

    @Test func `memory that cannot be locked serves all the same, and is told of once`() {
        let memory = SecretMemory { _, _ in false }
        let early = (0..<10_000).map { _ in memory.take(64) }
        let told = Mutex(0)
        memory.whenUnlocked { told.withLock { $0 += 1 } }
        memory.giveBack(memory.take(50_000))
        #expect(told.withLock { $0 } == 1)
        early[7].bytes[3] = 9
        #expect(early[6].bytes.allSatisfy { $0 == 0 } && early[8].bytes.allSatisfy { $0 == 0 })
        for piece in early { memory.giveBack(piece) }
    }

    @Test func `pages go back to the system when no secret is in them`() throws {
        let locked = Mutex<[UInt]>([])
        let memory = SecretMemory { start, _ in
            locked.withLock { $0.append(UInt(bitPattern: start)) }
            return true
        }
        // 16 of the greatest size fill a slab.
        let pieces = (0..<160).map { _ in memory.take(4096) }
        #expect(locked.withLock { $0.count } == 10)
        for piece in pieces { memory.giveBack(piece) }
        for _ in 0..<1000 { memory.giveBack(memory.take(4096)) }
        #expect(locked.withLock { $0.count } == 10)
        let again = (0..<32).map { _ in memory.take(4096) }
        #expect(locked.withLock { $0.count } == 11)
        for piece in again { memory.giveBack(piece) }
    }

    @Test func `many threads take and give back at the same time`() async {
        let memory = SecretMemory()
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var held: [(piece: SecretMemory.Piece, mark: UInt8)] = []
                    var isRight = true
                    for step in 0..<5000 {
                        let piece = memory.take(1 + (step * 37 + task * 101) % 300)
                        let mark = UInt8(truncatingIfNeeded: step &+ task)
                        isRight = isRight && piece.bytes.allSatisfy { $0 == 0 }
                        for place in piece.bytes.indices { piece.bytes[place] = mark }
                        held.append((piece, mark))
                        if held.count > 40 {
                            let (old, mark) = held.remove(at: (step * 7) % held.count)
                            isRight = isRight && old.bytes.allSatisfy { $0 == mark }
                            memory.giveBack(old)
                        }
                    }
                    for (piece, _) in held { memory.giveBack(piece) }
                    return isRight
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
