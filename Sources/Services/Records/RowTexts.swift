package import Basics
package import Modeling
package import Storage

/// How rows read: their `display`, natural key and slug, with the rows they refer to fetched once.
///
/// One instance serves one answer; it must stay on its session's thread.
package final class RowTexts {
    private let session: Session
    private let visibility: Visibility?
    private var rows: [ObjectIdentifier: [Identifier: [Value]]] = [:]
    private var slugs: [Identifier: [UInt8]?] = [:]
    private var displays: [Identifier: String] = [:]
    /// Longer chains of references are cut; only a cycle in damaged data gets there.
    private static let maximumDepth = 32

    /// - Parameter visibility: Who reads; rows hidden from them count as missing, and texts do without them.
    package init(_ session: Session, visibility: Visibility? = nil) {
        self.session = session
        self.visibility = visibility
    }

    /// What others have read of the same data; for those from whom no row is hidden.
    private var memory: SnapshotMemory? { visibility == nil ? session.memory : nil }

    private func fetch(_ schema: AnySchema, _ ids: [Identifier]) throws -> [[Value]] {
        guard let visible = visibility?.predicate(schema), visible != .always else {
            return try session.rows(schema, ids: ids)
        }
        return visible == .never ? [] : try session.rows(Selection(schema, where: .ids(ids) && visible))
    }

    /// Fetches, in one query per reference, the rows that the texts of these rows need.
    package func prefetch(_ schema: AnySchema, _ pageRows: [[Value]]) throws {
        let plan = plan(schema)
        for (column, target) in plan.references { try load(target, referred(pageRows, column)) }
        guard !plan.displayReferences.isEmpty else { return }
        let composed = plan.whole.map { whole in pageRows.filter { Self.wholeText($0, whole) == nil } } ?? pageRows
        for (column, target) in plan.displayReferences { try load(target, referred(composed, column)) }
    }

    private func referred(_ pageRows: [[Value]], _ column: Int) -> Set<Identifier> {
        var ids: Set<Identifier> = []
        var last: Identifier?
        for row in pageRows {
            // Neighbours often share what they refer to.
            guard case .id(let id) = row[column], id != last else { continue }
            ids.insert(id)
            last = id
        }
        return ids
    }

    private static func wholeText(_ row: [Value], _ column: Int) -> String? {
        guard case .text(let text) = row[column], !text.isEmpty else { return nil }
        return text
    }

    private var plans: [ObjectIdentifier: TextPlan] = [:]

    private func plan(_ schema: AnySchema) -> TextPlan {
        let key = ObjectIdentifier(schema)
        if let plan = plans[key] { return plan }
        let plan = session.catalog.texts(of: schema)
        plans[key] = plan
        return plan
    }

    /// Keeps rows that are known already, if rows of their model refer to each other.
    package func keep(_ schema: AnySchema, _ known: [[Value]]) {
        guard schema.fields.contains(where: { $0.target === schema }) else { return }
        for row in known {
            guard let id = row[0].identifier else { continue }
            rows[ObjectIdentifier(schema), default: [:]][id] = row
        }
    }

    /// Fetches these rows unless they are known.
    package func load(_ schema: AnySchema, _ ids: Set<Identifier>) throws {
        let key = ObjectIdentifier(schema)
        var missing = rows[key].map { known in ids.filter { known[$0] == nil } } ?? ids
        for id in missing {
            guard let row = memory?.row(schema, id) else { continue }
            rows[key, default: [:]][id] = row
            missing.remove(id)
        }
        guard !missing.isEmpty else { return }
        for row in try fetch(schema, missing.sorted()) {
            guard let id = row[0].identifier else { continue }
            rows[key, default: [:]][id] = row
            memory?.keep(row, schema)
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
        if let row = memory?.row(schema, id) {
            rows[ObjectIdentifier(schema), default: [:]][id] = row
            return row
        }
        guard let row = try visibility == nil ? session.row(schema, id) : fetch(schema, [id]).first else { return nil }
        rows[ObjectIdentifier(schema), default: [:]][id] = row
        memory?.keep(row, schema)
        return row
    }

    /// The row's `display`.
    package func display(_ schema: AnySchema, _ row: [Value], depth: Int = 0) throws -> String {
        guard depth < Self.maximumDepth else { return "…" }
        let plan = plan(schema)
        if let whole = plan.whole, let text = Self.wholeText(row, whole) { return text }
        let paths = plan.display
        // Most rows are called by one of their cells, and most compositions take few.
        return schema.display.compose(
            try paths.count == 1 ? [cell(paths[0], row, depth)] : paths.map { try cell($0, row, depth) })
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
        var bytes: [UInt8] = []
        try appendSlug(schema, row, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends ``slug(_:_:)``, which is ASCII and needs no escapes.
    package func appendSlug(_ schema: AnySchema, _ row: [Value], to bytes: inout [UInt8]) throws {
        // Rows without a natural key have no slug either.
        guard let id = row[0].identifier, !schema.naturalKey.isEmpty else {
            bytes.append(contentsOf: "unknown".utf8)
            return
        }
        if try appendSlugParts(schema, row, depth: 0, to: &bytes) { bytes.append(Self.underscore) }
        if schema.features.contains(.numbered), let number = id.number {
            bytes.append(contentsOf: String(number).utf8.prefix(4))
        } else {
            id.writeFirstDigits(4, into: &bytes)
        }
    }

    /// Appends the parts with underscores between them; empty ones at the end are left out.
    ///
    /// - Returns: Whether there was any part.
    private func appendSlugParts(
        _ schema: AnySchema, _ row: [Value], depth: Int, to bytes: inout [UInt8]
    ) throws -> Bool {
        guard depth < Self.maximumDepth else { return false }
        var isFirst = true
        var missing = 0
        for part in plan(schema).naturalKey {
            switch part {
            case .path(let path):
                let value = try cell(path, row, depth)
                guard !value.isNull else {
                    missing += 1
                    continue
                }
                Self.appendSeparators(&isFirst, &missing, to: &bytes)
                if case .text(let text) = value {
                    Slug.append(text, to: &bytes)
                } else {
                    Slug.append(value.plainText, to: &bytes)
                }
            case .reference(let column, let target):
                guard let id = row[column].identifier else {
                    missing += 1
                    continue
                }
                guard let inner = try slugParts(target, id, depth: depth + 1) else { continue }
                Self.appendSeparators(&isFirst, &missing, to: &bytes)
                bytes.append(contentsOf: inner)
            }
        }
        return !isFirst
    }

    private static let underscore = UInt8(ascii: "_")

    private static func appendSeparators(_ isFirst: inout Bool, _ missing: inout Int, to bytes: inout [UInt8]) {
        for _ in 0..<(isFirst ? missing : missing + 1) { bytes.append(underscore) }
        isFirst = false
        missing = 0
    }

    /// What a referred row contributes to slugs, remembered; nil when it contributes nothing.
    private func slugParts(_ target: AnySchema, _ id: Identifier, depth: Int) throws -> [UInt8]? {
        if let known = slugs[id] { return known }
        guard let row = try row(target, id) else { return nil }
        var bytes: [UInt8] = []
        let parts = try appendSlugParts(target, row, depth: depth, to: &bytes) ? bytes : nil
        slugs[id] = .some(parts)
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
