import Basics
import HTTPServing

/// What a form of a page sent.
struct WebForm: Sendable {
    /// A file that came with it.
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]
    }

    /// Fields in the order sent; a name may stand there several times.
    private(set) var fields: [(name: String, value: String)] = []
    private(set) var files: [String: File] = [:]

    /// An empty form.
    init() {}

    /// Reads the body of a request.
    ///
    /// - Throws: ``Problem`` of kind `unsupportedMedia` or `invalidInput`.
    init(_ request: APIRequest) throws {
        let given = request.headers["content-type"] ?? ""
        let type = Words.trimmed(String(given.prefix { $0 != ";" })).lowercased()
        switch type {
        case "application/x-www-form-urlencoded":
            guard let text = String(validating: request.body, as: UTF8.self) else {
                throw Problem(.invalidInput, "The form is not UTF-8.")
            }
            fields = try QueryString.parse(text[...])
        case "multipart/form-data":
            for part in try MultipartForm(request.body, contentType: given).parts {
                if let name = part.fileName {
                    // Browsers send an empty part for a file that nobody chose.
                    if !part.bytes.isEmpty || !name.isEmpty { files[part.name] = File(name: name, bytes: part.bytes) }
                } else if let text = part.text {
                    fields.append((part.name, text))
                } else {
                    throw Problem(.invalidInput, "The field \(part.name) is not UTF-8.")
                }
            }
        case "" where request.body.isEmpty: break
        default: throw Problem(.unsupportedMedia, "A page's form has another type than \"\(type)\".")
        }
    }

    /// The last value of a field.
    subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// All values of a field.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Whether a field was sent at all.
    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
}
