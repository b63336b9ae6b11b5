package import Basics
import Domain
package import Modeling
package import Storage

/// What the configuration contexts say about the objects of a page: found together, merged per object.
///
/// A context applies where each of its criteria is met that names anything. Contexts are merged by weight, then by name;
/// objects member by member, anything else is replaced by the heavier one; an object's own data comes last (core.md §2.8).
package final class ConfigContextValues {
    private let session: Session
    private let environment: RecordEnvironment
    /// The contexts that apply to each row.
    private var applying: [Identifier: [Int]] = [:]
    private var contexts: [Context]?
    private var merged: [[Int]: JSONObject] = [:]

    /// A context that counts, with what its criteria name.
    private struct Context {
        let data: String
        let criteria: [(criterion: Int, names: Set<Identifier>)]
        let groups: Set<Identifier>
        let tags: Set<Identifier>
    }

    /// Where an object has what a criterion names.
    private struct Criterion {
        /// The set of the context.
        let field: String
        /// The path from an object, by model; a model without one meets the criterion never.
        let paths: [String: [String]]
    }

    private static let device = Device.schema.identifier
    private static let machine = VirtualMachine.schema.identifier

    private static let criteria = [
        Criterion(field: "locations", paths: [device: ["location"], machine: ["cluster", "location"]]),
        Criterion(field: "roles", paths: [device: ["role"], machine: ["role"]]),
        Criterion(field: "device_types", paths: [device: ["device_type"]]),
        Criterion(field: "device_families", paths: [device: ["device_type", "device_family"]]),
        Criterion(field: "platforms", paths: [device: ["platform"], machine: ["platform"]]),
        Criterion(field: "clusters", paths: [device: ["clusters"], machine: ["cluster"]]),
        Criterion(
            field: "tenant_groups", paths: [device: ["tenant", "tenant_group"], machine: ["tenant", "tenant_group"]]),
        Criterion(field: "tenants", paths: [device: ["tenant"], machine: ["tenant"]]),
    ]

    package init(_ session: Session, environment: RecordEnvironment) {
        self.session = session
        self.environment = environment
    }

    /// Finds the contexts of rows, in as many queries as for one row.
    package func prepare(_ schema: AnySchema, _ rows: [[Value]]) throws {
        let rows = rows.filter { $0[0].identifier.map { applying[$0] == nil } ?? false }
        let ids = rows.compactMap { $0[0].identifier }
        guard !ids.isEmpty else { return }
        for id in ids { applying[id] = [] }
        let contexts = try self.contexts ?? load()
        self.contexts = contexts
        guard !contexts.isEmpty else { return }
        let used = Set(contexts.flatMap { $0.criteria.map(\.criterion) })
        var facts: [[Identifier: Set<Identifier>]?] = Self.criteria.map { _ in nil }
        for index in used.sorted() {
            guard let path = Self.criteria[index].paths[schema.identifier] else { continue }
            facts[index] = try reached(path, schema, rows)
        }
        let tags = contexts.contains { !$0.tags.isEmpty } ? try session.tags(of: ids) : [:]
        let groups = try memberships(schema, ids, contexts)
        for id in ids {
            applying[id] = contexts.indices.filter { index in
                let context = contexts[index]
                return context.criteria.allSatisfy { criterion, names in
                    facts[criterion]?[id].map { !$0.isDisjoint(with: names) } ?? false
                }
                    && (context.tags.isEmpty || !context.tags.isDisjoint(with: tags[id] ?? []))
                    && (context.groups.isEmpty || context.groups.contains { groups[$0]?.contains(id) ?? false })
            }
        }
    }

    /// The merged data of a row.
    package func value(_ schema: AnySchema, _ row: [Value]) throws -> JSONValue {
        guard let id = row[0].identifier else { return [:] }
        if applying[id] == nil { try prepare(schema, [row]) }
        var data = merge(applying[id] ?? [])
        if let index = schema.columnIndex["local_config_context_data"], case .json(let local) = row[index] {
            JSONMerge.merge(Self.object(local), into: &data)
        }
        return .object(data)
    }

    private func merge(_ indices: [Int]) -> JSONObject {
        if let known = merged[indices] { return known }
        var data = JSONObject()
        for index in indices { JSONMerge.merge(Self.object(contexts?[index].data ?? ""), into: &data) }
        merged[indices] = data
        return data
    }

    /// What is stored was an object when it was saved.
    private static func object(_ text: String) -> JSONObject {
        (try? JSONValue(parsing: text))?.objectValue ?? JSONObject()
    }

    // MARK: Questions to the store

    /// The contexts that count, in the order in which they are merged.
    private func load() throws -> [Context] {
        let active = try session.fetch(Query<ConfigContext>().where { $0.isActive == true })
        let ids = active.map(\.id.raw)
        guard !ids.isEmpty else { return [] }
        func sets(_ name: String) throws -> [Identifier: [Identifier]] {
            guard let field = ConfigContext.schema.fieldsByName[name] else { return [:] }
            return try session.members(of: ids, field: field, in: ConfigContext.schema)
        }
        let named = try Self.criteria.map { try sets($0.field) }
        let groups = try sets("dynamic_groups")
        let tags = try session.tags(of: ids)
        return active.map { context in
            let id = context.id.raw
            let criteria = named.enumerated().compactMap { index, sets in
                sets[id].map { (criterion: index, names: Set($0)) }
            }
            return Context(
                data: context.data.text, criteria: criteria, groups: Set(groups[id] ?? []), tags: Set(tags[id] ?? []))
        }
    }

    /// What each row reaches by a path, with everything above it where that is a tree.
    private func reached(
        _ path: [String], _ schema: AnySchema, _ rows: [[Value]]
    ) throws -> [Identifier: Set<Identifier>] {
        var reached: [Identifier: Set<Identifier>] = [:]
        for row in rows { if let id = row[0].identifier { reached[id] = [id] } }
        var current = schema
        var known = rows
        for name in path {
            guard let field = current.fieldsByName[name], let target = field.target else { return [:] }
            let next: [Identifier: [Identifier]]
            if field.isStored {
                next = Dictionary(
                    known.compactMap { row in
                        row[0].identifier.flatMap { id in row[field.index].identifier.map { (id, [$0]) } }
                    }, uniquingKeysWith: { first, _ in first })
            } else {
                next = try session.members(of: known.compactMap { $0[0].identifier }, field: field, in: current)
            }
            reached = reached.mapValues { ids in Set(ids.flatMap { next[$0] ?? [] }) }
            current = target
            if name != path.last { known = try session.rows(target, ids: Set(next.values.joined()).sorted()) }
        }
        guard current.treeField != nil else { return reached }
        let above = try session.ancestors(of: Set(reached.values.joined()).sorted(), in: current)
        return reached.mapValues { ids in ids.union(ids.flatMap { above[$0] ?? [] }) }
    }

    /// The rows that are in each of the groups that contexts name: one query per group.
    private func memberships(
        _ schema: AnySchema, _ ids: [Identifier], _ contexts: [Context]
    ) throws -> [Identifier: Set<Identifier>] {
        let named = Set(contexts.flatMap(\.groups)).sorted()
        guard !named.isEmpty else { return [:] }
        let groups = try session.ids(
            DynamicGroup.schema, where: .ids(named) && .compare(["content_type"], .equals, [.text(schema.identifier)]))
        let answers = try GroupPredicates(
            session, today: environment.time.today, settings: environment.settings,
            customizations: environment.customizations
        ).answers(groups)
        return try answers.mapValues { Set(try session.ids(schema, where: .ids(ids) && $0.members)) }
    }
}

/// Joins JSON objects as configuration contexts are joined.
enum JSONMerge {
    /// Writes an object over another: members that are objects on both sides are joined, others are replaced.
    static func merge(_ heavier: JSONObject, into data: inout JSONObject) {
        for (key, value) in heavier {
            if case .object(let new) = value, case .object(var old)? = data[key] {
                merge(new, into: &old)
                data[key] = .object(old)
            } else {
                data[key] = value
            }
        }
    }
}
