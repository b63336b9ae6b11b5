import Basics
import Foundation
import HTTPServing
import Services

/// When a run is wanted: now, once later, or again and again.
struct ScheduleFields: Sendable {
    private let web: WebRequest
    private let now: Timestamp

    init(_ web: WebRequest) {
        self.web = web
        now = web.environment.time.now
    }

    private static let intervals = [
        (value: "immediately", label: "Now"), (value: "future", label: "Once, at a time"),
        (value: "hourly", label: "Every hour"), (value: "daily", label: "Every day"),
        (value: "weekly", label: "Every week"), (value: "custom", label: "By a crontab"),
    ]

    private func given(_ name: String) -> String { Words.trimmed(web.form["_schedule_\(name)"] ?? "") }
    private var interval: String { given("interval").isEmpty ? "immediately" : given("interval") }
    private var zoneName: String { given("time_zone").isEmpty ? "UTC" : given("time_zone") }

    /// Whether the run is wanted at another time than now.
    var isLater: Bool { interval != "immediately" }

    /// What tells one plan of times from another.
    private var signature: String {
        [interval, given("start_time"), given("crontab"), zoneName].joined(separator: "|")
    }
    /// Whether the reader has seen the times of what the form says.
    var isShown: Bool { web.form["_schedule_shown"] == signature }

    /// The schedule as the API takes it; nil for now.
    ///
    /// - Throws: ``Problem`` for a time that cannot be read.
    func body() throws -> JSONValue? {
        guard isLater else { return nil }
        var start = given("start_time")
        if !start.isEmpty {
            guard let zone = TimeZone(identifier: zoneName) else {
                throw refused("time_zone", "There is no such zone.")
            }
            guard let moment = ScheduleTimes.moment(start, in: zone) else {
                throw refused("start_time", "Give a day and a time, such as 2027-01-31T22:00.")
            }
            start = moment.description
        }
        return .object(
            JSONObject([
                ("name", .string(given("name"))), ("interval", .string(interval)), ("start_time", .string(start)),
                ("crontab", .string(given("crontab"))), ("time_zone", .string(zoneName)),
            ]))
    }

    private func refused(_ field: String, _ message: String) -> Problem {
        Problem(.invalidInput, "", fields: [FieldErrors("_schedule_\(field)", message)])
    }

    /// The next runs; nil while what the form says has none.
    func times() throws -> ScheduleTimes? {
        guard let body = try body() else { return nil }
        let start = body["start_time"]?.stringValue.flatMap { Timestamp($0) } ?? now
        return ScheduleTimes(interval: interval, crontab: given("crontab"), zone: zoneName, start: start, now: now)
    }

    /// What is wrong before anybody asks the API: what has no times cannot be shown.
    func errors(_ times: ScheduleTimes?) -> [String: [String]] {
        var errors: [String: [String]] = [:]
        if given("name").isEmpty { errors["_schedule_name"] = ["Please provide a name for the job schedule."] }
        if interval == "future", given("start_time").isEmpty {
            errors["_schedule_start_time"] = ["Please provide a start time."]
        } else if times?.times.isEmpty == true {
            errors["_schedule_start_time"] = ["Schedule start time must be in the future."]
        }
        if TimeZone(identifier: zoneName) == nil {
            errors["_schedule_time_zone"] = ["There is no zone \(zoneName); give one such as Europe/Berlin."]
        } else if times == nil {
            errors["_schedule_crontab"] = [
                "Give five fields: minute, hour, day of month, month, day of week. 15 1 * * * is every night at 01:15."
            ]
        }
        return errors
    }

    // MARK: Markup

    /// - Parameter times: Shown where the reader is to agree to them.
    func html(_ errors: [String: [String]], _ times: ScheduleTimes?) -> HTML {
        fieldset {
            legend { "When" }
            field(
                "interval", "When it runs", "", .choice(Self.intervals, allowsNone: false), errors,
                value: interval
            )
            details(.flag("open", if: isLater || errors.keys.contains { $0.hasPrefix("_schedule_") })) {
                summary { "For later: name, time, zone" }
                field("name", "Name of the schedule", "What people find it by.", .text, errors)
                moment(errors)
                field(
                    "crontab", "Crontab",
                    "For “By a crontab”: minute, hour, day of month, month, day of week, such as 15 1 * * 1-5.",
                    .text, errors)
                zone(errors)
            }
            if let times {
                Component.notice(.info) {
                    p { strong { "These are the next runs." } }
                    times.html
                    p { "Save the schedule if that is what you want, or change it above." }
                }
                input(.type("hidden"), .name("_schedule_shown"), .value(signature))
            }
        }
    }

    private func field(
        _ name: String, _ title: String, _ help: String, _ input: FormField.Input, _ errors: [String: [String]],
        value: String? = nil
    ) -> HTML {
        FormField(
            name: "_schedule_\(name)", title: title, help: help, input: input, values: [value ?? given(name)],
            errors: errors["_schedule_\(name)"] ?? []
        ).html
    }

    private func moment(_ errors: [String: [String]]) -> HTML {
        let messages = errors["_schedule_start_time"] ?? []
        return div(.class("field")) {
            label(.for("field-start")) { "First time" }
            input(
                .id("field-start"), .name("_schedule_start_time"), .type("datetime-local"),
                .value(given("start_time")), .when(!messages.isEmpty, .aria("invalid", "true")),
                .aria("describedby", "field-start-hint"))
            p(.id("field-start-hint"), .class("hint")) {
                "By the clocks of the zone below. Left empty: from now on, except for “Once”."
            }
            for message in messages { p(.class("error")) { message } }
        }
    }

    private func zone(_ errors: [String: [String]]) -> HTML {
        let messages = errors["_schedule_time_zone"] ?? []
        return div(.class("field")) {
            label(.for("field-zone")) { "Zone" }
            input(
                .id("field-zone"), .name("_schedule_time_zone"), .type("text"), .value(zoneName),
                .when(!web.isPost, .data("zone")), Attribute("list", "field-zone-list"),
                .when(!messages.isEmpty, .aria("invalid", "true")), .aria("describedby", "field-zone-hint"))
            datalist(.id("field-zone-list")) { HTML() }
            p(.id("field-zone-hint"), .class("hint")) { "Whose clocks count, such as Europe/Berlin or UTC." }
            for message in messages { p(.class("error")) { message } }
        }
    }
}
