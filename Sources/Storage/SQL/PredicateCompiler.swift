import Basics
package import Modeling

/// Writes a ``Predicate`` as SQL.
///
/// References are followed by `IN (SELECT …)`, never by a join, so a row comes out once whatever the predicate.
package struct PredicateCompiler {
    let catalog: Catalog
    /// Where texts are matched with patterns that the engine cannot match.
    private let matching: PatternSearch?
    /// Whose eyes the rows of other models are looked at with; nil sees everything.
    private var visibility: Visibility?
    /// Deeper paths are refused: nothing sensible needs them, and each level is a subquery.
    static let maximumPathLength = 12

    package init(catalog: Catalog) { self.init(catalog: catalog, matching: nil) }

    init(catalog: Catalog, matching: PatternSearch?) {
        self.catalog = catalog
        self.matching = matching
    }

    /// Appends the predicate for rows of `schema` that the statement calls `alias`.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when a path names nothing.
    package func append(_ predicate: Predicate, _ schema: AnySchema, alias: String, to sql: inout SQLText) throws {
        switch predicate {
        case .always: sql += "1=1"
        case .never: sql += "1=0"
        case .all(let parts): try appendList(parts, " AND ", schema, alias: alias, to: &sql)
        case .any(let parts): try appendList(parts, " OR ", schema, alias: alias, to: &sql)
        case .not(let inner):
            sql += "NOT coalesce(("
            try append(inner, schema, alias: alias, to: &sql)
            sql += sql.dialect == .sqlite ? "),0)" : "),false)"
        case .compare(let path, let comparison, let values):
            try follow(path[...], schema, alias: alias, to: &sql, leaf: .compare(comparison, values))
        case .isNull(let path):
            try follow(path[...], schema, alias: alias, to: &sql, leaf: .isNull)
        case .within(let path, let roots):
            try follow(path[...], schema, alias: alias, to: &sql, leaf: .within(roots))
        case .tagged(let tags):
            sql += "\(alias).id IN (SELECT object_id FROM extras_taggeditem WHERE tag_id IN "
            sql.bindKeys(tags)
            sql += ")"
        case .associated(let contact, let ids):
            let column = contact ? "contact_id" : "team_id"
            sql += "\(alias).id IN (SELECT associated_object_id FROM extras_contactassociation WHERE \(column) IN "
            sql.bindKeys(ids)
            sql += ")"
        case .linked(let link, let ids): try appendLinked(link, ids, alias: alias, to: &sql)
        case .related(let path, let inner):
            try follow(path[...], schema, alias: alias, to: &sql, leaf: .satisfies(inner))
        case .named(let model, let key, let inner):
            guard let source = catalog[model], let field = source.fieldsByName[key], field.isStored else {
                throw unknown(key, schema)
            }
            try appendInner("\(alias).id", field.column, source, [], alias, .satisfies(inner), to: &sql)
        case .seen(let visibility, let inner):
            var restricted = self
            restricted.visibility = visibility
            try restricted.append(inner, schema, alias: alias, to: &sql)
        case .names(let name, let model, let inner):
            guard let index = schema.columnIndex[name], let target = catalog[model] else { throw unknown(name, schema) }
            let row = "t\(sql.text.utf8.count)"
            sql +=
                "\(alias).\(schema.columns[index].name) IN (SELECT \(row).id FROM \(target.names.table) \(row) WHERE "
            try appendVisible(target, alias: row, to: &sql)
            try append(inner, target, alias: row, to: &sql)
            sql += ")"
        }
    }

    /// The row is one end of an association; with ``RelationshipSide/peer`` either end.
    private func appendLinked(
        _ link: RelationshipLink, _ ids: [Identifier]?, alias: String, to sql: inout SQLText
    ) throws {
        let sides: [RelationshipSide] = link.side == .peer ? [.source, .destination] : [link.side]
        sql += "("
        for (index, side) in sides.enumerated() {
            if index > 0 { sql += " OR " }
            let other = "\(side.opposite.rawValue)_id"
            sql += "\(alias).id IN (SELECT \(side.rawValue)_id FROM extras_relationshipassociation "
            sql += "WHERE relationship_id = "
            sql.bind(.id(link.relationship))
            if let ids {
                sql += " AND \(other) IN "
                sql.bindKeys(ids)
            } else if visibility != nil, let target = catalog[link.otherModel] {
                sql += " AND \(other) IN (SELECT v.id FROM \(target.names.table) v WHERE "
                try appendVisible(target, alias: "v", to: &sql)
                sql += "1=1)"
            }
            sql += ")"
        }
        sql += ")"
    }

    /// Appends the condition that a row of another model is visible, with ` AND ` behind it; nothing when all are.
    private func appendVisible(_ target: AnySchema, alias: String, to sql: inout SQLText) throws {
        guard let visible = visibility?.predicate(target), visible != .always else { return }
        var plain = self
        plain.visibility = nil
        sql += "("
        try plain.append(visible, target, alias: alias, to: &sql)
        sql += ") AND "
    }

    private enum Leaf {
        case satisfies(Predicate)
        case compare(Comparison, [Value])
        case isNull
        case within([Identifier])

        /// Whether the end of the path must be a row, not a cell.
        var isAboutARow: Bool {
            if case .satisfies = self { return true }
            return false
        }
    }

    private func appendList(
        _ parts: [Predicate], _ separator: String, _ schema: AnySchema, alias: String, to sql: inout SQLText
    ) throws {
        guard !parts.isEmpty else {
            sql += separator == " AND " ? "1=1" : "1=0"
            return
        }
        sql += "("
        for (index, part) in parts.enumerated() {
            if index > 0 { sql += separator }
            try append(part, schema, alias: alias, to: &sql)
        }
        sql += ")"
    }

    private func follow(
        _ path: ArraySlice<String>, _ schema: AnySchema, alias: String, to sql: inout SQLText, leaf: Leaf
    ) throws {
        guard let name = path.first else { throw unknown("", schema) }
        guard path.count <= Self.maximumPathLength else {
            throw Problem(.invalidInput, "The path to \(path.last ?? name) is too long.")
        }
        let rest = path.dropFirst()
        if rest.isEmpty, let index = schema.columnIndex[name], !leaf.isAboutARow {
            return try appendColumn(schema, index, alias: alias, leaf, to: &sql)
        }
        if let index = schema.columnIndex[name], schema.columns[index].kind == .json {
            return try appendMember(schema.columns[index], rest, schema, alias: alias, leaf, to: &sql)
        }
        if let field = schema.fieldsByName[name] {
            guard let target = field.target else {
                if rest.isEmpty, field is Reserved { return appendEmpty(leaf, to: &sql) }
                throw unknown(name, schema)
            }
            if field.isStored {
                return try appendInner("\(alias).\(field.column)", "id", target, rest, alias, leaf, to: &sql)
            }
            let join = JoinDescription(field: field, owner: schema, catalog: catalog)
            return try appendJoin(join, target, rest, alias: alias, leaf, to: &sql)
        }
        if let relation = catalog.relation(name, to: schema) {
            if relation.field.isStored {
                return try appendInner(
                    "\(alias).id", relation.field.column, relation.source, rest, alias, leaf, to: &sql)
            }
            let join = JoinDescription(field: relation.field, owner: relation.source, catalog: catalog).reversed
            return try appendJoin(join, relation.source, rest, alias: alias, leaf, to: &sql)
        }
        throw unknown(name, schema)
    }

    /// `key IN (SELECT column FROM target WHERE …)`.
    private func appendInner(
        _ key: String, _ column: String, _ target: AnySchema, _ rest: ArraySlice<String>, _ alias: String,
        _ leaf: Leaf, to sql: inout SQLText
    ) throws {
        let inner = "t\(sql.text.utf8.count)"
        if rest.isEmpty, case .isNull = leaf {
            sql += "NOT EXISTS (SELECT 1 FROM \(target.names.table) \(inner) WHERE "
            try appendVisible(target, alias: inner, to: &sql)
            sql += "\(inner).\(column) = \(key))"
            return
        }
        sql += "\(key) IN (SELECT \(inner).\(column) FROM \(target.names.table) \(inner) WHERE "
        try appendReached(target, rest, alias: inner, leaf, to: &sql)
        sql += ")"
    }

    /// Appends what must hold of a row of another model that the path has reached.
    private func appendReached(
        _ target: AnySchema, _ rest: ArraySlice<String>, alias: String, _ leaf: Leaf, to sql: inout SQLText
    ) throws {
        try appendVisible(target, alias: alias, to: &sql)
        if rest.isEmpty, case .satisfies(let predicate) = leaf {
            try append(predicate, target, alias: alias, to: &sql)
        } else {
            try follow(rest.isEmpty ? ["id"] : rest, target, alias: alias, to: &sql, leaf: leaf)
        }
    }

    private func appendJoin(
        _ join: JoinDescription, _ target: AnySchema, _ rest: ArraySlice<String>, alias: String, _ leaf: Leaf,
        to sql: inout SQLText
    ) throws {
        let pairs = "j\(sql.text.utf8.count)"
        if rest.isEmpty, case .isNull = leaf {
            sql += "NOT EXISTS (SELECT 1 FROM \(join.table) \(pairs) WHERE \(pairs).\(join.owner) = \(alias).id"
            if let visible = visibility?.predicate(target), visible != .always {
                let inner = "t\(sql.text.utf8.count)"
                sql += " AND \(pairs).\(join.target) IN (SELECT \(inner).id FROM \(target.names.table) \(inner) WHERE "
                try appendVisible(target, alias: inner, to: &sql)
                sql += "1=1)"
            }
            sql += ")"
            return
        }
        sql += "\(alias).id IN (SELECT \(pairs).\(join.owner) FROM \(join.table) \(pairs)"
        let isFullySighted = visibility?.predicate(target) ?? .always == .always
        if isFullySighted, rest.isEmpty || Array(rest) == ["id"], case .compare(.equals, let values) = leaf {
            sql += " WHERE \(pairs).\(join.target) IN "
            sql.bindList(values)
        } else {
            // Joined rather than nested once more: the database bounds how deep a statement may be.
            let inner = "t\(sql.text.utf8.count)"
            sql += " JOIN \(target.names.table) \(inner) ON \(inner).id = \(pairs).\(join.target) WHERE "
            try appendReached(target, rest, alias: inner, leaf, to: &sql)
        }
        sql += ")"
    }

    private func appendColumn(
        _ schema: AnySchema, _ index: Int, alias: String, _ leaf: Leaf, to sql: inout SQLText
    ) throws {
        let column = schema.columns[index]
        let name = "\(alias).\(column.name)"
        switch leaf {
        case .isNull:
            sql += "\(name) IS NULL"
        case .within(let roots):
            let target = column.field?.target ?? schema
            guard let parent = target.treeField else { throw unknown(column.name, schema) }
            sql += "\(name) IN (WITH RECURSIVE below(id) AS (SELECT id FROM \(target.names.table) WHERE id IN "
            sql.bindKeys(roots)
            sql += " UNION SELECT c.id FROM \(target.names.table) c JOIN below ON c.\(parent)_id = below.id)"
            sql += " SELECT id FROM below)"
        case .satisfies: throw unknown(column.name, schema)
        case .compare(let comparison, let values):
            try ColumnComparison(
                name: name, kind: column.kind, source: "\(schema.names.table) \(alias)", matching: matching
            ).append(comparison, values, to: &sql)
        }
    }

    /// A question to a member inside a JSON column.
    private func appendMember(
        _ column: Column, _ keys: ArraySlice<String>, _ schema: AnySchema, alias: String, _ leaf: Leaf,
        to sql: inout SQLText
    ) throws {
        let member = try JSONMember(
            column: "\(alias).\(column.name)", keys: keys, source: "\(schema.names.table) \(alias)",
            matching: matching)
        switch leaf {
        case .isNull: member.appendIsNull(to: &sql)
        case .compare(let comparison, let values): try member.append(comparison, values, to: &sql)
        case .within, .satisfies: throw unknown(keys.last ?? column.name, schema)
        }
    }

    private func appendEmpty(_ leaf: Leaf, to sql: inout SQLText) {
        if case .isNull = leaf { sql += "1=1" } else { sql += "1=0" }
    }

    private func unknown(_ name: String, _ schema: AnySchema) -> Problem {
        Problem(.invalidInput, "\"\(name)\" is not a field of \(schema.identifier).")
    }
}

