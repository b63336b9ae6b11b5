import Basics
import HTTPServing
import Modeling
import Services

/// An object: its fields, what belongs to it, what areas of the product know of it.
struct DetailPage: Sendable {
    private let model: ModelRequest
    private let key: String

    init(_ model: ModelRequest, key: String) {
        self.model = model
        self.key = key
    }

    private var web: WebRequest { model.web }
    /// Members that pages show in other places or not at all.
    private static let passedOver: Set<String> = [
        "id", "object_type", "display", "url", "natural_slug", "custom_fields", "notes_url", "created", "last_updated",
        "computed_fields", "relationships", "composite_key", "tags",
    ]

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let answer = try await web.get(
            model.apiPath(of: key),
            [("depth", "1"), ("exclude_m2m", "false"), ("include", "computed_fields,relationships")])
        guard let object = answer.objectValue else { throw Problem(.notFound, "There is no page at this address.") }
        let id = ListPageData.key(object)
        let panels = try await DetailPanels.all(object, id, model)
        let offered = try await ObjectActions(model).html(of: id)
        let related = try await RelatedObjects(model).all(of: id)
        let name = object["display"]?.stringValue ?? id
        return Page(
            name, crumbs: [Page.Crumb(title: model.plural, path: model.listPath)],
            actions: {
                offered
                actions(id, object)
            },
            body: {
                Component.tabs(Self.tabs(model, id), current: model.path(of: id))
                div(.class("grid")) {
                    facts(object)
                    panels
                    custom(object)
                    if !related.isEmpty { RelatedObjects.html(related) }
                }
                p(.class("quiet")) {
                    if let created = object["created"]?.stringValue {
                        "Created "
                        ValueMarkup.moment(created)
                    }
                    if let changed = object["last_updated"]?.stringValue {
                        " · changed "
                        ValueMarkup.moment(changed, isRelative: true)
                    }
                    " · "
                    code { id }
                }
            }
        ).response(web)
    }

    /// The tabs that every page of an object shows.
    static func tabs(_ model: ModelRequest, _ id: String) -> [(title: String, path: String)] {
        var tabs = [(title: model.schema.names.title, path: model.path(of: id))]
        if model.schema.features.contains(.notes), model.web.maySee("extras.note") {
            tabs.append(("Notes", model.path(of: id) + "notes/"))
        }
        if model.schema.features.contains(.history), model.web.maySee("extras.objectchange") {
            tabs.append(("History", model.path(of: id) + "changelog/"))
        }
        return tabs
    }

    @HTMLBuilder private func actions(_ id: String, _ object: JSONObject) -> HTML {
        DetailPanels.actions(object, id, model)
        if model.offers(.change) { Component.link("Edit", model.path(of: id) + "edit/") }
        if model.offers(.delete) { Component.link("Delete", model.path(of: id) + "delete/", "danger") }
    }

    private func facts(_ object: JSONObject) -> HTML {
        Component.panel(model.schema.names.title) {
            dl(.class("facts")) {
                for (name, value) in object where !Self.passedOver.contains(name) && isShown(name) {
                    dt { Glossary.linked(model.schema.fieldsByName[name]?.info.label ?? Words.label(name)) }
                    dd { ValueMarkup.html(value, model.schema.fieldsByName[name]) }
                }
                if let tags = object["tags"] {
                    dt { "Tags" }
                    dd { ValueMarkup.html(tags) }
                }
            }
        }
    }

    private func isShown(_ name: String) -> Bool { !(model.schema.fieldsByName[name] is Reserved) }

    @HTMLBuilder private func custom(_ object: JSONObject) -> HTML {
        for (member, title) in [
            ("custom_fields", "Custom fields"), ("computed_fields", "Computed fields"),
            ("relationships", "Relationships"),
        ] {
            if let values = object[member]?.objectValue, !values.isEmpty {
                Component.panel(title) {
                    dl(.class("facts")) {
                        for (name, value) in values {
                            let label = value["label"]?.stringValue ?? Words.label(name)
                            dt { label }
                            dd {
                                if member == "custom_fields", isMarkdown(name), let text = value.stringValue {
                                    MarkdownMarkup.note(text, label: label)
                                } else {
                                    ValueMarkup.html(member == "relationships" ? Self.objects(of: value) : value)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private func isMarkdown(_ customField: String) -> Bool {
        model.customization?.fields.contains { $0.key == customField && $0.type == .markdown } ?? false
    }

    /// The objects at the other end of a relationship, whichever side that is.
    private static func objects(of relationship: JSONValue) -> JSONValue {
        for side in ["source", "destination", "peer"] {
            if let objects = relationship[side]?["objects"] { return objects }
        }
        return .null
    }
}
