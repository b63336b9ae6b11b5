import Basics
import Modeling

/// The arguments of a statement in PostgreSQL's binary form, each with its type.
///
/// Types are always told, so that nothing depends on what the server would infer.
struct PostgreSQLParameters {
    private(set) var types: [UInt32] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    private var offsets: [Int?] = []
    private var bytes: [UInt8] = []

    init(_ values: [Value]) {
        types.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        offsets.reserveCapacity(values.count)
        bytes.reserveCapacity(values.count * 24)
        for value in values { append(value) }
        formats = [Int32](repeating: 1, count: values.count)
    }

    /// Hands the pointers to the values to `body`; they are valid inside it only.
    func withPointers<R>(_ body: ([UnsafePointer<CChar>?]) -> R) -> R {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return body(offsets.map { offset in offset.flatMap { place in start.map { $0 + place } } })
        }
    }

    private mutating func append(_ value: Value) {
        let start = bytes.count
        types.append(PostgreSQLType.of(value).rawValue)
        if PostgreSQLType.appendBinary(value, to: &bytes) {
            offsets.append(start)
            lengths.append(Int32(clamping: bytes.count - start))
            // An empty text lies behind the last byte; its pointer must not be null.
            if bytes.count == start { bytes.append(0) }
        } else {
            offsets.append(nil)
            lengths.append(0)
        }
    }
}

/// The types of PostgreSQL that cells are sent and read as, by their object ids.
///
/// - Source: `pg_type.dat` of PostgreSQL 15; these ids never change.
enum PostgreSQLType: UInt32 {
    case unspecified = 0
    case boolean = 16
    case bigint = 20
    case smallint = 21
    case integer = 23
    case text = 25
    case real = 700
    case double = 701
    case date = 1082
    case numeric = 1700
    case uuid = 2950
    case jsonb = 3802

    /// The type of a value.
    static func of(_ value: Value) -> PostgreSQLType {
        switch value {
        case .null: .unspecified
        case .bool: .boolean
        case .int, .timestamp: .bigint
        case .double: .double
        case .text, .json: .text
        case .id: .uuid
        case .day: .date
        }
    }

    /// The type of the cells of a column.
    static func of(_ kind: Kind) -> PostgreSQLType {
        switch kind {
        case .boolean: .boolean
        case .integer, .decimal, .timestamp: .bigint
        case .real: .double
        case .text, .json, .strings: .text
        case .identifier: .uuid
        case .day: .date
        }
    }

    /// Days from 1970-01-01 to PostgreSQL's 2000-01-01.
    static let epochDay: Int32 = 10_957

    /// Appends the value without its length; returns false, and appends nothing, for null.
    static func appendBinary(_ value: Value, to bytes: inout [UInt8]) -> Bool {
        switch value {
        case .null: return false
        case .bool(let truth): bytes.append(truth ? 1 : 0)
        case .int(let number): append(UInt64(bitPattern: number), to: &bytes)
        case .timestamp(let time): append(UInt64(bitPattern: time.microseconds), to: &bytes)
        case .double(let number): append(number.bitPattern, to: &bytes)
        case .text(let text), .json(let text): append(text, to: &bytes)
        case .id(let id): id.withBytes { bytes.append(contentsOf: $0) }
        case .day(let day): append(UInt32(bitPattern: day.daysSinceEpoch &- epochDay), to: &bytes)
        }
        return true
    }

    /// PostgreSQL has no place for U+0000: no cell holds one, and a text with one is written as no other text is.
    ///
    /// What is stored was refused before it came here; what is asked for finds nothing.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        guard bytes[start...].contains(0) else { return }
        bytes.replaceSubrange(start..., with: Array(text.replacing("\0", with: "\u{FFFE}").utf8))
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
