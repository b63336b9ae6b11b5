import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// What the address of the board asks for, and the form to ask for something else.
struct TriageQuestion: Sendable {
    let question: TriageBoard.Question
    /// The location as it was written.
    let location: String
    /// The software version by name, when the board is about one.
    let software: String?
    private let web: WebRequest

    /// Reads the parameters of the address.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` or `notFound`.
    init(_ web: WebRequest) async throws {
        self.web = web
        var question = TriageBoard.Question()
        let request = web.request
        guard let standing = TriageBoard.Question.Standing(request.parameter("state") ?? "") else {
            throw Problem(.invalidInput, "There is no decision of this name.")
        }
        question.standing = standing
        question.severities = Set(request.query.filter { $0.name == "severity" && !$0.value.isEmpty }.map(\.value))
        question.exploitedOnly = request.parameter("exploited") == "true"
        question.text = Words.trimmed(request.parameter("q") ?? "")
        question.limit = request.parameter("limit").flatMap { Int($0) }.map { min(1000, max(1, $0)) } ?? 50
        question.offset = request.parameter("offset").flatMap { Int($0) }.map { max(0, $0) } ?? 0
        location = Words.trimmed(request.parameter("location") ?? "")
        if !location.isEmpty { question.location = try await Self.location(location, web) }
        if let text = request.parameter("software"), !text.isEmpty {
            let found = try await web.get(SoftwareVersion.schema.names.path, [("id", text), ("limit", "1")])
            guard let id = Identifier(text), let row = found["results"]?.arrayValue?.first else {
                throw Problem(.notFound, "There is no such software version.")
            }
            question.software = id
            software = row["display"]?.stringValue ?? text
        } else {
            software = nil
        }
        self.question = question
    }

    /// The location of a name or an id.
    static func location(_ text: String, _ web: WebRequest) async throws -> Identifier {
        let filter = Identifier(text) == nil ? "name" : "id"
        let found = try await web.get(Location.schema.names.path, [(filter, text), ("limit", "2")])
        let rows = found["results"]?.arrayValue ?? []
        guard let id = rows.first?["id"]?.stringValue.flatMap({ Identifier($0) }) else {
            throw Problem(.notFound, "There is no location “\(text.prefix(100))”.")
        }
        guard rows.count == 1 else {
            throw Problem(.invalidInput, "Several locations are called “\(text.prefix(100))”; give the id.")
        }
        return id
    }

    /// The filters that the lists of devices behind numbers need besides the CVE.
    var deviceFilters: [(name: String, value: String)] {
        var filters: [(name: String, value: String)] = []
        if let id = question.location { filters.append(("location", id.description)) }
        if let id = question.software { filters.append(("software_version", id.description)) }
        return filters
    }

    private static let standings =
        [("to-do", "To do: not silenced"), ("undecided", "Nothing decided"), ("all", "All")]
        + ExposureWords.states.map { ($0.state.rawValue, ExposureWords.title($0.state)) }

    /// What the board is narrowed to, as documents say it.
    var sentences: [String] {
        let state = web.request.parameter("state") ?? ""
        let standing = Self.standings.first { $0.0 == (state.isEmpty ? "to-do" : state) }?.1 ?? state
        var sentences = ["Decision: \(standing)."]
        if !question.text.isEmpty { sentences.append("CVE or title with “\(question.text)”.") }
        if !question.severities.isEmpty {
            sentences.append("Severity: \(question.severities.sorted().joined(separator: ", ")).")
        }
        if question.exploitedOnly { sentences.append("Only known exploited.") }
        if !location.isEmpty { sentences.append("Devices at \(location) and below.") }
        if let software { sentences.append("Only what \(software) has.") }
        return sentences
    }

    var form: HTML {
        let standing = web.request.parameter("state") ?? "to-do"
        return WebUI.form(.class("inline panel"), Attribute("method", "get"), Attribute("action", ExposureLinks.board))
        {
            div(.class("field")) {
                label(.for("q")) { "CVE or title" }
                input(.id("q"), .name("q"), .type("search"), .value(question.text), Attribute("maxlength", "100"))
            }
            div(.class("field")) {
                label(.for("state")) { "Decision" }
                select(.id("state"), .name("state")) {
                    for (value, title) in Self.standings {
                        option(.value(value), .flag("selected", if: value == standing)) { title }
                    }
                }
            }
            fieldset(.class("plainset")) {
                legend { "Severity" }
                for severity in Severity.allCases {
                    label(.class("nowrap")) {
                        input(
                            .type("checkbox"), .name("severity"), .value(severity.rawValue),
                            .flag("checked", if: question.severities.contains(severity.rawValue)))
                        " \(severity.rawValue)"
                    }
                    " "
                }
            }
            div(.class("field")) {
                label(.for("location")) { "Location" }
                input(
                    .id("location"), .name("location"), .type("text"), .value(location),
                    Attribute("list", "locations"), .data("suggest", Location.schema.names.path),
                    .data("attribute", "name"), Attribute("autocomplete", "off"))
                datalist(.id("locations")) { HTML() }
            }
            if let id = question.software { input(.type("hidden"), .name("software"), .value(id.description)) }
            label(.class("nowrap")) {
                input(
                    .type("checkbox"), .name("exploited"), .value("true"), .flag("checked", if: question.exploitedOnly))
                " Only known exploited"
            }
            button(.type("submit"), .class("primary")) { "Show" }
            if !web.request.query.isEmpty { Component.link("Start over", ExposureLinks.board) }
        }
    }
}
