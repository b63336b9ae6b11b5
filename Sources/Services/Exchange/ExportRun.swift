import Basics
package import Modeling
package import Storage

/// Writes stored objects so that importing them gives the same objects again.
package struct ExportRun: Sendable {
    private let store: Store
    private let customizations = CustomizationCache()
    /// Rows read per snapshot.
    private static let pageSize = 2000

    package init(store: Store) { self.store = store }

    /// The models that an export covers, referenced ones first.
    package var models: [AnySchema] {
        store.catalog.schemas.filter { $0.isExposed && $0.operations.contains(.create) }
    }

    /// Writes one model as NDJSON: keys, own fields, references as ids, sets, tags.
    ///
    /// - Parameter write: Takes the bytes of some lines.
    /// - Returns: The number of objects written.
    package func ndjson(_ schema: AnySchema, write: ([UInt8]) throws -> Void) async throws -> Int {
        var after: [Value]?
        var total = 0
        while true {
            var selection = Selection(schema, ordering: ["id"], limit: Self.pageSize)
            selection.after = after
            let page = selection
            let (bytes, count, last) = try await store.read { session in
                let rows = try session.rows(page)
                return (try lines(schema, rows, session), rows.count, rows.last?[0])
            }
            if count > 0 { try write(bytes) }
            total += count
            guard count == Self.pageSize, let last else { return total }
            after = [last]
        }
    }

    private func lines(_ schema: AnySchema, _ rows: [[Value]], _ session: Session) throws -> [UInt8] {
        let ids = rows.compactMap { $0[0].identifier }
        guard !ids.isEmpty else { return [] }
        let tags = schema.features.contains(.tags) ? try session.tags(of: ids) : [:]
        var sets: [(AnyField, [Identifier: [Identifier]])] = []
        for field in schema.ownSets where !field.info.isReadOnly {
            sets.append((field, try session.members(of: ids, field: field, in: schema)))
        }
        let customization = try customizations.current(in: session)[schema]
        // An object that may not be without related ones is told them, so that it can be imported.
        let required = try (customization?.relationships ?? []).filter(\.isRequired).map { end in
            (end, try session.linked(end.relationship.id, end.side, of: ids))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 512)
        for row in rows {
            guard let id = row[0].identifier else { continue }
            bytes.append(contentsOf: "{\"object_type\":\"\(schema.identifier)\",\"id\":\"\(id)\"".utf8)
            for field in schema.fields
            where field.isStored && !field.info.isHidden && !field.info.isSealed
                && (!field.info.isReadOnly || field.info.isOwner)
            {
                bytes.append(contentsOf: ",\"\(field.info.name)\":".utf8)
                CellJSON.append(row[field.index], field.info.kind, to: &bytes)
            }
            for (field, members) in sets {
                bytes.append(contentsOf: ",\"\(field.info.name)\":".utf8)
                appendIDs(members[id] ?? [], to: &bytes)
            }
            if schema.features.contains(.tags) {
                bytes.append(contentsOf: ",\"tags\":".utf8)
                appendIDs(tags[id] ?? [], to: &bytes)
            }
            if let custom = schema.customFieldsIndex, let customization, !customization.fields.isEmpty,
                case .json(let stored) = row[custom]
            {
                bytes.append(contentsOf: ",\"custom_fields\":".utf8)
                customization.appendFields(stored, to: &bytes)
            }
            for (index, (end, others)) in required.enumerated() {
                bytes.append(contentsOf: (index == 0 ? ",\"relationships\":{" : ",").utf8)
                bytes.append(
                    contentsOf: "\"\(end.relationship.key)\":{\"\(end.otherSide.rawValue)\":{\"objects\":".utf8)
                appendIDs(others[id] ?? [], to: &bytes)
                bytes.append(contentsOf: (index == required.count - 1 ? "}}}" : "}}").utf8)
            }
            bytes.append(contentsOf: "}\n".utf8)
        }
        return bytes
    }

    private func appendIDs(_ ids: [Identifier], to bytes: inout [UInt8]) {
        bytes.append(91)
        for (index, id) in ids.enumerated() {
            if index > 0 { bytes.append(44) }
            bytes.append(34)
            id.write(into: &bytes)
            bytes.append(34)
        }
        bytes.append(93)
    }

    /// Writes one model as CSV, in the columns of the API.
    package func csv(
        _ schema: AnySchema, guardsFormulas: Bool, write: ([UInt8]) throws -> Void
    ) async throws -> Int {
        let table = CSVTable(catalog: store.catalog)
        let columns = try await store.read { session in
            table.columns(
                schema, showsMany: true, treeDepths: try table.treeDepths(session),
                customization: try customizations.current(in: session)[schema])
        }
        try write(table.header(columns))
        var after: [Value]?
        var total = 0
        while true {
            var selection = Selection(schema, ordering: ["id"], limit: Self.pageSize)
            selection.after = after
            let page = selection
            let (bytes, count, last) = try await store.read { session in
                let rows = try session.rows(page)
                return (
                    try table.lines(schema, rows, columns, session, guardsFormulas: guardsFormulas), rows.count,
                    rows.last?[0]
                )
            }
            if count > 0 { try write(bytes) }
            total += count
            guard count == Self.pageSize, let last else { return total }
            after = [last]
        }
    }
}
