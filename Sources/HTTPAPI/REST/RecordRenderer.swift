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
        for (index, member) in page.plan.all.enumerated() where member.field.isManyToMany {
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
        for (index, what) in page.plan.fetches {
            switch what {
            case .configContext: if options.showsConfigContext { try contexts.prepare(schema, rows) }
            case .counts(let derived): if options.showsCounts { page.counts[index] = try counts(derived, ids) }
            case .members:
                let field = page.plan.all[index].field
                if showsMany(field) { page.many[index] = try session.members(of: ids, field: field, in: schema) }
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
        guard let id = row[0].identifier else { return }
        let plan = page.plan
        try page.text.withUnsafeBufferPointer { text in
            bytes.append(text: "{\"id\":")
            RenderPlan.appendKey(id, isNumbered: plan.isNumbered, to: &bytes)
            bytes.append(plan.typeAndDisplay, of: text)
            JSONText.appendString(try texts.display(plan.schema, row), to: &bytes)
            bytes.append(page.url, of: text)
            RenderPlan.appendBareKey(id, isNumbered: plan.isNumbered, to: &bytes)
            bytes.append(text: "/\",\"natural_slug\":\"")
            try texts.appendSlug(plan.schema, row, to: &bytes)
            bytes.append(34)
            try appendMembers(
                0..<plan.trailingStart, page, text, row, id, depth: depth, isNested: isNested, to: &bytes)
            try appendTail(page, text, row, id, isNested: isNested, to: &bytes)
            bytes.append(125)
        }
    }

    private func appendTail(
        _ page: RenderedPage, _ text: UnsafeBufferPointer<UInt8>, _ row: [Value], _ id: Identifier, isNested: Bool,
        to bytes: inout [UInt8]
    ) throws {
        let plan = page.plan
        let schema = plan.schema
        if let created = schema.createdIndex, let updated = schema.lastUpdatedIndex {
            bytes.append(text: ",\"created\":")
            CellJSON.append(row[created], .timestamp, to: &bytes)
            bytes.append(text: ",\"last_updated\":")
            CellJSON.append(row[updated], .timestamp, to: &bytes)
        }
        let showsTags = schema.features.contains(.tags) && !isNested
        if showsTags, schema.features.contains(.tagsFirst) { appendTags(id, to: &bytes) }
        if schema.features.contains(.notes) {
            bytes.append(page.notes, of: text)
            id.write(into: &bytes)
            bytes.append(text: "/notes/\"")
        }
        if let custom = schema.customFieldsIndex {
            bytes.append(text: ",\"custom_fields\":")
            if let added = page.customization, case .json(let stored) = row[custom] {
                added.appendFields(stored, to: &bytes)
            } else {
                bytes.append(text: "{}")
            }
        }
        if !isNested, options.showsComputedFields, !schema.features.isDisjoint(with: [.relationships, .computedFields])
        {
            bytes.append(text: ",\"computed_fields\":")
            page.computedFields?.append(row, to: &bytes) ?? bytes.append(text: "{}")
        }
        if !isNested, options.showsRelationships, schema.features.contains(.relationships) {
            bytes.append(text: ",\"relationships\":")
            page.relationships?.append(id, to: &bytes) ?? bytes.append(text: "{}")
        }
        if showsTags, !schema.features.contains(.tagsFirst) { appendTags(id, to: &bytes) }
        guard !isNested, plan.trailingStart < plan.all.count else { return }
        try appendMembers(
            plan.trailingStart..<plan.all.count, page, text, row, id, depth: 0, isNested: false, to: &bytes)
    }

    private func appendMembers(
        _ positions: Range<Int>, _ page: RenderedPage, _ text: UnsafeBufferPointer<UInt8>, _ row: [Value],
        _ id: Identifier, depth: Int, isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        try page.plan.steps.steps.withUnsafeBufferPointer { steps in
            for position in positions {
                switch steps[position] {
                case .fixed(let part): bytes.append(part, of: text)
                case .cell(let index, let kind, let name):
                    bytes.append(name, of: text)
                    CellJSON.append(row[index], kind, to: &bytes)
                case .reference(let index, let reference) where depth == 0:
                    bytes.append(reference.name, of: text)
                    guard case .id(let target) = row[index] else {
                        bytes.append(text: "null")
                        continue
                    }
                    appendBrief(target, reference, page, text, to: &bytes)
                case .reference, .other:
                    try appendMember(position, page, text, row, id, depth: depth, isNested: isNested, to: &bytes)
                }
            }
        }
    }

    private func appendBrief(
        _ id: Identifier, _ reference: MemberSteps.Reference, _ page: RenderedPage, _ text: UnsafeBufferPointer<UInt8>,
        to bytes: inout [UInt8]
    ) {
        bytes.append(text: "{\"id\":")
        RenderPlan.appendKey(id, isNumbered: reference.isNumbered, to: &bytes)
        bytes.append(page.links[reference.number], of: text)
        RenderPlan.appendBareKey(id, isNumbered: reference.isNumbered, to: &bytes)
        bytes.append(text: "/\"}")
    }

    /// Appends a member that needs more than its row, or that may show a whole object.
    private func appendMember(
        _ position: Int, _ page: RenderedPage, _ text: UnsafeBufferPointer<UInt8>, _ row: [Value], _ id: Identifier,
        depth: Int, isNested: Bool, to bytes: inout [UInt8]
    ) throws {
        let member = page.plan.all[position]
        switch member.role {
        case .fixed, .scalar: return
        case .personal(let index):
            bytes.append(contentsOf: member.prefix)
            if options.viewer == id {
                CellJSON.append(row[index], .json, to: &bytes)
            } else {
                bytes.append(text: "{}")
            }
        case .reference(let index, let brief):
            bytes.append(contentsOf: member.prefix)
            guard case .id(let target) = row[index] else { return bytes.append(text: "null") }
            if brief.target.isExposed, let nested = try texts.row(brief.target, target) {
                try appendObject(self.page(plans[brief.target]), nested, depth: depth - 1, isNested: true, to: &bytes)
            } else if case .reference(_, let reference) = page.plan.steps.steps[position] {
                appendBrief(target, reference, page, text, to: &bytes)
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
            bytes.append(text: isMany ? "[]" : "null")
        case .derived(let field):
            try appendDerived(field, position, page, row, id, isNested: isNested, to: &bytes)
        }
    }

    private func appendLabelled(_ value: Value, _ member: RenderPlan.Member, to bytes: inout [UInt8]) {
        guard let text = value.textValue, !text.isEmpty else {
            bytes.append(text: "null")
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
            bytes.append(text: "null")
        case .constant(let json):
            guard !isNested else { return }
            bytes.append(contentsOf: member.prefix)
            bytes.append(contentsOf: json.utf8)
        case .configContext:
            guard !isNested, options.showsConfigContext else { return }
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
            bytes.append(text: "null")
            return
        }
        let brief = plans[target].brief
        bytes.append(text: "{\"id\":")
        brief.append(id, link: brief.link(options.baseURL), to: &bytes)
    }

    private func appendBriefs(_ ids: [Identifier], _ target: AnySchema, to bytes: inout [UInt8]) {
        bytes.append(91)
        if !ids.isEmpty {
            let brief = plans[target].brief
            let link = brief.link(options.baseURL)
            for (index, id) in ids.enumerated() {
                if index > 0 { bytes.append(44) }
                bytes.append(text: "{\"id\":")
                brief.append(id, link: link, to: &bytes)
            }
        }
        bytes.append(93)
    }

    private func appendTags(_ id: Identifier, to bytes: inout [UInt8]) {
        bytes.append(text: ",\"tags\":")
        guard !tags.isEmpty, let carried = tags[id], let target = session.catalog["extras.tag"] else {
            return bytes.append(text: "[]")
        }
        appendBriefs(carried, target, to: &bytes)
    }
}
