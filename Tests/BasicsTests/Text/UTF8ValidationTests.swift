import Testing

@testable import Basics

@Suite struct UTF8ValidationTests {
    @Test func `every character is well-formed at every place`() {
        for value in stride(from: UInt32(0), through: 0x10_FFFF, by: 61) {
            guard let scalar = UnicodeScalar(value) else { continue }
            let bytes = Array(String(repeating: "a", count: Int(value % 9)).utf8) + Array(String(scalar).utf8)
            #expect(bytes.withUnsafeBufferPointer { UTF8Validation.firstFault(in: $0) } == nil)
            let cut = bytes.dropLast()
            if value >= 0x80 {
                let fault = Array(cut).withUnsafeBufferPointer { UTF8Validation.firstFault(in: $0) }
                #expect(fault == Int(value % 9))
            }
        }
    }

    @Test func `random bytes are judged as the standard library judges them`() {
        let random = SeededRandom(seed: 12)
        let edges: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
        ]
        for _ in 0..<100_000 {
            let bytes = (0..<random.below(12)).map { _ in edges[Int(random.below(UInt64(edges.count)))] }
            let isValid = bytes.withUnsafeBufferPointer { UTF8Validation.firstFault(in: $0) } == nil
            if isValid != (String(validating: bytes, as: UTF8.self) != nil) { Issue.record("\(bytes)") }
        }
    }
}
