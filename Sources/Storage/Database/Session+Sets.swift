package import Basics
package import Modeling

extension Session {
    /// The members of a many-to-many field, for many rows at once.
    package func members(
        of owners: [Identifier], field: AnyField, in schema: AnySchema
    ) throws -> [Identifier: [Identifier]] {
        let join = JoinDescription(field: field, owner: schema, catalog: catalog)
        var sql = SQLText(connection.dialect)
        sql +=
            "SELECT \(join.owner), \(join.target) FROM \(join.table) AS pairs WHERE \(join.target) IS NOT NULL AND \(join.owner) IN "
        sql.bindKeys(owners)
        sql += " ORDER BY 1, 2"
        return try pairs(sql)
    }

    /// Makes a many-to-many field hold exactly these members.
    ///
    /// - Parameter isNew: Whether the row has just been added, and thus has no members yet.
    package func setMembers(
        _ members: [Identifier], of owner: Identifier, field: AnyField, in schema: AnySchema, isNew: Bool = false
    ) throws {
        let join = JoinDescription(field: field, owner: schema, catalog: catalog)
        guard !join.isModel else { return }
        let stored: Set<Identifier> =
            isNew ? [] : Set(try self.members(of: [owner], field: field, in: schema)[owner] ?? [])
        let wanted = Set(members)
        let gone = stored.subtracting(wanted)
        if !gone.isEmpty {
            var sql = SQLText(connection.dialect)
            sql += "DELETE FROM \(join.table) WHERE \(join.owner) = "
            sql.bind(.id(owner))
            sql += " AND \(join.target) IN "
            sql.bindKeys(gone.sorted())
            try connection.execute(sql.text, sql.arguments)
        }
        let added = wanted.subtracting(stored).sorted()
        try addPairs(join.table, [join.owner, join.target], added.map { [.id(owner), .id($0)] })
    }

    /// Removes every pair that holds one of these rows, on either side of a join table of `schema`.
    package func deletePairs(of ids: [Identifier], relation: Relation) throws {
        let join = JoinDescription(field: relation.field, owner: relation.source, catalog: catalog)
        guard !join.isModel else { return }
        try deletePairs(join.table, join.target, ids)
    }

    /// Removes every pair of an owned many-to-many field.
    package func deletePairs(of ids: [Identifier], field: AnyField, in schema: AnySchema) throws {
        let join = JoinDescription(field: field, owner: schema, catalog: catalog)
        guard !join.isModel else { return }
        try deletePairs(join.table, join.owner, ids)
    }

    private func deletePairs(_ table: String, _ column: String, _ ids: [Identifier]) throws {
        var sql = SQLText(connection.dialect)
        sql += "DELETE FROM \(table) AS pairs WHERE \(column) IN "
        sql.bindKeys(ids)
        try connection.execute(sql.text, sql.arguments)
    }

    /// The tags of many rows at once, by name.
    package func tags(of objects: [Identifier]) throws -> [Identifier: [Identifier]] {
        var sql = SQLText(connection.dialect)
        sql += "SELECT i.object_id, i.tag_id FROM extras_taggeditem i JOIN extras_tag g ON g.id = i.tag_id "
        sql += "WHERE i.object_id IN "
        sql.bindKeys(objects)
        sql += " ORDER BY i.object_id, g.name"
        return try pairs(sql)
    }

    /// Makes a row carry exactly these tags.
    ///
    /// - Parameter isNew: Whether the row has just been added, and thus carries none yet.
    package func setTags(_ tags: [Identifier], of object: Identifier, type: String, isNew: Bool = false) throws {
        let stored: Set<Identifier> = isNew ? [] : Set(try self.tags(of: [object])[object] ?? [])
        let wanted = Set(tags)
        let gone = stored.subtracting(wanted)
        if !gone.isEmpty {
            var sql = SQLText(connection.dialect)
            sql += "DELETE FROM extras_taggeditem WHERE object_id = "
            sql.bind(.id(object))
            sql += " AND tag_id IN "
            sql.bindKeys(gone.sorted())
            try connection.execute(sql.text, sql.arguments)
        }
        let added = wanted.subtracting(stored).sorted()
        try addPairs(
            "extras_taggeditem", ["object_id", "tag_id", "object_type"],
            added.map { [.id(object), .id($0), .text(type)] })
    }

    /// Adds rows to a table that joins others.
    private func addPairs(_ table: String, _ columns: [String], _ rows: [[Value]]) throws {
        guard let first = rows.first else { return }
        var sql = SQLText(connection.dialect)
        sql += "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
        sql.bindList(first)
        try connection.executeMany(sql.text, rows)
    }

