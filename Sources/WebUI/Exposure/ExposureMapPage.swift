import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// How many devices are exposed how badly where: a table that is its own chart.
struct ExposureMapPage: Sendable {
    private let page: ExposurePage

    init(_ page: ExposurePage) { self.page = page }

    private var web: WebRequest { page.web }
    private static let place = "/exposure/map/"

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "The map takes no form.") }
        try page.require(ExposurePage.counted)
        let text = web.request.parameter("location") ?? ""
        let location = text.isEmpty ? nil : try await TriageQuestion.location(text, web)
        let map = try await page.desk.map(at: location)
        let name = map.path.last?.name
        if let form = try ReportFile.asked(web) {
            return try form.response(
                report(map), subject: [name.map { "Below \($0)." } ?? "All locations."], web)
        }
        return Page(
            name.map { "Exposure: \($0)" } ?? "Exposure by location", crumbs: crumbs(map), isWide: true,
            actions: {
                if !map.rows.isEmpty { ReportFile.links { WebRequest.place(Self.place, query(location) + $0) } }
                Component.link("Triage", ExposureLinks.board(query(location)))
            },
            body: {
                p(.class("quiet")) {
                    "Each device counts once, by the worst that it is exposed to; what people accepted or ruled out is taken off. A place counts everything below it, unless it says “itself”."
                }
                Component.figures(
                    DeviceExposure.allCases.map { exposure in
                        Component.Figure(
                            number: (map.total[exposure] ?? 0).grouped, label: ExposureWords.short(exposure),
                            path: devices(location, exposure), tone: ExposureWords.tone(exposure))
                    })
                if map.rows.isEmpty { nothing(name) } else { table(map) }
                if let name, map.rows.isEmpty {
                    p(.class("quiet")) { "No place lies below \(name): all of these stand at \(name) itself." }
                }
            }
        ).response(web)
    }

    private func query(_ location: Identifier?) -> [(name: String, value: String)] {
        location.map { [("location", $0.description)] } ?? []
    }

    private func crumbs(_ map: ExposureMap) -> [Page.Crumb] {
        guard !map.path.isEmpty else { return [] }
        return [Page.Crumb(title: "All locations", path: Self.place)]
            + map.path.dropLast().map {
                Page.Crumb(title: $0.name, path: WebRequest.place(Self.place, query($0.id)))
            }
    }

    private func devices(_ location: Identifier?, _ exposure: DeviceExposure?) -> String {
        ExposureLinks.devices(query(location) + (exposure.map { [("exposure", $0.rawValue)] } ?? []))
    }

    @HTMLBuilder private func nothing(_ name: String?) -> HTML {
        if name == nil {
            Component.empty("No locations yet", "Places stand here with the devices in them.", help: .places) {
                Component.link("Look at locations", Location.schema.pagePath)
            }
        }
    }

    private func table(_ map: ExposureMap) -> HTML {
        div(.class("scroll tall"), Attribute("tabindex", "0"), .role("region"), .aria("label", "Exposure by location"))
        {
            WebUI.table(.class("heat")) {
                caption { "Devices by location and by the worst that they are exposed to" }
                thead {
                    tr {
                        th(Attribute("scope", "col")) { "Location" }
                        for exposure in DeviceExposure.allCases {
                            th(.class("number"), Attribute("scope", "col")) { ExposureWords.short(exposure) }
                        }
                        th(.class("number"), Attribute("scope", "col")) { "Devices" }
                    }
                }
                tbody {
                    for line in Self.lines(map) { self.row(line) }
                }
            }
        }
    }

    /// A row of the table: a place with everything below it, or what stands at the place itself.
    private struct Line {
        let id: Identifier
        let name: String
        let hasPlacesBelow: Bool
        let counts: ExposureMap.Counts
        /// The filter of devices that means the line; a location by its key alone does not mean what lies below it.
        let filter: String

        var total: Int { counts.values.reduce(0, +) }
    }

    private static func lines(_ map: ExposureMap) -> [Line] {
        var lines = map.rows.map {
            Line(id: $0.id, name: $0.name, hasPlacesBelow: $0.hasPlacesBelow, counts: $0.counts, filter: "location")
        }
        if let place = map.path.last, map.direct.values.contains(where: { $0 > 0 }), !lines.isEmpty {
            lines.append(
                Line(
                    id: place.id, name: "\(place.name) itself", hasPlacesBelow: false, counts: map.direct,
                    filter: "location_id"))
        }
        return lines
    }

    private func row(_ line: Line) -> HTML {
        tr {
            th(Attribute("scope", "row")) {
                if line.hasPlacesBelow {
                    a(.href(WebRequest.place(Self.place, query(line.id)))) { line.name }
                } else {
                    a(.href("\(Location.schema.pagePath)\(line.id)/")) { line.name }
                }
            }
            for exposure in DeviceExposure.allCases { cell(line, exposure) }
            td(.class("number")) {
                ExposureLinks.number(line.total, devices(line, nil), "devices at \(line.name)")
            }
        }
    }

    private func devices(_ line: Line, _ exposure: DeviceExposure?) -> String {
        ExposureLinks.devices(
            [(line.filter, line.id.description)] + (exposure.map { [("exposure", $0.rawValue)] } ?? []))
    }

    private func cell(_ line: Line, _ exposure: DeviceExposure) -> HTML {
        let (count, total) = (line.counts[exposure] ?? 0, line.total)
        guard count > 0 else { return td(.class("number")) { span(.class("quiet")) { "0" } } }
        return td(.class("number \(Self.heat(count, of: total, exposure))")) {
            ExposureLinks.number(
                count, devices(line, exposure), "devices at \(line.name): \(ExposureWords.short(exposure))")
            span(.class("share")) { " \(Self.percent(count, of: total))" }
        }
    }

    /// How strongly a cell is coloured: by its part of the place's devices.
    private static func heat(_ count: Int, of total: Int, _ exposure: DeviceExposure) -> String {
        let tone = ExposureWords.tone(exposure)
        guard tone != .plain else { return "" }
        let step = min(4, 1 + count * 4 / max(1, total))
        return "heat\(step) of-\(tone.rawValue)"
    }

    private static func percent(_ count: Int, of total: Int) -> String {
        let share = count * 100 / max(1, total)
        return share == 0 ? "<1\u{202F}%" : "\(share)\u{202F}%"
    }

    private func report(_ map: ExposureMap) -> Report {
        let levels = DeviceExposure.allCases
        return Report(
            name: "exposure-by-location", title: "Exposure by location", today: web.environment.time.today,
            summary: levels.map {
                ReportFigure($0.rawValue, $0.label, map.total[$0] ?? 0, of: map.total.values.reduce(0, +))
            },
            columns: [ReportColumn("location", "Location"), ReportColumn("id", "ID")]
                + levels.map { ReportColumn($0.rawValue, ExposureWords.short($0), alignsRight: true) }
                + [ReportColumn("devices", "Devices", alignsRight: true)],
            rows: Self.lines(map).map { line in
                [.text(line.name), .text(line.id.description)] + levels.map { .number(line.counts[$0] ?? 0) }
                    + [.number(line.total)]
            }, attention: (map.total[.exploited] ?? 0) + (map.total[.critical] ?? 0))
    }
}
