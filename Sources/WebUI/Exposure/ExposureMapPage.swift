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
        if web.request.parameter("form") == "csv" { return csv(map) }
        let name = map.path.last?.name
        return Page(
            name.map { "Exposure: \($0)" } ?? "Exposure by location", crumbs: crumbs(map), isWide: true,
            actions: {
                Component.link("CSV", WebRequest.place(Self.place, query(location) + [("form", "csv")]))
                Component.link("Triage", ExposureLinks.board(query(location)))
            },
            body: {
                p(.class("quiet")) {
                    "Each device counts once, by the worst that it is exposed to; what people accepted or ruled out is taken off. A place counts everything below it."
                }
                Component.figures(
                    DeviceExposure.allCases.map { exposure in
                        Component.Figure(
                            number: (map.total[exposure] ?? 0).grouped, label: ExposureWords.short(exposure),
                            path: devices(location, exposure), tone: ExposureWords.tone(exposure))
                    })
                if map.rows.isEmpty { nothing(name) } else { table(map) }
                if let name, let location { direct(map, name, location) }
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
            Component.empty("No locations yet", "Places stand here with the devices in them.") {
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
                    for row in map.rows { self.row(row) }
                }
            }
        }
    }

    private func row(_ row: ExposureMap.Row) -> HTML {
        let total = row.counts.values.reduce(0, +)
        return tr {
            th(Attribute("scope", "row")) {
                if row.hasPlacesBelow {
                    a(.href(WebRequest.place(Self.place, query(row.id)))) { row.name }
                } else {
                    a(.href("\(Location.schema.pagePath)\(row.id)/")) { row.name }
                }
            }
            for exposure in DeviceExposure.allCases {
                cell(row.counts[exposure] ?? 0, of: total, exposure, row)
            }
            td(.class("number")) { ExposureLinks.number(total, devices(row.id, nil), "devices at \(row.name)") }
        }
    }

    private func cell(_ count: Int, of total: Int, _ exposure: DeviceExposure, _ row: ExposureMap.Row) -> HTML {
        guard count > 0 else { return td(.class("number")) { span(.class("quiet")) { "0" } } }
        return td(.class("number \(Self.heat(count, of: total, exposure))")) {
            ExposureLinks.number(
                count, devices(row.id, exposure), "devices at \(row.name): \(ExposureWords.short(exposure))")
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

    private func direct(_ map: ExposureMap, _ name: String, _ location: Identifier) -> HTML {
        let count = map.direct.values.reduce(0, +)
        return p {
            map.rows.isEmpty ? "No place lies below \(name). " : ""
            count == 0
                ? "No device stands at \(name) itself."
                : "\(count.grouped) devices stand at \(name) itself\(map.rows.isEmpty ? "" : ", not in one of the places above")."
            " "
            a(.href(devices(location, nil))) { "All devices at \(name) and below" }
        }
    }

    private func csv(_ map: ExposureMap) -> APIResponse {
        var bytes: [UInt8] = []
        let levels = DeviceExposure.allCases
        CSVText.appendRow(["location", "id"] + levels.map(\.rawValue) + ["devices"], to: &bytes)
        for row in map.rows {
            CSVText.appendRow(
                [CSVText.guardFormula(row.name), row.id.description] + levels.map { String(row.counts[$0] ?? 0) }
                    + [String(row.counts.values.reduce(0, +))], to: &bytes)
        }
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=\"exposure-by-location.csv\""),
            ], body: .bytes(bytes))
    }
}
