import Basics
import Modeling
import Services
import Storage

/// Writes rows as the objects of the dialect (core.md §1.7), with a constant number of queries per page.
final class RecordRenderer {
    private let session: Session
    private let plans: RenderPlans
    private let options: RenderOptions
    private let texts: RowTexts
    private var many: [String: [Identifier: [Identifier]]] = [:]
    private var tags: [Identifier: [Identifier]] = [:]
    private var counts: [String: [Identifier: Int64]] = [:]
    private var links: [ObjectIdentifier: [UInt8]] = [:]

    init(_ session: Session, plans: RenderPlans, options: RenderOptions) {
        self.session = session
        self.plans = plans
        self.options = options
        texts = RowTexts(session)
    }

    /// Appends the objects, separated by commas.
    func append(_ schema: AnySchema, _ rows: [[Value]], to bytes: inout [UInt8]) throws {
        try prepare(schema, rows)
        let plan = plans[schema]
        for (index, row) in rows.enumerated() {
            if index > 0 { bytes.append(44) }
            try appendObject(plan, row, depth: options.depth, isNested: false, to: &bytes)
        }
    }

    /// Fetches everything that the objects show besides their own row.
    private func prepare(_ schema: AnySchema, _ rows: [[Value]]) throws {
        let ids = rows.compactMap { $0[0].identifier }
        guard !ids.isEmpty else { return }
        texts.keep(schema, rows)
        try texts.prefetch(schema, rows)
        try prefetchNested(schema, rows, depth: options.depth)
        if schema.features.contains(.tags) { tags = try session.tags(of: ids) }
        for member in plans[schema].members + plans[schema].trailing {
            let field = member.field
            if let derived = field as? Derived {
                try prepareCount(derived, schema, ids)
            } else if field is any AnyManyRef, showsMany(field) {
                many[field.info.name] = try session.members(of: ids, field: field, in: schema)
            }
        }
    }

    private func prepareCount(_ field: Derived, _ schema: AnySchema, _ ids: [Identifier]) throws {
        switch field.derivation {
        case _ where !options.showsCounts: break
        case .count(let model, let reference):
            guard let source = session.catalog[model], let by = source.fieldsByName[reference] else { return }
            counts[field.info.name] = try session.counts(source.names.table, by: by.column, of: ids)
        case .countMany(let model, let name):
            guard let source = session.catalog[model], let by = source.fieldsByName[name] else { return }
            let join = JoinDescription(field: by, owner: source, catalog: session.catalog)
            counts[field.info.name] = try session.counts(join.table, by: join.target, of: ids)
        case .tagUses:
            counts[field.info.name] = try session.counts("extras_taggeditem", by: "tag_id", of: ids)
        case .constant, .computed, .noCount, .noImage: break
        }
    }

    private func prefetchNested(_ schema: AnySchema, _ rows: [[Value]], depth: Int) throws {
        guard depth > 0 else { return }
        for member in plans[schema].members {
            guard member.field.isStored, let target = member.field.target else { continue }
            let ids = Set(rows.compactMap { $0[member.field.index].identifier })
            guard !ids.isEmpty else { continue }
            try texts.load(target, Array(ids))
            let targets = try ids.sorted().compactMap { try texts.row(target, $0) }
            try texts.prefetch(target, targets)
            try prefetchNested(target, targets, depth: depth - 1)
        }
    }

    private func showsMany(_ field: AnyField) -> Bool {
        switch options.many {
        case .all: true
        case .none: false
        case .some: field.info.isAlwaysShown
        }
    }

    // MARK: Writing

