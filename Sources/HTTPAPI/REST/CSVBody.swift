import Basics
import HTTPServing
import Modeling
import Services

/// A CSV body as the list of objects it stands for (core.md §8.2).
enum CSVBody {
    /// The same request with a JSON body.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` with the line and column of a malformed row.
    static func request(_ request: APIRequest, _ schema: AnySchema) throws -> APIRequest {
        var rows: [CSVRow] = []
        do {
            var reader = CSVReader()
            try request.body.withUnsafeBufferPointer { try reader.feed($0) { rows.append($0) } }
            try reader.finish { rows.append($0) }
        } catch let error as CSVError {
            throw Problem(.invalidInput, "CSV parse error - \(error.reason): line \(error.line) column \(error.column)")
        }
        guard let header = rows.first?.fields else { throw Problem(.invalidInput, "The CSV body has no header row.") }
        let objects = rows.dropFirst().map { CSVObject.make(header: header, row: $0.fields, schema) }
        var converted = request
        converted.headers["content-type"] = "application/json"
        converted.body = Array(JSONValue.array(objects.map(JSONValue.object)).text.utf8)
        return converted
    }
}
