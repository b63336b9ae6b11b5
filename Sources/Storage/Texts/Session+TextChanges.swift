import Basics
import Modeling

/// Notes, in one unit of work, which rows must be taken into the index of texts.
struct TextChangeNotes {
    private(set) var count = 0
    private var byModel: [ObjectIdentifier: (schema: AnySchema, ids: Set<Identifier>)] = [:]
    /// Noted rows that are held in memory at most, where they can be written earlier than at the end.
    static let capacity = 4_096
    /// Keys per row of the queue.
    private static let chunk = 1_000

    mutating func add(_ schema: AnySchema, _ id: Identifier) {
        if byModel[ObjectIdentifier(schema), default: (schema, [])].ids.insert(id).inserted { count += 1 }
    }

    /// Empties the notes into rows of ``TextChange``.
    mutating func drain() -> [[Value]] {
        var rows: [[Value]] = []
        var random = SystemRandomNumberGenerator()
        for (schema, ids) in byModel.values {
            let keys = Array(ids)
            for start in stride(from: 0, to: keys.count, by: Self.chunk) {
                var row = Record<TextChange>(id: ID(Identifier(high: random.next(), low: random.next())))
                row.model = schema.identifier
                row.objects = TextChange.text(keys[start..<min(start + Self.chunk, keys.count)])
                rows.append(row.values)
            }
        }
        byModel = [:]
        count = 0
        return rows
    }
}

extension TextChange {
    /// Keys as ``objects`` has them.
    static func text(_ ids: some Collection<Identifier>) -> String {
        var text = ""
        text.reserveCapacity(ids.count * 32)
        for id in ids { text += id.hexDigits }
        return text
    }

    /// The keys in a text of ``objects``.
    static func ids(_ text: String) -> [Identifier] {
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count - 31, by: 32).compactMap { start in
            digits[start..<start + 32].withUnsafeBufferPointer { Identifier(utf8: $0) }
        }
    }
}

extension Session {
    /// Notes a row whose texts may have changed; what is noted too much does no harm.
    ///
    /// - Parameter columns: Positions of the cells that were written; nil for a row that came or went.
    func noteTexts(_ schema: AnySchema, _ id: Value?, columns: [Int]? = nil) throws {
        guard schema.globalSearch != nil, case .id(let id)? = id else { return }
        if let columns, !columns.contains(where: schema.searchedColumns.contains) { return }
        textChanges.add(schema, id)
        // Inside a savepoint what is written could be undone together with notes of what stays.
        if textChanges.count >= TextChangeNotes.capacity, scope.depth == 0 { try writeTextChanges() }
    }

    /// Writes down what was noted; the last thing that a unit of work does.
    func writeTextChanges() throws {
        guard textChanges.count > 0 else { return }
        try insert(TextChange.schema, all: textChanges.drain())
    }
}
