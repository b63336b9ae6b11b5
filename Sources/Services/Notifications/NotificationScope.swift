import Basics
import Domain
import Modeling
import Storage

/// What a rule is about: whom it speaks for, which devices it looks at, and how its pages are narrowed to the same.
struct NotificationScope {
    /// In whose name the rule looks.
    let actor: Actor
    let visibility: Visibility?
    /// The devices of events about devices.
    let devices: DeviceScope
    /// The same filters as pages take them.
    let query: [(name: String, value: String)]
    /// The view of events about a view.
    let view: Record<SavedView>?

    private let environment: RecordEnvironment

    /// - Throws: ``Problem`` that says why the rule cannot look.
    init(_ rule: Record<NotificationRule>, _ session: Session, _ environment: RecordEnvironment) throws {
        self.environment = environment
        let author = try LastAuthor(
            rule.savedBy, isProduct: rule.savedByProduct, session, requestID: environment.identifiers.next(),
            detail: "notification rule")
        guard let actor = author.actor else {
            throw Problem(
                .forbidden, "The user who saved the rule last is gone or disabled. Save it again to have it looked at.")
        }
        self.actor = actor
        visibility = author.visibility
        view = try rule.savedView.map { try Self.view($0, actor, session) }
        guard NotificationRule.Event(rawValue: rule.event)?.isAboutDevices == true else {
            devices = .all
            query = []
            return
        }
        var own: [(name: String, values: [String])] = []
        for (name, id) in [
            ("location", rule.location?.raw), ("role", rule.role?.raw), ("tenant", rule.tenant?.raw),
        ] {
            if let id { own.append((name, [id.description])) }
        }
        let kept = view.map { Self.filters(of: $0) } ?? []
        var predicate = Predicate.always
        for filters in [own, kept] where !filters.isEmpty || visibility != nil {
            let scope = try DeviceScope(
                filters, session, today: environment.time.today, settings: environment.settings,
                visibility: author.visibility)
            predicate = predicate && scope.predicate
        }
        devices = DeviceScope(predicate: predicate)
        query = (own + kept).flatMap { filter in filter.values.map { (filter.name, $0) } }
    }

    private static func view(_ id: ID<SavedView>, _ actor: Actor, _ session: Session) throws -> Record<SavedView> {
        let seen = Authorizer().visible(SavedView.schema, for: actor)
        let rows = try session.rows(Selection(SavedView.schema, where: .ids([id.raw]) && seen, limit: 1))
        guard let row = rows.first else {
            throw Problem(.forbidden, "The user who saved the rule last may not see its saved view any more.")
        }
        return Record(values: row)
    }

    /// The filters that a view keeps, in the lookup language.
    static func filters(of view: Record<SavedView>) -> [(name: String, values: [String])] {
        // What is stored was an object when it was saved.
        let config = (try? JSONValue(parsing: view.config.text)) ?? .null
        return (config["filter_params"]?.objectValue ?? JSONObject()).map { name, value in
            (name, (value.arrayValue ?? [value]).map { $0.stringValue ?? $0.text })
        }
    }

    /// The model that the view is a list of, and the objects of it that the reader sees there.
    ///
    /// - Throws: ``Problem`` when there is no such model, or a filter of the view cannot be used.
    func result(of view: Record<SavedView>, _ session: Session) throws -> (schema: AnySchema, predicate: Predicate) {
        let schema = session.catalog.schemas.first { "\($0.names.app):\($0.names.model)_list" == view.view }
        guard let schema, schema.isExposed else {
            throw Problem(.invalidInput, "There is no list \(view.view) any more.")
        }
        let allowed = try Authorizer().allowed(.view, on: schema, for: actor)
        let visibility = visibility
        let resolver = StoreFilterResolver(
            session, today: environment.time.today, settings: environment.settings,
            visible: { visibility?.predicate($0) ?? .always }, customizations: environment.customizations,
            viewer: actor.user?.raw)
        let filter = try FilterParser(
            schema, session.catalog, resolver: resolver, extra: LifecycleArea.filters[schema.identifier] ?? [],
            customization: try environment.customizations.current(in: session)[schema]
        ).parse(Self.filters(of: view))
        return (schema, (visibility.map { .seen(by: $0, filter) } ?? filter) && allowed)
    }

    /// A page of devices or of a report, narrowed as the rule is.
    func page(_ path: String, _ more: [(name: String, value: String)] = []) -> String {
        let parameters = more + query
        guard !parameters.isEmpty else { return path }
        return path + "?"
            + parameters.map { "\(FormEncoding.encode($0.name))=\(FormEncoding.encode($0.value))" }.joined(
                separator: "&")
    }
}
