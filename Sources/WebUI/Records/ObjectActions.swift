import Basics
import Modeling
import Services

/// The links and job buttons that people have given objects of a model, beside the title of an object's page.
struct ObjectActions: Sendable {
    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    /// Those of an object, as far as the reader may follow or press them: groups as menus, behind those that stand alone.
    func html(of id: String) async throws -> HTML {
        var groups: [(name: String, items: [HTML])] = []
        func add(_ item: JSONValue, _ html: HTML) {
            let name = item["group_name"]?.stringValue ?? ""
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].items.append(html)
            } else {
                groups.append((name, [html]))
            }
        }
        for link in try await items("extras.customlink", "custom-links", id) { add(link, self.link(link)) }
        for button in try await items("extras.jobbutton", "job-buttons", id) { add(button, self.button(button, id)) }
        return .join {
            for group in groups where group.name.isEmpty { HTML.join { for item in group.items { item } } }
            for group in groups where !group.name.isEmpty {
                details(.class("menu"), .data("menu")) {
                    summary(.class("button")) { group.name }
                    ul { for item in group.items { li { item } } }
                }
            }
        }
    }

    private func items(_ kind: String, _ part: String, _ id: String) async throws -> [JSONValue] {
        guard model.web.maySee(kind) else { return [] }
        return try await model.web.get(model.apiPath(of: id) + part + "/")["results"]?.arrayValue ?? []
    }

    private func link(_ link: JSONValue) -> HTML {
        guard let address = link["target_url"]?.stringValue else {
            return broken(link, link["error"]?.stringValue ?? "The link leads nowhere.")
        }
        return a(
            .href(address), .class(names(link)),
            .when(link["new_window"]?.boolValue == true, Attribute("target", "_blank")),
            Attribute("rel", "noopener noreferrer")
        ) { link["label"]?.stringValue ?? "" }
    }

    private func button(_ item: JSONValue, _ id: String) -> HTML {
        if let error = item["error"]?.stringValue { return broken(item, error) }
        let label = item["label"]?.stringValue ?? ""
        let place = PressPage.path(of: item["id"]?.stringValue ?? "")
        let about = [
            (name: PressPage.Member.model, value: model.schema.identifier), (name: PressPage.Member.key, value: id),
        ]
        if item["confirmation"]?.boolValue != false {
            return a(.href(WebRequest.place(place, about)), .class(names(item))) { label }
        }
        return Component.post(model.web, to: place) {
            for (name, value) in about { input(.type("hidden"), .name(name), .value(value)) }
            HTML(element: "button", [.type("submit"), .class(names(item))], content: HTML(label))
        }
    }

    /// What cannot be shown says so to those who can mend it.
    private func broken(_ item: JSONValue, _ error: String) -> HTML {
        span(.class("badge warn"), Attribute("title", error)) { "\(item["name"]?.stringValue ?? ""): cannot be shown" }
    }

    private func names(_ item: JSONValue) -> String {
        switch item["button_class"]?.stringValue {
        case "primary", "success", "info": "button primary"
        case "danger", "warning": "button danger"
        case "link": "plain"
        default: "button"
        }
    }
}