    /// Takes every tag off these rows.
    package func deleteTags(of objects: [Identifier]) throws {
        try deletePairs("extras_taggeditem", "object_id", objects)
    }

    /// How many rows of `source` point to each target by the given column.
    ///
    /// - Parameters:
    ///   - source: What is counted: the key of its rows in the table, its model and which of them count.
    package func counts(
        _ table: String, by column: String, of targets: [Identifier],
        source: (key: String, schema: AnySchema, visible: Predicate)? = nil
    ) throws -> [Identifier: Int64] {
        var sql = SQLText(connection.dialect)
        sql += "SELECT \(column), count(*) FROM \(table) AS pairs WHERE \(column) IN "
        sql.bindKeys(targets)
        if let source, source.visible != .always {
            sql += " AND pairs.\(source.key) IN (SELECT v.id FROM \(source.schema.names.table) v WHERE "
            try compile(source.visible, source.schema, alias: "v", to: &sql)
            sql += ")"
        }
        sql += " GROUP BY \(column)"
        var result: [Identifier: Int64] = [:]
        try connection.query(sql.text, sql.arguments, kinds: [.identifier, .integer]) { row in
            if let id = row[0].identifier, let count = row[1].integer { result[id] = count }
            return true
        }
        return result
    }

    /// How many visible objects carry each of these tags.
    package func tagUses(of tags: [Identifier], visibility: Visibility?) throws -> [Identifier: Int64] {
        guard let visibility else { return try counts("extras_taggeditem", by: "tag_id", of: tags) }
        var result: [Identifier: Int64] = [:]
        for schema in catalog.schemas where schema.features.contains(.tags) {
            let visible = visibility.predicate(schema)
            guard visible != .never else { continue }
            // Ids of one model occur in its own table only.
            let counted = try counts(
                "extras_taggeditem", by: "tag_id", of: tags, source: ("object_id", schema, .all([visible])))
            result.merge(counted, uniquingKeysWith: +)
        }
        return result
    }

    private func pairs(_ sql: SQLText) throws -> [Identifier: [Identifier]] {
        var result: [Identifier: [Identifier]] = [:]
        try connection.query(sql.text, sql.arguments, kinds: [.identifier, .identifier]) { row in
            if let owner = row[0].identifier, let target = row[1].identifier {
                result[owner, default: []].append(target)
            }
            return true
        }
        return result
    }
}

extension Session {
    /// Takes these tags off every row.
    package func deleteTagUses(of tags: [Identifier]) throws {
        var sql = SQLText(connection.dialect)
        sql += "DELETE FROM extras_taggeditem WHERE tag_id IN "
        sql.bindKeys(tags)
        try connection.execute(sql.text, sql.arguments)
    }
}

extension Session {
    /// Whether any object of a type carries the tag.
    package func isTag(_ tag: Identifier, usedBy type: String) throws -> Bool {
        var sql = SQLText(connection.dialect)
        sql += "SELECT 1 FROM extras_taggeditem WHERE tag_id = "
        sql.bind(.id(tag))
        sql += " AND object_type = "
        sql.bind(.text(type))
        sql += " LIMIT 1"
        return try !connection.value(sql.text, sql.arguments, kind: .integer).isNull
    }
}

extension Session {
    /// The rows above each of these in a tree, nearest first; one query for all.
    package func ancestors(of ids: [Identifier], in schema: AnySchema) throws -> [Identifier: [Identifier]] {
        guard let parent = schema.treeField, !ids.isEmpty else { return [:] }
        let table = schema.names.table
        var sql = SQLText(connection.dialect)
        sql += "WITH RECURSIVE above(id, parent_id) AS (SELECT id, \(parent)_id FROM \(table) WHERE id IN "
        sql.bindKeys(ids)
        sql += " UNION SELECT p.id, p.\(parent)_id FROM \(table) p JOIN above a ON p.id = a.parent_id)"
        sql += " SELECT id, parent_id FROM above WHERE parent_id IS NOT NULL"
        let parents = try pairs(sql).compactMapValues(\.first)
        var result: [Identifier: [Identifier]] = [:]
        for id in ids {
            var seen: Set<Identifier> = [id]
            var next = parents[id]
            while let ancestor = next, seen.insert(ancestor).inserted {
                result[id, default: []].append(ancestor)
                next = parents[ancestor]
            }
        }
        return result
    }
}
