import Basics
import HTTPServing
import Modeling

/// Bodies of requests.
enum RequestBody {
    /// Reads the body as JSON: at most 64 levels deep, no member twice.
    ///
    /// - Throws: ``Problem`` of kind `unsupportedMedia` or `invalidInput`.
    static func json(_ request: APIRequest) throws -> JSONValue {
        let type = (request.headers["content-type"] ?? "application/json").split(separator: ";").first ?? ""
        guard type.isEmpty || Words.trimmed(String(type)).lowercased() == "application/json" else {
            throw Problem(.unsupportedMedia, "Unsupported media type \"\(type)\" in request.")
        }
        guard !request.body.isEmpty else { return .object(JSONObject([])) }
        do {
            return try JSONValue(parsing: request.body)
        } catch {
            throw Problem(
                .invalidInput, "JSON parse error - \(error.reason): line \(error.line) column \(error.column)")
        }
    }

    static func expectedObject(_ body: JSONValue) -> Problem {
        Problem(
            .invalidInput, "",
            fields: [
                FieldErrors(
                    "non_field_errors", ["Invalid data. Expected a dictionary, but got \(body.pythonTypeName)."])
            ])
    }

    static func invalidItem(_ item: JSONValue) -> FieldErrors {
        FieldErrors("non_field_errors", ["Invalid data. Expected a dictionary, but got \(item.pythonTypeName)."])
    }
}
