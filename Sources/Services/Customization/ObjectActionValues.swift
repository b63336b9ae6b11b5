import Basics
package import Domain
package import Modeling
package import Storage
import Templates

/// A custom link or job button as it stands on the page of an object.
package struct RenderedAction<M: Model>: Sendable {
    package let record: Record<M>
    /// HTML: values are escaped, and what the template marks as safe is not.
    package let text: String
    /// The same as plain text, for whoever shows it as text.
    package let label: String
    /// Where a link leads; nil when the template makes no address that a link may have, and for buttons.
    package let address: String?
    /// Why a template cannot be rendered.
    package let error: String?
}

/// Renders the custom links and job buttons of an object (core.md §2.6, §2.8).
package struct ObjectActionValues {
    private static let limits = TemplateLimits(steps: 100_000, outputBytes: 65_536)
    private let session: Session
    private let environment: RecordEnvironment
    private let visibility: Visibility?

    /// - Parameter visibility: Who reads; nil sees everything.
    package init(_ session: Session, environment: RecordEnvironment, visibility: Visibility?) {
        self.session = session
        self.environment = environment
        self.visibility = visibility
    }

    /// The links of an object in their order, but those without a text.
    ///
    /// - Parameter allowed: The links that the reader may see.
    package func links(
        _ schema: AnySchema, _ row: [Value], allowed: Predicate
    ) throws -> [RenderedAction<CustomLink>] {
        let links = try session.rows(
            Selection(
                CustomLink.schema,
                where: .compare(["content_type"], .equals, [.text(schema.identifier)]) && allowed)
        ).map(Record<CustomLink>.init(values:))
        return try rendered(links, schema, row, text: \.text, address: \.targetUrl)
    }

    /// The buttons of an object in their order that can be pressed, but those without a text.
    ///
    /// - Parameters:
    ///   - allowed: The buttons that the reader may see.
    ///   - runnable: The jobs that the reader may run.
    package func buttons(
        _ schema: AnySchema, _ row: [Value], allowed: Predicate, runnable: Predicate
    ) throws -> [RenderedAction<JobButton>] {
        let ready = Predicate.all(
            ["enabled", "installed", "is_job_button_receiver"].map { .compare([$0], .equals, [.bool(true)]) })
        let buttons = try session.rows(
            Selection(
                JobButton.schema,
                where: .compare(["enabled"], .equals, [.bool(true)])
                    && .compare(["content_types"], .listContains, [.text(schema.identifier)]) && allowed)
        ).map(Record<JobButton>.init(values:))
        guard !buttons.isEmpty else { return [] }
        let asked = Predicate.ids(buttons.map { $0.job.raw })
        let jobs = Set(try session.ids(JobRecord.schema, where: asked && ready && runnable, limit: buttons.count))
        return try rendered(buttons.filter { jobs.contains($0.job.raw) }, schema, row, text: \.text, address: nil)
    }

    private func rendered<M: Model>(
        _ records: [Record<M>], _ schema: AnySchema, _ row: [Value], text: (Record<M>) -> String,
        address: ((Record<M>) -> String)?
    ) throws -> [RenderedAction<M>] {
        guard !records.isEmpty else { return [] }
        let texts = RowTexts(session, visibility: visibility)
        let source = TemplateSource(
            session: session, texts: texts, customization: try environment.customizations.current(in: session),
            contexts: ConfigContextValues(session, environment: environment), sets: TemplateSets(session, texts))
        let object = TemplateValue.object(TemplateRow(schema, row, source))
        return records.compactMap { record in
            do throws(TemplateError) {
                let html = try render(text(record), object, .html)
                guard !html.isEmpty else { return nil }
                let label = try render(text(record), object, .none)
                let target = try address.map { make throws(TemplateError) in try render(make(record), object, .none) }
                return RenderedAction(
                    record: record, text: html, label: label, address: target.flatMap(LinkAddress.allowed), error: nil)
            } catch {
                return RenderedAction(record: record, text: "", label: "", address: nil, error: error.description)
            }
        }
    }

    private func render(
        _ code: String, _ object: TemplateValue, _ escaping: TemplateOptions.Escaping
    ) throws(TemplateError) -> String {
        let text = try environment.templates.template(code).render(
            ["obj": object], options: TemplateOptions(escaping: escaping, limits: Self.limits))
        return Words.trimmed(text)
    }
}