/// The table that keeps the pairs of a many-to-many field, and which column is which.
package struct JoinDescription: Sendable {
    package let table: String
    package let owner: String
    package let target: String
    /// Whether rows of another model are the pairs; such pairs are written through that model.
    package let isModel: Bool

    /// Finds the table of a many-to-many field of `owner`.
    package init(field: AnyField, owner: AnySchema, catalog: Catalog) {
        switch field.joinTable ?? .own {
        case .own:
            self.init(
                table: "\(owner.names.table)_\(field.info.name)", owner: "owner_id", target: "target_id",
                isModel: false)
        case .inverse(let model, let name):
            let table = catalog[model]?.names.table ?? owner.names.table
            self.init(table: "\(table)_\(name)", owner: "target_id", target: "owner_id", isModel: false)
        case .through(let model, let ownerField, let targetField):
            let table = catalog[model]?.names.table ?? owner.names.table
            // The rows of the model are the pairs, or themselves the members.
            let target = targetField == "id" ? "id" : targetField + "_id"
            self.init(table: table, owner: ownerField + "_id", target: target, isModel: true)
        case .shared(let by, let model, let name):
            let pairs = "\(catalog[model]?.names.table ?? "")_\(name)"
            self.init(
                table: "(SELECT r.id AS owner_id, p.target_id AS target_id FROM \(owner.names.table) r "
                    + "JOIN \(pairs) p ON p.owner_id = r.\(by)_id)",
                owner: "owner_id", target: "target_id", isModel: true)
        }
    }

    private init(table: String, owner: String, target: String, isModel: Bool) {
        self.table = table
        self.owner = owner
        self.target = target
        self.isModel = isModel
    }

    /// The same pairs from the other side.
    package var reversed: JoinDescription {
        JoinDescription(table: table, owner: target, target: owner, isModel: isModel)
    }
}
