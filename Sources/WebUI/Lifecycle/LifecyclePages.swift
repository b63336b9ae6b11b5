import Basics
import HTTPServing
import Services

/// The pages of the lifecycle area: reports, dates, forecast, ages, coverage, rules, and why a verdict is what it is.
struct LifecyclePages: PageArea {
    private let services: WebServices
    private let desk: ReportDesk

    init(_ services: WebServices, _ desk: ReportDesk) {
        self.services = services
        self.desk = desk
    }

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts
        guard parts.first == "lifecycle", parts.count == 2 else { return nil }
        guard web.request.path.hasSuffix("/") else {
            return APIResponse(
                status: 301, headers: [("Location", WebRequest.place(web.request.path + "/", web.request.query))])
        }
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        let scope = ReportScope(web)
        return switch parts[1] {
        case "hardware": try await HardwarePage(web, scope, desk).response()
        case "software": try await SoftwarePage(web, scope, desk, isItems: false).response()
        case "inventory": try await SoftwarePage(web, scope, desk, isItems: true).response()
        case "timeline": try await TimelinePage(web, scope, desk, today: services.environment.time.today).response()
        case "forecast": try await ForecastPage(web, scope, desk, today: services.environment.time.today).response()
        case "contracts": try await ContractsPage(web, scope, desk).response()
        case "expiry": try await ContractExpiryPage(web, scope, desk).response()
        case "age": try await HardwareAgePage(web, scope, desk).response()
        case "rules": try await RuleTesterPage(web, services).response()
        case "why": try await WhyPage(web, services).response()
        default: nil
        }
    }
}
