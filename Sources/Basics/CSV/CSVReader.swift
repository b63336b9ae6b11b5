/// Reads CSV (RFC 4180) in pieces of any size; memory is bounded by ``CSVLimits``.
///
/// Lines end with CR LF, LF or CR, in any mixture; quoted fields may contain line ends and doubled quotes. A UTF-8
/// byte order mark at the start is dropped, and so are empty lines (a record with one empty field is written `""`).
/// Strict: a quote inside a field without quotes, text after a closing quote, a missing closing quote, NUL and bytes
/// that are not UTF-8 are errors. After an error, from the text or from the closure, the reader must not be used on.
/// - Source: RFC 4180, <https://www.rfc-editor.org/rfc/rfc4180>.
package struct CSVReader {
    private enum Place {
        /// Before the first byte of the text; so many bytes of the byte order mark were seen.
        case start(Int)
        case lineStart
        case fieldStart
        case plain
        case quoted
        /// After a quote inside quotes: the end, or the first half of a doubled quote.
        case quote
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let delimiter: UInt8
    private let limits: CSVLimits
    private var place = Place.start(0)
    /// The bytes of the present field that came in earlier pieces, or were quoted.
    private var pending: [UInt8] = []
    private var fields: [String] = []
    private var rowBytes = 0
    private var rowLine = 1
    private var line = 1
    /// Bytes of earlier pieces.
    private var consumed = 0
    /// The offset in the whole text at which the present line starts.
    private var lineOffset = 0
    /// A CR was the last byte: an LF that follows belongs to it.
    private var endsWithCR = false
    private var widestRow = 8

    /// Makes a reader before the first byte.
    ///
    /// - Parameters:
    ///   - delimiter: An ASCII byte other than a quote, CR, LF and NUL; a comma unless told.
    ///   - limits: How much is kept in memory.
    package init(delimiter: UInt8 = 0x2C, limits: CSVLimits = CSVLimits()) {
        precondition(delimiter != 0 && delimiter < 0x80 && delimiter != 0x22 && delimiter != 0x0A && delimiter != 0x0D)
        self.delimiter = delimiter
        self.limits = limits
    }

    /// Takes the next piece, and calls the closure for each record that it completes.
    ///
    /// - Parameters:
    ///   - chunk: The bytes after those of the call before; they may end anywhere.
    ///   - row: Takes one record.
    /// - Throws: ``CSVError``, or what the closure throws.
    package mutating func feed(_ chunk: UnsafeBufferPointer<UInt8>, row: (CSVRow) throws -> Void) throws {
        var index = 0
        while index < chunk.count {
            switch place {
            case .start(let seen): index = skipMark(in: chunk, from: index, seen: seen)
            case .lineStart, .fieldStart: index = try startField(in: chunk, from: index, row: row)
            case .plain: index = try readPlain(in: chunk, from: index, row: row)
            case .quoted: index = try readQuoted(in: chunk, from: index)
            case .quote: index = try readAfterQuote(in: chunk, from: index, row: row)
            }
        }
        consumed &+= chunk.count
    }

    /// Ends the text, and calls the closure for the last record when no line end follows it.
    ///
    /// - Parameter row: Takes one record.
    /// - Throws: ``CSVError``, or what the closure throws.
    package mutating func finish(row: (CSVRow) throws -> Void) throws {
        switch place {
        case .start(let seen):
            guard seen > 0 else { return }
            throw failure("The text is not valid UTF-8.", at: 0)
        case .lineStart: return
        case .quoted: throw failure("The text ends inside a quoted field.", at: consumed)
        case .fieldStart, .plain, .quote:
            try endField(UnsafeBufferPointer(start: nil, count: 0), at: consumed)
            try endRow(row)
        }
    }

    /// Takes bytes of the mark; when they turn out to be something else, they start the first field.
    private mutating func skipMark(in chunk: UnsafeBufferPointer<UInt8>, from index: Int, seen: Int) -> Int {
        guard chunk[index] == Self.byteOrderMark[seen] else {
            pending.append(contentsOf: Self.byteOrderMark.prefix(seen))
            place = seen == 0 ? .lineStart : .plain
            return index
        }
        guard seen < 2 else {
            place = .lineStart
            lineOffset = 3
            return index &+ 1
        }
        place = .start(seen &+ 1)
        return index &+ 1
    }

    @inline(__always)
    private mutating func startField(
        in chunk: UnsafeBufferPointer<UInt8>,
        from index: Int,
        row: (CSVRow) throws -> Void
    ) throws -> Int {
        let byte = chunk[index]
        if case .lineStart = place {
            if byte == 0x0A || byte == 0x0D {
                endLine(byte, at: consumed &+ index)
                return index &+ 1
            }
            rowLine = line
            endsWithCR = false
        }
        guard byte == 0x22 else {
            place = .plain
            return try readPlain(in: chunk, from: index, row: row)
        }
        endsWithCR = false
        place = .quoted
        return index &+ 1
    }

    @inline(__always)
    private mutating func readPlain(
        in chunk: UnsafeBufferPointer<UInt8>,
        from start: Int,
        row: (CSVRow) throws -> Void
    ) throws -> Int {
        let index = endOfPlain(in: chunk, from: start)
        guard index < chunk.count else {
            try keep(chunk.part(start, index), at: consumed &+ start)
            return index
        }
        guard chunk[index] != 0x22 else {
            throw failure("A quote is allowed in a quoted field only, where it is doubled.", at: consumed &+ index)
        }
        guard chunk[index] != 0 else { throw failure("A NUL character is not allowed.", at: consumed &+ index) }
        try endField(chunk.part(start, index), at: consumed &+ start)
        try separate(chunk[index], at: consumed &+ index, row: row)
        return index &+ 1
    }

    /// The offset of the next byte that ends a field without quotes, or is not allowed in one; or the end.
    @inline(__always)
    private func endOfPlain(in chunk: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let pattern = UInt64(delimiter) &* ByteScan.ones
        var index = start
        while chunk.count &- index >= 8 {
            let word = ByteScan.word(chunk, at: index)
            // Control characters other than CR, LF and NUL are few; they are looked at one by one below.
            var stops = ByteScan.equal(word, pattern) | ByteScan.equal(word, 0x2222_2222_2222_2222)
            stops |= ByteScan.controls(word)
            guard stops != 0 else {
                index &+= 8
                continue
            }
            index &+= ByteScan.firstIndex(of: stops)
            if endsPlain(chunk[index]) { return index }
            index &+= 1
        }
        while index < chunk.count, !endsPlain(chunk[index]) { index &+= 1 }
        return index
    }

    @inline(__always)
    private func endsPlain(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == 0x0A || byte == 0x0D || byte == 0x22 || byte == 0
    }

    private mutating func readQuoted(in chunk: UnsafeBufferPointer<UInt8>, from start: Int) throws -> Int {
        var index = start
        while index < chunk.count, chunk[index] != 0x22 {
            let byte = chunk[index]
            if byte == 0x0A || byte == 0x0D {
                endLine(byte, at: consumed &+ index)
            } else {
                guard byte != 0 else { throw failure("A NUL character is not allowed.", at: consumed &+ index) }
                endsWithCR = false
            }
            index &+= 1
        }
        try keep(chunk.part(start, index), at: consumed &+ start)
        guard index < chunk.count else { return index }
        endsWithCR = false
        place = .quote
        return index &+ 1
    }

    private mutating func readAfterQuote(
        in chunk: UnsafeBufferPointer<UInt8>,
        from index: Int,
        row: (CSVRow) throws -> Void
    ) throws -> Int {
        let byte = chunk[index]
        if byte == 0x22 {
            try keep(chunk.part(index, index &+ 1), at: consumed &+ index)
            place = .quoted
            return index &+ 1
        }
        guard byte == delimiter || byte == 0x0A || byte == 0x0D else {
            throw failure("After a closing quote the field must end.", at: consumed &+ index)
        }
        try endField(UnsafeBufferPointer(start: nil, count: 0), at: consumed &+ index)
        try separate(byte, at: consumed &+ index, row: row)
        return index &+ 1
    }
}

extension CSVReader {
    /// Reads a whole text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - delimiter: See ``init(delimiter:limits:)``.
    ///   - limits: How long fields and records may be.
    /// - Returns: The records in order.
    /// - Throws: ``CSVError``.
    package static func rows(
        of bytes: [UInt8],
        delimiter: UInt8 = 0x2C,
        limits: CSVLimits = CSVLimits()
    ) throws -> [CSVRow] {
        var reader = CSVReader(delimiter: delimiter, limits: limits)
        var rows: [CSVRow] = []
        try bytes.withUnsafeBufferPointer { try reader.feed($0) { rows.append($0) } }
        try reader.finish { rows.append($0) }
        return rows
    }

    /// Keeps bytes of a field that does not end yet.
    private mutating func keep(_ part: UnsafeBufferPointer<UInt8>, at offset: Int) throws(CSVError) {
        guard limits.maximumFieldBytes &- pending.count >= part.count else { throw tooLong(at: offset) }
        pending.append(contentsOf: part)
    }

    private mutating func endField(_ rest: UnsafeBufferPointer<UInt8>, at offset: Int) throws(CSVError) {
        guard fields.count < limits.maximumFields else {
            throw failure("A record has more than \(limits.maximumFields) fields.", at: offset)
        }
        let length = pending.count &+ rest.count
        guard length <= limits.maximumFieldBytes else { throw tooLong(at: offset) }
        rowBytes &+= length
        guard rowBytes <= limits.maximumRowBytes else {
            throw failure("A record is longer than \(limits.maximumRowBytes) bytes.", at: offset)
        }
        let field: String?
        if pending.isEmpty {
            field = String(validating: rest, as: UTF8.self)
        } else {
            pending.append(contentsOf: rest)
            field = String(validating: pending, as: UTF8.self)
            pending.removeAll(keepingCapacity: true)
        }
        guard let field else { throw failure("The text is not valid UTF-8.", at: offset) }
        fields.append(field)
    }

    /// Takes the delimiter or the line end after a field.
    @inline(__always)
    private mutating func separate(_ byte: UInt8, at offset: Int, row: (CSVRow) throws -> Void) throws {
        guard byte != delimiter else {
            place = .fieldStart
            return
        }
        place = .lineStart
        endLine(byte, at: offset)
        try endRow(row)
    }

    private mutating func endRow(_ row: (CSVRow) throws -> Void) throws {
        place = .lineStart
        let complete = CSVRow(fields: fields, line: rowLine)
        widestRow = max(widestRow, fields.count)
        rowBytes = 0
        fields = []
        fields.reserveCapacity(widestRow)
        try row(complete)
    }

    /// Counts a line end; an LF after a CR belongs to the same one.
    @inline(__always)
    private mutating func endLine(_ byte: UInt8, at offset: Int) {
        if byte == 0x0D || !endsWithCR { line &+= 1 }
        endsWithCR = byte == 0x0D
        lineOffset = offset &+ 1
    }

    private func tooLong(at offset: Int) -> CSVError {
        failure("A field is longer than \(limits.maximumFieldBytes) bytes.", at: offset)
    }

    private func failure(_ reason: String, at offset: Int) -> CSVError {
        CSVError(line: line, column: max(1, offset &- lineOffset &+ 1), reason: reason)
    }
}