    private func appendObject(
        _ plan: RenderPlan, _ row: [Value], depth: Int, isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        let schema = plan.schema
        guard let id = row[0].identifier else { return }
        bytes.append(contentsOf: Self.idOpening)
        id.write(into: &bytes)
        bytes.append(contentsOf: plan.typeAndDisplay)
        JSONText.appendString(try texts.display(schema, row), to: &bytes)
        bytes.append(contentsOf: Self.url)
        appendURL(plan, id, to: &bytes)
        bytes.append(contentsOf: Self.slug)
        JSONText.appendString(try texts.slug(schema, row), to: &bytes)
        for member in plan.members {
            try appendMember(member, schema, row, id, depth: depth, isNested: isNested, to: &bytes)
        }
        try appendTail(plan, row, id, isNested: isNested, to: &bytes)
        bytes.append(125)
    }

    private func appendTail(
        _ plan: RenderPlan, _ row: [Value], _ id: Identifier, isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        let schema = plan.schema
        if let created = schema.createdIndex, let updated = schema.lastUpdatedIndex {
            bytes.append(contentsOf: Self.created)
            CellJSON.append(row[created], .timestamp, to: &bytes)
            bytes.append(contentsOf: Self.lastUpdated)
            CellJSON.append(row[updated], .timestamp, to: &bytes)
        }
        let showsTags = schema.features.contains(.tags) && !isNested
        if showsTags, schema.features.contains(.tagsFirst) { appendTags(id, to: &bytes) }
        if schema.features.contains(.notes) {
            bytes.append(contentsOf: Self.notesURL)
            bytes.append(34)
            bytes.append(contentsOf: options.baseURL)
            bytes.append(contentsOf: plan.path)
            id.write(into: &bytes)
            bytes.append(contentsOf: Self.notesTail)
        }
        if let custom = schema.customFieldsIndex {
            bytes.append(contentsOf: Self.customFields)
            CellJSON.append(row[custom], .json, to: &bytes)
        }
        if !isNested, schema.features.contains(.relationships) {
            if options.showsComputedFields { bytes.append(contentsOf: Self.computedFields) }
            if options.showsRelationships { bytes.append(contentsOf: Self.relationships) }
        }
        if showsTags, !schema.features.contains(.tagsFirst) { appendTags(id, to: &bytes) }
        guard !isNested else { return }
        for member in plan.trailing {
            if member.field is Derived, !options.showsConfigContext { continue }
            try appendMember(member, schema, row, id, depth: 0, isNested: false, to: &bytes)
        }
    }

