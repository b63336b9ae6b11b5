import Basics
import HTTPServing
import Services

/// How many devices leave support when: what to replace, by type and by location.
struct ForecastPage: Sendable {
    /// A stretch of time of the forecast; every device with an end of support is in one.
    private struct Period: Sendable {
        let label: String
        /// First day, nil for the beginning of time.
        let first: CalendarDay?
        /// Last day, nil for the end of time.
        let last: CalendarDay?

        func holds(_ day: CalendarDay) -> Bool {
            (first.map { $0 <= day } ?? true) && (last.map { day <= $0 } ?? true)
        }

        private static let filter = "nautobot_device_lifecycle_mgmt_hardware_end_of_support"

        /// The filters of the device list that mean the same.
        var filters: [(name: String, value: String)] {
            var filters: [(name: String, value: String)] = []
            if let first { filters.append(("\(Self.filter)__gte", first.description)) }
            if let last { filters.append(("\(Self.filter)__lte", last.description)) }
            return filters
        }
    }

    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private let today: CalendarDay
    private static let title = "Refresh forecast"
    private static let path = "/lifecycle/forecast/"
    private static let (years, quarters) = (6, 8)

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk, today: CalendarDay) {
        self.web = web
        self.scope = scope
        self.desk = desk
        self.today = today
    }

    private var isByQuarter: Bool { web.request.parameter("step") == "quarter" }
    private var step: [(name: String, value: String)] { isByQuarter ? [("step", "quarter")] : [] }

    func response() async throws -> APIResponse {
        let forecast: RefreshForecast
        do {
            forecast = try await desk.forecast(scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        let periods = periods
        let types = byType(forecast, periods)
        if let form = try ReportFile.asked(web) {
            return try form.response(
                report(types, periods, forecast), subject: [ReportDocument.devices(scope.question.filters)], web)
        }
        let part = TablePart(web, count: types.count)
        return Page(
            Self.title, isWide: true,
            actions: { ReportFile.links { scope.place(Self.path, step + $0) } },
            body: {
                p(.class("lead")) { "Devices by the day on which the support of their hardware ends." }
                scope.form
                Component.tabs(
                    [
                        ("By year", scope.place(Self.path)),
                        ("By quarter", scope.place(Self.path, [("step", "quarter")])),
                    ],
                    current: scope.place(Self.path, step))
                if types.isEmpty {
                    Component.empty(
                        "No end of support is known in scope",
                        "The forecast counts devices whose hardware notice names an end of support. Record notices for the device types.",
                        help: .replacement
                    ) {
                        Component.link(
                            "Hardware notices", "/plugins/nautobot-device-lifecycle-mgmt/hardware/", "primary")
                    }
                } else {
                    section(.class("panel")) {
                        h2(.class("unseen")) { "Devices that leave support" }
                        chart(types.map(\.counts), periods)
                        unknown(forecast)
                    }
                    h2 { "By device type" }
                    table(types[part.range], periods)
                    part.pager
                    places(forecast, periods)
                }
            }
        ).response(web)
    }

    // MARK: Time

    private var periods: [Period] {
        var periods = [Period(label: "Ended", first: nil, last: today.adding(days: -1))]
        var first = today
        for _ in 0..<(isByQuarter ? Self.quarters : Self.years) {
            let last: CalendarDay
            let label: String
            if isByQuarter {
                let quarter = Quarter(holding: first)
                (last, label) = (quarter.last, quarter.name)
            } else {
                (last, label) = (CalendarDay(year: first.year, month: 12, day: 31) ?? first, String(first.year))
            }
            periods.append(Period(label: label, first: first, last: last))
            first = last.adding(days: 1)
        }
        periods.append(Period(label: "Later", first: first, last: nil))
        return periods
    }

    private func counts(_ ends: [CalendarDay: Int], _ periods: [Period]) -> [Int] {
        var counts = [Int](repeating: 0, count: periods.count)
        for (end, count) in ends {
            guard let index = periods.firstIndex(where: { $0.holds(end) }) else { continue }
            counts[index] += count
        }
        return counts
    }

    // MARK: Parts of the page

    private struct Line: Sendable {
        let name: String
        /// The filter that means the devices of the line.
        let filter: [(name: String, value: String)]
        let page: String
        let counts: [Int]
        let end: CalendarDay?
    }

    private func byType(_ forecast: RefreshForecast, _ periods: [Period]) -> [Line] {
        forecast.types.compactMap { type in
            type.end.map { end in
                Line(
                    name: type.name, filter: [("device_type", type.deviceType.description)],
                    page: "/dcim/device-types/\(type.deviceType)/", counts: counts([end: type.count], periods), end: end
                )
            }
        }
    }

    private func report(_ lines: [Line], _ periods: [Period], _ forecast: RefreshForecast) -> Report {
        let unknown = Self.unknown(forecast)
        let sums = lines.reduce(into: [Int](repeating: 0, count: periods.count)) { sums, line in
            for (index, count) in line.counts.enumerated() { sums[index] += count }
        }
        return Report(
            name: "forecast", title: Self.title, today: today,
            summary: zip(periods, sums).map { ReportFigure($0.label, $0.label, $1) }
                + [ReportFigure("unknown", "End of support not known", unknown)],
            columns: [ReportColumn("device_type", "Device type"), ReportColumn("end_of_support", "End of support")]
                + periods.map { ReportColumn($0.label, $0.label, alignsRight: true) },
            rows: lines.map { [.text($0.name), .day($0.end)] + $0.counts.map(ReportCell.number) },
            attention: sums.first ?? 0)
    }

    private func chart(_ lines: [[Int]], _ periods: [Period]) -> HTML {
        BarChart(
            title: "Devices that leave support",
            parts: periods.enumerated().map { index, period in
                ChartPart(
                    label: period.label, count: lines.reduce(0) { $0 + $1[index] },
                    color: index == 0 ? "c4" : index == 1 ? "c2" : "c1", path: scope.devices(period.filters))
            }, unit: "devices", csv: scope.place(Self.path, step + [(ReportFile.parameter, "csv")])
        ).html
    }

    /// Devices whose end of support nobody has said.
    private static func unknown(_ forecast: RefreshForecast) -> Int {
        forecast.types.reduce(0) { $0 + ($1.end == nil ? $1.count : 0) }
    }

    @HTMLBuilder private func unknown(_ forecast: RefreshForecast) -> HTML {
        let count = Self.unknown(forecast)
        if count > 0 {
            p(.class("quiet")) {
                "Not in the forecast, because no end of support is known: "
                ChartPart.number(
                    count,
                    scope.devices([("has_end_of_support", "false")]))
                " devices."
            }
        }
    }

    private func table(_ lines: ArraySlice<Line>, _ periods: [Period]) -> HTML {
        DataTable(
            caption: "Devices that leave support, by device type",
            columns: [.init("Device type"), .init("End of support")] + periods.map { .init($0.label, isNumber: true) },
            rows: lines.map { line in
                [
                    a(.href(line.page)) { line.name },
                    line.end.map { ValueMarkup.day($0.description) } ?? ValueMarkup.nothing,
                ] + numbers(line, periods)
            }
        ).html
    }

    private func numbers(_ line: Line, _ periods: [Period]) -> [HTML] {
        zip(line.counts, periods).map { count, period in
            count == 0
                ? ValueMarkup.nothing : ChartPart.number(count, scope.devices(line.filter + period.filters))
        }
    }

    /// The places below the one that the page is narrowed to; at the top without one.
    private func places(_ forecast: RefreshForecast, _ periods: [Period]) -> HTML {
        let given = scope.query.filter { $0.name == "location" }.map(\.value)
        let place =
            given.count == 1
            ? forecast.places.first { $0.key.description == given[0] || $0.value.name == given[0] } : nil
        guard given.isEmpty || place != nil else { return HTML() }
        let others = scope.query.filter { $0.name != "location" }
        var lines = forecast.below(place?.key).map { id, below in
            Line(
                name: below.name, filter: [("location", id.description)],
                page: WebRequest.place(Self.path, others + step + [("location", id.description)]),
                counts: counts(below.ends, periods), end: nil)
        }.filter { $0.counts.contains { $0 > 0 } }
        guard !lines.isEmpty else { return HTML() }
        if let place, !place.value.own.isEmpty {
            // By key alone a location does not mean what lies below it.
            let filter = [(name: "location_id", value: place.key.description)]
            lines.append(
                Line(
                    name: "\(place.value.name) itself", filter: filter,
                    page: WebRequest.place(Self.path, others + step + filter),
                    counts: counts(place.value.own, periods), end: nil))
        }
        return .join {
            h2 { place.map { "By location below \($0.value.name)" } ?? "By location" }
            DataTable(
                caption: "Devices that leave support, by location with everything below it",
                columns: [.init("Location")] + periods.map { .init($0.label, isNumber: true) },
                rows: lines.map { line in
                    [a(.href(line.page)) { line.name }]
                        + zip(line.counts, periods).map { count, period in
                            count == 0
                                ? ValueMarkup.nothing
                                : ChartPart.number(
                                    count,
                                    WebRequest.place("/dcim/devices/", others + line.filter + period.filters))
                        }
                }
            ).html
        }
    }
}
