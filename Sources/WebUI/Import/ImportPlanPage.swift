import Basics
import Modeling

/// What an import would change, before it does.
struct ImportPlanPage: Sendable {
    let plan: JSONValue
    let fileName: String
    let upload: Identifier
    let model: String
    /// Entries of each kind that are shown.
    let shown: Int

    func page(_ web: WebRequest) -> Page {
        let entries = plan["entries"]?.arrayValue ?? []
        let errors = entries.filter { $0["action"]?.stringValue == "error" }
        let changes = entries.filter { $0["action"]?.stringValue != "error" }
        let count = ["create", "update"].reduce(0) { $0 + Self.total($1, plan) }
        return Page("What \(fileName) would change", crumbs: [.init(title: "Import", path: "/import/")]) {
            Self.totals(plan)
            unknown
            if !errors.isEmpty {
                Component.notice(.warn) {
                    p { "What cannot be imported is left out; the rest can be." }
                }
                table("What cannot be imported", errors, hasMessages: true)
            }
            if count > 0 {
                Component.post(web, to: "/import/apply/", class: "row") {
                    input(.type("hidden"), .name("upload"), .value(upload.description))
                    input(.type("hidden"), .name("model"), .value(model))
                    input(.type("hidden"), .name("expect"), .value(plan["fingerprint"]?.stringValue ?? ""))
                    button(.type("submit"), .class("primary")) {
                        count == 1 ? "Import 1 object" : "Import \(count.grouped) objects"
                    }
                    Component.link("Another file", "/import/")
                }
                table("What would change", changes, hasMessages: false)
            } else {
                p {
                    errors.isEmpty
                        ? "Everything in the file is here already. Nothing would change."
                        : "Nothing of it can be imported as it is."
                }
                Component.link("Another file", "/import/", "primary")
            }
        }
    }

    static func total(_ action: String, _ plan: JSONValue) -> Int {
        plan["totals"]?[action]?.intValue.map(Int.init) ?? 0
    }

    static func totals(_ plan: JSONValue) -> HTML {
        Component.figures([
            .init(number: total("create", plan).grouped, label: "new", tone: .good),
            .init(number: total("update", plan).grouped, label: "changed", tone: .info),
            .init(number: total("unchanged", plan).grouped, label: "as they are"),
            .init(
                number: total("error", plan).grouped, label: "not possible",
                tone: total("error", plan) > 0 ? .bad : .plain),
        ])
    }

    @HTMLBuilder private var unknown: HTML {
        let members = plan["unknown_members"]?.arrayValue ?? []
        if !members.isEmpty {
            Component.notice(.info) {
                p { "These names are not known here and are passed over:" }
                ul {
                    for member in members {
                        li {
                            "\(member["name"]?.stringValue ?? "") of \(member["model"]?.stringValue ?? "")"
                        }
                    }
                }
            }
        }
    }

    private func table(_ caption: String, _ entries: [JSONValue], hasMessages: Bool) -> HTML {
        .join {
            h2 { caption }
            DataTable(
                caption: caption,
                columns: [
                    .init("Where"), .init("Kind"), .init("Object"), .init(hasMessages ? "What is wrong" : "Change"),
                ],
                rows: entries.prefix(shown).map { entry in
                    [
                        HTML(Self.origin(entry)), HTML(entry["model"]?.stringValue ?? ""),
                        HTML(entry["display"]?.stringValue ?? ""),
                        HTML(hasMessages ? Self.texts(entry["messages"]).joined(separator: " ") : Self.change(entry)),
                    ]
                }
            ).html
            if entries.count > shown { p(.class("quiet")) { "And \((entries.count - shown).grouped) more." } }
        }
    }

    private static func origin(_ entry: JSONValue) -> String {
        let line = entry["line"]?.intValue ?? 0
        let column = entry["column"]?.intValue ?? 0
        return column > 0 ? "line \(line), column \(column)" : "line \(line)"
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        (value?.arrayValue ?? []).compactMap(\.stringValue)
    }

    private static func change(_ entry: JSONValue) -> String {
        entry["action"]?.stringValue == "create"
            ? "new" : texts(entry["changed"]).map(Words.label).joined(separator: ", ")
    }
}
