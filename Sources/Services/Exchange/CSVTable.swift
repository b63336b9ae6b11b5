import Basics
package import Modeling
package import Storage

/// Writes rows as CSV, in the columns of core.md §8.1.
package struct CSVTable: Sendable {
    private let catalog: Catalog

    package init(catalog: Catalog) { self.catalog = catalog }

    /// One column: its header and where its cells come from.
    package struct Column: Sendable {
        enum Source: Sendable {
            case display
            case key
            case constant(String)
            case slug
            case cell(Int, Kind, isText: Bool)
            /// A part of a reference's natural key: the reference's position, then the path from its target.
            case reference(Int, AnySchema, [String])
            case noObject
            case many(AnyField)
            case derived(Derived)
            case tags
            case custom(CustomFieldDefinition)
        }
        package let header: String
        let source: Source
    }

    /// The columns of a model; trees are unrolled to the depth that the store has.
    package func columns(
        _ schema: AnySchema, showsMany: Bool, treeDepths: [String: Int], customization: ModelCustomization? = nil
    ) -> [Column] {
        var columns: [Column] = []
        let hasName = schema.fieldsByName["name"]?.isStored == true
        if hasName, let index = schema.columnIndex["name"] {
            columns.append(Column(header: "name", source: .cell(index, .text, isText: isText(schema, index))))
        }
        columns.append(Column(header: "display", source: .display))
        columns.append(Column(header: "id", source: .key))
        columns.append(Column(header: "object_type", source: .constant(schema.identifier)))
        columns.append(Column(header: "natural_slug", source: .slug))
        for field in schema.fields where !field.info.isHidden && !field.info.isWriteOnly && !field.info.isTrailing {
            if hasName, field.info.name == "name" { continue }
            columns += self.columns(of: field, showsMany: showsMany, treeDepths: treeDepths)
        }
        if let created = schema.createdIndex, let updated = schema.lastUpdatedIndex {
            columns.append(Column(header: "created", source: .cell(created, .timestamp, isText: false)))
            columns.append(Column(header: "last_updated", source: .cell(updated, .timestamp, isText: false)))
        }
        if schema.features.contains(.tags) { columns.append(Column(header: "tags", source: .tags)) }
        for field in schema.fields
        where field.info.isTrailing && !field.info.isHidden && !(field is Derived) {
            columns += self.columns(of: field, showsMany: showsMany, treeDepths: treeDepths)
        }
        columns += (customization?.fields ?? []).map { Column(header: "cf_" + $0.key, source: .custom($0)) }
        return columns
    }

    private func columns(of field: AnyField, showsMany: Bool, treeDepths: [String: Int]) -> [Column] {
        let name = field.info.name
        if field.info.isPersonal { return [Column(header: name, source: .constant("{}"))] }
        if let derived = field as? Derived {
            switch derived.derivation {
            case .constant, .configContext, .object, .noImage: return []
            case .count, .countMany, .noCount, .tagUses, .computed: break
            }
            return [Column(header: name, source: .derived(derived))]
        }
        if let reserved = field as? Reserved {
            guard !reserved.isMany else { return [] }
            if reserved.naturalKey.isEmpty { return [Column(header: name, source: .constant("NULL"))] }
            return reserved.naturalKey.flatMap { expandReserved(name, $0, treeDepths) }
        }
        guard let target = field.target else {
            if field.info.kind == .strings {
                return [Column(header: name, source: .cell(field.index, .strings, isText: false))]
            }
            return [
                Column(
                    header: name,
                    source: .cell(
                        field.index, field.info.kind, isText: field.info.kind == .text && !field.info.isNullable))
            ]
        }
        guard field.isStored else { return showsMany ? [Column(header: name, source: .many(field))] : [] }
        return keyPaths(target, treeDepths).map { path in
            Column(
                header: ([name] + path).joined(separator: "__"), source: .reference(field.index, target, path))
        }
    }

    /// A part of a reserved reference's key; one that ends at a location is unrolled like a real one.
    private func expandReserved(_ name: String, _ path: String, _ treeDepths: [String: Int]) -> [Column] {
        let header = "\(name)__\(path.replacing(".", with: "__"))"
        guard header.hasSuffix("location"), let location = catalog["dcim.location"] else {
            return [Column(header: header, source: .noObject)]
        }
        return keyPaths(location, treeDepths).map {
            Column(header: ([header] + $0).joined(separator: "__"), source: .noObject)
        }
    }

    /// The leaf paths of a natural key; a tree's parent chain is as long as the store's deepest row.
    private func keyPaths(_ schema: AnySchema, _ treeDepths: [String: Int], level: Int = 0) -> [[String]] {
        schema.naturalKey.flatMap { path -> [[String]] in
            let names = path.split(separator: ".").map(String.init)
            if path == "id" { return [["pk"]] }
            guard names.count == 1, let target = schema.fieldsByName[path]?.target else { return [names] }
            if target === schema {
                guard level + 1 < treeDepths[schema.identifier] ?? 1 else { return [] }
                return keyPaths(target, treeDepths, level: level + 1).map { names + $0 }
            }
            return keyPaths(target, treeDepths).map { names + $0 }
        }
    }

    private func isText(_ schema: AnySchema, _ index: Int) -> Bool { !schema.columns[index].isNullable }

    /// How deep each tree is, in rows from root to leaf.
    package func treeDepths(_ session: Session) throws -> [String: Int] {
        var depths: [String: Int] = [:]
        for schema in catalog.schemas {
            guard let parent = schema.treeField, schema.naturalKey.contains(parent) else { continue }
            let table = schema.names.table
            let depth = try session.connection.value(
                """
                WITH RECURSIVE below(id, depth) AS (
                  SELECT id, 1 FROM \(table) WHERE \(parent)_id IS NULL
                  UNION ALL SELECT c.id, b.depth + 1 FROM \(table) c JOIN below b ON c.\(parent)_id = b.id WHERE b.depth < 64)
                SELECT max(depth) FROM below
                """, kind: .integer)
            depths[schema.identifier] = Int(depth.integer ?? 1)
        }
        return depths
    }

    /// The header line.
    package func header(_ columns: [Column]) -> [UInt8] {
        var bytes: [UInt8] = []
        CSVText.appendRow(columns.map(\.header), to: &bytes)
        return bytes
    }

    /// The lines of some rows.
    package func lines(
        _ schema: AnySchema, _ rows: [[Value]], _ columns: [Column], _ session: Session, guardsFormulas: Bool,
        visibility: Visibility? = nil
    ) throws -> [UInt8] {
        let texts = RowTexts(session, visibility: visibility)
        texts.keep(schema, rows)
        try texts.prefetch(schema, rows)
        let ids = rows.compactMap { $0[0].identifier }
        for column in columns {
            if case .reference(let index, let target, _) = column.source {
                try texts.load(target, Set(rows.lazy.compactMap { $0[index].identifier }))
            }
        }
        let tags = schema.features.contains(.tags) ? try session.tags(of: ids) : [:]
        var many: [String: [Identifier: [Identifier]]] = [:]
        var counts: [String: [Identifier: Int64]] = [:]
        for column in columns {
            switch column.source {
            case .many(let field):
                many[field.info.name] = try session.members(of: ids, field: field, in: schema)
            case .derived(let field):
                counts[field.info.name] = try count(field, ids, session)
            default: break
            }
        }
        let hasCustom = columns.contains { if case .custom = $0.source { true } else { false } }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 400)
        for row in rows {
            guard let id = row[0].identifier else { continue }
            let custom = hasCustom ? Self.customFields(schema, row) : JSONObject()
            let cells = try columns.map { column -> String in
                if case .custom(let field) = column.source {
                    let value = custom[field.key]
                    let text = field.type == .json ? Self.spaced(field.cell(value)) : field.cell(value)
                    return guardsFormulas ? CSVText.guardFormula(value == nil ? text : CSVWords.guarded(text)) : text
                }
                let text = try cell(column, schema, row, id, texts, tags, many, counts)
                guard guardsFormulas else { return text }
                // A stored text that reads like one of the words for nothing is marked, so that it stays one.
                return CSVText.guardFormula(try isText(column, row, texts) ? CSVWords.guarded(text) : text)
            }
            CSVText.appendRow(cells, to: &bytes)
        }
        return bytes
    }

    private func cell(
        _ column: Column, _ schema: AnySchema, _ row: [Value], _ id: Identifier, _ texts: RowTexts,
        _ tags: [Identifier: [Identifier]], _ many: [String: [Identifier: [Identifier]]],
        _ counts: [String: [Identifier: Int64]]
    ) throws -> String {
        switch column.source {
        case .display: return try texts.display(schema, row)
        case .key: return schema.text(of: id)
        case .constant(let text): return text
        case .slug: return try texts.slug(schema, row)
        case .cell(let index, let kind, let isText): return Self.text(row[index], kind, isText: isText)
        case .noObject: return "NoObject"
        case .reference(let index, let target, let path):
            guard let key = row[index].identifier, let targetRow = try texts.row(target, key) else { return "NoObject" }
            return try reference(path, target, targetRow, texts)
        case .many(let field):
            let members = many[field.info.name]?[id] ?? []
            return members.map { field.target?.text(of: $0) ?? $0.description }.joined(separator: ",")
        case .derived(let field):
            if case .computed(let paths, let compute) = field.derivation {
                let cells = try paths.map { try texts.value(at: $0, schema, row) }
                return Self.spaced(compute(cells).text)
            }
            return String(counts[field.info.name]?[id] ?? 0)
        case .custom: return ""
        case .tags:
            guard let tag = schemaOfTags else { return "" }
            return try (tags[id] ?? []).map { try texts.display(tag, id: $0) }.joined(separator: ",")
        }
    }

    private static func customFields(_ schema: AnySchema, _ row: [Value]) -> JSONObject {
        guard let index = schema.customFieldsIndex, case .json(let text) = row[index], text.utf8.count > 2,
            let values = try? JSONValue(parsing: text)
        else {
            // An unreadable text counts as empty: the store only ever holds objects that we wrote.
            return JSONObject()
        }
        return values.objectValue ?? JSONObject()
    }

    /// Whether the cell shows a stored text, and not the absence of one.
    private func isText(_ column: Column, _ row: [Value], _ texts: RowTexts) throws -> Bool {
        switch column.source {
        case .cell(let index, _, _): return row[index].textValue != nil
        case .reference(let index, let target, let path):
            guard let key = row[index].identifier, let targetRow = try texts.row(target, key) else { return false }
            return try texts.value(at: path.joined(separator: "."), target, targetRow).textValue != nil
        default: return false
        }
    }

    private var schemaOfTags: AnySchema? { catalog["extras.tag"] }

    private func reference(
        _ path: [String], _ schema: AnySchema, _ row: [Value], _ texts: RowTexts
    ) throws -> String {
        guard let name = path.first else { return "" }
        if name == "pk" || name == "id" { return row[0].plainText }
        guard let field = schema.fieldsByName[name], field.isStored else { return "" }
        if path.count == 1 { return Self.text(row[field.index], field.info.kind, isText: !field.info.isNullable) }
        guard let target = field.target else { return "" }
        guard let key = row[field.index].identifier, let targetRow = try texts.row(target, key) else {
            return "NoObject"
        }
        return try reference(Array(path.dropFirst()), target, targetRow, texts)
    }

    private func count(_ field: Derived, _ ids: [Identifier], _ session: Session) throws -> [Identifier: Int64] {
        guard !ids.isEmpty else { return [:] }
        switch field.derivation {
        case .count(let model, let reference):
            guard let source = catalog[model], let by = source.fieldsByName[reference] else { return [:] }
            return try session.counts(source.names.table, by: by.column, of: ids)
        case .countMany(let model, let name):
            guard let source = catalog[model], let by = source.fieldsByName[name] else { return [:] }
            let join = JoinDescription(field: by, owner: source, catalog: catalog)
            return try session.counts(join.table, by: join.target, of: ids)
        case .tagUses: return try session.counts("extras_taggeditem", by: "tag_id", of: ids)
        default: return [:]
        }
    }

    /// A cell as CSV shows it: `NULL` for null, `True`/`False`, lists with commas.
    static func text(_ value: Value, _ kind: Kind, isText: Bool) -> String {
        switch value {
        case .null: return "NULL"
        case .int(let number):
            if case .decimal(_, let scale) = kind { return CellJSON.decimalText(number, scale) }
            return String(number)
        case .json where kind == .strings:
            return StringList(value: value).elements.joined(separator: ",")
        case .json(let text): return spaced(text)
        default: return value.plainText
        }
    }

    /// Compact JSON with a blank behind each `,` and `:`, as the dialect writes it in cells.
    private static func spaced(_ json: String) -> String {
        var bytes: [UInt8] = []
        var isInText = false
        var isEscaped = false
        for byte in json.utf8 {
            bytes.append(byte)
            if isInText {
                if byte == 34, !isEscaped { isInText = false }
                isEscaped = byte == 92 && !isEscaped
            } else if byte == 34 {
                isInText = true
            } else if byte == 44 || byte == 58 {
                bytes.append(32)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
