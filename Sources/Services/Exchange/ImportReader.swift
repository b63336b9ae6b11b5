import Basics
package import Modeling

/// The forms in which objects can be imported.
package enum ImportFormat: String, Sendable, CaseIterable {
    /// One JSON object per line, with its model in `object_type`.
    case ndjson
    /// A JSON list of objects, or a page as the API answers it.
    case json
    /// A header row and a row per object.
    case csv
    /// A device or module type of the public device-type library.
    case yaml

    /// The format that a file name stands for.
    package init?(fileName: String) {
        switch fileName.split(separator: ".").last?.lowercased() {
        case "ndjson", "jsonl": self = .ndjson
        case "json": self = .json
        case "csv": self = .csv
        case "yaml", "yml": self = .yaml
        default: return nil
        }
    }
}

/// Reads objects from bytes that arrive in chunks, in bounded memory for NDJSON and CSV.
package final class ImportReader {
    private let file: String
    private let format: ImportFormat
    private let model: String?
    private let modelOption: String
    private let catalog: Catalog
    private var documents: JSONDocumentImport
    private var layouts: [String: CSVLayout] = [:]
    private let nextChunk: () throws -> [UInt8]?
    private var ready: [ImportReading] = []
    private var position = 0
    private var isAtEnd = false
    private var pending: [UInt8] = []
    private var line = 0
    private var csv = CSVReader()
    private var header: [String]?
    /// Longest line of NDJSON, and largest JSON or YAML document, in bytes.
    package static let maximumDocument = 256 * 1024 * 1024

    /// - Parameters:
    ///   - model: The model of objects that do not name theirs; a CSV file named `dcim.device.csv` names it too.
    ///   - modelOption: What the caller may give to name the model, as messages say it: `--model`.
    ///   - nextChunk: Gives the next bytes, nil at the end.
    package init(
        file: String, format: ImportFormat, model: String?, modelOption: String, catalog: Catalog,
        nextChunk: @escaping () throws -> [UInt8]?
    ) {
        self.file = file
        self.format = format
        let base = file.split(separator: "/").last.map { String($0) } ?? file
        let stem = base.split(separator: ".").dropLast().joined(separator: ".")
        let name = model ?? (catalog[stem] == nil ? nil : stem)
        self.model = name
        self.modelOption = modelOption
        self.catalog = catalog
        documents = JSONDocumentImport(model: name, modelOption: modelOption, catalog: catalog)
        self.nextChunk = nextChunk
    }

    /// The next object or failure; nil at the end.
    package func next() throws -> ImportReading? {
        while position >= ready.count {
            guard !isAtEnd else { return nil }
            ready.removeAll(keepingCapacity: true)
            position = 0
            try fill()
        }
        defer { position += 1 }
        return ready[position]
    }

    private func fill() throws {
        let chunk = try nextChunk()
        switch format {
        case .ndjson: fillLines(chunk)
        case .csv: fillRows(chunk)
        case .json, .yaml:
            if let chunk {
                pending += chunk
                guard pending.count <= Self.maximumDocument else {
                    isAtEnd = true
                    ready.append(.failure(origin(1), "The file is larger than 256 MiB. Use NDJSON or CSV."))
                    return
                }
            } else {
                isAtEnd = true
                ready =
                    format == .json
                    ? documents.read(pending, file: file)
                    : DeviceTypeLibrary.read(pending, file: file)
                pending = []
            }
        }
    }

    private func origin(_ line: Int, _ column: Int = 0) -> ImportOrigin {
        ImportOrigin(file: file, line: line, column: column)
    }

    // MARK: NDJSON

    private func fillLines(_ chunk: [UInt8]?) {
        if let chunk { pending += chunk } else { isAtEnd = true }
        pending.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                guard let end = bytes[start...].firstIndex(of: 10) ?? (isAtEnd ? bytes.count : nil) else { break }
                readLine(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end + 1
            }
            consumed = min(start, bytes.count)
        }
        pending.removeFirst(consumed)
        if pending.count > Self.maximumDocument {
            isAtEnd = true
            ready.append(.failure(origin(line + 1), "The line is longer than 256 MiB."))
        }
    }
    private var consumed = 0

    private func readLine(_ bytes: UnsafeBufferPointer<UInt8>) {
        line += 1
        guard bytes.contains(where: { $0 > 32 }) else { return }
        do throws(JSONError) {
            let value = try JSONValue(parsing: bytes)
            ready += documents.readings(value, origin(line))
        } catch {
            ready.append(.failure(origin(line, error.column), "Not JSON: \(error.reason)"))
        }
    }

    // MARK: CSV

    private func fillRows(_ chunk: [UInt8]?) {
        do {
            if let chunk {
                try chunk.withUnsafeBufferPointer { try csv.feed($0) { readRow($0) } }
            } else {
                isAtEnd = true
                try csv.finish { readRow($0) }
            }
        } catch let error as CSVError {
            isAtEnd = true
            ready.append(.failure(origin(error.line, error.column), "Not CSV: \(error.reason)"))
        } catch {
            isAtEnd = true
            ready.append(.failure(origin(line), "The file cannot be read."))
        }
    }

    private func readRow(_ row: CSVRow) {
        line = row.line
        guard let header else {
            self.header = row.fields
            return
        }
        if row.fields == [""] { return }
        let typeColumn = header.firstIndex(of: "object_type")
        let named = typeColumn.flatMap { $0 < row.fields.count ? row.fields[$0] : nil }
        guard let name = model ?? named, !name.isEmpty else {
            ready.append(
                .failure(
                    origin(row.line), "No model is named. Add an object_type column or give \(modelOption)."))
            return
        }
        guard let schema = catalog[name] else {
            ready.append(.failure(origin(row.line), "There is no model \"\(name)\"."))
            return
        }
        guard row.fields.count <= header.count else {
            ready.append(
                .failure(
                    origin(row.line, header.count + 1),
                    "The row has \(row.fields.count) cells, the header \(header.count)."))
            return
        }
        let layout = layouts[name] ?? CSVLayout(header, schema)
        layouts[name] = layout
        ready.append(
            .item(
                ImportItem(
                    model: name, object: CSVObject.make(header: header, row: row.fields, schema),
                    origin: origin(row.line), unknown: layout.unknown(in: row.fields), columns: layout.columns)))
    }
}
