import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@testable import WebUI

@Suite("Forms and what they say")
struct FormRoundTripTests {
    @Test func `an object of any model has a page, and its form saved as it stands changes nothing`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let samples = SampleObjects(world.server)
        for schema in world.server.store.catalog.schemas
        where schema.isExposed && schema.operations.isSuperset(of: [.create, .update]) {
            // Users' own rows and models with forms of their own are not made like the others.
            guard !schema.features.contains(.ownRows) else { continue }
            let id = try await samples.create(schema, full: true)["id"]?.keyText ?? ""
            let path = "\(schema.pagePath)\(id)/"
            let before = try await world.server.get("\(schema.names.path)\(id)/?exclude_m2m=false")
            let page = try await browser.get(path)
            #expect(page.status == 200 && page.contains("<h1>"), "\(schema.identifier)")
            let form = try await browser.get(path + "edit/")
            #expect(form.status == 200, "\(schema.identifier)")
            let saved = try await browser.post(path + "edit/", FormFields(form.text).fields)
            #expect(saved.status == 303, "\(schema.identifier): \(saved.messages)")
            let after = try await world.server.get("\(schema.names.path)\(id)/?exclude_m2m=false")
            for (name, value) in before.objectValue ?? [:] where name != "last_updated" {
                #expect(after[name] == value, "\(schema.identifier).\(name)")
            }
        }
    }
}

/// What a browser would send of the form on a page that was not touched.
struct FormFields {
    private(set) var fields: [(String, String)] = []

    init(_ page: String) {
        // The first form inside the content is the page's own.
        guard let content = page.firstRange(of: "id=\"content\""),
            let start = page[content.upperBound...].firstRange(of: "<form method=\"post\""),
            let end = page[start.upperBound...].firstRange(of: "</form>")
        else { return }
        var rest = page[start.upperBound..<end.lowerBound]
        while let open = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: open)...]
            let tag = rest.prefix { $0 != ">" }
            let after = rest[tag.endIndex...].dropFirst()
            switch tag.prefix(while: { $0 != " " }) {
            case "input": input(tag)
            case "textarea":
                let text = after.prefix { $0 != "<" }
                if let name = Self.value("name", tag) { fields.append((name, Self.plain(text.drop { $0 == "\n" }))) }
            case "select":
                let end = after.firstRange(of: "</select>")?.lowerBound ?? after.endIndex
                select(tag, after[..<end])
            default: break
            }
        }
    }

    private mutating func input(_ tag: Substring) {
        guard let name = Self.value("name", tag), name != "csrfmiddlewaretoken" else { return }
        if tag.contains("type=\"checkbox\""), !tag.contains(" checked") { return }
        fields.append((name, Self.value("value", tag) ?? ""))
    }

    private mutating func select(_ tag: Substring, _ options: Substring) {
        guard let name = Self.value("name", tag) else { return }
        var first: String?
        var chosen: [String] = []
        for option in options.split(separator: "<option").map({ $0.prefix { $0 != ">" } }) {
            guard let value = Self.value("value", option) else { continue }
            first = first ?? value
            if option.contains(" selected") { chosen.append(value) }
        }
        if chosen.isEmpty, !tag.contains(" multiple"), let first { chosen = [first] }
        fields += chosen.map { (name, $0) }
    }

    private static func value(_ name: String, _ tag: Substring) -> String? {
        guard let start = tag.firstRange(of: " \(name)=\"") else { return nil }
        return plain(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func plain(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}

extension WebPage {
    /// The words of errors on the page.
    var messages: String {
        text.split(separator: "<p class=\"error\"").dropFirst().map { String($0.prefix(200)) }.joined(separator: " ")
            + (text.firstRange(of: "notice bad").map { String(text[$0.upperBound...].prefix(400)) } ?? "")
    }
}