    private func appendMember(
        _ member: RenderPlan.Member, _ schema: AnySchema, _ row: [Value], _ id: Identifier, depth: Int,
        isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        switch member.role {
        case .fixed: bytes.append(contentsOf: member.prefix)
        case .scalar(let index, let kind):
            if case .null = row[index] {
                bytes.append(contentsOf: member.null)
            } else {
                bytes.append(contentsOf: member.prefix)
                CellJSON.append(row[index], kind, to: &bytes)
            }
        case .reference(let index, let brief):
            guard case .id(let target) = row[index] else {
                bytes.append(contentsOf: member.null)
                return
            }
            if depth > 0, brief.target.isExposed, let nested = try texts.row(brief.target, target) {
                bytes.append(contentsOf: member.prefix)
                try appendObject(plans[brief.target], nested, depth: depth - 1, isNested: true, to: &bytes)
            } else {
                bytes.append(contentsOf: member.briefOpening)
                appendBriefRest(target, brief, to: &bytes)
            }
        case .labelled(let index):
            bytes.append(contentsOf: member.prefix)
            appendLabelled(row[index], member, to: &bytes)
        case .strings(let index):
            guard !isNested, options.many != .none else { return }
            bytes.append(contentsOf: member.prefix)
            CellJSON.append(row[index], .strings, to: &bytes)
        case .many(let target):
            guard !isNested, showsMany(member.field) else { return }
            bytes.append(contentsOf: member.prefix)
            appendBriefs(many[member.field.info.name]?[id] ?? [], target, to: &bytes)
        case .reserved(let isMany):
            guard !isMany || (!isNested && showsMany(member.field)) else { return }
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: isMany ? [91, 93] : Self.null)
        case .derived(let field):
            try appendDerived(field, member, schema, row, id, isNested: isNested, to: &bytes)
        }
    }

    private func appendLabelled(_ value: Value, _ member: RenderPlan.Member, to bytes: inout [UInt8]) {
        guard let text = value.textValue, !text.isEmpty else {
            bytes.append(contentsOf: Self.null)
            return
        }
        if let labelled = member.labels[text] {
            bytes.append(contentsOf: labelled)
        } else {
            JSONText.appendString(text, to: &bytes)
        }
    }

    private func appendDerived(
        _ field: Derived, _ member: RenderPlan.Member, _ schema: AnySchema, _ row: [Value], _ id: Identifier,
        isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        switch field.derivation {
        case .count, .countMany, .noCount, .tagUses:
            guard !isNested, options.showsCounts else { return }
            bytes.append(contentsOf: member.prefix)
            JSONText.appendInt(counts[field.info.name]?[id] ?? 0, to: &bytes)
        case .noImage:
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: Self.null)
        case .constant(let json):
            guard !isNested else { return }
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: json.utf8)
        case .computed(let paths, let compute):
            bytes.append(contentsOf: member.prefix)
            let cells = try paths.map { try texts.value(at: $0, schema, row) }
            compute(cells).write(into: &bytes)
        }
    }

    private func appendBrief(_ id: Identifier, _ brief: RenderPlan.Brief, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Self.idOpening)
        appendBriefRest(id, brief, to: &bytes)
    }

    /// A brief from its id on.
    private func appendBriefRest(_ id: Identifier, _ brief: RenderPlan.Brief, to bytes: inout [UInt8]) {
        id.write(into: &bytes)
        bytes.append(contentsOf: links[ObjectIdentifier(brief)] ?? link(brief))
        id.write(into: &bytes)
        bytes.append(contentsOf: Self.briefTail)
    }

    /// `","object_type":"…","url":"http://host/api/…/`, made once per page and target.
    private func link(_ brief: RenderPlan.Brief) -> [UInt8] {
        let link = brief.middle + options.baseURL + brief.path
        links[ObjectIdentifier(brief)] = link
        return link
    }

    private func appendBriefs(_ ids: [Identifier], _ target: AnySchema, to bytes: inout [UInt8]) {
        bytes.append(91)
        if !ids.isEmpty {
            let brief = plans[target].brief
            for (index, id) in ids.enumerated() {
                if index > 0 { bytes.append(44) }
                appendBrief(id, brief, to: &bytes)
            }
        }
        bytes.append(93)
    }

    private func appendTags(_ id: Identifier, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Self.tagsName)
        guard let carried = tags[id], let target = session.catalog["extras.tag"] else {
            bytes.append(91)
            bytes.append(93)
            return
        }
        appendBriefs(carried, target, to: &bytes)
    }

    private func appendURL(_ plan: RenderPlan, _ id: Identifier, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: options.baseURL)
        bytes.append(contentsOf: plan.path)
        id.write(into: &bytes)
        bytes.append(47)
        bytes.append(34)
    }

    private static let idOpening = Array("{\"id\":\"".utf8)
    private static let url = Array(",\"url\":\"".utf8)
    private static let slug = Array(",\"natural_slug\":".utf8)
    private static let created = Array(",\"created\":".utf8)
    private static let lastUpdated = Array(",\"last_updated\":".utf8)
    private static let notesURL = Array(",\"notes_url\":".utf8)
    private static let notesTail = Array("/notes/\"".utf8)
    private static let customFields = Array(",\"custom_fields\":".utf8)
    private static let computedFields = Array(",\"computed_fields\":{}".utf8)
    private static let relationships = Array(",\"relationships\":{}".utf8)
    private static let tagsName = Array(",\"tags\":".utf8)
    private static let briefTail = Array("/\"}".utf8)
    private static let null = Array("null".utf8)
}
