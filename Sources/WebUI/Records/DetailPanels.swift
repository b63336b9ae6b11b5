import Basics
import Modeling

/// What an area of the product adds to the page of an object.
protocol DetailPanel: Sendable {
    /// The models on whose pages it stands.
    var models: Set<String> { get }
    /// The panel; nil when there is nothing to say, or nothing that the reader may see.
    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML?
    /// Buttons beside the title.
    func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML
}

extension DetailPanel {
    func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML { HTML() }
}

/// Every panel, in the order in which they stand.
enum DetailPanels {
    private static let registered: [any DetailPanel] = [
        DeviceVerdictPanel(), DeviceTypePanel(), InventoryItemPanel(), SoftwareVersionPanel(),
        DeviceExposurePanel(), SoftwareExposurePanel(), DeviceTypeExposurePanel(),
        JobPanel(), AwayJobPanel(), SchedulePanel(), SecretPanel(), SecretsGroupPanel(), AccessPanel(),
        NotificationPanel(), ViewSubscriptionPanel(),
    ]

    static func all(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML {
        var all = HTML()
        for panel in registered where panel.models.contains(model.schema.identifier) {
            do {
                if let html = try await panel.html(object, id, model) { all.append(html) }
            } catch let problem as Problem where problem.kind == .forbidden {
                continue
            }
        }
        return all
    }

    static func actions(_ object: JSONObject, _ id: String, _ model: ModelRequest) -> HTML {
        var all = HTML()
        for panel in registered where panel.models.contains(model.schema.identifier) {
            all.append(panel.actions(object, id, model))
        }
        return all
    }
}
