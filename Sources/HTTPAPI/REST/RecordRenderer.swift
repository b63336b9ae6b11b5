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
    private let visibility: Visibility?
    private let customization: Customization
    private let templates: TemplateCache
    private let contexts: ConfigContextValues
    private var tags: [Identifier: [Identifier]] = [:]
    private var pages: [ObjectIdentifier: RenderedPage] = [:]
    /// The sets that a past state knows; nil while present ones are written, which know all.
    private var pastSets: Set<String>?

    /// - Parameter visibility: Who reads; nil sees everything.
    init(
        _ session: Session, plans: RenderPlans, options: RenderOptions, visibility: Visibility?,
        customization: Customization, environment: RecordEnvironment
    ) {
        self.session = session
        self.plans = plans
        self.options = options
        self.visibility = visibility
        self.customization = customization
        templates = environment.templates
        contexts = ConfigContextValues(session, environment: environment)
        texts = RowTexts(session, visibility: visibility)
    }

    /// Appends the objects, separated by commas.
    func append(_ schema: AnySchema, _ rows: [[Value]], to bytes: inout [UInt8]) throws {
        try prepare(schema, rows)
        let page = page(plans[schema])
        for (index, row) in rows.enumerated() {
            if index > 0 { bytes.append(44) }
            try appendObject(page, row, depth: options.depth, isNested: false, to: &bytes)
        }
    }

    /// Fetches what past states of these rows need besides the rows.
    func preparePast(_ schema: AnySchema, _ rows: [[Value]]) throws {
        try texts.prefetch(schema, rows)
        try prefetchNested(schema, rows, depth: options.depth)
    }

    /// Appends an object as it was, with the sets that it had; numbers of referring rows were not recorded.
    func appendPast(
        _ schema: AnySchema, _ row: [Value], many: [String: [Identifier]], tags: [Identifier], to bytes: inout [UInt8]
    ) throws {
        guard let id = row[0].identifier else { return }
        self.tags = [id: tags]
        pastSets = Set(many.keys)
        defer { pastSets = nil }
        let page = page(plans[schema])
        for (index, member) in page.plan.all.enumerated() where member.field is any AnyManyRef {
            page.many[index] = [id: many[member.field.info.name] ?? []]
        }
        try appendObject(page, row, depth: options.depth, isNested: false, to: &bytes)
    }

    private func page(_ plan: RenderPlan) -> RenderedPage {
        let key = ObjectIdentifier(plan)
        if let page = pages[key] { return page }
        let page = RenderedPage(plan, baseURL: options.baseURL, customization: customization[plan.schema])
        pages[key] = page
        return page
    }

    /// Fetches everything that the objects show besides their own row.
    private func prepare(_ schema: AnySchema, _ rows: [[Value]]) throws {
        let ids = rows.compactMap { $0[0].identifier }
        guard !ids.isEmpty else { return }
        texts.keep(schema, rows)
        try texts.prefetch(schema, rows)
        try prefetchNested(schema, rows, depth: options.depth)
        if schema.features.contains(.tags) { tags = try session.tags(of: ids) }
        let page = page(plans[schema])
        if let added = page.customization { try prepare(added, page, ids, rows) }
        for (index, member) in page.plan.all.enumerated() {
            let field = member.field
            if case .configContext? = (field as? Derived)?.derivation {
                if options.showsConfigContext { try contexts.prepare(schema, rows) }
            } else if let derived = field as? Derived, options.showsCounts {
                page.counts[index] = try counts(derived, ids)
            } else if field is any AnyManyRef, showsMany(field) {
                page.many[index] = try session.members(of: ids, field: field, in: schema)
            }
        }
    }

    private func prepare(
        _ added: ModelCustomization, _ page: RenderedPage, _ ids: [Identifier], _ rows: [[Value]]
    ) throws {
        if options.showsRelationships, !added.relationships.isEmpty {
            page.relationships = try RelationshipMembers(added, ids, session, plans, options, visibility: visibility)
        }
        if options.showsComputedFields, !added.computedFields.isEmpty {
            let values = ComputedFieldValues(page.plan.schema, customization, session, texts, templates, contexts)
            try values.prefetch(rows)
            page.computedFields = values
        }
    }

    private func counts(_ field: Derived, _ ids: [Identifier]) throws -> [Identifier: Int64] {
        switch field.derivation {
        case .count(let model, let reference):
            guard let source = session.catalog[model], let by = source.fieldsByName[reference] else { return [:] }
            return try session.counts(
                source.names.table, by: by.column, of: ids,
                source: visibility.map { ("id", source, $0.predicate(source)) })
        case .countMany(let model, let name):
            guard let source = session.catalog[model], let by = source.fieldsByName[name] else { return [:] }
            let join = JoinDescription(field: by, owner: source, catalog: session.catalog)
            return try session.counts(
                join.table, by: join.target, of: ids,
                source: visibility.map { (join.owner, source, $0.predicate(source)) })
        case .tagUses: return try session.tagUses(of: ids, visibility: visibility)
        case .constant, .computed, .configContext, .object, .noCount, .noImage: return [:]
        }
    }

    private func prefetchNested(_ schema: AnySchema, _ rows: [[Value]], depth: Int) throws {
        guard depth > 0 else { return }
        for member in plans[schema].all {
            guard member.field.isStored, let target = member.field.target else { continue }
            let ids = Set(rows.compactMap { $0[member.field.index].identifier })
            guard !ids.isEmpty else { continue }
            try texts.load(target, ids)
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
        _ page: RenderedPage, _ row: [Value], depth: Int, isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        let plan = page.plan
        let schema = plan.schema
        guard let id = row[0].identifier else { return }
        bytes.append(contentsOf: Self.idOpening)
        RenderPlan.appendKey(id, isNumbered: plan.isNumbered, to: &bytes)
        bytes.append(contentsOf: plan.typeAndDisplay)
        JSONText.appendString(try texts.display(schema, row), to: &bytes)
        bytes.append(contentsOf: Self.url)
        appendURL(plan, id, to: &bytes)
        bytes.append(contentsOf: Self.slug)
        try texts.appendSlug(schema, row, to: &bytes)
        bytes.append(34)
        for index in 0..<plan.trailingStart {
            try appendMember(index, page, row, id, depth: depth, isNested: isNested, to: &bytes)
        }
        try appendTail(page, row, id, isNested: isNested, to: &bytes)
        bytes.append(125)
    }

    private func appendTail(
        _ page: RenderedPage, _ row: [Value], _ id: Identifier, isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        let plan = page.plan
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
            if let added = page.customization, case .json(let stored) = row[custom] {
                added.appendFields(stored, to: &bytes)
            } else {
                bytes.append(contentsOf: Self.emptyObject)
            }
        }
        if !isNested, options.showsComputedFields, !schema.features.isDisjoint(with: [.relationships, .computedFields])
        {
            bytes.append(contentsOf: Self.computedFields)
            page.computedFields?.append(row, to: &bytes) ?? bytes.append(contentsOf: Self.emptyObject)
        }
        if !isNested, options.showsRelationships, schema.features.contains(.relationships) {
            bytes.append(contentsOf: Self.relationships)
            page.relationships?.append(id, to: &bytes) ?? bytes.append(contentsOf: Self.emptyObject)
        }
        if showsTags, !schema.features.contains(.tagsFirst) { appendTags(id, to: &bytes) }
        guard !isNested else { return }
        for index in plan.trailingStart..<plan.all.count {
            if plan.all[index].field is Derived, !options.showsConfigContext { continue }
            try appendMember(index, page, row, id, depth: 0, isNested: false, to: &bytes)
        }
    }

    private func appendMember(
        _ position: Int, _ page: RenderedPage, _ row: [Value], _ id: Identifier, depth: Int, isNested: Bool,
        to bytes: inout [UInt8]
    ) throws {
        let member = page.plan.all[position]
        switch member.role {
        case .fixed: bytes.append(contentsOf: member.prefix)
        case .scalar(let index, let kind):
            if case .null = row[index] {
                bytes.append(contentsOf: member.null)
            } else {
                bytes.append(contentsOf: member.prefix)
                CellJSON.append(row[index], kind, to: &bytes)
            }
        case .personal(let index):
            bytes.append(contentsOf: member.prefix)
            if options.viewer == id {
                CellJSON.append(row[index], .json, to: &bytes)
            } else {
                bytes.append(contentsOf: [123, 125])
            }
        case .reference(let index, let brief):
            guard case .id(let target) = row[index] else {
                bytes.append(contentsOf: member.null)
                return
            }
            if depth > 0, brief.target.isExposed, let nested = try texts.row(brief.target, target) {
                bytes.append(contentsOf: member.prefix)
                try appendObject(self.page(plans[brief.target]), nested, depth: depth - 1, isNested: true, to: &bytes)
            } else {
                page.appendBrief(target, position, to: &bytes)
            }
        case .labelled(let index):
            bytes.append(contentsOf: member.prefix)
            appendLabelled(row[index], member, to: &bytes)
        case .strings(let index):
            guard !isNested, options.many != .none else { return }
            bytes.append(contentsOf: member.prefix)
            CellJSON.append(row[index], .strings, to: &bytes)
        case .many(let target):
            guard !isNested, showsMany(member.field), pastSets?.contains(member.field.info.name) ?? true else { return }
            bytes.append(contentsOf: member.prefix)
            appendBriefs(page.many[position][id] ?? [], target, to: &bytes)
        case .reserved(let isMany):
            guard !isMany || (!isNested && showsMany(member.field)) else { return }
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: isMany ? [91, 93] : Self.null)
        case .derived(let field):
            try appendDerived(field, position, page, row, id, isNested: isNested, to: &bytes)
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
        _ field: Derived, _ position: Int, _ page: RenderedPage, _ row: [Value], _ id: Identifier, isNested: Bool,
        to bytes: inout [UInt8]
    ) throws {
        let member = page.plan.all[position]
        switch field.derivation {
        case .count, .countMany, .noCount, .tagUses:
            guard !isNested, options.showsCounts else { return }
            bytes.append(contentsOf: member.prefix)
            JSONText.appendInt(page.counts[position][id] ?? 0, to: &bytes)
        case .noImage:
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: Self.null)
        case .constant(let json):
            guard !isNested else { return }
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: json.utf8)
        case .configContext:
            guard !isNested else { return }
            bytes.append(contentsOf: member.prefix)
            try contexts.value(page.plan.schema, row).write(into: &bytes)
        case .object(let model, let key):
            bytes.append(contentsOf: member.prefix)
            appendNamed(model, key, page.plan.schema, row, to: &bytes)
        case .computed(let paths, let compute):
            bytes.append(contentsOf: member.prefix)
            let cells = try paths.map { try texts.value(at: $0, page.plan.schema, row) }
            compute(cells).write(into: &bytes)
        }
    }

    /// The brief of the object that two fields of a row name.
    private func appendNamed(
        _ model: String, _ key: String, _ schema: AnySchema, _ row: [Value], to bytes: inout [UInt8]
    ) {
        guard let type = schema.columnIndex[model].flatMap({ row[$0].textValue }),
            let id = schema.columnIndex[key].flatMap({ row[$0].identifier }), let target = session.catalog[type]
        else {
            bytes.append(contentsOf: Self.null)
            return
        }
        let brief = plans[target].brief
        bytes.append(contentsOf: Self.idOpening)
        brief.append(id, link: brief.link(options.baseURL), to: &bytes)
    }

    private func appendBriefs(_ ids: [Identifier], _ target: AnySchema, to bytes: inout [UInt8]) {
        bytes.append(91)
        if !ids.isEmpty {
            let brief = plans[target].brief
            let link = brief.link(options.baseURL)
            for (index, id) in ids.enumerated() {
                if index > 0 { bytes.append(44) }
                bytes.append(contentsOf: Self.idOpening)
                brief.append(id, link: link, to: &bytes)
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
        RenderPlan.appendBareKey(id, isNumbered: plan.isNumbered, to: &bytes)
        bytes.append(47)
        bytes.append(34)
    }

    private static let idOpening = Array("{\"id\":".utf8)
    private static let url = Array(",\"url\":\"".utf8)
    private static let slug = Array(",\"natural_slug\":\"".utf8)
    private static let created = Array(",\"created\":".utf8)
    private static let lastUpdated = Array(",\"last_updated\":".utf8)
    private static let notesURL = Array(",\"notes_url\":".utf8)
    private static let notesTail = Array("/notes/\"".utf8)
    private static let customFields = Array(",\"custom_fields\":".utf8)
    private static let computedFields = Array(",\"computed_fields\":".utf8)
    private static let relationships = Array(",\"relationships\":".utf8)
    private static let emptyObject = Array("{}".utf8)
    private static let tagsName = Array(",\"tags\":".utf8)
    private static let null = Array("null".utf8)
}
