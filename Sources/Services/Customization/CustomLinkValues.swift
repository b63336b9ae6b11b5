import Basics
package import Domain
package import Modeling
package import Storage
import Templates

/// A custom link as it stands on the page of an object.
package struct RenderedLink: Sendable {
    package let link: Record<CustomLink>
    /// HTML: values are escaped, and what the template marks as safe is not.
    package let text: String
    /// Where it leads; nil when the template makes no address that a link may have.
    package let address: String?
    /// Why a template cannot be rendered.
    package let error: String?
}

/// Renders the custom links of an object.
package struct CustomLinkValues {
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
    package func links(_ schema: AnySchema, _ row: [Value], allowed: Predicate) throws -> [RenderedLink] {
        let links = try session.rows(
            Selection(
                CustomLink.schema,
                where: .compare(["content_type"], .equals, [.text(schema.identifier)]) && allowed)
        ).map(Record<CustomLink>.init(values:))
        guard !links.isEmpty else { return [] }
        let texts = RowTexts(session, visibility: visibility)
        let source = TemplateSource(
            session: session, texts: texts, customization: try environment.customizations.current(in: session),
            contexts: ConfigContextValues(session, environment: environment), sets: TemplateSets(session, texts))
        let object = TemplateValue.object(TemplateRow(schema, row, source))
        return links.compactMap { link in
            do throws(TemplateError) {
                let text = try render(link.text, object, .html)
                guard !text.isEmpty else { return nil }
                let address = LinkAddress.allowed(try render(link.targetUrl, object, .none))
                return RenderedLink(link: link, text: text, address: address, error: nil)
            } catch {
                return RenderedLink(link: link, text: "", address: nil, error: error.description)
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
