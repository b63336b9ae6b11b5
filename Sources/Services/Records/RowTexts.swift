package import Basics
package import Modeling
package import Storage

/// How rows read: their `display`, natural key and slug, with the rows they refer to fetched once.
///
/// One instance serves one answer; it must stay on its session's thread.
package final class RowTexts {
    private let session: Session
    private var rows: [ObjectIdentifier: [Identifier: [Value]]] = [:]
    private var slugs: [Identifier: [String?]] = [:]
    private var displays: [Identifier: String] = [:]
    /// Longer chains of references are cut; only a cycle in damaged data gets there.
    private static let maximumDepth = 32

    package init(_ session: Session) { self.session = session }

    /// Fetches, in one query per reference, the rows that the texts of these rows need.
    package func prefetch(_ schema: AnySchema, _ pageRows: [[Value]]) throws {
        for (column, target) in plan(schema).references {
            try load(target, pageRows.compactMap { $0[column].identifier })
        }
    }

    private var plans: [ObjectIdentifier: TextPlan] = [:]

    private func plan(_ schema: AnySchema) -> TextPlan {
        let key = ObjectIdentifier(schema)
        if let plan = plans[key] { return plan }
        let plan = session.catalog.texts(of: schema)
        plans[key] = plan
        return plan
    }

    /// Keeps rows that are known already.
    package func keep(_ schema: AnySchema, _ known: [[Value]]) {
        for row in known {
            guard let id = row[0].identifier else { continue }
            rows[ObjectIdentifier(schema), default: [:]][id] = row
        }
    }

    /// Fetches these rows unless they are known.
    package func load(_ schema: AnySchema, _ ids: [Identifier]) throws {
        let key = ObjectIdentifier(schema)
        let known = rows[key] ?? [:]
        let missing = Set(ids).filter { known[$0] == nil }
        guard !missing.isEmpty else { return }
        for row in try session.rows(schema, ids: missing.sorted()) {
            guard let id = row[0].identifier else { continue }
            rows[key, default: [:]][id] = row
        }
    }

    /// Forgets a row that is about to change, and every text, because texts are made of other rows' texts.
    package func forget(_ id: Identifier) {
        for key in rows.keys { rows[key]?[id] = nil }
        slugs.removeAll(keepingCapacity: true)
        displays.removeAll(keepingCapacity: true)
    }

    /// The row with this key, from memory or from the store.
    package func row(_ schema: AnySchema, _ id: Identifier) throws -> [Value]? {
        if let row = rows[ObjectIdentifier(schema)]?[id] { return row }
        guard let row = try session.row(schema, id) else { return nil }
        rows[ObjectIdentifier(schema), default: [:]][id] = row
        return row
    }

    /// The row's `display`.
    package func display(_ schema: AnySchema, _ row: [Value], depth: Int = 0) throws -> String {
        guard depth < Self.maximumDepth else { return "…" }
        var cells: [Value] = []
        let paths = plan(schema).display
        cells.reserveCapacity(paths.count)
        for path in paths { cells.append(try cell(path, row, depth)) }
        return schema.display.compose(cells)
    }

    /// The `display` of a row known by key.
    package func display(_ schema: AnySchema, id: Identifier, depth: Int = 0) throws -> String {
        if let text = displays[id] { return text }
        guard let row = try row(schema, id) else { return "" }
        let text = try display(schema, row, depth: depth)
        displays[id] = text
        return text
    }

    /// How the row reads inside a sentence: rows of a tree by their own name, others as in `display`.
    package func plainText(_ schema: AnySchema, _ row: [Value]) throws -> String {
        guard schema.treeField != nil, let name = schema.columnIndex["name"] else { return try display(schema, row) }
        return row[name].plainText
    }

    /// The parts of the natural key; a reference stands for its own parts, trailing nulls are dropped by callers.
    package func naturalKey(_ schema: AnySchema, _ row: [Value], depth: Int = 0) throws -> [Value] {
        guard depth < Self.maximumDepth else { return [] }
        var parts: [Value] = []
        for part in plan(schema).naturalKey {
            switch part {
            case .path(let path): parts.append(try cell(path, row, depth))
            case .reference(let column, let target):
                guard let id = row[column].identifier else {
                    parts.append(.null)
                    continue
                }
                guard let targetRow = try self.row(target, id) else { continue }
                parts += try naturalKey(target, targetRow, depth: depth + 1)
            }
        }
        return parts
    }

    /// `natural_slug`: the natural key's parts as slugs and the first four digits of the id (core.md §1.7).
    package func slug(_ schema: AnySchema, _ row: [Value]) throws -> String {
        var parts = try slugParts(schema, row, depth: 0)
        while case .some(nil) = parts.last { parts.removeLast() }
        guard let id = row[0].identifier else { return "unknown" }
        let tail = String(id.description.prefix(4))
        guard !parts.isEmpty else { return tail }
        return parts.map { $0 ?? "" }.joined(separator: "_") + "_" + tail
    }

    private func slugParts(_ schema: AnySchema, _ row: [Value], depth: Int) throws -> [String?] {
        guard depth < Self.maximumDepth else { return [] }
        var parts: [String?] = []
        for part in plan(schema).naturalKey {
            switch part {
            case .path(let path):
                let value = try cell(path, row, depth)
                parts.append(value.isNull ? nil : Slug.make(value.plainText))
            case .reference(let column, let target):
                guard let id = row[column].identifier else {
                    parts.append(nil)
                    continue
                }
                if let known = slugs[id] {
                    parts += known
                    continue
                }
                guard let targetRow = try self.row(target, id) else { continue }
                var inner = try slugParts(target, targetRow, depth: depth + 1)
                while case .some(nil) = inner.last { inner.removeLast() }
                slugs[id] = inner
                parts += inner
            }
        }
        return parts
    }

    /// The cell at a dotted path from a row.
    package func value(at path: String, _ schema: AnySchema, _ row: [Value]) throws -> Value {
        try cell(CompiledPath(path, schema), row, 0)
    }

    private func cell(_ path: CompiledPath, _ row: [Value], _ depth: Int) throws -> Value {
        switch path {
        case .cell(let index): return row[index]
        case .nothing: return .null
        case .display(let column, let target):
            guard let id = row[column].identifier else { return .null }
            return .text(try display(target, id: id, depth: depth + 1))
        case .through(let column, let target, let rest):
            guard let id = row[column].identifier, let targetRow = try self.row(target, id) else { return .null }
            return try cell(rest, targetRow, depth + 1)
        }
    }
}
