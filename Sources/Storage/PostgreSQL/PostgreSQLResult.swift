import CLibPQ
import Modeling

#if canImport(Glibc)
    import Glibc
#endif

/// The answer to one statement, freed with its last holder.
final class PostgreSQLResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var status: UInt32 { PQresultStatus(handle) }

    var isFault: Bool {
        switch status {
        case CLIBPQ_COMMAND_OK, CLIBPQ_TUPLES_OK, CLIBPQ_COPY_IN, CLIBPQ_COPY_OUT, CLIBPQ_PIPELINE_SYNC: false
        default: true
        }
    }

    /// Rows inserted, changed or removed.
    var changes: Int { PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// Whether this answers ``PostgreSQLCommitWatch/question``.
    var isCommitNumber: Bool {
        guard PQntuples(handle) == 1, PQnfields(handle) == 1 else { return false }
        return PQfname(handle, 0).map { strcmp($0, "almanac_commits") == 0 } ?? false
    }

    /// What the server reports.
    func fault(_ sql: String) -> PostgreSQLFault {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(handle, Int32($0)) }.map { String(cString: $0) }
        }
        guard let state = field("C") else { return .lost("The connection to PostgreSQL broke.") }
        return PostgreSQLFault(
            state: state, message: field("M") ?? "", detail: field("D"), table: field("t"), constraint: field("n"),
            sql: sql)
    }

    /// Hands over the rows one by one; see ``Connection/query(_:_:kinds:row:)``.
    func forEach(_ kinds: [Kind], _ row: (inout [Value]) throws -> Bool) throws {
        guard Int(PQnfields(handle)) >= kinds.count else {
            throw StorageError.statement("Fewer result columns than expected.")
        }
        let types = kinds.indices.map { PQftype(handle, Int32($0)) }
        var cells = [Value](repeating: .null, count: kinds.count)
        for number in 0..<PQntuples(handle) {
            for index in kinds.indices {
                let column = Int32(index)
                let length = PQgetlength(handle, number, column)
                if length == 0, PQgetisnull(handle, number, column) == 1 {
                    cells[index] = .null
                } else {
                    let bytes = UnsafeRawBufferPointer(start: PQgetvalue(handle, number, column), count: Int(length))
                    cells[index] = try PostgreSQLCell.value(bytes, types[index], kinds[index])
                }
            }
            guard try row(&cells) else { return }
        }
    }
}
