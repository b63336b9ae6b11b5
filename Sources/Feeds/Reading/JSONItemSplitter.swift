package import Basics

/// Cuts the elements of one array out of a JSON text that comes in pieces, so that only one of them is in memory.
///
/// The array is a member of the text's outermost object (`vulnerabilities`), or the text is the array itself. What is
/// around the elements is kept as the envelope, and read at the end.
package struct JSONItemSplitter {
    private enum Place {
        case envelope
        case betweenItems
        case item
    }

    private let members: [[UInt8]]
    private let mostBytes: Int
    private var place = Place.envelope
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether a comma or the end must come before the next element.
    private var needsComma = false
    /// Whether a comma has been seen since the last element.
    private var hasComma = false
    private var count = 0
    private var envelope: [UInt8] = []
    /// Where the latest text at depth 1 begins in the envelope, and where it ends.
    private var key: Range<Int> = 0..<0
    private var keyStart = 0
    /// The front of an element that began in an earlier piece.
    private var pending: [UInt8] = []
    private var wasFound = false
    private var foundKey: [UInt8]?

    private var isMember: Bool { members.contains { envelope[key].elementsEqual($0) } }

    /// Starts before the first byte.
    ///
    /// - Parameters:
    ///   - member: The member of the outermost object that is the array.
    ///   - mostBytes: How large one element, or the envelope, may be.
    package init(member: String, mostBytes: Int = 64 << 20) {
        self.init(members: [member], mostBytes: mostBytes)
    }

    /// Starts before the first byte of a text whose array has one of several names.
    init(members: [String], mostBytes: Int = 64 << 20) {
        self.members = members.map { Array($0.utf8) }
        self.mostBytes = mostBytes
    }

    /// The name of the array that was found; `nil` before, and when the text is the array itself.
    var found: String? { foundKey.map { String(decoding: $0, as: UTF8.self) } }

    /// Takes the next piece, and hands on each element that it completes.
    ///
    /// - Throws: ``FeedError``, or what the closure throws.
    package mutating func take(
        _ piece: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        var index = 0
        var start = 0
        while index < piece.count {
            switch place {
            case .envelope: index = try takeEnvelope(piece, index)
            case .betweenItems:
                if try beginItem(piece[index]) { start = index } else { index += 1 }
            case .item:
                index = skip(piece, index)
                guard place != .item else { continue }
                try finish(piece, start, index, body)
            }
        }
        if place == .item {
            try keep(piece, start)
        }
    }

    /// Ends the text, and gives what was around the elements, the array being empty, and how many there were.
    ///
    /// - Throws: ``FeedError`` when the text was cut off, has no such array, or is no JSON around it.
    package func finish() throws -> (envelope: JSONValue, count: Int) {
        guard wasFound else { throw Self.isCutOff }
        return (try whole(), count)
    }

    /// Ends the text, and gives what was around the elements: the text itself when it has no such array.
    ///
    /// - Throws: ``FeedError`` when the text was cut off, or is no JSON around it.
    func whole() throws -> JSONValue {
        guard place == .envelope, depth == 0, !isInString, !envelope.isEmpty else { throw Self.isCutOff }
        do throws(JSONError) {
            return try JSONValue(parsing: envelope)
        } catch {
            throw FeedError(.malformed, "The text around the entries is no JSON: \(error.reason)")
        }
    }

    /// Whether the array was found.
    var hasFound: Bool { wasFound }

    private static let isCutOff = FeedError(.incomplete, "The text ends too early, or has no list of entries.")

    private mutating func takeEnvelope(_ piece: UnsafeBufferPointer<UInt8>, _ index: Int) throws -> Int {
        let byte = piece[index]
        guard envelope.count < mostBytes else {
            throw FeedError(.tooLarge, "The text around the entries is too large.")
        }
        envelope.append(byte)
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x22 {
                isInString = false
                if depth == 1 { key = keyStart..<(envelope.count - 1) }
            }
            return index + 1
        }
        switch byte {
        case 0x22:
            isInString = true
            keyStart = envelope.count
        case 0x5B where depth == 0 || depth == 1 && !wasFound && isMember:
            wasFound = true
            if depth == 1 { foundKey = Array(envelope[key]) }
            depth += 1
            place = .betweenItems
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D: depth -= 1
        default: break
        }
        guard depth >= 0, depth < 64 else { throw FeedError(.malformed, "The text around the entries is no JSON.") }
        return index + 1
    }

    /// Whether an element begins with a byte; white space and commas are taken, and so is the end of the array.
    private mutating func beginItem(_ byte: UInt8) throws -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: return false
        case 0x2C:
            guard needsComma else { throw FeedError(.malformed, "A comma stands where an entry belongs.") }
            needsComma = false
            hasComma = true
            return false
        case 0x5D:
            guard !hasComma else { throw FeedError(.malformed, "A comma stands behind the last entry.") }
            envelope.append(byte)
            depth -= 1
            place = .envelope
            return false
        case 0x7B:
            guard !needsComma else { throw FeedError(.malformed, "A comma is missing between entries.") }
            hasComma = false
            place = .item
            itemDepth = 0
            return true
        default: throw FeedError(.malformed, "An entry is no object.")
        }
    }

    private var itemDepth = 0

    /// Goes to the byte behind the element, or to the end of the piece.
    private mutating func skip(_ piece: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        var depth = itemDepth
        var isInString = isInString
        var isEscaped = isEscaped
        defer {
            itemDepth = depth
            self.isInString = isInString
            self.isEscaped = isEscaped
        }
        while index < piece.count {
            let byte = piece[index]
            index &+= 1
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x22 {
                    isInString = false
                } else if byte == 0x5C {
                    isEscaped = true
                }
                continue
            }
            if byte == 0x22 {
                isInString = true
            } else if byte | 0x20 == 0x7B {
                depth &+= 1
            } else if byte | 0x20 == 0x7D {
                depth &-= 1
                if depth == 0 {
                    place = .betweenItems
                    return index
                }
            }
        }
        return index
    }

    private mutating func finish(
        _ piece: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        needsComma = true
        count += 1
        guard !pending.isEmpty else {
            return try body(UnsafeBufferPointer(rebasing: piece[start..<end]))
        }
        pending.append(contentsOf: piece[..<end])
        guard pending.count <= mostBytes else { throw FeedError(.tooLarge, "An entry is too large.") }
        defer { pending.removeAll(keepingCapacity: pending.count < 1 << 20) }
        try pending.withUnsafeBufferPointer { try body($0) }
    }

    /// Keeps the front of an element until the next piece.
    private mutating func keep(_ piece: UnsafeBufferPointer<UInt8>, _ start: Int) throws {
        let from = pending.isEmpty ? start : 0
        guard pending.count + piece.count - from <= mostBytes else {
            throw FeedError(.tooLarge, "An entry is too large.")
        }
        pending.append(contentsOf: piece[from...])
    }
}
