package import Basics
package import Modeling
package import Storage

/// Which devices a report is about.
package struct DeviceScope: Sendable {
    package let predicate: Predicate

    /// All devices.
    package static let all = DeviceScope(predicate: .always)

    package init(predicate: Predicate) { self.predicate = predicate }

    /// Reads filters in the lookup language of the device list (`location=EMEA`, `role=firewall`).
    ///
    /// - Parameter visibility: Who asks; devices hidden from them are outside of every scope. Nil sees everything.
    /// - Throws: ``Problem`` of kind `invalidInput` for unknown filters or values.
    package init(
        _ filters: [(name: String, values: [String])], _ session: Session, today: CalendarDay,
        settings: DomainSettings, visibility: Visibility?
    ) throws {
        guard let devices = session.catalog["dcim.device"] else {
            predicate = .always
            return
        }
        let resolver = StoreFilterResolver(
            session, today: today, settings: settings, visible: { visibility?.predicate($0) ?? .always },
            customizations: CustomizationCache())
        let filter = try FilterParser(
            devices, session.catalog, resolver: resolver, extra: LifecycleArea.filters["dcim.device"] ?? [],
            customization: try CustomizationCache().current(in: session)[devices]
        ).parse(filters)
        guard let visibility else {
            predicate = filter
            return
        }
        let seen: Predicate = filter == .always ? .always : .seen(by: visibility, filter)
        predicate = seen && visibility.predicate(devices)
    }

    /// Appends ` AND …` for devices that the statement calls `alias`.
    func append(_ session: Session, alias: String, to sql: inout SQLText) throws {
        if case .always = predicate { return }
        guard let devices = session.catalog["dcim.device"] else { return }
        sql += " AND "
        try session.compile(predicate, devices, alias: alias, to: &sql)
    }

    var isEverything: Bool {
        if case .always = predicate { return true }
        return false
    }
}
