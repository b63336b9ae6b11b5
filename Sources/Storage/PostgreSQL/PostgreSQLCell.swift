import Basics
import Modeling

/// Reads cells from PostgreSQL's binary form.
enum PostgreSQLCell {
    /// The cell of a wanted kind.
    ///
    /// - Throws: ``StorageError/statement(_:)`` when the column holds something else.
    static func value(_ bytes: UnsafeRawBufferPointer, _ type: UInt32, _ kind: Kind) throws -> Value {
        switch PostgreSQLType(rawValue: type) {
        case .boolean where bytes.count == 1: return truth(bytes[0] != 0, kind)
        case .smallint where bytes.count == 2: return number(Int64(read(bytes, as: Int16.self)), kind)
        case .integer where bytes.count == 4: return number(Int64(read(bytes, as: Int32.self)), kind)
        case .bigint where bytes.count == 8: return number(read(bytes, as: Int64.self), kind)
        case .real where bytes.count == 4: return .double(Double(Float(bitPattern: read(bytes, as: UInt32.self))))
        case .double where bytes.count == 8: return real(Double(bitPattern: read(bytes, as: UInt64.self)), kind)
        case .numeric: return try numeric(bytes, kind)
        case .uuid where bytes.count == 16: return Identifier(bytes: bytes).map(Value.id) ?? .null
        case .date where bytes.count == 4:
            return .day(CalendarDay(daysSinceEpoch: read(bytes, as: Int32.self) &+ PostgreSQLType.epochDay))
        // Its first byte is a version.
        case .jsonb where bytes.count > 1: return text(UnsafeRawBufferPointer(rebasing: bytes[1...]), kind)
        default: return text(bytes, kind)
        }
    }

    private static func read<N: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, as type: N.Type) -> N {
        N(bigEndian: bytes.loadUnaligned(as: type))
    }

    private static func text(_ bytes: UnsafeRawBufferPointer, _ kind: Kind) -> Value {
        let text = String(decoding: bytes, as: UTF8.self)
        switch kind {
        case .json, .strings: return .json(text)
        case .identifier: return Identifier(text).map(Value.id) ?? .null
        case .day: return CalendarDay(text).map(Value.day) ?? .null
        default: return .text(text)
        }
    }

    private static func truth(_ truth: Bool, _ kind: Kind) -> Value {
        switch kind {
        case .integer, .decimal: .int(truth ? 1 : 0)
        default: .bool(truth)
        }
    }

    private static func number(_ number: Int64, _ kind: Kind) -> Value {
        switch kind {
        case .boolean: .bool(number != 0)
        case .real: .double(Double(number))
        case .timestamp: .timestamp(Timestamp(microseconds: number))
        case .text: .text(String(number))
        default: .int(number)
        }
    }

    private static func real(_ number: Double, _ kind: Kind) -> Value {
        switch kind {
        case .integer, .decimal: Int64(exactly: number).map(Value.int) ?? .double(number)
        default: .double(number)
        }
    }

    /// Sums are numbers to the base of 10,000: count, weight of the first digit, sign, scale, digits.
    private static func numeric(_ bytes: UnsafeRawBufferPointer, _ kind: Kind) throws -> Value {
        guard bytes.count >= 8 else { throw StorageError.statement("A number of PostgreSQL is too short.") }
        func word(_ index: Int) -> Int {
            Int(read(UnsafeRawBufferPointer(rebasing: bytes[(index * 2)...]), as: Int16.self))
        }
        let count = word(0)
        let weight = word(1)
        guard word(2) == 0 || word(2) == 0x4000, bytes.count >= 8 + count * 2 else {
            throw StorageError.statement("A number of PostgreSQL cannot be read.")
        }
        var value = 0.0
        var whole: Int64? = 0
        for place in 0..<max(count, weight + 1) {
            let digit = place < count ? word(4 + place) : 0
            guard place <= weight else {
                if digit != 0 { whole = nil }
                var part = Double(digit)
                for _ in 0..<(place - weight) { part /= 10_000 }
                value += part
                continue
            }
            value = value * 10_000 + Double(digit)
            whole = whole.flatMap { sum in
                let (scaled, isTooLarge) = sum.multipliedReportingOverflow(by: 10_000)
                let (added, isTooLargeNow) = scaled.addingReportingOverflow(Int64(digit))
                return isTooLarge || isTooLargeNow ? nil : added
            }
        }
        let isNegative = word(2) == 0x4000
        if kind != .real, let whole { return number(isNegative ? -whole : whole, kind) }
        return .double(isNegative ? -value : value)
    }
}
