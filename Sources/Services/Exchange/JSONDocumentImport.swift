import Basics
import Modeling

/// Objects in JSON: a document, or a line of NDJSON.
struct JSONDocumentImport {
    /// The model of objects that do not name theirs.
    let model: String?
    /// What the caller may give to name the model, as messages say it.
    let modelOption: String
    let catalog: Catalog
    private var known: [String: KnownMembers] = [:]
    /// The shapes that objects had lately: the next one mostly has the keys of one of them.
    private var shapes: [(model: String, keys: [String], unknown: [String])] = []
    /// Optional members come and go between objects of one file; more shapes cost more than they spare.
    private static let shapeLimit = 4
    private var netBox: NetBoxDocument

    init(model: String?, modelOption: String, catalog: Catalog) {
        self.model = model
        self.modelOption = modelOption
        self.catalog = catalog
        netBox = NetBoxDocument(catalog)
    }

    /// The objects of a document: a list, a page as the API answers it, or one object.
    mutating func read(_ bytes: [UInt8], file: String) -> [ImportReading] {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            let origin = ImportOrigin(file: file, line: error.line, column: error.column)
            return [.failure(origin, "Not JSON: \(error.reason)")]
        }
        let items = document.arrayValue ?? document.objectValue?["results"]?.arrayValue ?? [document]
        var readings: [ImportReading] = []
        readings.reserveCapacity(items.count)
        // The lines of objects inside a document are not known any more; their position in the list is.
        for (index, value) in items.enumerated() {
            readings += self.readings(value, ImportOrigin(file: file, line: index + 1))
        }
        return readings
    }

    /// What an object says: mostly itself; an export of NetBox also what it stands on.
    mutating func readings(_ value: JSONValue, _ origin: ImportOrigin) -> [ImportReading] {
        guard case .object(let object) = value else { return [.failure(origin, "Not a JSON object.")] }
        if NetBoxDocument.speaks(object) { return netBox.readings(object, origin) }
        guard let name = object["object_type"]?.stringValue ?? model else {
            return [.failure(origin, "No model is named. Add an object_type member or give \(modelOption).")]
        }
        return [.item(ImportItem(model: name, object: object, origin: origin, unknown: unknown(object, name)))]
    }

    private mutating func unknown(_ object: JSONObject, _ model: String) -> [String] {
        for shape in shapes where shape.keys.count == object.count && shape.model == model {
            if shape.keys.elementsEqual(object.members, by: { $0 == $1.key }) { return shape.unknown }
        }
        guard let schema = catalog[model] else { return [] }
        let known = self.known[model] ?? KnownMembers(schema)
        self.known[model] = known
        let unknown = object.keys.filter { !known.contains($0) }
        if shapes.count == Self.shapeLimit { shapes.removeLast() }
        shapes.insert((model, object.keys, unknown), at: 0)
        return unknown
    }
}
